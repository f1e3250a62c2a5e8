//! `firewall/web-allowed`

use muster_sdk::packet_filter::{self, PublishedPort, Reach};
use muster_sdk::{Finding, Outcome};

use crate::explanation;
use crate::family;
use crate::front_end::FrontEnd;
use crate::ports::{Ports, TCP, numbers};
use crate::verdict::PortVerdict;

muster_sdk::parameters! {
    struct Parameters {
        /// The TCP ports of the web server.
        #[needed(ports)]
        #[form(Range(1, 65_535))]
        ports: Vec<i64> = [80, 443],
    }
}

muster_sdk::rule! {
    id: "firewall/web-allowed",
    severity: Medium,
    tags: ["firewall", "network", "availability", "checklist"],
    explained_by: [Host("firewall/active"), Place("compose/file-valid")],
    documentation: "web_allowed.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "inbound/web";

fn check(parameters: Parameters) -> Outcome {
    let ports = numbers("ports", &parameters.ports)?;
    let families = family::reachable()?;
    let host = FrontEnd::of_host(&packet_filter::overview()?);
    let published = packet_filter::published_ports()?;
    if ports.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy names no ports for this rule.",
        )]);
    }
    let mut findings = Vec::new();
    let mut admitted = Vec::new();
    for port in ports {
        let mut reaches = Vec::new();
        for family in &families {
            reaches.push(packet_filter::find_reach(family, TCP, port)?);
        }
        match judge_web_port(port, &reaches, &published, &host) {
            Some(finding) => findings.push(finding),
            None => admitted.push(Ports::one(TCP, port).to_string()),
        }
    }
    if findings.is_empty() {
        let names = admitted.join(", ");
        findings.push(
            Finding::pass(
                SUBJECT,
                format!("The firewall lets visitors in on {names}."),
            )
            .observed(names),
        );
    }
    Ok(findings)
}

/// What is wrong with one port; none if some internet address reaches it over any IP version.
fn judge_web_port(
    port: u16,
    reaches: &[Reach],
    published: &[PublishedPort],
    host: &FrontEnd,
) -> Option<Finding> {
    let ports = Ports::one(TCP, port);
    // What a container publishes gets in past the rules of the host once it runs.
    let is_same = |one: &&PublishedPort| one.protocol == TCP && one.port == port;
    let by_containers = published
        .iter()
        .filter(is_same)
        .map(|one| PortVerdict::of(&one.verdict));
    let by_filter = reaches.iter().map(|reach| PortVerdict::of(&reach.verdict));
    let verdicts: Vec<PortVerdict> = by_filter.chain(by_containers).collect();
    if verdicts.iter().any(|verdict| verdict.gets_in()) {
        return None;
    }
    let subject = ports.subject_over_any();
    if verdicts.contains(&PortVerdict::Unknown) {
        let unknown = |reach: &&Reach| PortVerdict::of(&reach.verdict) == PortVerdict::Unknown;
        return Some(match reaches.iter().find(unknown) {
            Some(reach) => explanation::not_known(
                subject,
                &ports,
                &reach.family,
                reach.unknown_because.as_deref(),
                &reach.decided_by,
            ),
            None => Finding::error(
                subject,
                format!("It is not known whether what a container publishes on {ports} is open."),
            ),
        });
    }
    let decisions = reaches
        .first()
        .map_or(&[][..], |reach| reach.decided_by.as_slice());
    let finding = Finding::fail(
        subject,
        format!("The firewall lets nobody on the internet reach {ports}."),
    )
    .observed("closed")
    .required("open, or limited to some addresses")
    .fix(host.open_past(&ports, decisions));
    Some(match reaches.first() {
        Some(reach) => explanation::decided_by(finding, &reach.decided_by, "keeps it out"),
        None => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{IPV4, IPV6};
    use crate::fixtures::{front_end, published, reach};
    use muster_sdk::{FindingRecord, Status};

    fn status(ipv4: &str, ipv6: &str, published: &[PublishedPort]) -> Option<Status> {
        let reaches = [
            reach(IPV4, TCP, 443, 443, ipv4),
            reach(IPV6, TCP, 443, 443, ipv6),
        ];
        judge_web_port(443, &reaches, published, &front_end("ufw"))
            .map(|finding| FindingRecord::from(finding).status)
    }

    #[test]
    fn one_family_or_some_addresses_are_enough() {
        assert_eq!(status("limited", "filtered", &[]), None);
        assert_eq!(status("filtered", "open", &[]), None);
        assert_eq!(status("filtered", "refused", &[]), Some(Status::Fail));
    }

    #[test]
    fn what_is_not_known_is_not_closed() {
        let found = status("unknown", "filtered", &[]);
        assert!(matches!(found, Some(Status::Error(_))));
        let container = [published("0.0.0.0", 443, 443, "unknown")];
        let found = status("filtered", "filtered", &container);
        assert!(matches!(found, Some(Status::Error(_))));
    }

    #[test]
    fn a_container_lets_in_what_the_rules_of_the_host_do_not_see() {
        let open = published("0.0.0.0", 443, 8443, "open");
        assert_eq!(
            status("filtered", "filtered", std::slice::from_ref(&open)),
            None
        );
        let other = PublishedPort { port: 8443, ..open };
        let found = status("filtered", "filtered", &[other]);
        assert_eq!(found, Some(Status::Fail));
    }
}
