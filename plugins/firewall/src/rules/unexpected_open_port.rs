//! `firewall/unexpected-open-port`

use muster_sdk::packet_filter::{self, PublishedPort, Reach};
use muster_sdk::{Finding, Outcome, Source};

use crate::default_deny::Defaults;
use crate::explanation;
use crate::family;
use crate::front_end::FrontEnd;
use crate::gaps;
use crate::listening::{self, Listening};
use crate::openings::{self, Opening};
use crate::ports::{self, Ports};
use crate::publication::{self, Declared};
use crate::verdict::PortVerdict;

muster_sdk::parameters! {
    struct Parameters {
        /// Ports that are allowed to be open to the internet, such as `443/tcp` or `6000-6010/udp`;
        /// `ssh` means the ports that sshd is configured for.
        #[form(Words(&["ssh"]))]
        #[form(Ports)]
        allowed: Vec<String> = ["ssh", "80/tcp", "443/tcp", "443/udp"],
    }
}

muster_sdk::rule! {
    id: "firewall/unexpected-open-port",
    severity: High,
    tags: ["firewall", "network", "checklist"],
    explained_by: [
        Place("firewall/docker-bypass"),
        Host("firewall/active"),
        Place("firewall/internal-port-exposed"),
        Place("firewall/default-deny-v4"),
        Place("firewall/default-deny-v6"),
        Place("compose/file-valid"),
        Place("compose/published-internal-port"),
        Place("compose/only-proxy-publishes"),
    ],
    documentation: "unexpected_open_port.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "inbound/open-ports";

fn check(parameters: Parameters) -> Outcome {
    let allowed = ports::allowed(&parameters.allowed)?;
    let families = family::reachable()?;
    let mut reachability = packet_filter::reachability()?;
    reachability.retain(|reach| families.contains(&reach.family.as_str()));
    let overview = packet_filter::overview()?;
    let in_force = listening::in_force(&overview);
    let published = match packet_filter::published_ports() {
        // The rules in force say what is open; a file that cannot be read would only say where.
        Err(_) if in_force => Vec::new(),
        read => read?,
    };
    let seen = Seen {
        listening: &Listening::read(&overview)?,
        published: &published,
        host: &FrontEnd::of_host(&overview),
    };
    let mut findings = judge_open_ports(&reachability, &allowed, &seen);
    if findings.is_empty() && !in_force {
        findings = gaps::findings(|_| true)?;
    }
    // Where everything is open, it is what listens that is told.
    if findings.is_empty() && Defaults::of(&reachability).let_in() {
        findings.extend(seen.listening.nobody_yet(SUBJECT));
    }
    if findings.is_empty() {
        let pass = Finding::pass(SUBJECT, "Only allowed ports are open to the internet.");
        findings.push(pass.observed(open(&reachability)).required(list(&allowed)));
    }
    Ok(findings)
}

/// One finding for each range of ports that is open, and one for each of which it is not known.
fn judge_open_ports(reachability: &[Reach], allowed: &[Ports], seen: &Seen<'_>) -> Vec<Finding> {
    let defaults = Defaults::of(reachability);
    let declared = Declared::of(seen.published);
    let runs = reachability.chunk_by(|previous, next| continues(previous, next, &declared));
    let found = openings::find(runs, allowed, &defaults, seen.listening);
    let unknown = found.unknown.into_iter().map(|(ports, reach)| {
        let subject = ports.subject(&reach.family);
        explanation::not_known(
            subject,
            &ports,
            &reach.family,
            reach.unknown_because.as_deref(),
            &reach.decided_by,
        )
    });
    found
        .open
        .iter()
        .map(|opening| opened(opening, allowed, seen))
        .chain(unknown)
        .collect()
}

/// Whether a range goes on where another ends, with the same verdict, if for another reason. Where
/// everything is open, the one rule that opens port 22 besides does not make two findings of it; and
/// a line of a Compose file is one finding, to however many ports it leads.
fn continues(previous: &Reach, next: &Reach, declared: &Declared) -> bool {
    previous.last_port.checked_add(1) == Some(next.first_port)
        && previous.family == next.family
        && previous.protocol == next.protocol
        && previous.verdict == next.verdict
        && previous.path == next.path
        && (previous.forwarded_to == next.forwarded_to
            || declared.on_one_line(&next.protocol, previous.last_port, next.first_port))
}

/// What a finding is worded with.
struct Seen<'a> {
    listening: &'a Listening,
    published: &'a [PublishedPort],
    host: &'a FrontEnd,
}

fn opened(opening: &Opening<'_>, allowed: &[Ports], seen: &Seen<'_>) -> Finding {
    let Opening { ports, reaches, .. } = opening;
    let sentence = explanation::sentence(ports, reaches, seen.listening);
    let finding = Finding::fail(ports.subject_over_any(), sentence)
        .observed("open")
        .required(format!("open: {}", list(allowed)));
    // Where a container's port is published is where to look first.
    let forwarded = reaches.iter().any(|reach| reach.forwarded_to.is_some());
    let published: Vec<&PublishedPort> = seen
        .published
        .iter()
        .filter(|one| ports.contains(&one.protocol, one.port))
        .filter(|one| forwarded || is_held(one))
        .collect();
    let mut lines: Vec<&Source> = published.iter().map(|one| &one.source).collect();
    lines.dedup();
    // Another line that publishes the same port of the container is where the two of them are one thing.
    let others = seen.published.iter().filter(|other| {
        PortVerdict::of(&other.verdict) == PortVerdict::Open
            && !lines.contains(&&other.source)
            && published.iter().any(|one| has_target_of(one, other))
    });
    let others: Vec<&Source> = others.map(|other| &other.source).collect();
    let finding = lines.into_iter().fold(finding, |finding, source| {
        finding.at(source.clone(), "publishes it")
    });
    let finding = others.into_iter().fold(finding, |finding, source| {
        finding.at(source.clone(), "publishes the same port of the container")
    });
    let finding = explanation::decided_over_each(finding, reaches, "opens it");
    let finding = explanation::answered_by(finding, ports, reaches, seen.listening);
    finding.fix(fix(opening, &published, seen.host))
}

/// Whether both lead to the same port of the same container.
fn has_target_of(one: &PublishedPort, other: &PublishedPort) -> bool {
    one.owner == other.owner
        && one.protocol == other.protocol
        && one.container_port == other.container_port
        && one.container_port.is_some()
}

/// Whether a process of the host listens for a container, and lets everybody through to it.
fn is_held(one: &PublishedPort) -> bool {
    !one.translated
        && one.waits_for.is_empty()
        && PortVerdict::of(&one.verdict) == PortVerdict::Open
}

fn fix(opening: &Opening<'_>, published: &[&PublishedPort], host: &FrontEnd) -> String {
    let ports = &opening.ports;
    let target = opening
        .reaches
        .iter()
        .find_map(|reach| reach.forwarded_to.as_ref());
    let redirected = opening
        .reaches
        .iter()
        .find_map(|reach| openings::redirected(reach));
    let close = match (target, opening.by_default) {
        (Some(target), _) => match redirected {
            Some(to) => openings::stop_redirecting(ports, to),
            None => format!(
                "Publish what runs at {target} on 127.0.0.1 only{}",
                host.or_drop_published()
            ),
        },
        (None, true) if !published.is_empty() => format!(
            "{}, and let the firewall drop what no rule allows",
            publication::on_loopback(published)
        ),
        (None, by_default) => {
            let close = openings::close(ports, &opening.reaches, by_default, host);
            if published.is_empty() {
                close
            } else {
                format!("{close}. {}", publication::on_loopback(published))
            }
        }
    };
    format!("{close}. If it is meant to be public, add `{ports}` to `public-ports`")
}

fn open(reachability: &[Reach]) -> String {
    let mut names: Vec<String> = Vec::new();
    for reach in reachability {
        let name = Ports::from(reach).to_string();
        if PortVerdict::of(&reach.verdict) == PortVerdict::Open && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

fn list(allowed: &[Ports]) -> String {
    let names: Vec<String> = allowed.iter().map(Ports::to_string).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{IPV4, IPV6};
    use crate::fixtures::{front_end, listener, published, reach};
    use crate::ports::{TCP, UDP};
    use muster_sdk::{FindingRecord, Status};

    fn judged_with(
        reachability: &[Reach],
        listening: &Listening,
        published: &[PublishedPort],
    ) -> Vec<FindingRecord> {
        let allowed = [
            Ports::one(TCP, 22),
            Ports::one(TCP, 80),
            Ports::one(UDP, 443),
        ];
        let seen = Seen {
            listening,
            published,
            host: &front_end("ufw"),
        };
        judge_open_ports(reachability, &allowed, &seen)
            .into_iter()
            .map(Into::into)
            .collect()
    }

    fn judged(reachability: &[Reach], listening: &Listening) -> Vec<FindingRecord> {
        judged_with(reachability, listening, &[])
    }

    fn unknown_listeners() -> Listening {
        Listening::of(None)
    }

    fn subjects(found: &[FindingRecord]) -> Vec<&str> {
        found
            .iter()
            .map(|finding| finding.subject.as_str())
            .collect()
    }

    /// A host where everything is let in, with a rule of its own for port 22.
    fn all_open() -> [Reach; 5] {
        let mut policy = [
            reach(IPV4, TCP, 1, 21, "open"),
            reach(IPV4, TCP, 23, 65535, "open"),
            reach(IPV6, TCP, 1, 65535, "open"),
            reach(IPV4, UDP, 1, 65535, "open"),
        ];
        for reach in &mut policy {
            reach.decided_by[0].text = "input policy accept".to_owned();
        }
        let [below, above, ipv6, udp] = policy;
        [below, reach(IPV4, TCP, 22, 22, "open"), above, udp, ipv6]
    }

    #[test]
    fn a_host_without_a_firewall_is_one_finding_per_protocol() {
        let found = judged(&all_open(), &unknown_listeners());
        assert_eq!(subjects(&found), ["port/tcp/1-65535", "port/udp/1-65535"]);
        assert_eq!(
            found[0].message,
            "1-65535/tcp is open over IPv4 and IPv6; what listens there is not known."
        );
        assert!(!found[0].fix.as_deref().unwrap().contains("policy"));
    }

    #[test]
    fn a_published_port_between_does_not_part_what_is_open_by_default() {
        let mut reaches = [
            reach(IPV4, TCP, 1, 5431, "open"),
            reach(IPV4, TCP, 5432, 5432, "open"),
            reach(IPV4, TCP, 5433, 65535, "open"),
            reach(IPV6, TCP, 1, 65535, "open"),
        ];
        for reach in &mut reaches {
            reach.decided_by[0].text = "input policy accept".to_owned();
        }
        reaches[1].forwarded_to = Some("172.18.0.2:5432".to_owned());
        let found = judged(&reaches, &unknown_listeners());
        assert_eq!(subjects(&found), ["port/tcp/1-65535", "port/tcp/5432"]);
    }

    #[test]
    fn where_everything_is_open_only_what_listens_is_told() {
        let listening = |listeners| Listening::of(Some(listeners));
        let sshd = listener("0.0.0.0", 22, "sshd");
        let found = judged(&all_open(), &listening(vec![sshd.clone()]));
        assert_eq!(found, []);
        let mut node = listener("::", 3000, "node");
        node.also_ipv4 = true;
        let local = listener("127.0.0.1", 5432, "postgres");
        let found = judged(&all_open(), &listening(vec![sshd, node, local]));
        assert_eq!(subjects(&found), ["port/tcp/3000"]);
        assert_eq!(
            found[0].message,
            "3000/tcp is reachable over IPv4 and IPv6: 'node' listens on it."
        );
        let fix = found[0].fix.as_deref().unwrap();
        assert!(fix.contains("add `3000/tcp` to `public-ports`"), "{fix}");
    }

    #[test]
    fn a_client_of_dhcp_is_no_service() {
        let client = |address: &str, port| {
            let mut client = listener(address, port, "systemd-network");
            client.protocol = UDP.to_owned();
            client
        };
        let mut all = all_open().to_vec();
        all.push(reach(IPV6, UDP, 1, 65535, "open"));
        all[5].decided_by[0].text = "input policy accept".to_owned();
        let clients = vec![client("192.0.2.7", 68), client("::", 546)];
        assert_eq!(judged(&all, &Listening::of(Some(clients))), []);
        let server = vec![client("0.0.0.0", 67)];
        let found = judged(&all, &Listening::of(Some(server)));
        assert_eq!(subjects(&found), ["port/udp/67"]);
    }

    #[test]
    fn what_a_process_publishes_for_a_container_is_named_and_may_be_bound_elsewhere() {
        let mut line = published("0.0.0.0", 8080, 80, "open");
        line.translated = false;
        let mut open = reach(IPV4, TCP, 8080, 8080, "open");
        open.decided_by[0].text = "-A ufw-user-input -p tcp --dport 8080 -j ACCEPT".to_owned();
        let nothing = Listening::of(Some(Vec::new()));
        let closed = reach(IPV4, TCP, 1, 8079, "filtered");
        let found = judged_with(&[closed, open], &nothing, std::slice::from_ref(&line));
        assert_eq!(found[0].places[0].source, line.source);
        let fix = found[0].fix.as_deref().unwrap();
        assert!(fix.contains("`ufw delete NUMBER`"), "{fix}");
        assert!(fix.contains("Publish it as `127.0.0.1:8080:80`"), "{fix}");
    }

    #[test]
    fn allowed_neighbours_are_not_part_of_the_finding() {
        let found = judged(
            &[
                reach(IPV4, TCP, 22, 22, "open"),
                reach(IPV4, TCP, 23, 23, "open"),
                reach(IPV4, TCP, 24, 79, "filtered"),
                reach(IPV4, TCP, 80, 81, "open"),
            ],
            &unknown_listeners(),
        );
        assert_eq!(subjects(&found), ["port/tcp/23", "port/tcp/81"]);
    }

    #[test]
    fn one_rule_for_both_ip_versions_is_told_once() {
        let closed = |family| reach(family, TCP, 1, 65535, "filtered");
        let open = |family| reach(family, TCP, 9090, 9090, "open");
        let nothing = Listening::of(Some(Vec::new()));
        let found = judged(
            &[closed(IPV4), open(IPV4), closed(IPV6), open(IPV6)],
            &nothing,
        );
        assert_eq!(subjects(&found), ["port/tcp/9090"]);
        assert_eq!(
            found[0].message,
            "9090/tcp is allowed over IPv4 and IPv6, though nothing listens on it."
        );
        assert_eq!(found[0].places.len(), 1);
    }

    #[test]
    fn limited_and_allowed_ports_pass() {
        let found = judged(
            &[
                reach(IPV4, TCP, 22, 22, "open"),
                reach(IPV4, TCP, 5432, 5432, "limited"),
                reach(IPV6, UDP, 443, 443, "open"),
            ],
            &unknown_listeners(),
        );
        assert_eq!(found, []);
    }

    #[test]
    fn an_unknown_verdict_on_an_allowed_port_does_not_matter_and_on_another_is_an_error() {
        let one = |port| {
            judged(
                &[reach(IPV4, TCP, port, port, "unknown")],
                &unknown_listeners(),
            )
        };
        assert_eq!(one(22), []);
        assert!(matches!(one(23)[0].status, Status::Error(_)));
        assert!(one(23)[0].message.contains("`tcp dport 23-23`"));
    }

    #[test]
    fn what_is_published_begins_with_the_line_that_publishes_it() {
        let mut forwarded = reach(IPV4, TCP, 5432, 5432, "open");
        forwarded.forwarded_to = Some("172.18.0.2:5432".to_owned());
        let line = published("0.0.0.0", 5432, 5432, "open");
        let found = judged_with(
            &[reach(IPV4, TCP, 1, 5431, "filtered"), forwarded],
            &unknown_listeners(),
            std::slice::from_ref(&line),
        );
        assert_eq!(found[0].places[0].source, line.source);
        assert_eq!(
            found[0].message,
            "5432/tcp is open over IPv4 and leads to 172.18.0.2:5432."
        );
    }
}
