//! How ufw is told.

use super::FrontEnd;
use crate::ports::Ports;

/// Where ufw keeps its defaults.
pub(super) const DEFAULTS: &str = "/etc/default/ufw";

/// How ufw is told to drop what no rule is about.
pub(super) const DENY: &str = "`ufw default deny incoming`";

/// How to take back a rule.
pub(super) fn close(rule: &str) -> String {
    // It is there where the default is to allow.
    if rule.contains("-track-input ") {
        DENY.to_owned()
    } else {
        "Find the rule in `ufw status numbered` and remove it with `ufw delete NUMBER`".to_owned()
    }
}

/// How to let connections to a port in.
pub(super) fn open(ports: &Ports) -> String {
    format!("`ufw allow {}/{}`", ports.range(), ports.protocol)
}

/// How connections within the host are let in, and those from its own addresses that pretend to be kept out.
pub(super) fn settle_loopback(addresses: &str) -> String {
    // The first rule that fits counts: these come before whatever opens a port, and the loopback interface first.
    format!("Run `ufw prepend deny in from {addresses}`, then `ufw prepend allow in on lo`")
}

impl FrontEnd {
    /// The commands that set ufw up, which is there or not, with these ports open.
    pub(super) fn set_up_ufw(&self, is_installed: bool, open: &[Ports]) -> Vec<String> {
        let mut lines = Vec::new();
        if !is_installed {
            lines.push(self.distribution.install("ufw"));
        }
        lines.extend(open.iter().map(|ports| format!("ufw allow {ports}")));
        lines.push("ufw default deny incoming".to_owned());
        lines.push(self.distribution.enable("ufw"));
        lines.push("ufw enable".to_owned());
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::front_end_of;
    use crate::front_end::tests::{closing, decision};

    #[test]
    fn ufw_has_rules_and_a_default_for_both_ip_versions() {
        let host = front_end_of("ubuntu", &["ufw"]);
        let of = |rule: &str, command: &str| closing(&host, &[decision(rule, command)]);
        for (rule, command) in [
            (
                "-A ufw-user-input -p tcp --dport 9090 -j ACCEPT",
                "iptables-save",
            ),
            (
                "-A ufw6-user-input -p tcp --dport 9090 -j ACCEPT",
                "ip6tables-save",
            ),
        ] {
            assert!(of(rule, command).contains("ufw delete NUMBER"), "{rule}");
        }
        for chain in ["ufw-track-input", "ufw6-track-input"] {
            let rule = format!("-A {chain} -p tcp -m conntrack --ctstate NEW -j ACCEPT");
            assert_eq!(of(&rule, "ip6tables-save"), DENY);
        }
    }
}
