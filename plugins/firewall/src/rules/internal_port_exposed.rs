//! `firewall/internal-port-exposed`

use muster_sdk::packet_filter::{self, PublishedPort, Reach};
use muster_sdk::{Finding, Outcome};

use crate::explanation;
use crate::family;
use crate::listening::Listening;
use crate::ports::{self, Ports, TCP};
use crate::publication;
use crate::verdict::Verdict;

muster_sdk::parameters! {
    struct Parameters {
        /// TCP ports of services that only other services on this host may reach, on the host or
        /// inside a container.
        ports: Vec<i64> = [5432, 8000, 8001, 3000, 6379],
    }
}

muster_sdk::rule! {
    id: "firewall/internal-port-exposed",
    severity: Critical,
    tags: ["firewall", "network", "docker", "checklist"],
    explained_by: [
        Place("firewall/docker-bypass"),
        Host("firewall/active"),
        Place("firewall/default-deny-v4"),
        Place("firewall/default-deny-v6"),
    ],
    documentation: "internal_port_exposed.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "inbound/internal-ports";

fn check(parameters: Parameters) -> Outcome {
    let numbers = ports::numbers("ports", &parameters.ports)?;
    if numbers.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy names no internal ports.",
        )]);
    }
    let families = family::reachable()?;
    let mut published = packet_filter::published_ports()?;
    published.retain(|one| families.contains(&family::of(&one.address)));
    let listening = Listening::read()?;
    let mut findings = Vec::new();
    for number in &numbers {
        let mut reaches = Vec::new();
        for family in &families {
            reaches.push(packet_filter::find_reach(family, TCP, *number)?);
        }
        findings.extend(judge(*number, &reaches, &published, &listening));
    }
    if findings.is_empty() {
        let names: Vec<String> = numbers.iter().map(u16::to_string).collect();
        findings.push(
            Finding::pass(
                SUBJECT,
                "No internal port can be reached from the internet.",
            )
            .required(format!("closed: {}", names.join(", "))),
        );
    }
    Ok(findings)
}

/// What is wrong with one internal port; none when nothing is.
fn judge(
    number: u16,
    reaches: &[Reach],
    published: &[PublishedPort],
    listening: &Listening,
) -> Option<Finding> {
    let ports = Ports::one(TCP, number);
    let subject = format!("port/{TCP}/{number}");
    let ways = || {
        published
            .iter()
            .filter(|published| leads_to(published, number))
    };
    let is = |word: &str, verdict| Verdict::of(word) == verdict;
    let open_reach = reaches
        .iter()
        .find(|reach| is(&reach.verdict, Verdict::Open));
    let open_way = ways().find(|way| is(&way.verdict, Verdict::Open));
    if let Some(reach) = open_reach {
        let sentence = explanation::sentence(&ports, reach, listening);
        let finding = exposed(Finding::fail(subject, sentence), open_way);
        let finding = explanation::decided_by(finding, &reach.decided_by, "opens it");
        return Some(explanation::answered_by(finding, &ports, reach, listening));
    }
    if let Some(way) = open_way {
        let sentence = format!(
            "Internal port {ports} of '{}' is published as {}/{TCP}, which is open to the internet.",
            way.owner, way.port
        );
        let finding = exposed(Finding::fail(subject, sentence), Some(way));
        return Some(explanation::decided_by(
            finding,
            &way.decided_by,
            "lets it in",
        ));
    }
    if let Some(reach) = reaches
        .iter()
        .find(|reach| is(&reach.verdict, Verdict::Unknown))
    {
        return Some(explanation::not_known(
            subject,
            &ports,
            &reach.family,
            &reach.decided_by,
        ));
    }
    let way = ways().find(|way| is(&way.verdict, Verdict::Unknown))?;
    let family = family::of(&way.address);
    Some(explanation::not_known(
        subject,
        &Ports::one(TCP, way.port),
        family,
        &way.decided_by,
    ))
}

/// Whether a published port is the internal port, or the way to it inside a container.
fn leads_to(published: &PublishedPort, number: u16) -> bool {
    published.protocol == TCP && published.container_port.unwrap_or(published.port) == number
}

fn exposed(finding: Finding, way: Option<&PublishedPort>) -> Finding {
    let finding = finding.observed("open").required("closed to the internet");
    match way {
        Some(way) => finding
            .at(way.source.clone(), "publishes it")
            .fix(publication::on_loopback(way)),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{IPV4, IPV6};
    use crate::fixtures::{published, reach};
    use muster_sdk::{FindingRecord, Status};

    fn judged(reaches: &[Reach], published: &[PublishedPort]) -> Option<FindingRecord> {
        judge(5432, reaches, published, &Listening::of(None)).map(Into::into)
    }

    #[test]
    fn one_open_family_is_enough() {
        let reaches = [
            reach(IPV4, TCP, 1, 65535, "filtered"),
            reach(IPV6, TCP, 1, 65535, "open"),
        ];
        let found = judged(&reaches, &[]).unwrap();
        assert_eq!(found.status, Status::Fail);
        assert_eq!(found.message, "5432/tcp is open over IPv6.");
        assert_eq!(judged(&reaches[..1], &[]), None);
    }

    #[test]
    fn a_container_port_counts_under_any_number_on_the_host() {
        let closed = [reach(IPV4, TCP, 1, 65535, "filtered")];
        let found = judged(&closed, &[published("0.0.0.0", 15432, 5432, "open")]).unwrap();
        assert_eq!(found.subject, "port/tcp/5432");
        assert!(found.fix.unwrap().contains("127.0.0.1:15432:5432"));
        assert_eq!(
            judged(&closed, &[published("127.0.0.1", 15432, 5432, "local")]),
            None
        );
        assert_eq!(
            judged(&closed, &[published("0.0.0.0", 443, 443, "open")]),
            None
        );
    }

    #[test]
    fn what_is_not_known_is_an_error_unless_something_is_open() {
        let unknown = [reach(IPV4, TCP, 1, 65535, "unknown")];
        let found = judged(&unknown, &[]).unwrap();
        assert!(matches!(found.status, Status::Error(_)));
        let open = [published("0.0.0.0", 5432, 5432, "open")];
        assert_eq!(judged(&unknown, &open).unwrap().status, Status::Fail);
        let closed = [reach(IPV4, TCP, 1, 65535, "filtered")];
        let found = judged(&closed, &[published("0.0.0.0", 5432, 5432, "unknown")]).unwrap();
        assert!(matches!(found.status, Status::Error(_)));
    }
}
