//! `firewall/active`

use muster_sdk::packet_filter::{self, FilterOverview};
use muster_sdk::{Finding, Outcome};

use crate::protection::{By, Protection};

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
    let protection = Protection::of(overview);
    let versions = protection.versions();
    let finding = match protection.by {
        By::Nobody => Finding::fail(SUBJECT, "No firewall filters inbound connections."),
        By::DockerAlone => Finding::fail(
            SUBJECT,
            "Only Docker has packet filter rules, and they do not protect the host.",
        ),
        By::Firewall => Finding::pass(
            SUBJECT,
            format!("A firewall filters inbound {}.", versions.join(" and ")),
        ),
    };
    let names: Vec<&str> = protection
        .in_force
        .iter()
        .map(|manager| manager.name.as_str())
        .collect();
    let observed = match names.as_slice() {
        [] if versions.is_empty() => "no firewall with rules in force".to_owned(),
        [] => "rules of a program that is not known".to_owned(),
        names => names.join(", "),
    };
    let finding = finding
        .observed(observed)
        .required("a firewall that filters inbound connections");
    if !versions.is_empty() {
        return finding;
    }
    protection
        .idle
        .into_iter()
        .fold(finding, |finding, manager| {
            finding.at_if(manager.source, "is not in force")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{manager, overview};
    use muster_sdk::packet_filter::Manager;
    use muster_sdk::{FindingRecord, Status};

    fn status(managers: Vec<Manager>, filters_ipv4: bool) -> Status {
        FindingRecord::from(judge(overview(managers, filters_ipv4, false))).status
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
