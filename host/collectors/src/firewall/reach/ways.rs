//! Ways out of a base chain: one, and all that one class of ports has found. Knows neither rules nor
//! how they are walked.

use std::net::IpAddr;

use muster_facts::packet_filter::Decision;

use crate::firewall::model::ruleset::{Chain, Rule};
use crate::firewall::reach::strands::Flow;

/// How a packet can leave a base chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::firewall) enum Exit {
    Accept,
    Drop,
    Reject,
    Translate {
        address: Option<IpAddr>,
        port: Option<u16>,
    },
    Redirect {
        port: Option<u16>,
    },
}

impl Exit {
    /// Whether the packet is gone.
    #[must_use]
    pub(in crate::firewall) const fn blocks(self) -> bool {
        matches!(self, Self::Drop | Self::Reject)
    }
}

/// One way out of a base chain.
#[derive(Clone, Debug)]
pub(in crate::firewall) struct Terminal<'r> {
    /// How.
    pub(in crate::firewall) exit: Exit,
    /// What it hangs on.
    pub(in crate::firewall) flow: Flow,
    /// The deciding rule; `None` for the policy.
    pub(in crate::firewall) rule: Option<&'r Rule>,
    /// The jumps that led to it, from the base chain on.
    pub(in crate::firewall) jumps: Vec<&'r Rule>,
    /// Whether connection tracking was switched off on the way.
    pub(in crate::firewall) untracked: bool,
    /// The base chain.
    pub(in crate::firewall) chain: &'r Chain,
}

impl Terminal<'_> {
    /// The deciding rule first, then the jumps that led to it, the nearest first.
    #[must_use]
    pub(in crate::firewall) fn decided_by(&self) -> Vec<Decision> {
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

/// A number in a list that may not be there.
pub(in crate::firewall) type Id = Option<u32>;

/// The ways out that one class has found.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::firewall) struct Ways {
    /// The one on which it passes with the fewest doubts.
    pub(in crate::firewall) passed: Id,
    /// Whether it passes on others that lead elsewhere.
    pub(in crate::firewall) differ: bool,
    /// The first one without doubt on which it is blocked.
    pub(in crate::firewall) blocked: Id,
    /// The first one on which it is blocked.
    pub(in crate::firewall) blocked_first: Id,
}

impl Ways {
    /// With one way out more. `terminal` finds a way by its number.
    #[must_use]
    pub(in crate::firewall) fn and<'t, 'r: 't>(
        mut self,
        id: u32,
        terminal: impl Fn(Id) -> Option<&'t Terminal<'r>>,
    ) -> Self {
        let Some(next) = terminal(Some(id)) else {
            return self;
        };
        let doubts = |flow: Flow| (flow.unknown, flow.conditional);
        if next.exit.blocks() {
            self.blocked_first = self.blocked_first.or(Some(id));
            if next.flow == Flow::default() {
                self.blocked = self.blocked.or(Some(id));
            }
        } else if let Some(other) = terminal(self.passed) {
            self.differ |= other.exit != next.exit;
            if doubts(next.flow) < doubts(other.flow) {
                self.passed = Some(id);
            }
        } else {
            self.passed = Some(id);
        }
        self
    }
}
