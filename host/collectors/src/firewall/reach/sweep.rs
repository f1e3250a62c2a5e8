//! Walks a whole set of ports through one base chain, for one kind of packet, in three-valued
//! logic: every way that a packet may take is followed, and each verdict on the way is kept with
//! what it hangs on. Linear in the rules: each is tried for all ports that are still under way at
//! once, and a chain is not walked again for ports that have passed it.

use std::collections::HashMap;

use crate::firewall::model::packet::Match;
use crate::firewall::model::port_set::PortSet;
use crate::firewall::model::ruleset::{Action, Base, Chain, Field, Rule, Values};
use crate::firewall::reach::bundle::Bundle;
use crate::firewall::reach::plan::{ChainId, Plan, RulePlan};
use crate::firewall::reach::strands::{Flow, Strands};
use crate::firewall::reach::ways::{Exit, Id, Terminal, Ways};

/// The kernel refuses rulesets with more than 16 nested jumps (`NFT_JUMP_STACK_SIZE`).
const DEEPEST: usize = 16;

/// What is kept for each class during a walk.
#[derive(Clone, Copy, Default)]
pub(in crate::firewall) struct Mark<'r> {
    ways: u32,
    /// The first rule that could not be evaluated.
    doubt: Option<&'r Rule>,
}

/// What became of classes in a chain that was walked before.
#[derive(Default)]
struct Visit {
    seen: PortSet,
    out: Strands,
    /// Classes that may leave the base chain in it.
    touched: PortSet,
}

/// What is tried.
#[derive(Clone, Copy)]
struct Trial<'p, 'r> {
    plan: &'p RulePlan<'r>,
    chain: ChainId,
}

/// See the module.
pub(in crate::firewall) struct Sweep<'p, 'r> {
    plan: &'p Plan<'r>,
    bundle: &'p Bundle<'p>,
    marks: &'p mut [Mark<'r>],
    chain: &'r Chain,
    /// The ways out so far.
    pub(in crate::firewall) terminals: Vec<Terminal<'r>>,
    ways: Vec<Ways>,
    following: HashMap<(u32, u32), u32>,
    /// How many rules were tried, and ways kept.
    pub(in crate::firewall) steps: u64,
    jumps: Vec<&'r Rule>,
    entered: Vec<ChainId>,
    visits: HashMap<(ChainId, usize), Visit>,
    touched: Vec<PortSet>,
    untracked: PortSet,
    /// Classes that have found a way out of this kind: another one of it changes nothing.
    noted: HashMap<(Exit, Flow, bool), PortSet>,
    /// Classes in the order in which they got a doubt.
    doubted: Vec<u32>,
    budget: u64,
}

impl<'p, 'r> Sweep<'p, 'r> {
    /// Walks a set through a base chain. Each class has at least one way out, unless the budget of
    /// steps was used up.
    #[must_use]
    pub(in crate::firewall) fn through(
        plan: &'p Plan<'r>,
        (base, id): (Base, ChainId),
        bundle: &'p Bundle<'p>,
        set: &PortSet,
        marks: &'p mut [Mark<'r>],
        budget: u64,
    ) -> Option<Self> {
        let chain = plan.chain(id)?.chain;
        for class in set.iter() {
            if let Some(mark) = marks.get_mut(class as usize) {
                *mark = Mark::default();
            }
        }
        let mut sweep = Self {
            plan,
            bundle,
            marks,
            chain,
            terminals: Vec::new(),
            ways: vec![Ways::default()],
            following: HashMap::new(),
            steps: 0,
            jumps: Vec::new(),
            entered: vec![id],
            visits: HashMap::new(),
            touched: vec![PortSet::default()],
            untracked: if bundle.packet.untracked {
                set.clone()
            } else {
                PortSet::default()
            },
            noted: HashMap::new(),
            doubted: Vec::new(),
            budget,
        };
        let left = sweep.walk(id, Strands::one(Flow::default(), set.clone()));
        let exit = if base.drops { Exit::Drop } else { Exit::Accept };
        sweep.leave(exit, None, &left);
        Some(sweep)
    }

    /// The ways out of one class.
    #[must_use]
    pub(in crate::firewall) fn ways(&self, class: u32) -> Ways {
        let mark = self.marks.get(class as usize);
        mark.and_then(|mark| self.ways.get(mark.ways as usize))
            .copied()
            .unwrap_or_default()
    }

    /// A way out.
    #[must_use]
    pub(in crate::firewall) fn terminal(&self, id: Id) -> Option<&Terminal<'r>> {
        self.terminals.get(id? as usize)
    }

    /// The rule that could not be evaluated for a class.
    #[must_use]
    pub(in crate::firewall) fn doubt(&self, class: u32) -> Option<&'r Rule> {
        self.marks.get(class as usize)?.doubt
    }

    /// Notes a way out.
    fn leave(&mut self, exit: Exit, rule: Option<&'r Rule>, hits: &Strands) {
        for (flow, set) in hits.iter() {
            let untracked = set.both(&self.untracked);
            let tracked = set.clone().without(&untracked);
            for (part, untracked) in [(tracked, false), (untracked, true)] {
                if let Some(touched) = self.touched.last_mut() {
                    touched.add(part.clone());
                }
                let noted = self.noted.entry((exit, flow, untracked)).or_default();
                let part = part.without(noted);
                if part.is_empty() {
                    continue;
                }
                noted.add(part.clone());
                let id = u32::try_from(self.terminals.len()).unwrap_or(u32::MAX);
                let terminal = Terminal {
                    exit,
                    flow,
                    rule,
                    jumps: match rule {
                        Some(_) => self.jumps.clone(),
                        None => Vec::new(),
                    },
                    untracked,
                    chain: self.chain,
                };
                self.terminals.push(terminal);
                self.steps += part.len() as u64;
                let mut last = (u32::MAX, 0);
                for class in part.iter() {
                    let before = self.marks.get(class as usize).map_or(0, |mark| mark.ways);
                    if last.0 != before {
                        last = (before, self.follow(before, id));
                    }
                    if let Some(mark) = self.marks.get_mut(class as usize) {
                        mark.ways = last.1;
                    }
                }
            }
        }
    }

    /// The ways out that come of others and one more.
    fn follow(&mut self, before: u32, id: u32) -> u32 {
        if let Some(known) = self.following.get(&(before, id)) {
            return *known;
        }
        let ways = self.ways.get(before as usize).copied().unwrap_or_default();
        let ways = ways.and(id, |id| self.terminal(id));
        let next = u32::try_from(self.ways.len()).unwrap_or(u32::MAX);
        self.ways.push(ways);
        self.following.insert((before, id), next);
        next
    }

    /// The rule decides, and it cannot be told how.
    fn leave_somehow(&mut self, rule: &'r Rule, hits: &Strands) {
        let all = hits.all();
        self.note_doubt(rule, &all);
        let mut unknown = Strands::default();
        for (flow, set) in hits.iter() {
            let flow = flow.then(Flow {
                unknown: true,
                conditional: false,
            });
            unknown.add(flow, set.clone());
        }
        self.leave(Exit::Accept, Some(rule), &unknown);
        self.leave(Exit::Drop, Some(rule), &unknown);
    }

    fn note_doubt(&mut self, rule: &'r Rule, set: &PortSet) {
        for class in set.iter() {
            if let Some(mark) = self.marks.get_mut(class as usize)
                && mark.doubt.is_none()
            {
                mark.doubt = Some(rule);
                self.doubted.push(class);
            }
        }
    }

    /// Walks a set through a chain. Returns what comes out at its end or by `return`.
    fn walk(&mut self, id: ChainId, mut here: Strands) -> Strands {
        let plan = self.plan;
        let Some(chain) = plan.chain(id) else {
            return here;
        };
        let mut returned = Strands::default();
        let query = self.bundle.query(plan);
        for at in chain.index.candidates(&query, &here.all()).iter() {
            let Some(rule) = chain.rules.get(*at as usize) else {
                continue;
            };
            if matches!(rule.rule.action, Action::Continue | Action::Mark(_)) {
                continue;
            }
            if here.is_empty() || self.steps > self.budget {
                break;
            }
            self.steps += 1;
            let trial = Trial {
                plan: rule,
                chain: id,
            };
            for (answer, filter) in self.bundle.passes(plan, rule, &mut self.steps) {
                let hits = here.take(&filter);
                if hits.is_empty() {
                    continue;
                }
                let (next, back) = self.act(trial, &rule.rule.action, answer, hits);
                here.add_all(next);
                returned = returned.either(back);
            }
        }
        returned.either(here)
    }

    /// One action that is, or may be, taken. Returns what goes on with the next rule and what leaves
    /// the chain towards its caller.
    fn act(
        &mut self,
        trial: Trial<'p, 'r>,
        action: &'r Action,
        answer: Match,
        hits: Strands,
    ) -> (Strands, Strands) {
        let rule = trial.plan.rule;
        let (name, is_goto) = match action {
            Action::Continue | Action::Mark(_) => return (hits, Strands::default()),
            Action::Untrack => {
                // When it is not certain, the state of the connection is not either; the rule that
                // looks at it decides as for a tracked one, which is the usual case.
                if answer == Match::Yes {
                    self.untracked.add(hits.all());
                }
                return (hits, Strands::default());
            }
            Action::Map { fields, rows } => return self.look_up(trial, fields, rows, answer, hits),
            Action::Jump(name) => (name, false),
            Action::Goto(name) => (name, true),
            Action::Return => {
                let forked = self.fork(rule, answer, hits);
                let past = past(answer, &forked);
                return (past, forked);
            }
            Action::Opaque => {
                let forked = self.fork(rule, answer, hits);
                self.leave_somehow(rule, &forked);
                return (past(answer, &forked), Strands::default());
            }
            Action::Accept => return self.decide(rule, Exit::Accept, answer, hits),
            Action::Drop => return self.decide(rule, Exit::Drop, answer, hits),
            Action::Reject => return self.decide(rule, Exit::Reject, answer, hits),
            Action::Translate { address, port } => {
                let exit = Exit::Translate {
                    address: *address,
                    port: *port,
                };
                return self.decide(rule, exit, answer, hits);
            }
            Action::Redirect { port } => {
                return self.decide(rule, Exit::Redirect { port: *port }, answer, hits);
            }
        };
        let target = self.plan.target(trial.chain, name);
        let known = |id: &ChainId| self.jumps.len() < DEEPEST && !self.entered.contains(id);
        match target.filter(known) {
            Some(target) => self.enter(rule, target, is_goto, answer, hits),
            None => {
                let forked = self.fork(rule, answer, hits);
                self.leave_somehow(rule, &forked);
                (past(answer, &forked), Strands::default())
            }
        }
    }

    fn decide(
        &mut self,
        rule: &'r Rule,
        exit: Exit,
        answer: Match,
        hits: Strands,
    ) -> (Strands, Strands) {
        let forked = self.fork(rule, answer, hits);
        self.leave(exit, Some(rule), &forked);
        (past(answer, &forked), Strands::default())
    }

    /// What both the way through a rule and the way past it hang on.
    fn fork(&mut self, rule: &'r Rule, answer: Match, hits: Strands) -> Strands {
        let more = match answer {
            Match::Yes | Match::No => return hits,
            Match::Sometimes => Flow {
                unknown: false,
                conditional: true,
            },
            Match::Unknown => {
                self.note_doubt(rule, &hits.all());
                Flow {
                    unknown: true,
                    conditional: false,
                }
            }
        };
        let mut forked = Strands::default();
        for (flow, set) in hits.into_parts() {
            forked.add(flow.then(more), set);
        }
        forked
    }

    fn enter(
        &mut self,
        rule: &'r Rule,
        target: ChainId,
        is_goto: bool,
        answer: Match,
        hits: Strands,
    ) -> (Strands, Strands) {
        let (mut onward, mut back) = (Strands::default(), Strands::default());
        for (before, set) in hits.into_parts() {
            let doubts = self.doubted.len();
            let forked = self.fork(rule, answer, Strands::one(before, set.clone()));
            let flow = forked.iter().next().map_or(before, |(flow, _)| flow);
            let (out, touched) = self.visit(rule, target, flow, &set);
            if is_goto {
                onward = onward.either(past(answer, &forked));
                back = back.either(out);
                continue;
            }
            // A chain that only logs leaves everything as it was, whether it is entered or not.
            let untouched = set.without(&touched);
            if !untouched.is_empty() {
                for class in self.doubted.split_off(doubts) {
                    if !untouched.contains(class) {
                        self.doubted.push(class);
                    } else if let Some(mark) = self.marks.get_mut(class as usize) {
                        mark.doubt = None;
                    }
                }
            }
            let past = past(answer, &forked).within(&touched);
            onward.add(before, untouched);
            onward.add_all(out.within(&touched).either(past));
        }
        (onward, back)
    }

    /// Walks a set through a chain, unless it went there before. Returns what comes out, and which
    /// classes may leave the base chain there.
    fn visit(
        &mut self,
        rule: &'r Rule,
        target: ChainId,
        flow: Flow,
        set: &PortSet,
    ) -> (Strands, PortSet) {
        let key = (target, flow.index());
        let seen = self.visits.get(&key).map(|visit| &visit.seen);
        let new = match seen {
            Some(seen) => set.clone().without(seen),
            None => set.clone(),
        };
        if !new.is_empty() {
            self.jumps.push(rule);
            self.entered.push(target);
            self.touched.push(PortSet::default());
            let out = self.walk(target, Strands::one(flow, new.clone()));
            let touched = self.touched.pop().unwrap_or_default();
            self.entered.pop();
            self.jumps.pop();
            let visit = self.visits.entry(key).or_default();
            visit.seen.add(new);
            visit.out.add_all(out);
            visit.touched.add(touched);
        }
        let Some(visit) = self.visits.get(&key) else {
            return (Strands::default(), PortSet::default());
        };
        let touched = visit.touched.both(set);
        if let Some(outer) = self.touched.last_mut() {
            outer.add(touched.clone());
        }
        (visit.out.within(set), touched)
    }

    fn look_up(
        &mut self,
        trial: Trial<'p, 'r>,
        fields: &'r [Field],
        rows: &'r [(Vec<Values>, Action)],
        answer: Match,
        hits: Strands,
    ) -> (Strands, Strands) {
        let mut rest = hits;
        let (mut through, mut back) = (Strands::default(), Strands::default());
        let index = trial.plan.rows.last().and_then(Option::as_ref);
        let candidates = match index {
            Some(index) => index.candidates(&self.bundle.query(self.plan), &rest.all()),
            None => (0..u32::try_from(rows.len()).unwrap_or(0)).collect(),
        };
        for at in candidates.iter() {
            let Some((row, action)) = rows.get(*at as usize) else {
                continue;
            };
            if rest.is_empty() || self.steps > self.budget {
                break;
            }
            self.steps += 1;
            let (found, filter) = self.bundle.row(self.plan, fields, row);
            let found = found.and(answer);
            if found == Match::No {
                continue;
            }
            let taken = rest.take(&filter);
            if taken.is_empty() {
                continue;
            }
            let (next, returned) = self.act(trial, action, found, taken);
            back = back.either(returned);
            // Only one row is taken.
            if found == Match::Yes {
                through.add_all(next);
            } else {
                rest.add_all(next);
            }
        }
        through.add_all(rest);
        (through, back)
    }
}

/// What goes past a rule whose tests may not hold.
fn past(answer: Match, forked: &Strands) -> Strands {
    if answer == Match::Yes {
        Strands::default()
    } else {
        forked.clone()
    }
}
