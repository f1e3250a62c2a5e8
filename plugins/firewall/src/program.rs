//! The programs that own packet filter rules, as people call them.

use muster_sdk::packet_filter::Manager;

/// The purpose of a firewall in the facts. Docker guards its containers from each other, and the host
/// from nobody; a ban list lets in everybody who is not on it.
const FIREWALL: &str = "firewall";

/// The purpose of a program that refuses single addresses, in the facts.
const BANS: &str = "bans";

/// How a program is written in a sentence; its own spelling where that is not the fact's.
pub(crate) fn name(known: &str) -> &str {
    match known {
        "docker" => "Docker",
        "podman" => "Podman",
        "kubernetes" => "Kubernetes",
        "crowdsec" => "CrowdSec",
        "shorewall" => "Shorewall",
        "pve-firewall" => "the Proxmox firewall",
        "tailscale" => "Tailscale",
        "lxd" => "LXD",
        "incus" => "Incus",
        other => other,
    }
}

/// Whether a program guards the host.
pub(crate) fn is_firewall(manager: &Manager) -> bool {
    manager.purpose == FIREWALL
}

/// Whether a program only bans single addresses.
pub(crate) fn bans(manager: &Manager) -> bool {
    manager.purpose == BANS
}
