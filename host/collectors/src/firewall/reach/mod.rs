//! What the internet reaches: the verdict for one port, and the whole port space as ranges.

pub(in crate::firewall) mod bundle;
pub(in crate::firewall) mod classes;
pub(in crate::firewall) mod helping;
pub(in crate::firewall) mod index;
pub(in crate::firewall) mod journey;
pub(in crate::firewall) mod loopback;
pub(in crate::firewall) mod plan;
pub(in crate::firewall) mod senders;
pub(in crate::firewall) mod strands;
pub(in crate::firewall) mod sweep;
pub(in crate::firewall) mod ways;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;

use muster_facts::packet_filter::{Decision, Reach};

use self::bundle::Bundle;
use self::journey::{Decided, Desk, Evaluator, PacketVerdict, Passage, TooLarge};
use self::plan::Plan;
use self::senders::{Class, is_internet};
use crate::firewall::model::network::{HostNetwork, Uplinks};
use crate::firewall::model::packet::{CLIENT_PORT, Outgoing, Packet, Protocol};
use crate::firewall::model::port_set::{Filter, PortSet};
use crate::firewall::model::ruleset::{Ruleset, Version};
use crate::intervals::{Intervals, number};

/// One port as it is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::firewall) struct Door {
    /// IP version.
    pub(in crate::firewall) version: Version,
    /// Transport protocol.
    pub(in crate::firewall) protocol: Protocol,
    /// Destination port.
    pub(in crate::firewall) port: u16,
}

/// What the internet gets at one port.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::firewall) struct PortReach {
    /// `open`, `limited`, `filtered`, `refused` or `unknown`.
    pub(in crate::firewall) verdict: &'static str,
    /// See `reach.sources`.
    pub(in crate::firewall) sources: Vec<String>,
    /// See `reach.conditional`.
    pub(in crate::firewall) conditional: bool,
    /// Whether the packet is for the host itself.
    pub(in crate::firewall) local: bool,
    /// Address and port after destination NAT.
    pub(in crate::firewall) forwarded_to: Option<(Option<IpAddr>, u16)>,
    /// See `reach.decided-by`.
    pub(in crate::firewall) decided_by: Vec<Decision>,
    /// See `reach.unknown-because`.
    pub(in crate::firewall) unknown_because: Option<String>,
}

/// A ruleset and everything that its evaluation needs.
pub(in crate::firewall) struct Reachability<'r> {
    sides: Vec<Side<'r>>,
    network: &'r HostNetwork,
    nothing: Decision,
}

/// One IP version.
struct Side<'r> {
    plan: Plan<'r>,
    destinations: Vec<Option<u128>>,
    uplinks: Uplinks,
    desk: RefCell<Desk<'r>>,
}

/// What one class of ports meets.
#[derive(Clone, Debug, Default)]
struct Found<'r> {
    /// What whoever is nobody in particular meets.
    internet: Option<Passage<'r>>,
    /// What the first meets who gets in by being on a list, and where all of them are.
    let_in: Option<Box<Passage<'r>>>,
    blocks: Vec<(u128, u128)>,
    /// What one meets on a list of whom it is not known.
    in_doubt: Option<Box<Passage<'r>>>,
}

impl<'r> Reachability<'r> {
    /// Prepares a ruleset. `nothing` is said about ports that no base chain sees.
    #[must_use]
    pub(in crate::firewall) fn new(
        ruleset: &'r Ruleset,
        network: &'r HostNetwork,
        nothing: Decision,
    ) -> Self {
        let side = |version| {
            let plan = Plan::new(ruleset, version);
            Side {
                desk: RefCell::new(Desk::of(&plan)),
                destinations: classes::destinations(ruleset, network, version)
                    .into_iter()
                    .collect(),
                uplinks: network.uplinks(ruleset, version),
                plan,
            }
        };
        Self {
            sides: Version::ALL.into_iter().map(side).collect(),
            network,
            nothing,
        }
    }

    /// What the internet gets at one port of one address of the host, or of the most open one.
    /// Without `translate`, as if no NAT rule were there.
    ///
    /// # Errors
    /// When the ruleset is too large.
    pub(in crate::firewall) fn ask(
        &self,
        door: Door,
        address: Option<IpAddr>,
        translate: bool,
    ) -> Result<PortReach, TooLarge> {
        let Some(side) = self.side(door.version) else {
            return Ok(self.unseen());
        };
        let class = side.plan.class_of(door.port);
        let evaluator = self.evaluator(side);
        let one = [address.map(number)];
        let question = Question {
            side,
            evaluator: &evaluator,
            protocol: door.protocol,
            destinations: match address {
                Some(_) => &one,
                None => &side.destinations,
            },
            ports: vec![(class, class)],
            translate,
        };
        let found = question.every_uplink()?;
        let mut answers = found.iter().map(|found| self.answer(door, found.first()));
        Ok(combined(&side.uplinks, &mut answers).unwrap_or_else(|| self.unseen()))
    }

    fn evaluator<'s>(&'s self, side: &'s Side<'r>) -> Evaluator<'s, 'r> {
        Evaluator {
            plan: &side.plan,
            network: self.network,
            desk: &side.desk,
        }
    }

    fn side(&self, version: Version) -> Option<&Side<'r>> {
        self.sides.iter().find(|side| side.plan.version == version)
    }

    /// The whole port space, for both families and protocols, in order.
    ///
    /// # Errors
    /// When the ruleset is too large.
    pub(in crate::firewall) fn ranges(&self) -> Result<Vec<Reach>, TooLarge> {
        let mut ranges: Vec<Reach> = Vec::new();
        for side in &self.sides {
            let evaluator = self.evaluator(side);
            for protocol in Protocol::ALL {
                let question = Question {
                    side,
                    evaluator: &evaluator,
                    protocol,
                    destinations: &side.destinations,
                    ports: vec![(0, side.plan.count().saturating_sub(1))],
                    translate: true,
                };
                let found = question.every_uplink()?;
                let mut last: Option<Vec<&Found<'r>>> = None;
                for (at, (first, end)) in side.plan.classes.iter().enumerate() {
                    let here: Vec<&Found<'r>> =
                        found.iter().filter_map(|all| all.get(at)).collect();
                    let same = last.as_ref().is_some_and(|last| {
                        last.len() == here.len() && last.iter().zip(&here).all(|(a, b)| a.is(b))
                    });
                    if let Some(range) = ranges.last_mut().filter(|_| same) {
                        range.last_port = *end;
                        continue;
                    }
                    let door = Door {
                        version: side.plan.version,
                        protocol,
                        port: *first,
                    };
                    let mut answers = here.iter().map(|found| self.answer(door, Some(found)));
                    let answer =
                        combined(&side.uplinks, &mut answers).unwrap_or_else(|| self.unseen());
                    let next = reach(door, *end, answer);
                    match ranges.last_mut() {
                        Some(previous) if continues(previous, &next) => previous.last_port = *end,
                        _ => ranges.push(next),
                    }
                    last = Some(here);
                }
            }
        }
        Ok(ranges)
    }

    /// What was found, in words.
    fn answer(&self, door: Door, found: Option<&Found<'r>>) -> PortReach {
        let Some((found, internet)) =
            found.and_then(|found| Some((found, found.internet.as_ref()?)))
        else {
            return self.unseen();
        };
        let blocks = || Intervals::new(found.blocks.iter().copied());
        match (internet.verdict, &found.let_in, &found.in_doubt) {
            (PacketVerdict::Open, ..) => self.told(door, internet),
            (_, Some(passage), _) if is_internet(door.version, &blocks()) => {
                self.told(door, passage)
            }
            (PacketVerdict::Unknown, ..) => self.told(door, internet),
            (_, _, Some(passage)) => self.told(door, passage),
            (_, Some(passage), None) => PortReach {
                verdict: "limited",
                sources: blocks()
                    .iter()
                    .flat_map(|block| classes::prefixes(door.version, block))
                    .collect(),
                ..self.told(door, passage)
            },
            (PacketVerdict::Filtered | PacketVerdict::Refused, None, None) => {
                self.told(door, internet)
            }
        }
    }

    fn told(&self, door: Door, passage: &Passage<'r>) -> PortReach {
        let decided_by = match &passage.decided {
            Decided::Way(terminal) => terminal.decided_by(),
            Decided::Doubt(rule) => vec![rule.decision()],
            Decided::Nothing => vec![self.nothing.clone()],
        };
        let unknown_because = match &passage.decided {
            _ if passage.verdict != PacketVerdict::Unknown => None,
            Decided::Doubt(rule) => Some(rule.doubt().to_owned()),
            Decided::Way(_) | Decided::Nothing => None,
        };
        PortReach {
            verdict: passage.verdict.as_str(),
            sources: Vec::new(),
            conditional: passage.conditional,
            local: passage.local,
            forwarded_to: passage
                .forwarded_to
                .map(|(address, port)| (address, if port == 0 { door.port } else { port })),
            decided_by,
            unknown_because,
        }
    }

    /// No packet of this kind is modelled; nothing is known.
    fn unseen(&self) -> PortReach {
        PortReach {
            verdict: PacketVerdict::Unknown.as_str(),
            sources: Vec::new(),
            conditional: false,
            local: true,
            forwarded_to: None,
            decided_by: Vec::new(),
            unknown_because: Some("no packet of this kind is evaluated".to_owned()),
        }
    }
}

/// Of what is met at each interface, what counts. At an interface that may or may not be the one to
/// the internet, what gets in there may or may not get in from the internet.
fn combined(uplinks: &Uplinks, answers: &mut dyn Iterator<Item = PortReach>) -> Option<PortReach> {
    let openness = |answer: &PortReach| match answer.verdict {
        "filtered" => 0,
        "refused" => 1,
        "limited" => 2,
        "unknown" => 3,
        _ => 4 + u8::from(!answer.conditional),
    };
    let all: Vec<PortReach> = answers.collect();
    let differ = all.iter().any(|answer| answer.verdict != "open");
    let mut widest: Option<PortReach> = None;
    for answer in all {
        if widest
            .as_ref()
            .is_none_or(|widest| openness(&answer) > openness(widest))
        {
            widest = Some(answer);
        }
    }
    let widest = widest?;
    if uplinks.known || !differ || widest.verdict != "open" {
        return Some(widest);
    }
    Some(PortReach {
        verdict: PacketVerdict::Unknown.as_str(),
        conditional: false,
        unknown_because: Some(
            "no default route is known, and it is let in by one interface and not by another"
                .to_owned(),
        ),
        ..widest
    })
}

/// A question about ports, from everywhere.
struct Question<'q, 'r> {
    side: &'q Side<'r>,
    evaluator: &'q Evaluator<'q, 'r>,
    protocol: Protocol,
    destinations: &'q [Option<u128>],
    ports: Vec<(u32, u32)>,
    translate: bool,
}

impl<'r> Question<'_, 'r> {
    /// What is met by each uplink, for each class of the ports.
    fn every_uplink(&self) -> Result<Vec<Vec<Found<'r>>>, TooLarge> {
        let names = self.side.uplinks.names.iter();
        names.map(|uplink| self.from(uplink.as_deref())).collect()
    }

    fn from(&self, uplink: Option<&str>) -> Result<Vec<Found<'r>>, TooLarge> {
        let plan = &self.side.plan;
        let base = self.ports.first().map_or(0, |(first, _)| *first);
        let count = self
            .ports
            .iter()
            .map(|(first, last)| last - first + 1)
            .sum::<u32>();
        let mut found = vec![Found::default(); count as usize];
        let at = |class: u32| (class - base) as usize;
        let (usual, usual_port) = (&plan.senders.usual, &plan.source_ports.usual);
        let mut keep = |class: u32, passage: Passage<'r>| {
            if let Some(found) = found.get_mut(at(class)) {
                better(&mut found.internet, passage);
            }
        };
        let everywhere = Filter::Only(self.ports.clone());
        self.send(uplink, (usual, usual_port), &everywhere, &mut keep)?;
        for port in &plan.source_ports.others {
            if let Some(filter) = plan.helped_source_port(port) {
                // Nobody chooses a port to be refused.
                self.send(uplink, (usual, port), &filter, &mut |class, passage| {
                    if passage.verdict >= PacketVerdict::Unknown {
                        keep(class, passage);
                    }
                })?;
            }
        }
        for helped in plan.helped_at(&PortSet::of(&self.ports)) {
            let Some(sender) = plan.senders.others.get(helped.sender) else {
                continue;
            };
            let ports = helped.source_ports.iter();
            let ports = ports.filter_map(|number| plan.source_ports.others.get(*number));
            let mut met: BTreeMap<u32, Option<Passage<'r>>> = BTreeMap::new();
            for port in std::iter::once(usual_port).chain(ports) {
                self.send(
                    uplink,
                    (sender, port),
                    &helped.ports,
                    &mut |class, passage| {
                        better(met.entry(class).or_default(), passage);
                    },
                )?;
            }
            for (class, passage) in met {
                let (Some(found), Some(passage)) = (found.get_mut(at(class)), passage) else {
                    continue;
                };
                match passage.verdict {
                    PacketVerdict::Filtered | PacketVerdict::Refused => {}
                    PacketVerdict::Unknown => {
                        found.in_doubt.get_or_insert(Box::new(passage));
                    }
                    PacketVerdict::Open => {
                        // Nobody asks who else gets in where everybody does.
                        if !matches!(&found.internet, Some(all) if all.verdict == PacketVerdict::Open)
                        {
                            found.blocks.extend(&sender.blocks);
                        }
                        found.let_in.get_or_insert(Box::new(passage));
                    }
                }
            }
        }
        Ok(found)
    }

    /// Sends packets of one sender to every address of the host.
    fn send(
        &self,
        uplink: Option<&str>,
        (sender, source_port): (&Class, &Class),
        filter: &Filter,
        keep: &mut dyn FnMut(u32, Passage<'r>),
    ) -> Result<(), TooLarge> {
        let set = PortSet::of(&self.ports).take(filter);
        if set.is_empty() {
            return Ok(());
        }
        for destination in self.destinations {
            let packet = Packet {
                version: self.side.plan.version,
                protocol: self.protocol,
                source: sender.one(),
                source_port: u16::try_from(source_port.one()).unwrap_or(CLIENT_PORT),
                destination: *destination,
                port: 0,
                original_destination: *destination,
                original_port: 0,
                translated: false,
                local: true,
                untracked: false,
                incoming: uplink.map(str::to_owned),
                outgoing: Outgoing::Nowhere,
            };
            let bundle = Bundle {
                packet,
                varies: true,
                senders: &sender.lists,
                source_ports: &source_port.lists,
            };
            self.evaluator
                .send(&bundle, set.clone(), self.translate, &mut *keep)?;
        }
        Ok(())
    }
}

/// Keeps the more open of two passages, the first one when they are alike.
fn better<'r>(known: &mut Option<Passage<'r>>, passage: Passage<'r>) {
    if known
        .as_ref()
        .is_none_or(|known| passage.rank() > known.rank())
    {
        *known = Some(passage);
    }
}

impl Found<'_> {
    /// Whether another says the same, as far as can be seen without comparing texts.
    fn is(&self, other: &Self) -> bool {
        match (&self.internet, &other.internet) {
            (Some(one), Some(two)) => {
                let alone = |found: &Self| found.let_in.is_none() && found.in_doubt.is_none();
                alone(self)
                    && alone(other)
                    && one.rank() == two.rank()
                    && one.local == two.local
                    && one.forwarded_to.is_none()
                    && two.forwarded_to.is_none()
                    && one.decided.is(&two.decided)
            }
            _ => false,
        }
    }
}

fn reach(door: Door, last_port: u16, answer: PortReach) -> Reach {
    Reach {
        family: door.version.as_str().to_owned(),
        protocol: door.protocol.as_str().to_owned(),
        first_port: door.port,
        last_port,
        verdict: answer.verdict.to_owned(),
        conditional: answer.conditional,
        path: if answer.local { "input" } else { "forward" }.to_owned(),
        forwarded_to: answer.forwarded_to.map(|(address, port)| match address {
            Some(IpAddr::V6(address)) => format!("[{address}]:{port}"),
            Some(IpAddr::V4(address)) => format!("{address}:{port}"),
            // The host's own address on the interface by which the packet came.
            None => format!("localhost:{port}"),
        }),
        sources: answer.sources,
        decided_by: answer.decided_by,
        unknown_because: answer.unknown_because,
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
