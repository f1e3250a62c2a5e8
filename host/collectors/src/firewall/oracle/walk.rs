//! Walks one packet through one base chain, in three-valued logic: every way that the packet may
//! take is followed, and each verdict on the way is kept together with what it hangs on. Linear in
//! the number of rules, because no rule changes what a later one sees.

use crate::firewall::model::packet::{Match, Packet};
use crate::firewall::model::ruleset::{Action, Base, Chain, Rule, Table};
use crate::firewall::reach::ways::Exit;
use muster_facts::packet_filter::Decision;

/// The kernel refuses rulesets with more than 16 nested jumps (`NFT_JUMP_STACK_SIZE`).
const DEEPEST: usize = 16;

/// What a way through the rules hangs on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow<'r> {
    /// The first rule on the way that could not be evaluated.
    pub(super) unknown: Option<&'r Rule>,
    /// Whether a rate limit or the like lies on the way.
    pub(super) conditional: bool,
}

/// One way out of a base chain.
#[derive(Clone, Debug)]
pub(super) struct Terminal<'r> {
    /// How.
    pub(super) exit: Exit,
    /// What it hangs on.
    pub(super) flow: Flow<'r>,
    /// The deciding rule, `None` for the policy, and the jumps that led to it.
    pub(super) rule: Option<&'r Rule>,
    /// From the base chain on.
    pub(super) jumps: Vec<&'r Rule>,
    /// Whether connection tracking was switched off on the way.
    pub(super) untracked: bool,
    chain: &'r Chain,
}

impl Terminal<'_> {
    /// The deciding rule first, then the jumps that led to it, the nearest first.
    #[must_use]
    pub(super) fn decided_by(&self) -> Vec<Decision> {
        let first = self.rule.map_or_else(|| policy(self.chain), Rule::decision);
        let jumps = self.jumps.iter().rev().map(|rule| rule.decision());
        std::iter::once(first).chain(jumps).collect()
    }
}

fn policy(chain: &Chain) -> Decision {
    let drops = chain.base.is_some_and(|base| base.drops);
    let hook = chain.base.map_or("", |base| base.hook.as_str());
    Decision {
        text: format!("{hook} policy {}", if drops { "drop" } else { "accept" }),
        source: chain.source.clone(),
    }
}

/// Ways out of a base chain, in the order in which they are found.
pub(super) struct Walk<'r, 'p> {
    table: &'r Table,
    packet: &'p Packet,
    /// The ways out so far.
    pub(super) terminals: Vec<Terminal<'r>>,
    /// How many rules were looked at.
    pub(super) steps: u64,
    jumps: Vec<&'r Rule>,
    base: &'r Chain,
    untracked: bool,
    budget: u64,
}

impl<'r, 'p> Walk<'r, 'p> {
    /// Walks a packet through a base chain. There is at least one way out, unless the budget of
    /// steps was used up: jumps may double the way at every level.
    #[must_use]
    pub(super) fn through(
        table: &'r Table,
        chain: &'r Chain,
        base: Base,
        packet: &'p Packet,
        budget: u64,
    ) -> Self {
        let mut walk = Self {
            table,
            packet,
            terminals: Vec::new(),
            steps: 0,
            jumps: Vec::new(),
            base: chain,
            untracked: packet.untracked,
            budget,
        };
        if let Some(flow) = walk.chain(chain, Flow::default()) {
            let exit = if base.drops { Exit::Drop } else { Exit::Accept };
            walk.leave(exit, None, flow);
        }
        walk
    }

    fn leave(&mut self, exit: Exit, rule: Option<&'r Rule>, flow: Flow<'r>) {
        self.terminals.push(Terminal {
            exit,
            flow,
            rule,
            jumps: if rule.is_some() {
                self.jumps.clone()
            } else {
                Vec::new()
            },
            untracked: self.untracked,
            chain: self.base,
        });
    }

    /// The rule decides, and it cannot be told how.
    fn leave_somehow(&mut self, rule: &'r Rule, flow: Flow<'r>) {
        let unknown = Flow {
            unknown: flow.unknown.or(Some(rule)),
            ..flow
        };
        self.leave(Exit::Accept, Some(rule), unknown);
        self.leave(Exit::Drop, Some(rule), unknown);
    }

    /// The rules of a chain. Returns what the way hangs on that comes out at its end or by
    /// `return`; `None` when there is no such way.
    fn chain(&mut self, chain: &'r Chain, flow: Flow<'r>) -> Option<Flow<'r>> {
        let mut here = flow;
        let mut returned: Option<Flow<'r>> = None;
        for rule in &chain.rules {
            self.steps += 1;
            if self.steps > self.budget {
                return None;
            }
            let answer = self.packet.passes(&rule.tests);
            if answer == Match::No {
                continue;
            }
            let (next, back) = self.act(rule, &rule.action, answer, here);
            returned = either(returned, back);
            match next {
                Some(flow) => here = flow,
                None => return returned,
            }
        }
        either(returned, Some(here))
    }

    /// One action that is, or may be, taken. Returns the ways that go on with the next rule and
    /// those that leave the chain towards its caller.
    fn act(
        &mut self,
        rule: &'r Rule,
        action: &'r Action,
        answer: Match,
        flow: Flow<'r>,
    ) -> (Option<Flow<'r>>, Option<Flow<'r>>) {
        // What both the way through this rule and the way past it hang on.
        let fork = match answer {
            Match::Yes | Match::No => flow,
            Match::Sometimes => Flow {
                conditional: true,
                ..flow
            },
            Match::Unknown => Flow {
                unknown: flow.unknown.or(Some(rule)),
                ..flow
            },
        };
        let past = (answer != Match::Yes).then_some(fork);
        let exit = match action {
            Action::Continue | Action::Mark(_) => return (Some(flow), None),
            Action::Untrack => {
                // When it is not certain, the state of the connection is not either; the rule
                // that looks at it decides as for a tracked one, which is the usual case.
                self.untracked |= answer == Match::Yes;
                return (Some(flow), None);
            }
            Action::Return => return (past, Some(fork)),
            Action::Jump(target) | Action::Goto(target) => {
                return self.enter(rule, action, target, flow, fork, past);
            }
            Action::Map { fields, rows } => {
                return self.look_up(rule, fields, rows, answer, flow);
            }
            Action::Opaque => {
                self.leave_somehow(rule, fork);
                return (past, None);
            }
            Action::Accept => Exit::Accept,
            Action::Drop => Exit::Drop,
            Action::Reject => Exit::Reject,
            Action::Translate { address, port } => Exit::Translate {
                address: *address,
                port: *port,
            },
            Action::Redirect { port } => Exit::Redirect { port: *port },
        };
        self.leave(exit, Some(rule), fork);
        (past, None)
    }

    fn enter(
        &mut self,
        rule: &'r Rule,
        action: &Action,
        target: &str,
        before: Flow<'r>,
        fork: Flow<'r>,
        past: Option<Flow<'r>>,
    ) -> (Option<Flow<'r>>, Option<Flow<'r>>) {
        let known = self.table.chains.get(target);
        let Some(chain) = known.filter(|_| self.jumps.len() < DEEPEST) else {
            self.leave_somehow(rule, fork);
            return (past, None);
        };
        let ways_out = self.terminals.len();
        self.jumps.push(rule);
        let out = self.chain(chain, fork);
        self.jumps.pop();
        let is_goto = matches!(action, Action::Goto(_));
        // A chain that only logs leaves everything as it was, whether it is entered or not.
        if self.terminals.len() == ways_out && !is_goto {
            return (Some(before), None);
        }
        if is_goto {
            return (past, out);
        }
        (either(out, past), None)
    }

    fn look_up(
        &mut self,
        rule: &'r Rule,
        fields: &[crate::firewall::model::ruleset::Field],
        rows: &'r [(Vec<crate::firewall::model::ruleset::Values>, Action)],
        answer: Match,
        flow: Flow<'r>,
    ) -> (Option<Flow<'r>>, Option<Flow<'r>>) {
        let mut here = flow;
        let mut back = None;
        for (row, action) in rows {
            let found = self.packet.row(fields, row).and(answer);
            if found == Match::No {
                continue;
            }
            let (next, returned) = self.act(rule, action, found, here);
            back = either(back, returned);
            match next {
                // Only one row is taken.
                _ if found == Match::Yes => return (next, back),
                Some(flow) => here = flow,
                None => return (None, back),
            }
        }
        (Some(here), back)
    }
}

/// Two ways that meet. What is reached by either without doubt is reached without doubt.
fn either<'r>(one: Option<Flow<'r>>, other: Option<Flow<'r>>) -> Option<Flow<'r>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Flow {
            unknown: one.unknown.and(other.unknown),
            conditional: one.conditional && other.conditional,
        }),
        (one, other) => one.or(other),
    }
}
