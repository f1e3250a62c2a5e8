//! A ruleset as it is asked about one IP version: port classes, senders, and for each chain the
//! rules with what they are filed under. Made once; knows rules, not what becomes of a packet.

use std::collections::HashMap;

use crate::firewall::model::port_set::{Filter, PortSet, Spans, joined, others};
use crate::firewall::model::ruleset::{
    Action, Base, Chain, Field, Force, Rule, Ruleset, Test, Values, Version,
};
use crate::firewall::reach::helping::{Help, Helping, differing, each_condition};
use crate::firewall::reach::index::{Index, Key, Ports, Query};
use crate::firewall::reach::loopback;
use crate::firewall::reach::senders::{self, Class, Lists, Parted, numbers};
use crate::intervals::{Intervals, number};

/// Rows up to which a set is looked at row by row.
const FEW_ROWS: usize = 8;

/// A chain's number.
pub(in crate::firewall) type ChainId = u32;

/// See the module.
pub(in crate::firewall) struct Plan<'r> {
    /// IP version.
    pub(in crate::firewall) version: Version,
    /// Port classes, in order.
    pub(in crate::firewall) classes: Vec<(u16, u16)>,
    /// Senders by address.
    pub(in crate::firewall) senders: Parted,
    /// The lists that hold the address of the loopback interface, in order.
    pub(in crate::firewall) loopback: Vec<u32>,
    /// Source ports.
    pub(in crate::firewall) source_ports: Parted,
    pub(in crate::firewall) chains: Vec<ChainPlan<'r>>,
    names: Vec<HashMap<&'r str, ChainId>>,
    bases: Vec<(Base, ChainId)>,
    helping: Helping,
    helped: Vec<Helped>,
    helped_index: Index,
}

/// Senders who may meet better than the ordinary one.
pub(in crate::firewall) struct Helped {
    /// Which of the other classes of senders.
    pub(in crate::firewall) sender: usize,
    /// At which ports.
    pub(in crate::firewall) ports: Filter,
    /// From which of the other classes of source ports, besides the usual one.
    pub(in crate::firewall) source_ports: Vec<usize>,
}

/// A chain, ready to be walked.
pub(in crate::firewall) struct ChainPlan<'r> {
    /// The chain.
    pub(in crate::firewall) chain: &'r Chain,
    /// Which rules may matter to a packet.
    pub(in crate::firewall) index: Index,
    /// The rules, in order.
    pub(in crate::firewall) rules: Vec<RulePlan<'r>>,
    /// Index of the table.
    table: usize,
}

/// A rule, ready to be tried.
pub(in crate::firewall) struct RulePlan<'r> {
    /// The rule.
    pub(in crate::firewall) rule: &'r Rule,
    /// For each test of rows, and last for the action: which rows may matter. Nothing where they
    /// are few.
    pub(in crate::firewall) rows: Vec<Option<Index>>,
}

/// The lists that are compared with the two fields of a sender.
#[derive(Default)]
pub(in crate::firewall) struct Known<'r> {
    pub(in crate::firewall) senders: Lists<'r>,
    pub(in crate::firewall) source_ports: Lists<'r>,
}

/// Whether a field is an address of the sender.
pub(in crate::firewall) const fn is_sender(field: Field) -> bool {
    matches!(field, Field::SourceAddress | Field::OriginalSourceAddress)
}

const fn is_port(field: Field) -> bool {
    matches!(
        field,
        Field::DestinationPort | Field::OriginalDestinationPort
    )
}

impl<'r> Plan<'r> {
    /// Prepares a ruleset.
    #[must_use]
    pub(in crate::firewall) fn new(ruleset: &'r Ruleset, version: Version) -> Self {
        let tables: Vec<_> = ruleset
            .tables
            .iter()
            .filter(|table| table.force != Force::Dormant && table.family.sees(version))
            .collect();
        let mut known = Known::default();
        let rules = tables.iter().flat_map(|table| table.chains.values());
        for rule in rules.flat_map(|chain| &chain.rules) {
            each_condition(rule, |field, values, _| known.add(field, values));
        }
        let mut plan = Self {
            version,
            classes: crate::firewall::reach::classes::ports(tables.iter().copied()),
            senders: senders::addresses(&known.senders, version),
            loopback: known.senders.holding(number(loopback::address(version))),
            source_ports: senders::ports(&known.source_ports),
            chains: Vec::new(),
            names: Vec::new(),
            bases: Vec::new(),
            helping: Helping::default(),
            helped: Vec::new(),
            helped_index: Index::default(),
        };
        for (number, table) in tables.iter().enumerate() {
            let mut names = HashMap::new();
            for (name, chain) in &table.chains {
                let id = u32::try_from(plan.chains.len()).unwrap_or(u32::MAX);
                names.insert(name.as_str(), id);
                plan.bases.extend(chain.base.map(|base| (base, id)));
                let rules = chain.rules.iter().map(|rule| plan.rule(rule, &mut known));
                let (keys, rules): (Vec<_>, Vec<_>) = rules.unzip();
                plan.chains.push(ChainPlan {
                    chain,
                    index: Index::of(keys.into_iter()),
                    rules,
                    table: number,
                });
            }
            plan.names.push(names);
        }
        plan.bases
            .sort_by_key(|(base, _)| (base.hook, base.priority));
        plan.helping = plan.find_helping(&mut known);
        plan.find_helped();
        plan
    }

    /// The base chains by hook and priority.
    pub(in crate::firewall) fn bases(&self) -> impl Iterator<Item = (Base, ChainId)> {
        self.bases.iter().copied()
    }

    /// A chain.
    #[must_use]
    pub(in crate::firewall) fn chain(&self, id: ChainId) -> Option<&ChainPlan<'r>> {
        self.chains.get(id as usize)
    }

    /// The chain of a name in the table of another.
    #[must_use]
    pub(in crate::firewall) fn target(&self, from: ChainId, name: &str) -> Option<ChainId> {
        let table = self.chain(from)?.table;
        self.names.get(table)?.get(name).copied()
    }

    /// How many port classes there are.
    #[must_use]
    pub(in crate::firewall) fn count(&self) -> u32 {
        u32::try_from(self.classes.len()).unwrap_or(u32::MAX)
    }

    /// The class of a port.
    #[must_use]
    pub(in crate::firewall) fn class_of(&self, port: u16) -> u32 {
        let after = self.classes.partition_point(|(first, _)| *first <= port);
        u32::try_from(after.saturating_sub(1)).unwrap_or(0)
    }

    /// The classes of the ports among numbers.
    #[must_use]
    pub(in crate::firewall) fn spans(&self, numbers: &Intervals) -> Spans {
        let port = |number: u128| u16::try_from(number).unwrap_or(u16::MAX);
        let found = numbers
            .iter()
            .filter(|(first, last)| *last > 0 && *first <= u16::MAX.into())
            .map(|(first, last)| (self.class_of(port(first).max(1)), self.class_of(port(last))));
        joined(found.collect())
    }

    /// The classes that a test of a port lets through; `None` for a test of something else.
    #[must_use]
    pub(in crate::firewall) fn filter(
        &self,
        field: Field,
        values: &Values,
        negated: bool,
    ) -> Option<Spans> {
        if !is_port(field) {
            return None;
        }
        let spans = self.spans(numbers(values)?);
        Some(if negated {
            others(&spans, self.count())
        } else {
            spans
        })
    }

    /// A rule, and what it is filed under; under nothing when no packet meets it.
    fn rule(&self, rule: &'r Rule, known: &mut Known<'r>) -> (Option<Key>, RulePlan<'r>) {
        let wanted: u128 = match self.version {
            Version::V4 => 4,
            Version::V6 => 6,
        };
        let never = rule.tests.iter().any(|test| {
            matches!(test, Test::Never) || test.only_version().is_some_and(|only| only != wanted)
        });
        let conditions = rule.tests.iter().filter_map(|test| match test {
            Test::Field {
                field,
                values,
                negated: false,
            } => Some((*field, values.as_ref())),
            _ => None,
        });
        let key = (!never).then(|| self.key(conditions, known));
        let mut rows: Vec<Option<Index>> = Vec::new();
        for test in &rule.tests {
            if let Test::Row {
                fields, rows: set, ..
            } = test
            {
                rows.push(self.rows(fields, set.iter().map(Vec::as_slice), known));
            }
        }
        if let Action::Map { fields, rows: map } = &rule.action {
            rows.push(self.rows(fields, map.iter().map(|(row, _)| row.as_slice()), known));
        }
        (key, RulePlan { rule, rows })
    }

    fn rows(
        &self,
        fields: &[Field],
        rows: impl ExactSizeIterator<Item = &'r [Values]>,
        known: &mut Known<'r>,
    ) -> Option<Index> {
        (rows.len() > FEW_ROWS).then(|| {
            Index::of(rows.map(|row| {
                let conditions = fields.iter().copied().zip(row);
                // A row that is too short is opaque.
                Some(if row.len() == fields.len() {
                    self.key(conditions, known)
                } else {
                    Key::Anything
                })
            }))
        })
    }

    /// The narrowest of the conditions that all must hold.
    fn key(
        &self,
        conditions: impl Iterator<Item = (Field, &'r Values)>,
        known: &mut Known<'r>,
    ) -> Key {
        let (mut destination, mut original, mut ports) = (None, None, None);
        for (field, values) in conditions {
            let Some(numbers) = numbers(values) else {
                continue;
            };
            match field {
                _ if is_sender(field) => {
                    let list = known.senders.number(numbers);
                    if self.senders.usual.lists.binary_search(&list).is_err() {
                        return Key::Sender(list);
                    }
                }
                Field::SourcePort => {
                    let list = known.source_ports.number(numbers);
                    if self.source_ports.usual.lists.binary_search(&list).is_err() {
                        return Key::SourcePort(list);
                    }
                }
                Field::DestinationAddress => destination = destination.or(numbers.only()),
                Field::OriginalDestinationPort => {
                    original = Some(Ports::Original(self.spans(numbers)));
                }
                Field::DestinationPort => ports = Some(Ports::Now(self.spans(numbers))),
                _ => {}
            }
        }
        let ports = original.or(ports);
        match destination {
            Some(address) => Key::Destination(address, ports),
            None => ports.map_or(Key::Anything, Key::Ports),
        }
    }

    /// Who may meet better than the ordinary sender at any of these ports.
    pub(in crate::firewall) fn helped_at(&self, ports: &PortSet) -> impl Iterator<Item = &Helped> {
        let query = Query {
            senders: &[],
            source_ports: &[],
            destination: None,
            port: None,
        };
        let found = self.helped_index.candidates(&query, ports).into_owned();
        found
            .into_iter()
            .filter_map(|at| self.helped.get(at as usize))
    }

    /// Finds out who may meet better than the ordinary sender.
    fn find_helped(&mut self) {
        for (number, class) in self.senders.others.iter().enumerate() {
            let mut found = Help::default();
            for list in differing(class, &self.senders.usual) {
                if let Some(help) = self.helping.senders.get(&list) {
                    found.ports.extend(&help.ports);
                    found.source_ports.extend(&help.source_ports);
                }
            }
            let Some(ports) = self.with_translated(found.ports) else {
                continue;
            };
            let others = self.source_ports.others.iter().enumerate();
            let named = others.filter(|(_, class)| {
                differing(class, &self.source_ports.usual).any(|list| {
                    found.source_ports.contains(&list)
                        || self.helping.source_ports.contains_key(&list)
                })
            });
            let source_ports = named.map(|(number, _)| number).collect();
            self.helped.push(Helped {
                sender: number,
                ports,
                source_ports,
            });
        }
        let keys = self.helped.iter().map(|helped| match &helped.ports {
            Filter::All => Some(Key::Anything),
            Filter::Only(spans) => Some(Key::Ports(Ports::Now(spans.clone()))),
        });
        self.helped_index = Index::of(keys);
    }

    /// At which ports a class of source ports may meet better than the usual one.
    #[must_use]
    pub(in crate::firewall) fn helped_source_port(&self, class: &Class) -> Option<Filter> {
        let lists = differing(class, &self.source_ports.usual);
        let helping = lists.filter_map(|list| self.helping.source_ports.get(&list));
        self.with_translated(helping.flat_map(|help| &help.ports).copied().collect())
    }

    fn with_translated(&self, mut ports: Spans) -> Option<Filter> {
        if ports.is_empty() {
            return None;
        }
        ports.extend(&self.helping.translated);
        Some(Filter::Only(joined(ports)))
    }
}

impl<'r> Known<'r> {
    fn add(&mut self, field: Field, values: &'r Values) {
        let Some(numbers) = numbers(values) else {
            return;
        };
        if is_sender(field) {
            self.senders.number(numbers);
        } else if field == Field::SourcePort {
            self.source_ports.number(numbers);
        }
    }
}
