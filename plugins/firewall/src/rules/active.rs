//! `firewall/active`

use muster_sdk::packet_filter::{self, FilterOverview};
use muster_sdk::{Finding, Outcome};

use crate::program;
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
        By::OthersAlone => Finding::fail(SUBJECT, others(&protection)),
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

/// What there is in the place of a firewall.
fn others(protection: &Protection) -> String {
    let names: Vec<&str> = protection
        .in_force
        .iter()
        .map(|manager| program::name(&manager.name))
        .collect();
    let has = if names.len() == 1 { "has" } else { "have" };
    let names = names.join(" and ");
    if protection.in_force.iter().all(program::bans) {
        return format!(
            "Only {names} {has} packet filter rules: single addresses are refused, and all others are let in."
        );
    }
    format!("Only {names} {has} packet filter rules, and they do not protect the host.")
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
    fn a_ban_list_alone_is_no_firewall() {
        let found = judge(overview(
            vec![manager("fail2ban", true, Some(true))],
            true,
            false,
        ));
        let found = FindingRecord::from(found);
        assert_eq!(found.status, Status::Fail);
        assert!(found.message.starts_with("Only fail2ban has"));
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
