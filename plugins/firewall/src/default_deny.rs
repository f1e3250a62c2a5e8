//! What the packet filter does with a port that no rule is about, judged by the widest range of
//! ports that it treats alike: a policy, a rule at the end of a chain and a lone reject all count.

use std::cmp::Reverse;

use muster_sdk::packet_filter::Reach;
use muster_sdk::{Finding, Source};

use crate::explanation;
use crate::family::{self, IPV4, IPV6};
use crate::front_end::FrontEnd;
use crate::ports::{Ports, TCP, UDP};
use crate::verdict::PortVerdict;

/// The subject of the finding on one IP version.
pub(crate) fn subject(family: &str) -> String {
    format!("inbound/{family}")
}

/// Judges one IP version.
pub(crate) fn judge_default(family: &str, reachability: &[Reach], host: &FrontEnd) -> Finding {
    let subject = subject(family);
    let over = family::name(family);
    let mut defaults = Vec::new();
    for protocol in [TCP, UDP] {
        match widest(reachability, family, protocol) {
            Some(reach) => defaults.push(reach),
            None => {
                return Finding::error(
                    subject,
                    format!("There is no verdict on {protocol} over {over}."),
                );
            }
        }
    }
    let with = |wanted| {
        let of = move |reach: &&&Reach| PortVerdict::of(&reach.verdict) == wanted;
        defaults.iter().filter(of).copied().collect::<Vec<_>>()
    };
    let (open, unknown) = (with(PortVerdict::Open), with(PortVerdict::Unknown));
    // One setting of a firewall for both IP versions is one thing to change.
    let mut same_over_ipv4 = false;
    let (finding, shown, label) = if !open.is_empty() {
        let message = format!(
            "Over {over}, a connection to a {} port that no rule covers gets in.",
            protocols(&open)
        );
        let fix = fix(&open, family, host);
        same_over_ipv4 = family == IPV6 && fix_over_ipv4(reachability, host).as_ref() == Some(&fix);
        (Finding::fail(subject, message).fix(fix), open, "lets it in")
    } else if !unknown.is_empty() {
        let message = format!(
            "It is not known whether a connection to a {} port that no rule covers gets in over \
             {over}{}.",
            protocols(&unknown),
            explanation::why_unknown(
                unknown
                    .first()
                    .and_then(|reach| reach.unknown_because.as_deref()),
                unknown.first().map_or(&[], |reach| &reach.decided_by),
            ),
        );
        (
            Finding::error(subject, message),
            unknown,
            "cannot be evaluated",
        )
    } else {
        let message =
            format!("Over {over}, a connection to a port that no rule covers does not get in.");
        (
            Finding::pass(subject, message),
            defaults.clone(),
            "keeps it out",
        )
    };
    let observed: Vec<String> = defaults
        .iter()
        .map(|reach| format!("{} {}", reach.protocol, reach.verdict))
        .collect();
    let mut shown_decisions = Vec::new();
    for decision in shown.iter().filter_map(|reach| reach.decided_by.first()) {
        // Mostly one policy decides for both protocols.
        if !shown_decisions.contains(&decision) {
            shown_decisions.push(decision);
        }
    }
    let finding = finding
        .observed(observed.join(", "))
        .required("filtered or refused");
    let finding = shown_decisions
        .into_iter()
        .fold(finding, |finding, decision| {
            finding.at(decision.source.clone(), label)
        });
    if same_over_ipv4 {
        finding.at(Source::logical(self::subject(IPV4)), "is set with it")
    } else {
        finding
    }
}

/// How what lets everything in over IPv4 is changed; none where nothing does.
fn fix_over_ipv4(reachability: &[Reach], host: &FrontEnd) -> Option<String> {
    let open: Vec<&Reach> = [TCP, UDP]
        .into_iter()
        .filter_map(|protocol| widest(reachability, IPV4, protocol))
        .filter(|reach| PortVerdict::of(&reach.verdict) == PortVerdict::Open)
        .collect();
    (!open.is_empty()).then(|| fix(&open, IPV4, host))
}

/// A rule that lets in whatever comes is taken back; where it is a policy, that is changed.
fn fix(open: &[&Reach], family: &str, host: &FrontEnd) -> String {
    let is_rule = |reach: &&&Reach| reach.decided_by.first().is_some_and(explanation::is_rule);
    match open.iter().find(is_rule) {
        Some(reach) => host.close(
            &Ports::from(*reach),
            [reach.decided_by.as_slice()].into_iter(),
        ),
        None => host.deny_by_default(family),
    }
}

/// How the rules in force, which let everything in, are made to keep it out; none where nothing is open
/// by default.
pub(crate) fn repair(reachability: &[Reach], host: &FrontEnd) -> Option<String> {
    let mut told: Vec<String> = Vec::new();
    for family in [IPV4, IPV6] {
        let open: Vec<&Reach> = [TCP, UDP]
            .into_iter()
            .filter_map(|protocol| widest(reachability, family, protocol))
            .filter(|reach| PortVerdict::of(&reach.verdict) == PortVerdict::Open)
            .collect();
        if open.is_empty() {
            continue;
        }
        let how = fix(&open, family, host);
        if !told.contains(&how) {
            told.push(how);
        }
    }
    (!told.is_empty()).then(|| told.join("; "))
}

/// What decides about the ports that no rule is about, for each IP version and protocol.
#[derive(Debug)]
pub(crate) struct Defaults<'r>(Vec<&'r Reach>);

impl<'r> Defaults<'r> {
    pub(crate) fn of(reachability: &'r [Reach]) -> Self {
        let kinds = [IPV4, IPV6].into_iter().flat_map(|family| {
            [TCP, UDP]
                .into_iter()
                .map(move |protocol| (family, protocol))
        });
        Self(
            kinds
                .filter_map(|(family, protocol)| widest(reachability, family, protocol))
                .collect(),
        )
    }

    /// Whether a range is treated as it is because no rule is about it: what decides for it decides
    /// for the widest range, too.
    pub(crate) fn decide(&self, reach: &Reach) -> bool {
        self.0.iter().any(|widest| {
            widest.family == reach.family
                && widest.protocol == reach.protocol
                && widest.verdict == reach.verdict
                && widest.decided_by.first() == reach.decided_by.first()
        })
    }

    /// Whether a port gets in that no rule is about.
    pub(crate) fn let_in(&self) -> bool {
        let is_open = |reach: &&Reach| PortVerdict::of(&reach.verdict) == PortVerdict::Open;
        self.0.iter().any(is_open)
    }
}

/// The first of the widest ranges.
fn widest<'r>(reachability: &'r [Reach], family: &str, protocol: &str) -> Option<&'r Reach> {
    reachability
        .iter()
        .filter(|reach| reach.family == family && reach.protocol == protocol)
        .min_by_key(|reach| Reverse(reach.last_port.saturating_sub(reach.first_port)))
}

fn protocols(reaches: &[&Reach]) -> String {
    let names: Vec<&str> = reaches
        .iter()
        .map(|reach| reach.protocol.as_str())
        .collect();
    names.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{front_end, reach};
    use muster_sdk::{FindingRecord, Status};

    fn status(tcp: &str, udp: &str) -> Status {
        let reachability = [
            reach(IPV4, TCP, 1, 21, tcp),
            reach(IPV4, TCP, 22, 22, "open"),
            reach(IPV4, TCP, 23, 65535, tcp),
            reach(IPV4, UDP, 1, 65535, udp),
        ];
        FindingRecord::from(judge_default(IPV4, &reachability, &front_end("ufw"))).status
    }

    #[test]
    fn one_open_port_is_not_the_default() {
        assert_eq!(status("filtered", "refused"), Status::Pass);
        assert_eq!(status("limited", "filtered"), Status::Pass);
    }

    #[test]
    fn both_protocols_have_to_be_closed() {
        assert_eq!(status("open", "filtered"), Status::Fail);
        assert_eq!(status("filtered", "open"), Status::Fail);
        assert_eq!(status("unknown", "open"), Status::Fail);
    }

    #[test]
    fn one_setting_for_both_ip_versions_is_one_thing_to_change() {
        let open = |family, protocol| {
            let mut reach = reach(family, protocol, 1, 65535, "open");
            reach.decided_by[0].text = "input policy accept".to_owned();
            reach
        };
        let all = [
            open(IPV4, TCP),
            open(IPV4, UDP),
            open(IPV6, TCP),
            open(IPV6, UDP),
        ];
        let shows_ipv4 = |reachability: &[Reach], firewall: &str| {
            let found = judge_default(IPV6, reachability, &front_end(firewall));
            let found = FindingRecord::from(found);
            let mut places = found.places.iter();
            places.any(|place| place.source == Source::logical("inbound/ipv4"))
        };
        assert!(shows_ipv4(&all, "ufw"));
        assert!(shows_ipv4(&all, "nftables"));
        // `iptables` and `ip6tables` are set one by one.
        assert!(!shows_ipv4(&all, "iptables"));
        let closed = [
            reach(IPV4, TCP, 1, 65535, "filtered"),
            reach(IPV4, UDP, 1, 65535, "filtered"),
            open(IPV6, TCP),
            open(IPV6, UDP),
        ];
        assert!(!shows_ipv4(&closed, "ufw"));
    }

    #[test]
    fn what_is_not_known_does_not_pass() {
        assert!(matches!(status("unknown", "filtered"), Status::Error(_)));
        let nothing = FindingRecord::from(judge_default(IPV4, &[], &front_end("ufw")));
        assert!(matches!(nothing.status, Status::Error(_)));
    }

    #[test]
    fn what_is_no_rule_is_not_taken_out() {
        let fix = |decision: &str, firewall: &str| {
            let mut open = reach(IPV4, TCP, 1, 65535, "open");
            decision.clone_into(&mut open.decided_by[0].text);
            let closed = reach(IPV4, UDP, 1, 65535, "filtered");
            let host = front_end(firewall);
            let reachability = [open, closed];
            let found = FindingRecord::from(judge_default(IPV4, &reachability, &host));
            assert_eq!(found.fix, repair(&reachability, &host));
            found.fix.unwrap()
        };
        for none in [
            "nothing loads packet filter rules at boot",
            "input policy accept",
            ":INPUT ACCEPT",
        ] {
            assert!(
                fix(none, "nftables").contains("write `policy drop;`"),
                "{none}"
            );
            assert_eq!(fix(none, "ufw"), "`ufw default deny incoming`");
        }
        let rule = fix("tcp sport 80 accept", "nftables");
        assert!(rule.starts_with("Remove `tcp sport 80 accept`"), "{rule}");
        let closed = [reach(IPV4, TCP, 1, 65535, "filtered")];
        assert_eq!(repair(&closed, &front_end("ufw")), None);
    }
}
