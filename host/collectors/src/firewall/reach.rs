//! What the internet reaches: the verdict for one port, and the whole port space as ranges.

use std::collections::BTreeSet;
use std::net::IpAddr;

use muster_facts::packet_filter::{Decision, Reach};

use super::classes::{self, Sources};
use super::evaluate::{Evaluator, Passage, TooLarge, Verdict};
use super::network::Network;
use super::packet::{CLIENT_PORT, Outgoing, Packet, Protocol};
use super::ruleset::{Ruleset, Version};

/// One port as it is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Door {
    /// IP version.
    pub(super) version: Version,
    /// Transport protocol.
    pub(super) protocol: Protocol,
    /// Destination port.
    pub(super) port: u16,
}

/// What the internet gets at one port.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// `open`, `limited`, `filtered`, `refused` or `unknown`.
    pub(super) verdict: &'static str,
    /// See `reach.sources`.
    pub(super) sources: Vec<String>,
    /// The passage that decided.
    pub(super) passage: Passage,
}

/// A ruleset and everything that its evaluation needs.
pub(super) struct Reachability<'r> {
    evaluator: Evaluator<'r>,
    uplinks: Vec<(Version, Vec<Option<String>>)>,
    ports: Vec<(u16, u16)>,
    source_ports: Vec<u16>,
    /// Per version, in the order of [`Version::ALL`].
    classes: Vec<(Version, Sources, BTreeSet<Option<u128>>)>,
}

impl<'r> Reachability<'r> {
    /// Prepares a ruleset. `nothing` is said about ports that no base chain sees.
    #[must_use]
    pub(super) fn new(ruleset: &'r Ruleset, network: &'r Network, nothing: Decision) -> Self {
        Self {
            evaluator: Evaluator::new(ruleset, network, nothing),
            uplinks: Version::ALL
                .into_iter()
                .map(|version| (version, network.uplinks(ruleset, version)))
                .collect(),
            ports: classes::ports(ruleset),
            source_ports: classes::source_ports(ruleset),
            classes: Version::ALL
                .into_iter()
                .map(|version| {
                    (
                        version,
                        classes::sources(ruleset, version),
                        classes::destinations(ruleset, network, version),
                    )
                })
                .collect(),
        }
    }

    /// What the internet gets at one port of one address of the host, or of the most open one.
    /// Without `translate`, as if no NAT rule were there.
    ///
    /// # Errors
    /// When the ruleset is too large.
    pub(super) fn ask(
        &self,
        door: Door,
        address: Option<IpAddr>,
        translate: bool,
    ) -> Result<Answer, TooLarge> {
        let Some((version, sources, all)) = self
            .classes
            .iter()
            .find(|(version, ..)| *version == door.version)
        else {
            return Ok(self.unseen());
        };
        let one = BTreeSet::from([address.map(super::intervals::number)]);
        let destinations = if address.is_some() { &one } else { all };
        let best = |senders: &mut dyn Iterator<Item = u128>| {
            self.best(door, senders, destinations, translate)
        };
        let internet =
            best(&mut sources.internet.iter().copied())?.unwrap_or_else(|| self.unseen().passage);
        if internet.verdict == Verdict::Open || internet.verdict == Verdict::Unknown {
            return Ok(Answer {
                verdict: internet.verdict.as_str(),
                sources: Vec::new(),
                passage: internet,
            });
        }
        let mut let_in: Option<Passage> = None;
        let mut blocks = Vec::new();
        for (sender, members) in &sources.narrow {
            let Some(passage) = best(&mut std::iter::once(*sender))? else {
                continue;
            };
            match passage.verdict {
                Verdict::Filtered | Verdict::Refused => {}
                Verdict::Unknown => {
                    return Ok(Answer {
                        verdict: Verdict::Unknown.as_str(),
                        sources: Vec::new(),
                        passage,
                    });
                }
                Verdict::Open => {
                    blocks.extend(members.iter().copied());
                    let_in.get_or_insert(passage);
                }
            }
        }
        blocks.sort_unstable();
        let merged = super::intervals::Intervals::new(blocks);
        Ok(match let_in {
            Some(passage) => Answer {
                verdict: "limited",
                sources: merged
                    .iter()
                    .flat_map(|block| classes::prefixes(*version, block))
                    .collect(),
                passage,
            },
            None => Answer {
                verdict: internet.verdict.as_str(),
                sources: Vec::new(),
                passage: internet,
            },
        })
    }

    /// The most open passage of any sender, to any address, by any uplink.
    fn best(
        &self,
        door: Door,
        senders: &mut dyn Iterator<Item = u128>,
        destinations: &BTreeSet<Option<u128>>,
        translate: bool,
    ) -> Result<Option<Passage>, TooLarge> {
        let mut best: Option<Passage> = None;
        for source in senders {
            for destination in destinations {
                let uplinks = self.uplinks.iter().filter(|(of, _)| *of == door.version);
                for uplink in uplinks.flat_map(|(_, names)| names) {
                    for source_port in &self.source_ports {
                        let packet = Packet {
                            source_port: *source_port,
                            ..door.packet(source, *destination, uplink.clone())
                        };
                        let passage = self.evaluator.send(&packet, translate)?;
                        let rank = |p: &Passage| (p.verdict, !p.conditional);
                        if best.as_ref().is_none_or(|best| rank(&passage) > rank(best)) {
                            best = Some(passage);
                        }
                    }
                }
            }
        }
        Ok(best)
    }

    /// No packet of this kind is modelled; nothing is known.
    fn unseen(&self) -> Answer {
        Answer {
            verdict: Verdict::Unknown.as_str(),
            sources: Vec::new(),
            passage: Passage {
                verdict: Verdict::Unknown,
                conditional: false,
                local: true,
                forwarded_to: None,
                decided_by: Vec::new(),
            },
        }
    }

    /// The whole port space, for both families and protocols, in order.
    ///
    /// # Errors
    /// When the ruleset is too large.
    pub(super) fn ranges(&self) -> Result<Vec<Reach>, TooLarge> {
        let mut ranges: Vec<Reach> = Vec::new();
        for version in Version::ALL {
            for protocol in Protocol::ALL {
                for (first, last) in &self.ports {
                    let door = Door {
                        version,
                        protocol,
                        port: *first,
                    };
                    let next = reach(door, *last, self.ask(door, None, true)?);
                    match ranges.last_mut() {
                        Some(previous) if continues(previous, &next) => previous.last_port = *last,
                        _ => ranges.push(next),
                    }
                }
            }
        }
        Ok(ranges)
    }
}

impl Door {
    fn packet(self, source: u128, destination: Option<u128>, incoming: Option<String>) -> Packet {
        Packet {
            version: self.version,
            protocol: self.protocol,
            source,
            source_port: CLIENT_PORT,
            destination,
            port: self.port,
            original_destination: destination,
            original_port: self.port,
            translated: false,
            local: true,
            untracked: false,
            incoming,
            outgoing: Outgoing::Nowhere,
        }
    }
}

fn reach(door: Door, last_port: u16, answer: Answer) -> Reach {
    let passage = answer.passage;
    Reach {
        family: door.version.as_str().to_owned(),
        protocol: door.protocol.as_str().to_owned(),
        first_port: door.port,
        last_port,
        verdict: answer.verdict.to_owned(),
        conditional: passage.conditional,
        path: if passage.local { "input" } else { "forward" }.to_owned(),
        forwarded_to: passage.forwarded_to.map(|(address, port)| match address {
            Some(IpAddr::V6(address)) => format!("[{address}]:{port}"),
            Some(IpAddr::V4(address)) => format!("{address}:{port}"),
            // The host's own address on the interface by which the packet came.
            None => format!("localhost:{port}"),
        }),
        sources: answer.sources,
        decided_by: passage.decided_by,
    }
}

/// Whether a range goes on where another ends, with the same answer.
fn continues(previous: &Reach, next: &Reach) -> bool {
    let same_place = Reach {
        first_port: previous.first_port,
        last_port: previous.last_port,
        ..next.clone()
    };
    previous.last_port < next.first_port && *previous == same_place
}
