//! `firewall/unexpected-open-port`

use std::cmp::Reverse;

use muster_sdk::packet_filter::{self, Reach};
use muster_sdk::{Finding, Outcome};

use crate::explanation;
use crate::family;
use crate::listening::Listening;
use crate::ports::{self, Ports};
use crate::verdict::Verdict;

muster_sdk::parameters! {
    struct Parameters {
        /// Ports that may be open to the internet, such as `443/tcp` or `6000-6010/udp`; `ssh`
        /// stands for the ports that sshd is configured for.
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
        Place("firewall/default-deny-v4"),
        Place("firewall/default-deny-v6"),
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
    Ok(judge(&reachability, &allowed, &Listening::read()?))
}

/// One finding for each run of ports that are treated alike.
fn judge(reachability: &[Reach], allowed: &[Ports], listening: &Listening) -> Vec<Finding> {
    let findings: Vec<Finding> = reachability
        .chunk_by(continues)
        .filter_map(|run| judge_run(run, allowed, listening))
        .collect();
    if findings.is_empty() {
        let pass = Finding::pass(SUBJECT, "Only allowed ports are open to the internet.");
        return vec![pass.observed(open(reachability)).required(list(allowed))];
    }
    findings
}

/// Whether a range goes on where another ends, with the same verdict, if for another reason. Where
/// everything is open, the one rule that opens port 22 besides does not make two findings of it.
fn continues(previous: &Reach, next: &Reach) -> bool {
    previous.last_port.checked_add(1) == Some(next.first_port)
        && previous.family == next.family
        && previous.protocol == next.protocol
        && previous.verdict == next.verdict
        && previous.path == next.path
        && previous.forwarded_to == next.forwarded_to
}

fn judge_run(run: &[Reach], allowed: &[Ports], listening: &Listening) -> Option<Finding> {
    // A range that is allowed whole is not what the finding is about.
    let unexpected: Vec<(&Reach, u16, u16)> = run
        .iter()
        .filter_map(|reach| {
            let (first, last) = not_allowed(reach, allowed)?;
            Some((reach, first, last))
        })
        .collect();
    let (widest, ..) = *unexpected
        .iter()
        .min_by_key(|(_, first, last)| Reverse(last - first))?;
    let ports = Ports {
        protocol: widest.protocol.clone(),
        first: unexpected.first()?.1,
        last: unexpected.last()?.2,
    };
    let subject = ports.subject(&widest.family);
    match Verdict::of(&widest.verdict) {
        Verdict::Closed | Verdict::Limited => None,
        Verdict::Unknown => Some(explanation::not_known(
            subject,
            &ports,
            &widest.family,
            &widest.decided_by,
        )),
        Verdict::Open => {
            let finding = Finding::fail(subject, explanation::sentence(&ports, widest, listening))
                .observed("open")
                .required(format!("open: {}", list(allowed)));
            let finding = explanation::decided_by(finding, &widest.decided_by, "opens it");
            let finding = explanation::answered_by(finding, &ports, widest, listening);
            Some(match widest.decided_by.first() {
                Some(decision) => finding.fix(fix(widest, &explanation::rule(decision))),
                None => finding,
            })
        }
    }
}

/// From the first to the last port of a range that is not allowed.
fn not_allowed(reach: &Reach, allowed: &[Ports]) -> Option<(u16, u16)> {
    let mut unexpected = (reach.first_port..=reach.last_port).filter(|port| {
        !allowed
            .iter()
            .any(|ports| ports.contains(&reach.protocol, *port))
    });
    let first = unexpected.next()?;
    Some((first, unexpected.next_back().unwrap_or(first)))
}

fn fix(reach: &Reach, rule: &str) -> String {
    match &reach.forwarded_to {
        Some(target) => format!(
            "Publish what runs at {target} on 127.0.0.1 only, or drop it in DOCKER-USER; now it is let in by {rule}"
        ),
        None => format!("Change or remove {rule}, or add the port to the parameter `allowed`"),
    }
}

fn open(reachability: &[Reach]) -> String {
    let mut names: Vec<String> = Vec::new();
    for reach in reachability {
        let name = Ports::from(reach).to_string();
        if Verdict::of(&reach.verdict) == Verdict::Open && !names.contains(&name) {
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
    use crate::fixtures::{listener, reach};
    use crate::ports::{TCP, UDP};
    use muster_sdk::{FindingRecord, Status};

    fn judged(reachability: &[Reach], listening: &Listening) -> Vec<FindingRecord> {
        let allowed = [
            Ports::one(TCP, 22),
            Ports::one(TCP, 80),
            Ports::one(UDP, 443),
        ];
        judge(reachability, &allowed, listening)
            .into_iter()
            .map(Into::into)
            .collect()
    }

    fn unknown_listeners() -> Listening {
        Listening::of(None)
    }

    #[test]
    fn a_host_without_a_firewall_is_one_finding_per_protocol() {
        let found = judged(
            &[
                reach(IPV4, TCP, 1, 21, "open"),
                reach(IPV4, TCP, 22, 22, "open"),
                reach(IPV4, TCP, 23, 65535, "open"),
                reach(IPV4, UDP, 1, 65535, "open"),
            ],
            &unknown_listeners(),
        );
        let subjects: Vec<_> = found
            .iter()
            .map(|finding| finding.subject.as_str())
            .collect();
        assert_eq!(subjects, ["port/ipv4/tcp/1-65535", "port/ipv4/udp/1-65535"]);
        assert!(
            found[0]
                .fix
                .as_deref()
                .unwrap()
                .contains("tcp dport 23-65535")
        );
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
        let subjects: Vec<_> = found
            .iter()
            .map(|finding| finding.subject.as_str())
            .collect();
        assert_eq!(subjects, ["port/ipv4/tcp/23", "port/ipv4/tcp/81"]);
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
        assert_eq!(found[0].status, Status::Pass);
        assert_eq!(found[0].observed.as_deref(), Some("22/tcp, 443/udp"));
    }

    #[test]
    fn an_unknown_verdict_on_an_allowed_port_does_not_matter_and_on_another_is_an_error() {
        let one = |port| {
            judged(
                &[reach(IPV4, TCP, port, port, "unknown")],
                &unknown_listeners(),
            )
        };
        assert_eq!(one(22)[0].status, Status::Pass);
        assert!(matches!(one(23)[0].status, Status::Error(_)));
    }

    #[test]
    fn the_message_tells_reachable_from_allowed() {
        let listening = Listening::of(Some(vec![listener("0.0.0.0", 5432, "postgres")]));
        let message = |port| {
            judged(&[reach(IPV4, TCP, port, port, "open")], &listening)[0]
                .message
                .clone()
        };
        assert_eq!(
            message(5432),
            "5432/tcp is reachable over IPv4: 'postgres' listens on it."
        );
        assert_eq!(
            message(5433),
            "5433/tcp is allowed over IPv4, though nothing listens on it."
        );
    }
}
