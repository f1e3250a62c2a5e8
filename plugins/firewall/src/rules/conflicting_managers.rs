//! `firewall/conflicting-managers`

use muster_sdk::packet_filter::{self, Manager};
use muster_sdk::sentence::list;
use muster_sdk::{Distribution, Finding, Outcome, Source};

use crate::program;

muster_sdk::rule! {
    id: "firewall/conflicting-managers",
    severity: Medium,
    precision: High,
    tags: ["firewall", "network"],
    documentation: "conflicting_managers.md",
    check: check,
}

const SUBJECT: &str = "boot/firewalls";

/// Rules that no known program made, by the tool that shows them.
const UNNAMED: [&str; 3] = ["nftables", "iptables", "ip6tables"];

/// The services of distributions that load such rules. Each replaces what is there, and flushes it when it stops. A
/// script of someone's own may add a table beside a firewall's, and leave the firewall's alone.
const LOADERS: [&str; 8] = [
    "ip6tables",
    "ip6tables-restore",
    "iptables",
    "iptables-persistent",
    "iptables-restore",
    "netfilter-persistent",
    "nftables",
    "nftables-restore",
];

fn check() -> Outcome {
    let overview = packet_filter::overview()?;
    Ok(vec![judge_managers(
        overview.managers,
        &Distribution::of_host(),
    )])
}

/// A firewall that sets up the packet filter at boot.
struct AtBoot {
    name: String,
    /// The service that does so.
    service: String,
    active: bool,
    source: Option<Source>,
}

fn judge_managers(managers: Vec<Manager>, distribution: &Distribution) -> Finding {
    let mut at_boot: Vec<AtBoot> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for manager in managers.into_iter().filter(program::is_firewall) {
        match manager.enabled_on_boot {
            Some(false) => {}
            None => unknown.push(manager.name),
            Some(true) => {
                let source = manager.source.as_ref();
                let service = source.map_or(manager.name.as_str(), |source| service(&source.name));
                let is_own = !UNNAMED.contains(&manager.name.as_str());
                // One service may load the rules of both IP versions.
                let is_new = !at_boot.iter().any(|known| known.service == service);
                if (is_own || LOADERS.contains(&service)) && is_new {
                    at_boot.push(AtBoot {
                        service: service.to_owned(),
                        name: manager.name,
                        active: manager.active,
                        source: manager.source,
                    });
                }
            }
        }
    }
    // Each of the two is one service of the same program.
    let iptables = |known: &AtBoot| known.name == "iptables";
    if at_boot.iter().any(iptables) {
        at_boot.retain(|known| known.name != "ip6tables");
    }
    let observed: Vec<&str> = at_boot.iter().map(|known| known.name.as_str()).collect();
    let observed = observed.join(", ");
    let finding = match at_boot.as_slice() {
        [_, _, ..] => together(&at_boot, distribution),
        _ if at_boot.len() + unknown.len() > 1 => {
            return Finding::error(
                SUBJECT,
                format!(
                    "It is not known whether {} is loaded at boot.",
                    unknown.join(" or ")
                ),
            );
        }
        [] => match unknown.first() {
            Some(only) => Finding::pass(SUBJECT, format!("{only} is the only firewall.")),
            None => {
                let reason = "No service sets up the packet filter at boot.";
                return Finding::not_applicable(SUBJECT, reason);
            }
        },
        [only] => Finding::pass(
            SUBJECT,
            format!("{} alone sets up the packet filter at boot.", only.service),
        ),
    };
    let finding = finding.observed(observed).required("one firewall at boot");
    at_boot.into_iter().fold(finding, |finding, known| {
        finding.at_if(known.source, "starts it at boot")
    })
}

fn together(at_boot: &[AtBoot], distribution: &Distribution) -> Finding {
    let services: Vec<&str> = at_boot.iter().map(|known| known.service.as_str()).collect();
    // The first in the list is the one that people set up themselves.
    let kept = at_boot
        .iter()
        .find(|known| known.active)
        .or_else(|| at_boot.first());
    let kept = kept.map_or("", |known| known.service.as_str());
    // To stop one may flush the rules of the other.
    let commands: Vec<String> = services
        .iter()
        .filter(|service| **service != kept)
        .map(|service| match *service {
            "ufw" => "ufw disable".to_owned(),
            service => distribution.disable(service),
        })
        .collect();
    Finding::fail(
        SUBJECT,
        format!(
            "{} set up the packet filter at boot, and each may take the rules of the other away.",
            list(&services, "and")
        ),
    )
    .fix(format!(
        "Keep one, such as {kept}: move the rules of the other into it, run `{}`, then `{}`",
        commands.join(" && "),
        distribution.restart(kept)
    ))
}

/// `nftables` of the link that starts it: `…/multi-user.target.wants/nftables.service` of systemd,
/// `/etc/runlevels/default/nftables` of OpenRC, `/etc/rc2.d/S01nftables` of System V.
fn service(link: &str) -> &str {
    let name = link.rsplit('/').next().unwrap_or(link);
    let name = name.strip_suffix(".service").unwrap_or(name);
    let of_system_v = name
        .strip_prefix('S')
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    match of_system_v {
        Some(rest) if rest.len() + 3 == name.len() => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::manager;
    use muster_sdk::host::HostIdentity;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Status};

    fn loaded(name: &str, link: &str) -> Manager {
        Manager {
            source: Some(Source::file(link)),
            ..manager(name, true, Some(true))
        }
    }

    fn judged(managers: Vec<Manager>) -> FindingRecord {
        let distribution = Distribution::of(&HostIdentity {
            os_id: "debian".to_owned(),
            os_like: Vec::new(),
            init_system: Some("systemd".to_owned()),
            ..sample()
        });
        judge_managers(managers, &distribution).into()
    }

    const WANTS: &str = "/etc/systemd/system/multi-user.target.wants";

    #[test]
    fn a_service_is_known_by_the_link_that_starts_it() {
        for (link, name) in [
            (
                "/etc/systemd/system/sysinit.target.wants/nftables.service",
                "nftables",
            ),
            ("/etc/runlevels/default/nftables", "nftables"),
            ("/etc/rc2.d/S01nftables", "nftables"),
            ("/etc/init.d/SuSEfirewall2", "SuSEfirewall2"),
        ] {
            assert_eq!(service(link), name);
        }
    }

    #[test]
    fn two_services_of_iptables_are_one_firewall() {
        let both = vec![
            loaded("iptables", &format!("{WANTS}/iptables.service")),
            loaded("ip6tables", &format!("{WANTS}/ip6tables.service")),
        ];
        assert_eq!(judged(both).status, Status::Pass);
        let one = vec![
            loaded("iptables", &format!("{WANTS}/netfilter-persistent.service")),
            loaded(
                "ip6tables",
                &format!("{WANTS}/netfilter-persistent.service"),
            ),
        ];
        assert_eq!(judged(one).status, Status::Pass);
    }

    #[test]
    fn a_table_that_a_script_adds_is_no_conflict() {
        let ufw = || loaded("ufw", &format!("{WANTS}/ufw.service"));
        let script = loaded("nftables", "/usr/local/sbin/blocklist");
        assert_eq!(judged(vec![ufw(), script]).status, Status::Pass);
        let service = loaded("nftables", &format!("{WANTS}/nftables.service"));
        let found = judged(vec![ufw(), service]);
        assert_eq!(found.status, Status::Fail);
        assert_eq!(
            found.fix.as_deref(),
            Some(
                "Keep one, such as ufw: move the rules of the other into it, run `systemctl disable nftables`, then \
                 `systemctl restart ufw`"
            )
        );
    }

    #[test]
    fn one_that_is_not_known_to_start_may_be_the_second() {
        let ufw = || manager("ufw", true, Some(true));
        let found = judged(vec![ufw(), manager("firewalld", true, None)]);
        assert!(matches!(found.status, Status::Error(_)));
        let found = judged(vec![manager("firewalld", true, None)]);
        assert_eq!(found.status, Status::Pass);
        let off = manager("firewalld", false, Some(false));
        assert_eq!(judged(vec![ufw(), off]).status, Status::Pass);
    }
}
