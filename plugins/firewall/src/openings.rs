//! What is open to the internet and should not be: each range of ports once, whatever IP versions and
//! rules open it.

use std::cmp::Reverse;

use muster_sdk::ByName;
use muster_sdk::packet_filter::Reach;

use crate::default_deny::Defaults;
use crate::front_end::FrontEnd;
use crate::listening::Listening;
use crate::ports::{Ports, UDP};
use crate::verdict::PortVerdict;

/// Ports with something that listens, of a range that is open because no rule is about it. Where more
/// do, the range is one finding.
const MOST_APART: usize = 100;

/// Ports that are open, over one IP version or both.
#[derive(Debug)]
pub(crate) struct Opening<'a> {
    pub(crate) ports: Ports,
    /// One for each IP version, with what decides there.
    pub(crate) reaches: Vec<&'a Reach>,
    /// Whether no rule is about these ports in particular.
    pub(crate) by_default: bool,
}

/// What is not allowed: the openings, and the ranges of which it is not known.
#[derive(Debug, Default)]
pub(crate) struct Found<'a> {
    pub(crate) open: Vec<Opening<'a>>,
    pub(crate) unknown: Vec<(Ports, &'a Reach)>,
}

/// Looks through the runs of ranges that are treated alike. A port that a rule opens counts, whether or
/// not something listens; of those that are open because no rule is about them, the ones do at which
/// something listens, where that is known.
pub(crate) fn find<'a>(
    runs: impl Iterator<Item = &'a [Reach]>,
    allowed: &[Ports],
    defaults: &Defaults<'_>,
    listening: &Listening,
) -> Found<'a> {
    let mut found = Found::default();
    let mut open: ByName<Opening<'a>> = ByName::default();
    let mut whole: ByName<Opening<'a>> = ByName::default();
    let mut add = |ports: Ports, reach: &'a Reach, by_default: bool| {
        let opening = open.get_or_insert_with(ports.subject_over_any(), || Opening {
            ports,
            reaches: Vec::new(),
            by_default,
        });
        opening.by_default &= by_default;
        opening.reaches.push(reach);
    };
    for run in runs {
        // A range that is allowed whole is not what the finding is about.
        let unexpected: Vec<(&Reach, u16, u16)> = run
            .iter()
            .filter_map(|reach| {
                let (first, last) = not_allowed(reach, allowed)?;
                Some((reach, first, last))
            })
            .collect();
        let widest = unexpected
            .iter()
            .min_by_key(|(_, first, last)| Reverse(last - first));
        let (Some((reach, ..)), Some(first), Some(last)) =
            (widest, unexpected.first(), unexpected.last())
        else {
            continue;
        };
        let ports = Ports {
            protocol: reach.protocol.clone(),
            first: first.1,
            last: last.2,
        };
        match PortVerdict::of(&reach.verdict) {
            PortVerdict::Closed | PortVerdict::Limited => {}
            PortVerdict::Unknown => found.unknown.push((ports, reach)),
            PortVerdict::Open => {
                let by_default = reach.forwarded_to.is_none() && defaults.decide(reach);
                match apart(&ports, reach, by_default, allowed, listening) {
                    Some(apart) => apart
                        .into_iter()
                        .for_each(|ports| add(ports, reach, by_default)),
                    // What is open because no rule is about it is one thing, whatever stands between.
                    None if by_default => {
                        let opening =
                            whole.get_or_insert_with(ports.protocol.clone(), || Opening {
                                ports: ports.clone(),
                                reaches: Vec::new(),
                                by_default,
                            });
                        opening.ports.first = opening.ports.first.min(ports.first);
                        opening.ports.last = opening.ports.last.max(ports.last);
                        opening.reaches.push(reach);
                    }
                    None => add(ports, reach, by_default),
                }
            }
        }
    }
    found.open = whole.into_values();
    found.open.extend(open.into_values());
    found
}

/// How ports of the host itself are closed: those that a rule opens by its end, and others by what
/// listens there.
pub(crate) fn close(
    ports: &Ports,
    reaches: &[&Reach],
    by_default: bool,
    host: &FrontEnd,
) -> String {
    if by_default {
        return format!(
            "Stop what listens on {ports} or bind it to 127.0.0.1, and let the firewall drop what no rule allows"
        );
    }
    host.close(
        ports,
        reaches.iter().map(|reach| reach.decided_by.as_slice()),
    )
}

/// The port of the host itself to which another one leads; none where it leads to another machine.
pub(crate) fn redirected(reach: &Reach) -> Option<u16> {
    let target = reach.forwarded_to.as_deref()?;
    target.strip_prefix("localhost:")?.parse().ok()
}

/// How ports that lead to one of the host itself are closed.
pub(crate) fn stop_redirecting(from: &Ports, to: u16) -> String {
    format!("Remove the rule that redirects {from} to port {to} of this host")
}

/// The ports at which something listens, of a range that is open because no rule is about it; none
/// where the range counts as a whole.
fn apart(
    ports: &Ports,
    reach: &Reach,
    by_default: bool,
    allowed: &[Ports],
    listening: &Listening,
) -> Option<Vec<Ports>> {
    if !by_default {
        return None;
    }
    let mut numbers: Vec<u16> = listening
        .at(&reach.family, ports)?
        .iter()
        .map(|listener| listener.port)
        .filter(|port| !is_allowed(&ports.protocol, *port, allowed))
        .filter(|port| !is_of_dhcp_client(&ports.protocol, *port))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    (numbers.len() <= MOST_APART).then(|| {
        let one = |port| Ports::one(&ports.protocol, port);
        numbers.into_iter().map(one).collect()
    })
}

/// Whether a client of DHCP waits there for its server: port 68 (RFC 2131) or 546 (RFC 8415). Every
/// host that gets its address from the network has one, and cannot do without it.
fn is_of_dhcp_client(protocol: &str, port: u16) -> bool {
    protocol == UDP && matches!(port, 68 | 546)
}

fn is_allowed(protocol: &str, port: u16, allowed: &[Ports]) -> bool {
    allowed.iter().any(|ports| ports.contains(protocol, port))
}

/// From the first to the last port of a range that is not allowed.
fn not_allowed(reach: &Reach, allowed: &[Ports]) -> Option<(u16, u16)> {
    let mut unexpected = (reach.first_port..=reach.last_port)
        .filter(|port| !is_allowed(&reach.protocol, *port, allowed));
    let first = unexpected.next()?;
    Some((first, unexpected.next_back().unwrap_or(first)))
}
