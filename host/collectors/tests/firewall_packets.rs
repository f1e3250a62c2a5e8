//! The packet filter model against the kernel: real rulesets are loaded in a network namespace,
//! real packets are sent to it from another, and every verdict must agree.
//!
//! Needs root, `ip`, `nft`, `iptables` (both kinds), `ufw` and `python3`. Where they are missing the test says so and passes, unless
//! `MUSTER_REQUIRE_REAL=1` is set. All traffic stays between namespaces of its own.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this test runs the real programs, and says when it cannot"
)]

#[path = "firewall_packets/cases.rs"]
mod cases;
#[path = "firewall_packets/laboratory.rs"]
mod laboratory;

use muster_collectors::network::Network;
use std::net::IpAddr;

use cases::{CASES, Case};
use laboratory::{Laboratory, Probe};
use muster_collectors::{Context, Targets, firewall};
use muster_facts::Secrets;
use muster_facts::packet_filter::Reach;

/// How often a packet that met something else than expected is sent again, and after which pause.
const RETRIES: usize = 3;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(300);

#[test]
fn every_verdict_is_what_real_packets_meet() {
    let laboratory = match Laboratory::build() {
        Ok(laboratory) => laboratory,
        Err(reason) => {
            let required = std::env::var("MUSTER_REQUIRE_REAL").is_ok_and(|value| value == "1");
            assert!(!required, "MUSTER_REQUIRE_REAL=1, but {reason}");
            eprintln!("SKIPPED, nothing was compared with the kernel: {reason}");
            return;
        }
    };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in CASES {
        laboratory.load(&case.load);
        let ranges = evaluated(&laboratory, case);
        let probes = Probe::all();
        for (probe, observed) in probes.iter().zip(laboratory.send(&probes)) {
            let range = find(&ranges, probe);
            compared += 1;
            let expected = expected(range, probe.source);
            let agrees = |observed: &str| {
                expected == observed || (expected == "blocked" && observed != "open")
            };
            // The kernel limits how many rejections it sends in a second, so that one among many
            // can look like a drop. A mistake in the model stays one when the packet is sent alone.
            let observed = (0..RETRIES).fold(observed, |observed, _| {
                if agrees(&observed) {
                    return observed;
                }
                std::thread::sleep(PAUSE);
                let alone = laboratory.send(std::slice::from_ref(probe));
                alone.into_iter().next().unwrap_or(observed)
            });
            if !agrees(&observed) {
                wrong.push(format!(
                    "{}: {probe:?}: the kernel says {observed}, the model {expected} by {range:#?}",
                    case.name
                ));
            }
        }
    }
    eprintln!("compared {compared} packets under {} rulesets", CASES.len());
    assert!(CASES.len() >= 20);
    assert!(
        wrong.is_empty(),
        "{} of {compared} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn evaluated(laboratory: &Laboratory, case: &Case) -> Vec<Reach> {
    let system = laboratory.record();
    let facts = firewall::collect(Context {
        network: &Network::Recorded,
        system: &system,
        targets: &Targets::default(),
        secrets: &Secrets::default(),
    });
    let ranges = facts
        .reachability
        .unwrap_or_else(|error| panic!("{}: {error:?}", case.name));
    for range in &ranges {
        assert!(!range.decided_by.is_empty(), "{}: {range:?}", case.name);
    }
    ranges
}

fn find<'r>(ranges: &'r [Reach], probe: &Probe) -> &'r Reach {
    let family = if probe.source.is_ipv4() {
        "ipv4"
    } else {
        "ipv6"
    };
    ranges
        .iter()
        .find(|range| {
            range.family == family
                && range.protocol == probe.protocol
                && (range.first_port..=range.last_port).contains(&probe.port)
        })
        .expect("the ranges cover every port")
}

fn expected(range: &Reach, source: IpAddr) -> &str {
    match range.verdict.as_str() {
        "limited" if range.sources.iter().any(|prefix| holds(prefix, source)) => "open",
        // What others get is not part of the fact; every case drops or rejects them by the same
        // means, which the case's other ports show.
        "limited" => "blocked",
        verdict => verdict,
    }
}

fn holds(prefix: &str, address: IpAddr) -> bool {
    let (base, length) = match prefix.split_once('/') {
        Some((base, length)) => (base, length.parse().unwrap()),
        None => (prefix, 128),
    };
    match (base.parse().unwrap(), address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let shift = 32_u32.saturating_sub(length);
            u32::from(base).checked_shr(shift) == u32::from(address).checked_shr(shift)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let shift = 128 - length;
            u128::from(base).checked_shr(shift) == u128::from(address).checked_shr(shift)
        }
        _ => false,
    }
}
