//! Sends packets to a set of ports through all hooks that they pass on their way in, and says what
//! becomes of each.
//!
//! Accept ends a base chain, not the way: the next base chain sees the packet too. Drop is final.
//! Destination NAT turns the way from `input` to `forward`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;

use crate::firewall::model::network::HostNetwork;
use crate::firewall::model::packet::Packet;
use crate::firewall::model::port_set::PortSet;
use crate::firewall::model::ruleset::{Hook, Rule};
use crate::firewall::reach::bundle::Bundle;
use crate::firewall::reach::plan::Plan;
use crate::firewall::reach::strands::Flow;
use crate::firewall::reach::sweep::{Mark, Sweep};
use crate::firewall::reach::ways::{Exit, Terminal, Ways};

/// The most rules that are tried for one target, and ways kept. A host with 20,000 rules needs less
/// than a million; the cap protects a collector from a hostile ruleset.
const MOST_STEPS: u64 = 100_000_000;

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::firewall) enum PacketVerdict {
    Filtered,
    Refused,
    Unknown,
    Open,
}

impl PacketVerdict {
    /// The word of the facts.
    #[must_use]
    pub(in crate::firewall) const fn as_str(self) -> &'static str {
        match self {
            Self::Filtered => "filtered",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Open => "open",
        }
    }
}

/// What decided.
#[derive(Clone, Debug)]
pub(in crate::firewall) enum Decided<'r> {
    /// A rule or policy, with the jumps that led to it.
    Way(Rc<Terminal<'r>>),
    /// A rule that could not be evaluated.
    Doubt(&'r Rule),
    /// No base chain saw the packet.
    Nothing,
}

impl Decided<'_> {
    /// Whether two are one and the same, so that what they say need not be compared.
    #[must_use]
    pub(in crate::firewall) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Way(one), Self::Way(other)) => Rc::ptr_eq(one, other),
            (Self::Doubt(one), Self::Doubt(other)) => std::ptr::eq(*one, *other),
            (Self::Nothing, Self::Nothing) => true,
            _ => false,
        }
    }
}

/// What becomes of a packet, and why.
#[derive(Clone, Debug)]
pub(in crate::firewall) struct Passage<'r> {
    /// What.
    pub(in crate::firewall) verdict: PacketVerdict,
    /// Whether a rate limit or the like lies on the way.
    pub(in crate::firewall) conditional: bool,
    /// Whether the packet is for the host itself.
    pub(in crate::firewall) local: bool,
    /// Address and port after destination NAT.
    pub(in crate::firewall) forwarded_to: Option<(Option<IpAddr>, u16)>,
    /// Why.
    pub(in crate::firewall) decided: Decided<'r>,
}

impl Passage<'_> {
    /// How open it is.
    #[must_use]
    pub(in crate::firewall) const fn rank(&self) -> (PacketVerdict, bool) {
        (self.verdict, !self.conditional)
    }
}

/// Why an evaluation was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ruleset is too large to evaluate: more than {MOST_STEPS} steps; shorten it with sets")]
pub(in crate::firewall) struct TooLarge;

/// What is kept for each class on its way from hook to hook.
#[derive(Clone, Default)]
struct State<'r> {
    flow: Flow,
    doubt: Option<&'r Rule>,
    /// The acceptance that counts: the last one by a rule, else the last by a policy.
    last: Option<Rc<Terminal<'r>>>,
    /// The first block without doubt, and the first of all.
    blocked: Option<Rc<Terminal<'r>>>,
    blocked_first: Option<Rc<Terminal<'r>>>,
    /// A rule that translates some packets and not others of the same kind, so that only one of
    /// their ways was followed.
    ambiguous: Option<&'r Rule>,
}

/// Room for each port class, used again for every journey.
pub(in crate::firewall) struct Desk<'r> {
    marks: Vec<Mark<'r>>,
    states: Vec<State<'r>>,
    /// How many steps all journeys took.
    steps: u64,
}

impl<'r> Desk<'r> {
    /// Room for the classes of a plan.
    #[must_use]
    pub(in crate::firewall) fn of(plan: &Plan<'r>) -> Self {
        let count = plan.classes.len();
        Self {
            marks: vec![Mark::default(); count],
            states: vec![State::default(); count],
            steps: 0,
        }
    }
}

/// A ruleset, ready to be asked about one IP version.
pub(in crate::firewall) struct Evaluator<'e, 'r> {
    /// The ruleset.
    pub(in crate::firewall) plan: &'e Plan<'r>,
    /// What is around it.
    pub(in crate::firewall) network: &'e HostNetwork,
    /// Where the journeys are kept.
    pub(in crate::firewall) desk: &'e RefCell<Desk<'r>>,
}

/// How packets go on from a base chain: what was translated, and whether they are untracked.
type Turn = (Option<Exit>, bool);

impl<'r> Evaluator<'_, 'r> {
    /// What becomes of packets that are alike but for their ports. Without `translate`, as if no
    /// NAT rule were there. Calls back for each class.
    ///
    /// # Errors
    /// When the target's budget is used up.
    pub(in crate::firewall) fn send(
        &self,
        bundle: &Bundle<'_>,
        set: PortSet,
        translate: bool,
        mut arrived: impl FnMut(u32, Passage<'r>),
    ) -> Result<(), TooLarge> {
        let mut desk = self.desk.borrow_mut();
        for class in set.iter() {
            if let Some(state) = desk.states.get_mut(class as usize) {
                *state = State::default();
            }
        }
        let mut groups = vec![(bundle.clone(), None, set)];
        let stages: [&[Hook]; 3] = [
            &[Hook::Ingress],
            &[Hook::Prerouting],
            &[Hook::Input, Hook::Forward],
        ];
        for hooks in stages {
            for (base, id) in self
                .plan
                .bases()
                .filter(|(base, _)| hooks.contains(&base.hook))
            {
                let mut next = Vec::new();
                for (bundle, forwarded, set) in groups {
                    let packet = &bundle.packet;
                    let elsewhere = match base.hook {
                        Hook::Input => !packet.local,
                        Hook::Forward => packet.local,
                        Hook::Ingress | Hook::Prerouting | Hook::Outbound => false,
                    };
                    let skipped = base.nat && (packet.translated || !translate || packet.untracked);
                    if elsewhere || skipped || set.is_empty() {
                        next.push((bundle, forwarded, set));
                        continue;
                    }
                    let left = MOST_STEPS.saturating_sub(desk.steps);
                    let Desk {
                        marks,
                        states,
                        steps,
                    } = &mut *desk;
                    let sweep = Sweep::through(self.plan, (base, id), &bundle, &set, marks, left);
                    let Some(sweep) = sweep else { continue };
                    *steps += sweep.steps;
                    if sweep.steps > left {
                        return Err(TooLarge);
                    }
                    let turns = Step::new(&sweep).all(&set, states, |class, state| {
                        arrived(class, state.blocked(packet.local, forwarded));
                    });
                    for ((exit, untracked), set) in turns {
                        let mut bundle = bundle.clone();
                        bundle.packet.untracked |= untracked;
                        let to = exit.and_then(|exit| self.translate(&mut bundle, exit));
                        next.push((bundle, to.or(forwarded), set));
                    }
                }
                groups = next;
            }
        }
        for (bundle, forwarded, set) in groups {
            for class in set.iter() {
                if let Some(state) = desk.states.get(class as usize) {
                    arrived(class, state.passed(bundle.packet.local, forwarded));
                }
            }
        }
        Ok(())
    }

    /// Changes the packets of a bundle as a rule does. Returns where they go.
    fn translate(&self, bundle: &mut Bundle<'_>, exit: Exit) -> Option<(Option<IpAddr>, u16)> {
        let packet: &mut Packet = &mut bundle.packet;
        let (address, port) = match exit {
            Exit::Translate {
                address: Some(address),
                port,
            } if !self.network.is_host(address) => {
                packet.forward(address, port, self.network.way_to(address));
                (Some(address), port)
            }
            Exit::Translate { address, port } => {
                packet.redirect(address, port);
                (address, port)
            }
            Exit::Redirect { port } => {
                packet.redirect(None, port);
                (None, port)
            }
            Exit::Accept | Exit::Drop | Exit::Reject => return None,
        };
        // Of ports that stay as they are, each has its own: 0 stands for it.
        bundle.varies &= port.is_none();
        Some((address, port.unwrap_or(0)))
    }
}

/// What a walk through one base chain means for each class.
struct Step<'s, 'p, 'r> {
    sweep: &'s Sweep<'p, 'r>,
    shared: BTreeMap<u32, Rc<Terminal<'r>>>,
}

impl<'s, 'p, 'r> Step<'s, 'p, 'r> {
    fn new(sweep: &'s Sweep<'p, 'r>) -> Self {
        Self {
            sweep,
            shared: BTreeMap::new(),
        }
    }

    /// Brings every class on, and says how they go on; those that do not are called back for.
    fn all(
        mut self,
        set: &PortSet,
        states: &mut [State<'r>],
        mut blocked: impl FnMut(u32, &State<'r>),
    ) -> Vec<(Turn, PortSet)> {
        let mut turns: BTreeMap<Turn, Vec<(u32, u32)>> = BTreeMap::new();
        for class in set.iter() {
            let Some(state) = states.get_mut(class as usize) else {
                continue;
            };
            let ways = self.sweep.ways(class);
            match self.one(class, ways, state) {
                Some(turn) => {
                    let spans = turns.entry(turn).or_default();
                    match spans.last_mut() {
                        Some((_, last)) if *last + 1 == class => *last = class,
                        _ => spans.push((class, class)),
                    }
                }
                None => blocked(class, state),
            }
        }
        let sets = turns.into_iter();
        sets.map(|(turn, spans)| (turn, PortSet::of(&spans)))
            .collect()
    }

    fn shared(&mut self, id: Option<u32>) -> Option<Rc<Terminal<'r>>> {
        let terminal = self.sweep.terminal(id)?;
        let shared = self.shared.entry(id?);
        Some(Rc::clone(
            shared.or_insert_with(|| Rc::new(terminal.clone())),
        ))
    }

    fn one(&mut self, class: u32, ways: Ways, state: &mut State<'r>) -> Option<Turn> {
        if state.blocked_first.is_none() {
            state.blocked_first = self.shared(ways.blocked_first);
        }
        if state.blocked.is_none() {
            state.blocked = self.shared(ways.blocked);
        }
        // The way with the fewest doubts is the one to follow.
        let taken = self.shared(ways.passed)?;
        let doubt = self.sweep.doubt(class).filter(|_| taken.flow.unknown);
        if ways.differ {
            state.ambiguous = doubt.or(taken.rule);
        }
        // Where every way passes alike, it does not matter which one is taken.
        if ways.blocked_first.is_some() || ways.differ {
            state.flow = state.flow.then(taken.flow);
            state.doubt = state.doubt.or(doubt);
        }
        let exit = match taken.exit {
            Exit::Translate { .. } | Exit::Redirect { .. } => Some(taken.exit),
            Exit::Accept | Exit::Drop | Exit::Reject => None,
        };
        let turn = (exit, taken.untracked);
        if taken.rule.is_some() || state.last.as_ref().is_none_or(|last| last.rule.is_none()) {
            state.last = Some(taken);
        }
        Some(turn)
    }
}

impl<'r> State<'r> {
    /// The packet came through.
    fn passed(&self, local: bool, forwarded_to: Option<(Option<IpAddr>, u16)>) -> Passage<'r> {
        let decided = self.last.clone().map_or(Decided::Nothing, Decided::Way);
        let (verdict, decided) = match self.doubt.filter(|_| self.flow.unknown) {
            Some(rule) => (PacketVerdict::Unknown, Decided::Doubt(rule)),
            None if self.flow.unknown => (PacketVerdict::Unknown, decided),
            None => (PacketVerdict::Open, decided),
        };
        Passage {
            verdict,
            conditional: verdict == PacketVerdict::Open && self.flow.conditional,
            local,
            forwarded_to,
            decided,
        }
    }

    /// The packet was blocked on every way that was followed.
    fn blocked(&self, local: bool, forwarded_to: Option<(Option<IpAddr>, u16)>) -> Passage<'r> {
        let (verdict, decided) = if let Some(rule) = self.ambiguous {
            (PacketVerdict::Unknown, Decided::Doubt(rule))
        } else {
            // What is blocked on every way is blocked by the way without conditions.
            let terminal = self.blocked.as_ref().or(self.blocked_first.as_ref());
            let verdict = match terminal.map(|terminal| terminal.exit) {
                Some(Exit::Reject) => PacketVerdict::Refused,
                _ => PacketVerdict::Filtered,
            };
            (
                verdict,
                terminal.cloned().map_or(Decided::Nothing, Decided::Way),
            )
        };
        Passage {
            verdict,
            conditional: false,
            local,
            forwarded_to,
            decided,
        }
    }
}
