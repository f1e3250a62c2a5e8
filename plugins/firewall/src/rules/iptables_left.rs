//! `firewall/iptables-left`

use muster_sdk::packet_filter::{self, Manager};
use muster_sdk::{Finding, Outcome};

muster_sdk::rule! {
    id: "firewall/iptables-left",
    severity: Low,
    precision: High,
    tags: ["firewall", "network"],
    documentation: "iptables_left.md",
    check: check,
}

const SUBJECT: &str = "firewall/iptables";

/// The old tools, as the owners of rules are called.
const OLD: [&str; 2] = ["iptables", "ip6tables"];

fn check() -> Outcome {
    let overview = packet_filter::overview()?;
    let in_force = || {
        let managers = overview.managers.iter();
        managers.filter(|one| one.active && one.purpose == Manager::PURPOSE_FIREWALL)
    };
    if !in_force().any(|one| one.name == "nftables") {
        let reason = "No rules of nftables' own are in force.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    let required = "rules of one tool alone";
    let left = in_force().find(|one| OLD.contains(&one.name.as_str()));
    Ok(vec![match left {
        None => Finding::pass(
            SUBJECT,
            "No rules of iptables are in force beside those of nftables.",
        )
        .required(required),
        Some(left) => Finding::fail(
            SUBJECT,
            format!(
                "Rules of {} are in force beside those of nftables, and each can refuse what the other lets in.",
                left.name
            ),
        )
        .observed(&left.name)
        .required(required)
        .fix("Move what is needed to /etc/nftables.conf, then run `iptables -P INPUT ACCEPT && ip6tables -P INPUT ACCEPT && iptables -F INPUT && ip6tables -F INPUT`")
        .at_if(left.source.clone(), "decides what comes back at boot"),
    }])
}
