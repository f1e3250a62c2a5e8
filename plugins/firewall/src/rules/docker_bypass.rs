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
        #[form(Ports)]
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

/// One finding for each port of a container that is published past the host's own rules, by however many lines; and
/// one for each line of which it is not known, or that nothing starts yet.
fn judge_bypass(published: &[PublishedPort], allowed: &[Ports], firewall: &str) -> Vec<Finding> {
    let is_allowed = |one: &PublishedPort| {
        let by = |ports: &Ports| ports.contains(&one.protocol, one.port);
        allowed.iter().any(by)
    };
    let is_open = |line: &Line<'_>| {
        line.ports.iter().any(|one| {
            !is_allowed(one)
                && one.waits_for.is_empty()
                && PortVerdict::of(&one.verdict) == PortVerdict::Open
        })
    };
    let mut targets: ByName<Vec<Line<'_>>> = ByName::default();
    for line in publication::lines(published) {
        if let Some(target) = line.target() {
            targets.get_or_insert_with(target, Vec::new).push(line);
        }
    }
    // A port on two addresses is one port, whatever lines publish it.
    let mut subjects: ByName<Vec<Line<'_>>> = ByName::default();
    for lines in targets.into_values() {
        let (open, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(is_open);
        match open.iter().filter_map(Line::first_port).min() {
            Some((_, subject)) => subjects.get_or_insert_with(subject, Vec::new).extend(open),
            None => {
                for line in others {
                    if let Some((_, subject)) = line.first_port() {
                        subjects.get_or_insert_with(subject, Vec::new).push(line);
                    }
                }
            }
        }
    }
    subjects
        .into_iter()
        .filter_map(|(subject, mut lines)| {
            for line in &mut lines {
                line.ports.retain(|one| !is_allowed(one));
            }
            judge_target(subject, &lines, firewall)
        })
        .collect()
}

fn judge_target(subject: String, lines: &[Line<'_>], firewall: &str) -> Option<Finding> {
    let by_line = |verdict, starts: bool| {
        let is = move |one: &PublishedPort| {
            PortVerdict::of(&one.verdict) == verdict && one.waits_for.is_empty() == starts
        };
        let lines = lines.iter().map(move |line| line.only(is));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let with = |verdict, starts| by_line(verdict, starts).concat();
    // `limited` is what rules in DOCKER-USER are for.
    let open = by_line(PortVerdict::Open, true);
    if !open.is_empty() {
        return passes(subject, &open, firewall);
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

/// `lines` have the open ports of each line.
fn passes(subject: String, lines: &[Vec<&PublishedPort>], firewall: &str) -> Option<Finding> {
    let firsts: Vec<&PublishedPort> = lines
        .iter()
        .filter_map(|line| line.first())
        .copied()
        .collect();
    let one = firsts.first()?;
    let ports = publication::host_ports(&lines.concat());
    let denied = PortVerdict::of(&one.input_verdict) == PortVerdict::Closed;
    let owner = &one.owner;
    let mut addresses: Vec<&str> = firsts.iter().map(|first| first.address.as_str()).collect();
    addresses.dedup();
    let addresses = addresses.join(" and ");
    let message = match (&one.publisher, denied) {
        (Some(publisher), true) => format!(
            "{firewall} denies {ports}, but {} publishes it for '{owner}', bypassing its rules.",
            program::name(publisher),
        ),
        (Some(publisher), false) => format!(
            "{} publishes {ports} for '{owner}' on {addresses}, open to the internet.",
            program::name(publisher),
        ),
        (None, true) => format!(
            "{firewall} denies {ports}, but a rule translates it to {owner}, bypassing its rules."
        ),
        (None, false) => {
            format!("A rule translates {ports} on {addresses} to {owner}, open to the internet.")
        }
    };
    let finding = Finding::fail(subject, message)
        .observed(format!("open on {addresses}"))
        .required(publication::required(one))
        .fix(publication::on_loopback_each(lines));
    let finding = firsts.iter().fold(finding, |finding, first| {
        finding.at(first.source.clone(), "publishes the port")
    });
    Some(firsts.iter().fold(finding, |finding, first| {
        explanation::decided_by(finding, &first.decided_by, "lets it in")
    }))
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
    fn lines_that_publish_one_port_of_a_container_are_one_finding() {
        let on = |line, address: &str, port| {
            let mut one = published(address, port, 3000, "open");
            one.source.line = Some(line);
            one
        };
        let found = judged(&[on(6, "::", 8081), on(5, "0.0.0.0", 8080)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].subject, "port/ipv4/tcp/8080");
        assert_eq!(found[0].observed.as_deref(), Some("open on 0.0.0.0 and ::"));
        assert!(found[0].message.contains("8080-8081/tcp"));
        let lines: Vec<_> = found[0]
            .places
            .iter()
            .map(|place| place.source.line)
            .collect();
        assert_eq!(lines, [Some(5), Some(6)]);
        let fix = found[0].fix.as_deref().unwrap();
        assert!(
            fix.contains(
                "`127.0.0.1:8080:3000` at /opt/app/compose.yml:5 and as `[::1]:8081:3000` at"
            ),
            "{fix}"
        );
        // Where one of both is allowed, the other one alone is told.
        let found = judged(&[on(5, "0.0.0.0", 443), on(6, "0.0.0.0", 8080)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].subject, "port/ipv4/tcp/8080");
        // Two services are two things.
        let mut other = on(6, "0.0.0.0", 8081);
        other.owner = "admin".to_owned();
        assert_eq!(judged(&[on(5, "0.0.0.0", 8080), other]).len(), 2);
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
