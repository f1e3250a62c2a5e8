//! How nft is told: by its file.

use muster_sdk::distribution::Family;
use muster_sdk::packet_filter::Decision;

use super::{FrontEnd, opens_more};
use crate::family::IPV6;
use crate::ports::Ports;

impl FrontEnd {
    /// How to take a rule out of nft's file, or what opens these ports out of the rule.
    pub(super) fn take_out(&self, rule: &Decision, ports: &Ports) -> String {
        let (text, file, load) = (&rule.text, self.nftables_file(), self.load_nftables());
        if opens_more(text, ports) {
            format!(
                "Change `{text}` in {file} so that it does not let in {ports}, then load it: {load}"
            )
        } else {
            format!("Remove `{text}` from {file}, then load it: {load}")
        }
    }

    /// The command that has the file of nft take effect. Where the file itself does not begin with an
    /// empty ruleset, the service sees to it.
    pub(super) fn load_nftables(&self) -> String {
        match self.distribution.family() {
            Family::RedHat | Family::Arch | Family::Suse => {
                format!("`{}`", self.distribution.reload("nftables"))
            }
            Family::Debian | Family::Alpine | Family::Gentoo | Family::Other => {
                format!("`nft -f {}`", self.nftables_file())
            }
        }
    }

    /// The file that the service `nftables` loads.
    pub(super) fn nftables_file(&self) -> &'static str {
        match self.distribution.family() {
            Family::RedHat => "/etc/sysconfig/nftables.conf",
            Family::Alpine => "/etc/nftables.nft",
            Family::Gentoo => "/var/lib/nftables/rules-save",
            Family::Debian | Family::Suse | Family::Arch | Family::Other => "/etc/nftables.conf",
        }
    }

    /// How to let connections to a port in.
    pub(super) fn open_in_nft(&self, ports: &Ports) -> String {
        format!(
            "add `{} dport {} accept` to the input chain in {}, before any rule that drops it, then {}",
            ports.protocol,
            ports.range(),
            self.nftables_file(),
            self.load_nftables()
        )
    }

    /// How to have the rules loaded at boot.
    pub(super) fn load_nftables_at_boot(&self) -> String {
        format!(
            "Put the rules into {}, then run `{}`",
            self.nftables_file(),
            self.distribution.enable("nftables")
        )
    }

    /// How to have nft drop what no rule is about.
    pub(super) fn deny_in_nft(&self) -> String {
        format!(
            "Once rules let in SSH and established connections, write `policy drop;` into the \
             input chain in {}, then run {}",
            self.nftables_file(),
            self.load_nftables()
        )
    }

    /// How connections within the host are let in, and those from its own addresses that pretend to be kept out.
    pub(super) fn settle_loopback_in_nft(&self, family: &str, addresses: &str) -> String {
        let keyword = if family == IPV6 { "ip6" } else { "ip" };
        format!(
            "Write `iifname lo accept` and `iifname != lo {keyword} saddr {addresses} drop` first into the input \
             chain in {}, then run {}",
            self.nftables_file(),
            self.load_nftables()
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::fixtures::front_end_of;
    use crate::front_end::tests::{closing, decision};

    #[test]
    fn rules_are_loaded_once() {
        // The file of Red Hat adds to the rules that are there.
        let rule = [decision("tcp dport 9090 accept", "nft -j list ruleset")];
        let fix = closing(&front_end_of("rocky", &["nftables"]), &rule);
        assert!(fix.ends_with("`systemctl reload nftables`"), "{fix}");
    }
}
