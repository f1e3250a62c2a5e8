//! `firewall/internal-port-exposed`

use muster_sdk::packet_filter::{self, PublishedPort, Reach};
use muster_sdk::{Finding, Outcome, Source};

use crate::default_deny::Defaults;
use crate::explanation;
use crate::family;
use crate::front_end::FrontEnd;
use crate::gaps;
use crate::listening::Listening;
use crate::openings;
use crate::ports::{self, Ports, Runs, TCP};
use crate::publication;
use crate::verdict::PortVerdict;

muster_sdk::parameters! {
    struct Parameters {
        /// TCP ports of services for this host only, on the host or inside a container.
        #[needed(ports)]
        #[form(Range(1, 65_535))]
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
        Place("compose/file-valid"),
        Place("compose/published-internal-port"),
        Place("compose/only-proxy-publishes"),
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
    published.retain(|one| families.contains(&family::of_address(&one.address)));
    let overview = packet_filter::overview()?;
    let listening = Listening::read(&overview)?;
    // A service that nothing starts exposes nothing yet; docker-bypass names it.
    published.retain(|one| one.waits_for.is_empty());
    let reachability = packet_filter::reachability()?;
    let defaults = Defaults::of(&reachability);
    let redirects: Vec<&Reach> = reachability
        .iter()
        .filter(|reach| families.contains(&reach.family.as_str()))
        .filter(|reach| reach.protocol == TCP && openings::redirected(reach).is_some())
        .filter(|reach| PortVerdict::of(&reach.verdict) == PortVerdict::Open)
        .collect();
    let host = FrontEnd::of_host(&overview);
    let mut findings = Vec::new();
    let mut by_line: Vec<(u16, &PublishedPort)> = Vec::new();
    for number in &numbers {
        let mut reaches = Vec::new();
        for family in &families {
            reaches.push(packet_filter::find_reach(family, TCP, *number)?);
        }
        match open_way(*number, &published) {
            Some(way) if is_shared(way, *number, &numbers, &published) => {
                by_line.push((*number, way));
            }
            Some(_) | None => {
                let found = judge_internal_ports(
                    *number, &reaches, &published, &listening, &defaults, &host,
                );
                findings.extend(found.or_else(|| redirected_to(*number, &redirects)));
            }
        }
    }
    by_line.sort_by_key(|(number, way)| (way.source.name.clone(), way.source.line, *number));
    let lines = by_line.chunk_by(|(_, one), (_, other)| one.source == other.source);
    findings.extend(lines.filter_map(exposed_together));
    findings.extend(gaps::findings(|gap| {
        gap.container_ports.is_none_or(|ports| {
            numbers
                .iter()
                .any(|n| (ports.first..=ports.last).contains(n))
        })
    })?);
    // Where everything is open, it is what listens that is told.
    if findings.is_empty() && defaults.let_in() {
        findings.extend(listening.nobody_yet(SUBJECT));
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
fn judge_internal_ports(
    number: u16,
    reaches: &[Reach],
    published: &[PublishedPort],
    listening: &Listening,
    defaults: &Defaults<'_>,
    host: &FrontEnd,
) -> Option<Finding> {
    let ports = Ports::one(TCP, number);
    let subject = format!("port/{TCP}/{number}");
    let ways = || {
        published
            .iter()
            .filter(|published| leads_to(published, number))
    };
    let is = |word: &str, verdict| PortVerdict::of(word) == verdict;
    // Where every port is open, one at which nothing listens is nothing of its own.
    let is_silent = |reach: &Reach| {
        let nobody = |listeners: Vec<_>| listeners.is_empty();
        reach.forwarded_to.is_none()
            && defaults.decide(reach)
            && listening.at(&reach.family, &ports).is_some_and(nobody)
    };
    let open: Vec<&Reach> = reaches
        .iter()
        .filter(|reach| is(&reach.verdict, PortVerdict::Open) && !is_silent(reach))
        .collect();
    let is_open_way =
        |way: &PublishedPort| leads_to(way, number) && is(&way.verdict, PortVerdict::Open);
    let open_way = published.iter().find(|way| is_open_way(way));
    let lines = publication::lines(published);
    let open_lines: Vec<Vec<&PublishedPort>> = lines
        .iter()
        .map(|line| line.only(is_open_way))
        .filter(|line| !line.is_empty())
        .collect();
    if !open.is_empty() {
        let sentence = explanation::sentence(&ports, &open, listening);
        let mut finding = exposed(Finding::fail(subject, sentence), &open_lines);
        if open_way.is_none() && open.iter().all(|reach| reach.forwarded_to.is_none()) {
            let by_default = open.iter().all(|reach| defaults.decide(reach));
            finding = finding.fix(openings::close(&ports, &open, by_default, host));
        }
        let finding = explanation::decided_over_each(finding, &open, "opens it");
        return Some(explanation::answered_by(finding, &ports, &open, listening));
    }
    if let Some(way) = open_way {
        let host = match way.port {
            0 => "a port that is picked when it starts".to_owned(),
            port => Ports::one(TCP, port).to_string(),
        };
        let sentence = format!(
            "Internal port {ports} of '{}' is published as {host}, which is open to the internet.",
            way.owner
        );
        let finding = exposed(Finding::fail(subject, sentence), &open_lines);
        return Some(explanation::decided_by(
            finding,
            &way.decided_by,
            "lets it in",
        ));
    }
    if let Some(reach) = reaches
        .iter()
        .find(|reach| is(&reach.verdict, PortVerdict::Unknown))
    {
        return Some(explanation::not_known(
            subject,
            &ports,
            &reach.family,
            reach.unknown_because.as_deref(),
            &reach.decided_by,
        ));
    }
    let way = ways().find(|way| is(&way.verdict, PortVerdict::Unknown))?;
    let family = family::of_address(&way.address);
    Some(explanation::not_known(
        subject,
        &Ports::one(TCP, way.port),
        family,
        way.unknown_because.as_deref(),
        &way.decided_by,
    ))
}

/// The finding on an internal port to which rules lead other ports; none where none does.
fn redirected_to(number: u16, redirects: &[&Reach]) -> Option<Finding> {
    let mut ways = redirects
        .iter()
        .filter(|reach| openings::redirected(reach) == Some(number));
    let first = ways.next()?;
    let from = Ports::from(*first);
    let finding = Finding::fail(
        format!("port/{TCP}/{number}"),
        format!(
            "Internal port {} is open to the internet as {from}, which a rule redirects to it.",
            Ports::one(TCP, number)
        ),
    )
    .observed("open")
    .required("closed to the internet")
    .fix(openings::stop_redirecting(&from, number));
    let same: Vec<&Reach> = std::iter::once(first)
        .chain(ways)
        .copied()
        .filter(|reach| Ports::from(*reach) == from)
        .collect();
    Some(explanation::decided_over_each(finding, &same, "opens it"))
}

/// How the internet gets to an internal port inside a container.
fn open_way(number: u16, published: &[PublishedPort]) -> Option<&PublishedPort> {
    published
        .iter()
        .filter(|way| leads_to(way, number))
        .find(|way| PortVerdict::of(&way.verdict) == PortVerdict::Open)
}

/// Whether the line that publishes an internal port publishes another one as well.
fn is_shared(
    way: &PublishedPort,
    number: u16,
    numbers: &[u16],
    published: &[PublishedPort],
) -> bool {
    way.source.kind == Source::KIND_FILE
        && numbers
            .iter()
            .filter(|other| **other != number)
            .filter_map(|other| open_way(*other, published))
            .any(|other| other.source == way.source)
}

/// The finding on internal ports that one line publishes.
fn exposed_together(line: &[(u16, &PublishedPort)]) -> Option<Finding> {
    let (_, first) = line.first()?;
    let ways: Vec<&PublishedPort> = line.iter().map(|(_, way)| *way).collect();
    let ports = Runs::of(line.iter().map(|(number, _)| *number));
    let finding = Finding::fail(
        format!("port/{TCP}/{ports}"),
        format!(
            "Internal ports {ports} of '{}' are published as {}, which is open to the internet.",
            first.owner,
            publication::host_ports(&ways),
        ),
    )
    .observed("open")
    .required("closed to the internet")
    .at(first.source.clone(), "publishes them")
    .fix(publication::on_loopback(&ways));
    Some(explanation::decided_by(
        finding,
        &first.decided_by,
        "lets them in",
    ))
}

/// Whether a published port is the internal port, or the way to it inside a container.
fn leads_to(published: &PublishedPort, number: u16) -> bool {
    published.protocol == TCP && published.container_port.unwrap_or(published.port) == number
}

/// With all lines that publish it.
fn exposed(finding: Finding, lines: &[Vec<&PublishedPort>]) -> Finding {
    let finding = finding.observed("open").required("closed to the internet");
    if lines.is_empty() {
        return finding;
    }
    let firsts = lines.iter().filter_map(|line| line.first());
    firsts
        .fold(finding, |finding, first| {
            finding.at(first.source.clone(), "publishes it")
        })
        .fix(publication::on_loopback_each(lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{IPV4, IPV6};
    use crate::fixtures::{front_end, listener, published, reach};
    use muster_sdk::{FindingRecord, Status};

    fn judged(reaches: &[Reach], published: &[PublishedPort]) -> Option<FindingRecord> {
        let defaults = Defaults::of(reaches);
        let listening = Listening::of(None);
        judge_internal_ports(
            5432,
            reaches,
            published,
            &listening,
            &defaults,
            &front_end("ufw"),
        )
        .map(Into::into)
    }

    #[test]
    fn one_open_family_is_enough() {
        let reaches = [
            reach(IPV4, TCP, 1, 65535, "filtered"),
            reach(IPV6, TCP, 1, 65535, "open"),
        ];
        let found = judged(&reaches, &[]).unwrap();
        assert_eq!(found.status, Status::Fail);
        assert_eq!(
            found.message,
            "5432/tcp is open over IPv6; what listens there is not known."
        );
        assert_eq!(judged(&reaches[..1], &[]), None);
    }

    #[test]
    fn a_port_that_is_redirected_to_it_exposes_it() {
        let mut http = reach(IPV4, TCP, 8080, 8080, "open");
        http.forwarded_to = Some("localhost:5432".to_owned());
        let mut elsewhere = reach(IPV4, TCP, 8081, 8081, "open");
        elsewhere.forwarded_to = Some("10.0.0.5:5432".to_owned());
        let found: FindingRecord = redirected_to(5432, &[&elsewhere, &http]).unwrap().into();
        assert_eq!(found.subject, "port/tcp/5432");
        assert_eq!(
            found.message,
            "Internal port 5432/tcp is open to the internet as 8080/tcp, which a rule redirects to it."
        );
        assert!(
            found
                .fix
                .unwrap()
                .contains("redirects 8080/tcp to port 5432")
        );
        assert!(redirected_to(5433, &[&http]).is_none());
        assert!(redirected_to(5432, &[&elsewhere]).is_none());
    }

    #[test]
    fn where_every_port_is_open_only_what_listens_is_exposed() {
        let open = [reach(IPV4, TCP, 1, 65535, "open")];
        let judged = |reaches: &[Reach], listeners| {
            let defaults = Defaults::of(&open);
            let listening = Listening::of(Some(listeners));
            judge_internal_ports(5432, reaches, &[], &listening, &defaults, &front_end("ufw"))
                .is_some()
        };
        let postgres = || vec![listener("0.0.0.0", 5432, "postgres")];
        assert!(!judged(&open, Vec::new()));
        assert!(judged(&open, postgres()));
        // A rule for the port alone lets in whatever is started there next.
        assert!(judged(&[reach(IPV4, TCP, 5432, 5432, "open")], Vec::new()));
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
