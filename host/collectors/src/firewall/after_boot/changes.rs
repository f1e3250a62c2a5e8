//! Where the next boot lets in others than get in now.

use muster_facts::packet_filter::{BootChange, Reach};

use crate::firewall::model::packet::Protocol;
use crate::firewall::model::ruleset::Version;

/// Where others get in after the next boot than do now, or where that is not known. Both lists have the
/// whole port space, in order.
#[must_use]
pub(in crate::firewall) fn changes(now: &[Reach], at_boot: &[Reach]) -> Vec<BootChange> {
    let mut found = Vec::new();
    for version in Version::ALL {
        for protocol in Protocol::ALL {
            let wanted = |reach: &&Reach| {
                reach.family == version.as_str() && reach.protocol == protocol.as_str()
            };
            let mut now = now.iter().filter(wanted).peekable();
            let mut then = at_boot.iter().filter(wanted).peekable();
            while let (Some(one), Some(other)) = (now.peek(), then.peek()) {
                let first = one.first_port.max(other.first_port);
                let last = one.last_port.min(other.last_port);
                if differ(one, other) {
                    found.push(BootChange {
                        now: between(one, first, last),
                        at_boot: between(other, first, last),
                    });
                }
                let (ends, other_ends) = (one.last_port == last, other.last_port == last);
                if ends {
                    now.next();
                }
                if other_ends {
                    then.next();
                }
            }
        }
    }
    found
}

/// Whether others get in, or in another way, or whether that is not known of one. How those are kept
/// out who are makes no difference.
fn differ(one: &Reach, other: &Reach) -> bool {
    let is_closed = |reach: &Reach| matches!(reach.verdict.as_str(), "filtered" | "refused");
    match (is_closed(one), is_closed(other)) {
        (true, true) => false,
        (false, false) => {
            let same = one.verdict == other.verdict
                && one.verdict != "unknown"
                && one.conditional == other.conditional
                && one.sources == other.sources
                && one.path == other.path
                && one.forwarded_to == other.forwarded_to;
            !same
        }
        _ => true,
    }
}

fn between(reach: &Reach, first: u16, last: u16) -> Reach {
    Reach {
        first_port: first,
        last_port: last,
        ..reach.clone()
    }
}
