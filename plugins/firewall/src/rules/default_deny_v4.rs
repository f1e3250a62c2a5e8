//! `firewall/default-deny-v4`

use muster_sdk::{Outcome, packet_filter};

use crate::default_deny;
use crate::family::IPV4;
use crate::front_end::FrontEnd;

muster_sdk::rule! {
    id: "firewall/default-deny-v4",
    severity: High,
    tags: ["firewall", "network", "checklist"],
    explained_by: [Host("firewall/active")],
    documentation: "default_deny_v4.md",
    check: check,
}

fn check() -> Outcome {
    Ok(vec![default_deny::judge_default(
        IPV4,
        &packet_filter::reachability()?,
        &FrontEnd::of_host(&packet_filter::overview()?),
    )])
}
