//! `firewall/active`

use muster_sdk::packet_filter::{self, FilterOverview};
use muster_sdk::{Finding, NotEvaluated, Outcome, sshd};

use crate::default_deny;
use crate::family::{IPV4, IPV6};
use crate::front_end::FrontEnd;
use crate::listening::Listening;
use crate::ports::{Ports, TCP, UDP};
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

/// Where sshd listens when nothing says otherwise.
const SSH_PORT: u16 = 22;

fn check() -> Outcome {
    let overview = packet_filter::overview()?;
    let host = FrontEnd::of_host(&overview);
    // A firewall that lets everything in has to be fixed; a second one beside it would confuse
    // both.
    let mend = match host.is_in_force() {
        // It only words the fix.
        true => packet_filter::reachability()
            .ok()
            .and_then(|reachability| default_deny::repair(&reachability, &host)),
        false => None,
    };
    let fix = match mend {
        Some(fix) => fix,
        None => host.set_up(&public(&overview)?),
    };
    Ok(vec![judge_activity(overview, fix)])
}

/// What a firewall has to let in, whatever else it does: the ports of sshd, and those of a web server
/// that listens.
fn public(overview: &FilterOverview) -> Result<Vec<Ports>, NotEvaluated> {
    let ports = sshd::server().map_or_else(|_| Vec::new(), |server| server.ports);
    let mut public: Vec<Ports> = ports
        .into_iter()
        .map(|port| Ports::one(TCP, port))
        .collect();
    if public.is_empty() {
        public.push(Ports::one(TCP, SSH_PORT));
    }
    // It only words the fix.
    let listening = Listening::read(overview).unwrap_or(Listening::UNKNOWN);
    for web in [
        Ports::one(TCP, 80),
        Ports::one(TCP, 443),
        Ports::one(UDP, 443),
    ] {
        let listens = |family| {
            let listeners = listening.at(family, &web);
            listeners.is_some_and(|listeners| !listeners.is_empty())
        };
        if [IPV4, IPV6].into_iter().any(listens) {
            public.push(web);
        }
    }
    Ok(public)
}

fn judge_activity(overview: FilterOverview, fix: String) -> Finding {
    let protection = Protection::of(overview);
    let versions = protection.versions();
    let finding = match protection.by {
        By::Nobody => Finding::fail(SUBJECT, "No firewall filters inbound connections.").fix(fix),
        By::OthersAlone => Finding::fail(SUBJECT, others(&protection)).fix(fix),
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
            let label = format!("{} is not active", program::name(&manager.name));
            finding.at_if(manager.source, &label)
        })
}

/// What there is in place of a firewall.
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
            "Only {names} {has} packet filter rules: they refuse single addresses, and let in all others."
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
        FindingRecord::from(judge_activity(
            overview(managers, filters_ipv4, false),
            String::new(),
        ))
        .status
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
        let bans = overview(vec![manager("fail2ban", true, Some(true))], true, false);
        let found = judge_activity(bans, String::new());
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
