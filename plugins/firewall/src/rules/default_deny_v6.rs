//! `firewall/default-deny-v6`

use muster_sdk::{Finding, Outcome, packet_filter};

use crate::default_deny;
use crate::family::{self, IPV6};
use crate::front_end::FrontEnd;

muster_sdk::rule! {
    id: "firewall/default-deny-v6",
    severity: High,
    tags: ["firewall", "network", "checklist"],
    explained_by: [Host("firewall/active"), Place("firewall/default-deny-v4")],
    documentation: "default_deny_v6.md",
    check: check,
}

fn check() -> Outcome {
    let finding = if family::ipv6_reachable()? {
        default_deny::judge_default(
            IPV6,
            &packet_filter::reachability()?,
            &FrontEnd::of_host(&packet_filter::overview()?),
        )
    } else {
        Finding::not_applicable(
            default_deny::subject(IPV6),
            "The host has no global IPv6 address.",
        )
    };
    Ok(vec![finding])
}
