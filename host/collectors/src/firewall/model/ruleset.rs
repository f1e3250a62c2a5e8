//! The one form into which every source is brought: tables, chains on hooks, rules made of tests
//! and an action. Knows neither the syntax that a rule was written in nor how it is evaluated.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use muster_facts::Source;
use muster_facts::packet_filter::Decision;

pub use super::field::{Bits, Field, Test, Values};

/// IP version of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Version {
    V4,
    V6,
}

impl Version {
    /// Both, in the order of the facts.
    pub const ALL: [Self; 2] = [Self::V4, Self::V6];

    /// The word of the facts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "ipv4",
            Self::V6 => "ipv6",
        }
    }

    /// The version of an address.
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }
}

/// Which packets a table sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of nft(8), section ADDRESS FAMILIES")]
pub enum TableFamily {
    Ip,
    Ip6,
    Inet,
    Netdev,
}

impl TableFamily {
    /// Whether packets of this version pass the table.
    #[must_use]
    pub const fn sees(self, version: Version) -> bool {
        match self {
            Self::Ip => matches!(version, Version::V4),
            Self::Ip6 => matches!(version, Version::V6),
            Self::Inet | Self::Netdev => true,
        }
    }

    /// nft's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Ip6 => "ip6",
            Self::Inet => "inet",
            Self::Netdev => "netdev",
        }
    }
}

/// Where a base chain is attached. Hooks that no inbound packet passes are not kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of nft(8), section CHAINS")]
pub enum Hook {
    Ingress,
    Prerouting,
    Input,
    Forward,
    /// Output, postrouting, egress.
    Outbound,
}

impl Hook {
    /// nft's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Prerouting => "prerouting",
            Self::Input => "input",
            Self::Forward => "forward",
            Self::Outbound => "output",
        }
    }
}

/// What makes a chain a base chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// Where packets enter it.
    pub hook: Hook,
    /// Lower runs first.
    pub priority: i32,
    /// Whether it is of type `nat`: it sees the first packet of a connection only, and not one
    /// whose destination was translated already.
    pub nat: bool,
    /// Whether the policy is drop.
    pub drops: bool,
}

/// A chain.
#[derive(Clone, Debug)]
pub struct Chain {
    /// `None` for a chain that is only reached by jumps.
    pub base: Option<Base>,
    /// Where the chain, and so its policy, was read.
    pub source: Source,
    /// In order.
    pub rules: Vec<Rule>,
}

/// Who made a table; decides which of several readings of it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Backend {
    Nft,
    IptablesNft,
    IptablesLegacy,
    Files,
}

/// Whether a table is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// Its chains are attached.
    Active,
    /// `flags dormant`: its chains are detached.
    Dormant,
    /// It has a flag that could not be read. nft 1.0.6 prints garbage in place of table flags.
    Unclear,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Which packets it sees.
    pub family: TableFamily,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub backend: Backend,
    /// Whether it is in force.
    pub force: Force,
    /// Whether it holds expressions that only iptables-save can spell out.
    pub opaque: bool,
    /// By name.
    pub chains: BTreeMap<String, Chain>,
}

/// Everything that was read.
#[derive(Clone, Debug, Default)]
pub struct Ruleset {
    /// In the order in which they were read.
    pub tables: Vec<Table>,
}

impl Ruleset {
    /// Every rule of every table that is not dormant.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.tables
            .iter()
            .filter(|table| table.force != Force::Dormant)
            .flat_map(|table| table.chains.values())
            .flat_map(|chain| &chain.rules)
    }

    /// Whether any table has a chain of that name.
    #[must_use]
    pub fn has_chain(&self, name: &str) -> bool {
        self.tables
            .iter()
            .any(|table| table.chains.contains_key(name))
    }
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// All must hold.
    pub tests: Vec<Test>,
    /// What happens then.
    pub action: Action,
    /// The rule in its tool's syntax.
    pub text: String,
    /// Where it was read.
    pub place: Place,
}

/// Where a rule was read. There may be many thousands of rules, so that this is small.
#[derive(Clone, Debug)]
pub enum Place {
    /// A line of a file, or of what a command printed, which is the rule's text.
    Line {
        /// The path, or the command line.
        name: Arc<str>,
        /// Whether it is a file.
        is_file: bool,
        /// Counted from 1; `None` where lines do not count.
        line: Option<u32>,
    },
    /// Somewhere else.
    At(Box<Source>),
}

impl Rule {
    /// Where it was read, as a fact.
    #[must_use]
    pub fn source(&self) -> Source {
        match &self.place {
            Place::Line {
                name,
                is_file,
                line,
            } => {
                let source = if *is_file {
                    Source::file(name.as_ref())
                } else {
                    Source::command(name.as_ref())
                };
                Source {
                    line: *line,
                    ..source.with_text(self.text.clone())
                }
            }
            Place::At(source) => source.as_ref().clone(),
        }
    }

    /// Why the rule cannot be evaluated, as the end of "the rule … cannot be evaluated: ".
    #[must_use]
    pub fn doubt(&self) -> &str {
        let opaque = |values: &Values| matches!(values, Values::Opaque);
        let of_test = |test: &'_ Test| match test {
            Test::Opaque(_) => true,
            Test::Field { values, .. } => opaque(values),
            Test::Row { rows, .. } => rows.iter().flatten().any(opaque),
            Test::Masked { .. } | Test::Never | Test::Sometimes => false,
        };
        match self.tests.iter().find(|test| of_test(test)) {
            Some(Test::Opaque(reason)) => reason,
            Some(_) => "it compares with a value that could not be read",
            None => match &self.action {
                Action::Jump(_) | Action::Goto(_) => {
                    "it leads to a chain that does not exist or is nested too deeply"
                }
                Action::Map { .. } => "an entry of its map could not be read",
                Action::Opaque => "something other than the rules decides there",
                Action::Continue
                | Action::Accept
                | Action::Drop
                | Action::Reject
                | Action::Return
                | Action::Translate { .. }
                | Action::Redirect { .. }
                | Action::Mark(_)
                | Action::Untrack => "only some packets of this kind are translated",
            },
        }
    }

    /// The rule as a fact.
    #[must_use]
    pub fn decision(&self) -> Decision {
        Decision {
            text: self.text.clone(),
            source: self.source(),
        }
    }
}

/// What a rule does.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names of nft(8), section STATEMENTS")]
pub enum Action {
    Continue,
    Accept,
    Drop,
    Reject,
    Return,
    Jump(String),
    Goto(String),
    /// Destination NAT. `None` keeps the address, or the port.
    Translate {
        address: Option<IpAddr>,
        port: Option<u16>,
    },
    /// Destination NAT to the host itself.
    Redirect {
        port: Option<u16>,
    },
    /// The connection is not tracked.
    Untrack,
    /// The packet or its connection is marked, with any of these bits set.
    Mark(u32),
    /// The action of the first row whose key the packet has; none: continue.
    Map {
        fields: Box<[Field]>,
        rows: Arc<Vec<(Vec<Values>, Action)>>,
    },
    /// A verdict that something else decides: a queue, a proxy, an unknown target.
    Opaque,
}

impl Action {
    /// Whether it, or a row of it, blocks.
    #[must_use]
    pub fn blocks(&self) -> bool {
        match self {
            Self::Drop | Self::Reject => true,
            Self::Map { rows, .. } => rows.iter().any(|(_, action)| action.blocks()),
            Self::Continue
            | Self::Accept
            | Self::Return
            | Self::Jump(_)
            | Self::Goto(_)
            | Self::Translate { .. }
            | Self::Redirect { .. }
            | Self::Untrack
            | Self::Mark(_)
            | Self::Opaque => false,
        }
    }

    /// The chains that it leads to.
    #[must_use]
    pub fn targets(&self) -> Vec<&str> {
        match self {
            Self::Jump(chain) | Self::Goto(chain) => vec![chain],
            Self::Map { rows, .. } => rows
                .iter()
                .flat_map(|(_, action)| action.targets())
                .collect(),
            Self::Continue
            | Self::Accept
            | Self::Drop
            | Self::Reject
            | Self::Return
            | Self::Translate { .. }
            | Self::Redirect { .. }
            | Self::Untrack
            | Self::Mark(_)
            | Self::Opaque => Vec::new(),
        }
    }
}

impl Table {
    /// The names of the chains that packets reach from the hooks.
    #[must_use]
    pub fn reached_from(&self, hooks: &[Hook]) -> Vec<&str> {
        let mut reached: Vec<&str> = self
            .chains
            .iter()
            .filter(|(_, chain)| chain.base.is_some_and(|base| hooks.contains(&base.hook)))
            .map(|(name, _)| name.as_str())
            .collect();
        let mut seen: std::collections::BTreeSet<&str> = reached.iter().copied().collect();
        let mut next = 0;
        while let Some(name) = reached.get(next).copied() {
            next += 1;
            let rules = self.chains.get(name).map_or(&[][..], |chain| &chain.rules);
            for target in rules.iter().flat_map(|rule| rule.action.targets()) {
                if seen.insert(target) {
                    reached.push(target);
                }
            }
        }
        reached
    }
}
