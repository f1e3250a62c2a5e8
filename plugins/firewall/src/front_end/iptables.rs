//! How iptables is told, and how its rules are kept.

use muster_sdk::distribution::Family;
use muster_sdk::packet_filter::Decision;

use super::{FrontEnd, opens_more};
use crate::explanation;
use crate::family::IPV6;
use crate::ports::Ports;

/// The tool for a version of IP.
pub(super) fn tool(family: &str) -> &'static str {
    if family == IPV6 {
        "ip6tables"
    } else {
        "iptables"
    }
}

impl FrontEnd {
    /// The command that deletes a rule as `iptables-save` prints it, and the one that keeps it so.
    pub(super) fn delete(&self, rule: &Decision, ports: &Ports) -> String {
        let tool = if rule.source.name.starts_with("ip6tables") {
            "ip6tables"
        } else {
            "iptables"
        };
        let save = self.save_iptables(tool);
        if opens_more(&rule.text, ports) {
            return format!(
                "Replace `{}` with a rule that does not let in {ports}, then {save}",
                rule.text
            );
        }
        match rule.text.strip_prefix("-A ") {
            Some(rule) => format!("`{tool} -D {rule}`, then {save}"),
            None => format!("Change {}, then {save}", explanation::rule(rule)),
        }
    }

    pub(super) fn load_iptables_at_boot(&self, tool: &str) -> String {
        let distribution = &self.distribution;
        match distribution.family() {
            Family::Debian => format!(
                "`{} && netfilter-persistent save && {}`",
                distribution.install("iptables-persistent"),
                distribution.enable("netfilter-persistent")
            ),
            Family::RedHat => format!(
                "`{} && {tool}-save > /etc/sysconfig/{tool} && {}`",
                distribution.install("iptables-services"),
                distribution.enable(tool)
            ),
            Family::Alpine | Family::Gentoo => {
                format!("`rc-service {tool} save && {}`", distribution.enable(tool))
            }
            Family::Arch => format!(
                "`{tool}-save -f /etc/iptables/{tool}.rules && {}`",
                distribution.enable(tool)
            ),
            Family::Suse | Family::Other => format!(
                "Save the rules with `{tool}-save`, and have a service load them at boot with \
                 `{tool}-restore`"
            ),
        }
    }

    /// How the rules of `iptables` or `ip6tables` are kept for the next boot.
    pub(super) fn save_iptables(&self, tool: &str) -> String {
        match self.distribution.family() {
            Family::Debian => "`netfilter-persistent save`".to_owned(),
            Family::Alpine | Family::Gentoo => format!("`rc-service {tool} save`"),
            Family::RedHat => format!("`{tool}-save > /etc/sysconfig/{tool}`"),
            Family::Arch => format!("`{tool}-save -f /etc/iptables/{tool}.rules`"),
            Family::Suse | Family::Other => {
                format!("save the rules with `{tool}-save`, where they are loaded from")
            }
        }
    }

    /// How to let connections to a port in.
    pub(super) fn open_in_iptables(&self, ports: &Ports) -> String {
        format!(
            "`iptables -I INPUT -p {} --dport {} -j ACCEPT`, then {}",
            ports.protocol,
            ports.range().replace('-', ":"),
            self.save_iptables("iptables")
        )
    }

    /// How to have iptables drop what no rule is about.
    pub(super) fn deny_in_iptables(&self, family: &str) -> String {
        let tool = tool(family);
        format!(
            "Once rules let in SSH and established connections: `{tool} -P INPUT DROP`, \
             then {}",
            self.save_iptables(tool)
        )
    }

    /// How connections within the host are let in, and those from its own addresses that pretend to be kept out.
    pub(super) fn settle_loopback_in_iptables(&self, family: &str, addresses: &str) -> String {
        let tool = tool(family);
        format!(
            "Run `{tool} -I INPUT ! -i lo -s {addresses} -j DROP` and `{tool} -I INPUT -i lo -j ACCEPT`, then {}",
            self.save_iptables(tool)
        )
    }
}
