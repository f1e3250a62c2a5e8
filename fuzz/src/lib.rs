//! What several targets share: an input that holds several files, and what must be true of every
//! result.

use std::path::PathBuf;
use std::sync::Arc;

use muster_collectors::firewall::reachability;
use muster_collectors::firewall::ruleset::Ruleset;
use muster_facts::targets::Targets;
use muster_facts::{Domain, Facts, SCHEMA, Secrets, Snapshot, Target};
use muster_target::{Context, Recorded, collect};

/// Between the files of one input: ASCII's own file separator, which git takes for text.
const FILE_SEPARATOR: u8 = 0x1c;

/// Splits an input into the files of a host. The last one takes what is left.
#[must_use]
pub fn files<const N: usize>(input: &[u8]) -> [&[u8]; N] {
    let mut files = input.splitn(N, |byte| *byte == FILE_SEPARATOR);
    std::array::from_fn(|_| files.next().unwrap_or_default())
}

/// The same for parsers of text. `None` when the input is not text.
#[must_use]
pub fn texts<const N: usize>(input: &[u8]) -> Option<[&str; N]> {
    let mut texts = std::str::from_utf8(input)
        .ok()?
        .splitn(N, char::from(FILE_SEPARATOR));
    Some(std::array::from_fn(|_| texts.next().unwrap_or_default()))
}

/// Collects one domain of a host, and sees to it that the facts survive being written and read.
///
/// # Panics
/// When they do not.
pub fn collect_domain(host: &Recorded, targets: &Targets, domain: Domain) -> (Arc<Facts>, Secrets) {
    let secrets = Secrets::default();
    let context = Context::recorded(host, targets, &secrets);
    let collectors = [muster_collectors::COLLECTORS, muster_edge::COLLECTORS];
    let facts = collect(context, &collectors, &[domain], &|_| ());
    let snapshot = Snapshot {
        schema: SCHEMA.to_owned(),
        muster: "0.0.0".to_owned(),
        target: Target {
            name: "fuzz".to_owned(),
            machine: None,
            kind: "recording".to_owned(),
        },
        collected_at: "2026-01-01T00:00:00Z".to_owned(),
        facts: facts.into(),
    };
    let json = snapshot.to_json().expect("facts can be written");
    let read = Snapshot::from_json(&json).expect("what was written can be read");
    assert_eq!(read, snapshot);
    (snapshot.facts, secrets)
}

/// Evaluates a ruleset and sees to it that every port gets exactly one verdict. A ruleset that is
/// too large to evaluate is an error, not a hang.
///
/// # Panics
/// When a port has no verdict, or two.
pub fn evaluate(ruleset: &Ruleset) {
    let Ok(ranges) = reachability(ruleset) else {
        return;
    };
    for family in ["ipv4", "ipv6"] {
        for protocol in ["tcp", "udp"] {
            // Port 0 is reserved (RFC 6335, section 6): nobody connects to it.
            let mut next = 1;
            for range in ranges
                .iter()
                .filter(|range| range.family == family && range.protocol == protocol)
            {
                assert_eq!(u32::from(range.first_port), next, "{family} {protocol}");
                assert!(range.first_port <= range.last_port);
                next = u32::from(range.last_port) + 1;
            }
            assert_eq!(next, 65_536, "{family} {protocol}");
        }
    }
}

/// An absolute path below `/srv`, for targets that bind files.
#[must_use]
pub fn bound(name: &str) -> PathBuf {
    PathBuf::from("/srv").join(name)
}
