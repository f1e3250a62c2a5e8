//! `firewall/docker-bypass`

use muster_sdk::packet_filter::{self, FilterOverview, PublishedPort};
use muster_sdk::{ByName, Finding, Outcome};

use crate::explanation;
use crate::family;
use crate::ports::{self, Ports};
use crate::publication;
use crate::verdict::Verdict;

muster_sdk::parameters! {
    struct Parameters {
        /// Ports of the host that containers may publish to the internet.
        allowed: Vec<i64> = [80, 443],
    }
}

muster_sdk::rule! {
    id: "firewall/docker-bypass",
    severity: High,
    tags: ["firewall", "network", "docker", "checklist"],
    documentation: "docker_bypass.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "docker/published-ports";

fn check(parameters: Parameters) -> Outcome {
    let allowed = ports::numbers("allowed", &parameters.allowed)?;
    let families = family::reachable()?;
    let mut published = packet_filter::published_ports()?;
    published.retain(|one| families.contains(&family::of(&one.address)));
    if published.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No container publishes a port.",
        )]);
    }
    let firewall = firewall_name(packet_filter::overview()?);
    Ok(judge(&published, &allowed, &firewall))
}

/// Whose input rules the published ports do not pass.
fn firewall_name(overview: FilterOverview) -> String {
    overview
        .managers
        .into_iter()
        .find(|manager| manager.active && manager.name != "docker")
        .map_or_else(|| "the host's firewall".to_owned(), |manager| manager.name)
}

/// One finding for each port that gets past the host's own rules.
fn judge(published: &[PublishedPort], allowed: &[u16], firewall: &str) -> Vec<Finding> {
    let mut worst: ByName<&PublishedPort> = ByName::default();
    for one in published.iter().filter(|one| !allowed.contains(&one.port)) {
        // What compose declares and what NAT does is one port, and so is one on two addresses.
        let subject = Ports::one(&one.protocol, one.port).subject(family::of(&one.address));
        let known = worst.get_or_insert_with(subject, || one);
        if Verdict::of(&one.verdict) > Verdict::of(&known.verdict) {
            *known = one;
        }
    }
    let findings: Vec<Finding> = worst
        .into_iter()
        .filter_map(|(subject, one)| judge_port(subject, one, firewall))
        .collect();
    if findings.is_empty() {
        return vec![Finding::pass(
            SUBJECT,
            "Containers publish no port to the internet that is not allowed.",
        )];
    }
    findings
}

fn judge_port(subject: String, one: &PublishedPort, firewall: &str) -> Option<Finding> {
    let port = Ports::one(&one.protocol, one.port);
    let finding = match Verdict::of(&one.verdict) {
        // `limited` is what rules in DOCKER-USER are for.
        Verdict::Closed | Verdict::Limited => return None,
        Verdict::Unknown => {
            let family = family::of(&one.address);
            explanation::not_known(subject, &port, family, &one.decided_by)
        }
        Verdict::Open => {
            let message = if Verdict::of(&one.input_verdict) == Verdict::Closed {
                format!(
                    "{firewall} denies {port}, but Docker publishes it for '{}' past its rules.",
                    one.owner
                )
            } else {
                format!(
                    "Docker publishes {port} for '{}' on {}, open to the internet.",
                    one.owner, one.address
                )
            };
            let finding = Finding::fail(subject, message)
                .observed(format!("open on {}", one.address))
                .required("bound to 127.0.0.1, or dropped in DOCKER-USER")
                .fix(publication::on_loopback(one))
                .at(one.source.clone(), "publishes the port");
            explanation::decided_by(finding, &one.decided_by, "lets it in")
        }
    };
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::published;
    use muster_sdk::{FindingRecord, Status};

    fn judged(published: &[PublishedPort]) -> Vec<FindingRecord> {
        judge(published, &[80, 443], "ufw")
            .into_iter()
            .map(Into::into)
            .collect()
    }

    #[test]
    fn what_the_firewall_denies_and_docker_opens_is_said() {
        let found = judged(&[published("0.0.0.0", 5432, 5432, "open")]);
        assert_eq!(found[0].subject, "port/ipv4/tcp/5432");
        assert_eq!(
            found[0].message,
            "ufw denies 5432/tcp, but Docker publishes it for 'db' past its rules."
        );
    }

    #[test]
    fn loopback_allowed_dropped_and_limited_ports_pass() {
        let found = judged(&[
            published("127.0.0.1", 5432, 5432, "local"),
            published("0.0.0.0", 443, 443, "open"),
            published("0.0.0.0", 8000, 8000, "filtered"),
            published("0.0.0.0", 9000, 9000, "limited"),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].status, Status::Pass);
    }

    #[test]
    fn the_same_port_from_two_sources_is_one_finding_and_the_worst_counts() {
        let mut live = published("0.0.0.0", 5432, 5432, "filtered");
        live.basis = "nat".to_owned();
        let found = judged(&[
            live,
            published("0.0.0.0", 5432, 5432, "open"),
            published("10.0.0.5", 5432, 5432, "unknown"),
        ]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].status, Status::Fail);
    }

    #[test]
    fn a_verdict_that_is_not_known_is_an_error() {
        let found = judged(&[published("::", 5432, 5432, "unknown")]);
        assert_eq!(found[0].subject, "port/ipv6/tcp/5432");
        assert!(matches!(found[0].status, Status::Error(_)));
    }
}
