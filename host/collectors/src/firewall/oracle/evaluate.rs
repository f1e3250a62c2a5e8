//! Sends one packet through all hooks that it passes on its way in, and says what becomes of it.
//!
//! Accept ends a base chain, not the way: the next base chain sees the packet too. Drop is final.
//! Destination NAT turns the way from `input` to `forward`.

use std::cell::Cell;
use std::net::IpAddr;

use muster_facts::packet_filter::Decision;

use super::walk::{Flow, Terminal, Walk};
use crate::firewall::model::network::HostNetwork;
use crate::firewall::model::packet::Packet;
use crate::firewall::model::ruleset::{Base, Chain, Force, Hook, Rule, Ruleset, Table};
use crate::firewall::reach::journey::PacketVerdict;
use crate::firewall::reach::ways::Exit;

/// The most rules that are looked at for one target. A ruleset of 1,000 rules with 200 different
/// ports needs about a million; the cap protects a collector from a hostile ruleset.
const MOST_STEPS: u64 = 100_000_000;

/// The most rules that one packet meets in one base chain: several times the longest blocklists
/// that are written as rules. It bounds the memory of a walk, too.
const LONGEST_WALK: u64 = 200_000;

/// What becomes of a packet, and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Passage {
    /// What.
    pub(super) verdict: PacketVerdict,
    /// Whether a rate limit or the like lies on the way.
    pub(super) conditional: bool,
    /// Whether the packet is for the host itself.
    pub(super) local: bool,
    /// Address and port after destination NAT.
    pub(super) forwarded_to: Option<(Option<IpAddr>, u16)>,
    /// See `reach.decided-by`.
    pub(super) decided_by: Vec<Decision>,
}

/// A ruleset, ready to be asked.
pub(super) struct Evaluator<'r> {
    hooks: Vec<(Base, &'r Table, &'r Chain)>,
    network: &'r HostNetwork,
    steps: Cell<u64>,
    /// Said about a port that no base chain sees.
    nothing: Decision,
}

/// Why an evaluation was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the ruleset is too large to evaluate: more than {MOST_STEPS} steps in all, or {LONGEST_WALK} \
     rules for one packet; shorten it with sets"
)]
pub(super) struct TooLarge;

impl<'r> Evaluator<'r> {
    /// Sorts the base chains by hook and priority.
    #[must_use]
    pub(super) fn new(ruleset: &'r Ruleset, network: &'r HostNetwork, nothing: Decision) -> Self {
        let mut hooks: Vec<_> = ruleset
            .tables
            .iter()
            .filter(|table| table.force != Force::Dormant)
            .flat_map(|table| table.chains.values().map(move |chain| (table, chain)))
            .filter_map(|(table, chain)| chain.base.map(|base| (base, table, chain)))
            .collect();
        hooks.sort_by_key(|(base, ..)| (base.hook, base.priority));
        Self {
            hooks,
            network,
            steps: Cell::new(0),
            nothing,
        }
    }

    /// What becomes of a packet. Without `translate`, as if no NAT rule were there.
    ///
    /// # Errors
    /// When the target's budget is used up.
    pub(super) fn send(&self, packet: &Packet, translate: bool) -> Result<Passage, TooLarge> {
        let mut journey = Journey {
            evaluator: self,
            translate,
            blocked: Vec::new(),
            last: None,
            forwarded_to: None,
            ambiguous: None,
        };
        journey.run(packet.clone())
    }
}

/// One packet under way.
struct Journey<'e, 'r> {
    evaluator: &'e Evaluator<'r>,
    translate: bool,
    /// Ways on which the packet is blocked, while others lead on.
    blocked: Vec<Terminal<'r>>,
    /// The acceptance that counts: the last one by a rule, else the last by a policy.
    last: Option<Terminal<'r>>,
    forwarded_to: Option<(Option<IpAddr>, u16)>,
    /// A rule that translates some packets and not others of the same kind, so that only one of
    /// their ways was followed.
    ambiguous: Option<&'r Rule>,
}

/// How a packet comes out of a hook.
enum HookExit<'r> {
    Onward(Flow<'r>),
    Blocked,
}

impl<'r> Journey<'_, 'r> {
    fn run(&mut self, mut packet: Packet) -> Result<Passage, TooLarge> {
        let mut flow = Flow::default();
        for hook in [Hook::Ingress, Hook::Prerouting] {
            match self.hook(hook, &mut packet, flow)? {
                HookExit::Onward(next) => flow = next,
                HookExit::Blocked => return Ok(self.arrive(&packet, None)),
            }
        }
        let hook = if packet.local {
            Hook::Input
        } else {
            Hook::Forward
        };
        let onward = match self.hook(hook, &mut packet, flow)? {
            HookExit::Onward(flow) => Some(flow),
            HookExit::Blocked => None,
        };
        Ok(self.arrive(&packet, onward))
    }

    fn hook(
        &mut self,
        hook: Hook,
        packet: &mut Packet,
        mut flow: Flow<'r>,
    ) -> Result<HookExit<'r>, TooLarge> {
        let evaluator = self.evaluator;
        for (base, table, chain) in &evaluator.hooks {
            let skipped = base.nat && (packet.translated || !self.translate || packet.untracked);
            if base.hook != hook || !table.family.sees(packet.version) || skipped {
                continue;
            }
            let left = MOST_STEPS.saturating_sub(evaluator.steps.get());
            let budget = left.min(LONGEST_WALK);
            let walk = Walk::through(table, chain, *base, packet, budget);
            evaluator.steps.set(evaluator.steps.get() + walk.steps);
            if walk.steps > budget {
                return Err(TooLarge);
            }
            let (blocked, mut passed): (Vec<_>, Vec<_>) = walk
                .terminals
                .into_iter()
                .partition(|terminal| terminal.exit.blocks());
            let all_pass = blocked.is_empty();
            self.blocked.extend(blocked);
            // The way with the fewest doubts is the one to follow.
            passed.sort_by_key(|t| (t.flow.unknown.is_some(), t.flow.conditional));
            let differ = passed
                .windows(2)
                .any(|pair| matches!(pair, [one, other] if one.exit != other.exit));
            let Some(taken) = passed.into_iter().next() else {
                return Ok(HookExit::Blocked);
            };
            if differ {
                self.ambiguous = taken.flow.unknown.or(taken.rule);
            }
            // Where every way passes alike, it does not matter which one is taken.
            if !all_pass || differ {
                flow = Flow {
                    unknown: flow.unknown.or(taken.flow.unknown),
                    conditional: flow.conditional || taken.flow.conditional,
                };
            }
            self.translate(packet, &taken);
            packet.untracked |= taken.untracked;
            if taken.rule.is_some() || self.last.as_ref().is_none_or(|last| last.rule.is_none()) {
                self.last = Some(taken);
            }
        }
        Ok(HookExit::Onward(flow))
    }

    fn translate(&mut self, packet: &mut Packet, taken: &Terminal<'r>) {
        match taken.exit {
            Exit::Translate {
                address: Some(address),
                port,
            } if !self.evaluator.network.is_host(address) => {
                let outgoing = self.evaluator.network.way_to(address);
                packet.forward(address, port, outgoing);
                self.forwarded_to = Some((Some(address), packet.port));
            }
            Exit::Translate { address, port } => {
                packet.redirect(address, port);
                self.forwarded_to = Some((address, packet.port));
            }
            Exit::Redirect { port } => {
                packet.redirect(None, port);
                self.forwarded_to = Some((None, packet.port));
            }
            Exit::Accept | Exit::Drop | Exit::Reject => {}
        }
    }

    fn arrive(&self, packet: &Packet, onward: Option<Flow<'r>>) -> Passage {
        let (verdict, conditional, decided_by) = match onward {
            Some(Flow {
                unknown: Some(rule),
                ..
            }) => (PacketVerdict::Unknown, false, vec![Rule::decision(rule)]),
            Some(flow) => {
                let decided_by = self.last.as_ref().map_or_else(
                    || vec![self.evaluator.nothing.clone()],
                    Terminal::decided_by,
                );
                (PacketVerdict::Open, flow.conditional, decided_by)
            }
            None if self.ambiguous.is_some() => {
                let decided_by = self.ambiguous.into_iter().map(Rule::decision);
                (PacketVerdict::Unknown, false, decided_by.collect())
            }
            None => {
                // What is blocked on every way is blocked by the way without conditions.
                let sure = |t: &&Terminal<'_>| t.flow.unknown.is_none() && !t.flow.conditional;
                let terminal = self
                    .blocked
                    .iter()
                    .find(sure)
                    .or_else(|| self.blocked.first());
                let verdict = match terminal.map(|terminal| terminal.exit) {
                    Some(Exit::Reject) => PacketVerdict::Refused,
                    _ => PacketVerdict::Filtered,
                };
                let decided_by = terminal.map(Terminal::decided_by).unwrap_or_default();
                (verdict, false, decided_by)
            }
        };
        Passage {
            verdict,
            conditional,
            local: packet.local,
            forwarded_to: self.forwarded_to,
            decided_by,
        }
    }
}
