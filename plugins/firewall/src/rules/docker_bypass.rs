//! `firewall/docker-bypass`

use muster_sdk::packet_filter::{self, FilterOverview, PublishedPort};
use muster_sdk::{ByName, Finding, Outcome, compose};

use crate::explanation;
use crate::family;
use crate::gaps;
use crate::ports::{self, Ports};
use crate::program;
use crate::publication::{self, Line};
use crate::verdict::PortVerdict;

muster_sdk::parameters! {
    struct Parameters {
        /// Ports of the host that containers are allowed to publish to the internet, such as
        /// `443/tcp` or `6000-6010/udp`; `ssh` means the ports that sshd is configured for.
        #[form(Words(&["ssh"]))]
        #[form(Port)]
        #[form(Pattern("#-#/tcp"))]
        #[form(Pattern("#-#/udp"))]
        allowed: Vec<String> = ["80/tcp", "443/tcp", "443/udp"],
    }
}

muster_sdk::rule! {
    id: "firewall/docker-bypass",
    severity: High,
    tags: ["firewall", "network", "docker", "checklist", "manual"],
    explained_by: [
        Place("compose/published-internal-port"),
        Place("compose/only-proxy-publishes"),
        Place("compose/file-valid"),
    ],
    documentation: "docker_bypass.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "docker/published-ports";

fn check(parameters: Parameters) -> Outcome {
    let allowed = ports::allowed(&parameters.allowed)?;
    let families = family::reachable()?;
    let mut published = packet_filter::published_ports()?;
    published.retain(|one| families.contains(&family::of_address(&one.address)));
    let unknown = gaps::findings(|_| true)?;
    let project = compose::project()?;
    if published.is_empty() && unknown.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No container publishes a port.",
        )]);
    }
    // Where a process listens, the host's rules judge, and `unexpected-open-port` says what they let in.
    published.retain(|one| one.translated);
    let firewall = firewall_name(packet_filter::overview()?);
    let mut findings = judge_bypass(&published, &allowed, &firewall);
    findings.extend(unknown);
    if findings.is_empty() {
        findings.push(Finding::pass(
            SUBJECT,
            "Containers publish only allowed ports past the host's firewall.",
        ));
    }
    // Whichever of its files publishes a port.
    Ok(match project {
        Some(project) => findings
            .into_iter()
            .map(|finding| finding.of_file(&project.file))
            .collect(),
        None => findings,
    })
}

/// Whose input rules the published ports do not pass.
fn firewall_name(overview: FilterOverview) -> String {
    overview
        .managers
        .into_iter()
        .find(|manager| manager.active && program::is_firewall(manager))
        .map_or_else(
            || "the host's firewall".to_owned(),
            |manager| program::name(&manager.name).to_owned(),
        )
}

/// One finding for each line that publishes ports past the host's own rules.
fn judge_bypass(published: &[PublishedPort], allowed: &[Ports], firewall: &str) -> Vec<Finding> {
    // A port on two addresses is one port, whatever lines publish it.
    let mut lines: ByName<Line<'_>> = ByName::default();
    for line in publication::lines(published) {
        if let Some(subject) = line.subject() {
            let known = lines.get_or_insert_with(subject, || Line { ports: Vec::new() });
            known.ports.extend(line.ports);
        }
    }
    let is_allowed = |one: &PublishedPort| {
        let by = |ports: &Ports| ports.contains(&one.protocol, one.port);
        allowed.iter().any(by)
    };
    lines
        .into_iter()
        .filter_map(|(subject, mut line)| {
            line.ports.retain(|one| !is_allowed(one));
            judge_line(subject, &line.ports, firewall)
        })
        .collect()
}

fn judge_line(subject: String, ports: &[&PublishedPort], firewall: &str) -> Option<Finding> {
    let with = |verdict, starts: bool| -> Vec<&PublishedPort> {
        ports
            .iter()
            .copied()
            .filter(|one| PortVerdict::of(&one.verdict) == verdict)
            .filter(|one| one.waits_for.is_empty() == starts)
            .collect()
    };
    // `limited` is what rules in DOCKER-USER are for.
    let open = with(PortVerdict::Open, true);
    if let Some(one) = open.first() {
        return Some(passes(subject, one, &open, firewall));
    }
    if let Some(one) = with(PortVerdict::Unknown, true).first() {
        let family = family::of_address(&one.address);
        let port = Ports::one(&one.protocol, one.port);
        return Some(explanation::not_known(
            subject,
            &port,
            family,
            one.unknown_because.as_deref(),
            &one.decided_by,
        ));
    }
    let waiting = with(PortVerdict::Open, false);
    let one = waiting.first()?;
    let profiles: Vec<String> = one
        .waits_for
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let finding = Finding::manual(
        subject,
        format!(
            "{} publishes {} for '{}' on {}, open to the internet, once the profile {} is \
             enabled; nothing enables it now.",
            program::name(one.publisher.as_deref().unwrap_or("docker")),
            publication::host_ports(&waiting),
            one.owner,
            one.address,
            profiles.join(" or "),
        ),
    );
    Some(
        finding
            .fix(publication::on_loopback(&waiting))
            .at(one.source.clone(), "publishes the port"),
    )
}

/// `one` is the first of the `open` ports.
fn passes(
    subject: String,
    one: &PublishedPort,
    open: &[&PublishedPort],
    firewall: &str,
) -> Finding {
    let ports = publication::host_ports(open);
    let denied = PortVerdict::of(&one.input_verdict) == PortVerdict::Closed;
    let owner = &one.owner;
    let message = match (&one.publisher, denied) {
        (Some(publisher), true) => format!(
            "{firewall} denies {ports}, but {} publishes it for '{owner}', bypassing its rules.",
            program::name(publisher),
        ),
        (Some(publisher), false) => format!(
            "{} publishes {ports} for '{owner}' on {}, open to the internet.",
            program::name(publisher),
            one.address
        ),
        (None, true) => format!(
            "{firewall} denies {ports}, but a rule translates it to {owner}, bypassing its rules."
        ),
        (None, false) => format!(
            "A rule translates {ports} on {} to {owner}, open to the internet.",
            one.address
        ),
    };
    let finding = Finding::fail(subject, message)
        .observed(format!("open on {}", one.address))
        .required(publication::required(one))
        .fix(publication::on_loopback(open))
        .at(one.source.clone(), "publishes the port");
    explanation::decided_by(finding, &one.decided_by, "lets it in")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::published;
    use muster_sdk::{FindingRecord, Status};

    fn judged(published: &[PublishedPort]) -> Vec<FindingRecord> {
        judge_bypass(
            published,
            &[Ports::one("tcp", 80), Ports::one("tcp", 443)],
            "ufw",
        )
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
            "ufw denies 5432/tcp, but Docker publishes it for 'db', bypassing its rules."
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
        assert_eq!(found, []);
    }

    #[test]
    fn a_line_is_one_finding_with_all_its_ports() {
        let on_line = |line, port: u16| {
            let mut one = published("0.0.0.0", port, port - 7000, "open");
            one.source.line = Some(line);
            one
        };
        let mut live = on_line(99, 8001);
        live.basis = "nat".to_owned();
        let found = judged(&[
            on_line(5, 8001),
            on_line(5, 8000),
            on_line(5, 8002),
            on_line(6, 9000),
            live,
        ]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].subject, "port/ipv4/tcp/8000-8002");
        assert_eq!(
            found[0].message,
            "ufw denies 8000-8002/tcp, but Docker publishes it for 'db', bypassing its rules."
        );
        let fix = found[0].fix.as_deref().unwrap();
        assert!(fix.contains("`127.0.0.1:8000-8002:1000-1002`"), "{fix}");
    }

    #[test]
    fn who_publishes_is_called_by_name() {
        let mut one = published("0.0.0.0", 27017, 27017, "open");
        one.publisher = Some("podman".to_owned());
        let found = judged(std::slice::from_ref(&one)).remove(0);
        assert!(
            found
                .message
                .starts_with("ufw denies 27017/tcp, but Podman publishes")
        );
        let words = format!("{:?} {:?}", found.required, found.fix);
        assert!(
            !words.contains("DOCKER-USER") && !words.contains("docker"),
            "{words}"
        );
        one.publisher = None;
        assert!(judged(&[one])[0].message.contains("a rule translates it"));
    }

    #[test]
    fn a_port_that_is_picked_is_told_by_the_container() {
        let found = judged(&[published("0.0.0.0", 0, 5432, "open")]);
        assert_eq!(found[0].subject, "container/ipv4/tcp/db/5432");
        assert!(
            found[0]
                .message
                .contains("a port that it picks for 5432/tcp")
        );
        let fix = found[0].fix.as_deref().unwrap();
        assert!(fix.contains("`127.0.0.1::5432`"), "{fix}");
    }

    #[test]
    fn a_port_that_waits_for_a_profile_is_for_a_person_to_look_at() {
        let mut waiting = published("0.0.0.0", 5432, 5432, "open");
        waiting.waits_for = vec!["debug".to_owned()];
        let found = judged(&[waiting.clone()]);
        assert!(matches!(found[0].status, Status::Manual(_)));
        assert!(found[0].message.contains("the profile `debug`"));
        let mut live = published("0.0.0.0", 5432, 5432, "open");
        live.basis = "nat".to_owned();
        assert_eq!(judged(&[waiting, live])[0].status, Status::Fail);
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
