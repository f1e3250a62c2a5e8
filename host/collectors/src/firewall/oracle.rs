//! The model in its plainest form, as the oracle of the one that walks sets of ports: one packet for
//! each port, sender, source port, address and interface, tried against every rule.

mod evaluate;
mod generate;
mod walk;

use std::collections::BTreeMap;
use std::net::IpAddr;

use muster_facts::Source;
use muster_facts::packet_filter::Decision;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::firewall::model::network::HostNetwork;
use crate::firewall::model::packet::{Outgoing, Packet, Protocol};
use crate::firewall::model::ruleset::{Ruleset, Version};
use crate::firewall::reach::Reachability;
use crate::firewall::reach::classes;
use crate::firewall::reach::journey::PacketVerdict;
use crate::firewall::reach::plan::Plan;
use crate::firewall::reach::senders::{Class, is_internet};
use crate::firewall::sources::nft::json as nft_json;
use crate::intervals::Intervals;
use evaluate::{Evaluator, Passage};
use generate::{iptables, loaded, nft};

/// Verdict, condition, way, target, sources and the deciding rules of one port.
type Told = (
    String,
    bool,
    bool,
    Option<(Option<IpAddr>, u16)>,
    Vec<String>,
    Vec<Decision>,
);

fn nothing() -> Decision {
    Decision {
        text: "nothing".to_owned(),
        source: Source::logical("nothing"),
    }
}

/// What the plain model says about one port.
fn plain(
    ruleset: &Ruleset,
    network: &HostNetwork,
    plan: &Plan<'_>,
    protocol: Protocol,
    port: u16,
) -> Told {
    let evaluator = Evaluator::new(ruleset, network, nothing());
    let version = plan.version;
    let destinations = classes::destinations(ruleset, network, version);
    let uplinks = network.uplinks(ruleset, version);
    let ports = || std::iter::once(&plan.source_ports.usual).chain(&plan.source_ports.others);
    let mut answers: Vec<Told> = Vec::new();
    for uplink in &uplinks.names {
        let best = |sender: &Class| {
            let mut best: Option<Passage> = None;
            for (at, source_port) in ports().enumerate() {
                for destination in &destinations {
                    let packet = Packet {
                        version,
                        protocol,
                        source: sender.one(),
                        source_port: source_port.one() as u16,
                        destination: *destination,
                        port,
                        original_destination: *destination,
                        original_port: port,
                        translated: false,
                        local: true,
                        untracked: false,
                        incoming: uplink.clone(),
                        outgoing: Outgoing::Nowhere,
                    };
                    let passage = evaluator.send(&packet, true).unwrap();
                    let rank = |p: &Passage| (p.verdict, !p.conditional);
                    // Nobody chooses a port to be refused.
                    if at > 0 && passage.verdict < PacketVerdict::Unknown {
                        continue;
                    }
                    if best.as_ref().is_none_or(|best| rank(&passage) > rank(best)) {
                        best = Some(passage);
                    }
                }
            }
            best.unwrap()
        };
        let internet = best(&plan.senders.usual);
        let others: Vec<(&Class, Passage)> = plan
            .senders
            .others
            .iter()
            .map(|sender| (sender, best(sender)))
            .collect();
        let with = |verdict| {
            others
                .iter()
                .filter(move |(_, passage)| passage.verdict == verdict)
        };
        let blocks =
            with(PacketVerdict::Open).flat_map(|(sender, _)| sender.blocks.iter().copied());
        let blocks = Intervals::new(blocks);
        let told = |passage: &Passage, verdict: &str, sources: Vec<String>| {
            let decided = if verdict == "unknown" {
                Vec::new()
            } else {
                passage.decided_by.clone()
            };
            (
                verdict.to_owned(),
                passage.conditional,
                passage.local,
                passage.forwarded_to,
                sources,
                decided,
            )
        };
        answers.push(if internet.verdict == PacketVerdict::Open {
            told(&internet, "open", Vec::new())
        } else if is_internet(version, &blocks) {
            told(
                &with(PacketVerdict::Open).next().unwrap().1,
                "open",
                Vec::new(),
            )
        } else if internet.verdict == PacketVerdict::Unknown {
            told(&internet, "unknown", Vec::new())
        } else if let Some((_, passage)) = with(PacketVerdict::Unknown).next() {
            told(passage, "unknown", Vec::new())
        } else if let Some((_, passage)) = with(PacketVerdict::Open).next() {
            let sources = blocks
                .iter()
                .flat_map(|block| classes::prefixes(version, block));
            told(passage, "limited", sources.collect())
        } else {
            told(&internet, internet.verdict.as_str(), Vec::new())
        });
    }
    let openness = |told: &Told| match told.0.as_str() {
        "filtered" => 0,
        "refused" => 1,
        "limited" => 2,
        "unknown" => 3,
        _ => 4 + u8::from(!told.1),
    };
    let differ = answers.iter().any(|told| told.0 != "open");
    let mut widest = answers[0].clone();
    for told in answers {
        if openness(&told) > openness(&widest) {
            widest = told;
        }
    }
    if !uplinks.known && differ && widest.0 == "open" {
        widest.0 = "unknown".to_owned();
        widest.1 = false;
        widest.5 = Vec::new();
    }
    widest
}

/// Compares both models at every port that a rule tells apart.
fn compare(ruleset: &Ruleset, network: &HostNetwork) -> Result<(), TestCaseError> {
    let reachability = Reachability::new(ruleset, network, nothing());
    let ranges = reachability.ranges().unwrap();
    let mut seen = BTreeMap::new();
    for version in Version::ALL {
        let plan = Plan::new(ruleset, version);
        for protocol in Protocol::ALL {
            for (first, last) in &plan.classes {
                let expected = plain(ruleset, network, &plan, protocol, *first);
                for port in [*first, *last] {
                    let range = ranges
                        .iter()
                        .find(|range| {
                            range.family == version.as_str()
                                && range.protocol == protocol.as_str()
                                && (range.first_port..=range.last_port).contains(&port)
                        })
                        .unwrap();
                    let found: Told = (
                        range.verdict.clone(),
                        range.conditional,
                        range.path == "input",
                        expected.3,
                        range.sources.clone(),
                        if range.verdict == "unknown" {
                            Vec::new()
                        } else {
                            range.decided_by.clone()
                        },
                    );
                    prop_assert_eq!(
                        &found,
                        &expected,
                        "port {} {:?} {:?}",
                        port,
                        version,
                        protocol
                    );
                    if range.verdict == "unknown" {
                        prop_assert!(
                            !range.decided_by.is_empty() && range.unknown_because.is_some()
                        );
                    }
                    *seen.entry(range.verdict.clone()).or_insert(0) += 1;
                }
                let door = crate::firewall::reach::Door {
                    version,
                    protocol,
                    port: *first,
                };
                let asked = reachability.ask(door, None, true).unwrap();
                let decided = if asked.verdict == "unknown" {
                    Vec::new()
                } else {
                    asked.decided_by
                };
                prop_assert_eq!(
                    (
                        asked.verdict.to_owned(),
                        asked.conditional,
                        asked.local,
                        asked.forwarded_to,
                        asked.sources,
                        decided
                    ),
                    expected
                );
            }
        }
    }
    Ok(())
}

/// How many random rulesets are wanted by hand: `MUSTER_RANDOM=10000`.
fn wanted() -> Option<u32> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test that may run longer by hand"
    )]
    let wanted = std::env::var("MUSTER_RANDOM").ok();
    wanted?.parse().ok()
}

/// The same rulesets in every run, unless it is one by hand.
fn config() -> ProptestConfig {
    let by_hand = wanted();
    ProptestConfig {
        cases: by_hand.unwrap_or(100),
        rng_seed: match by_hand {
            Some(_) => RngSeed::Random,
            None => RngSeed::Fixed(8),
        },
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn sets_of_ports_meet_what_single_packets_meet_under_iptables(text in iptables()) {
        let ruleset = loaded(&text);
        let mut network = HostNetwork::default();
        network.learn(&ruleset);
        compare(&ruleset, &network)?;
    }

    #[test]
    fn sets_of_ports_meet_what_single_packets_meet_under_nft(text in nft()) {
        let ruleset = nft_json::parse(text.as_bytes()).unwrap();
        compare(&ruleset, &HostNetwork::default())?;
    }
}
