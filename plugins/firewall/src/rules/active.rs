//! `firewall/active`

use muster_sdk::packet_filter::{self, FilterOverview, Manager};
use muster_sdk::{Finding, Outcome};

muster_sdk::rule! {
    id: "firewall/active",
    severity: Critical,
    tags: ["firewall", "network", "checklist"],
    documentation: "active.md",
    check: check,
}

const SUBJECT: &str = "inbound/firewall";

fn check() -> Outcome {
    Ok(vec![judge(packet_filter::overview()?)])
}

fn judge(overview: FilterOverview) -> Finding {
    let (active, idle): (Vec<Manager>, Vec<Manager>) = overview
        .managers
        .into_iter()
        .partition(|manager| manager.active);
    let names: Vec<&str> = active.iter().map(|manager| manager.name.as_str()).collect();
    let filtered = match (overview.filters_ipv4, overview.filters_ipv6) {
        (true, true) => Some("IPv4 and IPv6"),
        (true, false) => Some("IPv4"),
        (false, true) => Some("IPv6"),
        (false, false) => None,
    };
    let finding = match filtered {
        // Docker guards its containers from each other, and the host from nobody.
        Some(_) if names == ["docker"] => Finding::fail(
            SUBJECT,
            "Only Docker has packet filter rules, and they do not protect the host.",
        ),
        Some(versions) => Finding::pass(SUBJECT, format!("A firewall filters inbound {versions}.")),
        None => Finding::fail(SUBJECT, "No firewall filters inbound connections."),
    };
    let observed = if names.is_empty() {
        "no firewall with rules in force".to_owned()
    } else {
        names.join(", ")
    };
    let finding = finding
        .observed(observed)
        .required("a firewall that filters inbound connections");
    if filtered.is_some() {
        return finding;
    }
    idle.into_iter().fold(finding, |finding, manager| {
        finding.at_if(manager.source, "is not in force")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::manager;
    use muster_sdk::{FindingRecord, Status};

    fn status(managers: Vec<Manager>, filters_ipv4: bool) -> Status {
        let overview = FilterOverview {
            basis: vec!["nft".to_owned()],
            managers,
            filters_ipv4,
            filters_ipv6: false,
        };
        FindingRecord::from(judge(overview)).status
    }

    #[test]
    fn the_rules_of_docker_alone_are_no_firewall() {
        let docker = || manager("docker", true, Some(true));
        assert_eq!(status(vec![docker()], true), Status::Fail);
        let ufw = manager("ufw", true, Some(true));
        assert_eq!(status(vec![ufw, docker()], true), Status::Pass);
    }

    #[test]
    fn rules_that_block_nothing_are_no_firewall() {
        assert_eq!(
            status(vec![manager("nftables", true, None)], false),
            Status::Fail
        );
        assert_eq!(status(Vec::new(), false), Status::Fail);
    }
}
