//! Which senders may meet better than an ordinary one, and at which ports: those on a list of a rule
//! that does more than block them. Nobody else needs to be sent through the rules.

use std::collections::{BTreeSet, HashMap};

use crate::firewall::model::port_set::{Filter, Spans, joined};
use crate::firewall::model::ruleset::{Action, Field, Rule, Test, Values};
use crate::firewall::reach::plan::{ChainId, Known, Plan, RulePlan, is_sender};
use crate::firewall::reach::senders::{Class, numbers};

/// Which senders may meet better than an ordinary one, and at which ports.
#[derive(Default)]
pub(in crate::firewall) struct Helping {
    pub(in crate::firewall) senders: HashMap<u32, Help>,
    pub(in crate::firewall) source_ports: HashMap<u32, Help>,
    /// Ports that are translated to others, so that the port which a rule names is not the one that
    /// was asked for.
    pub(in crate::firewall) translated: Spans,
}

#[derive(Clone, Default)]
pub(in crate::firewall) struct Help {
    pub(in crate::firewall) ports: Spans,
    /// Lists of source ports that the same rules name.
    pub(in crate::firewall) source_ports: BTreeSet<u32>,
}

/// Lists that hold either of two classes and not the other.
pub(in crate::firewall) fn differing<'c>(
    class: &'c Class,
    usual: &'c Class,
) -> impl Iterator<Item = u32> {
    let without = |lists: &'c [u32], others: &'c [u32]| {
        let lists = lists.iter().copied();
        lists.filter(move |list| others.binary_search(list).is_err())
    };
    without(&class.lists, &usual.lists).chain(without(&usual.lists, &class.lists))
}

impl<'r> Plan<'r> {
    /// Looks through all rules.
    pub(in crate::firewall) fn find_helping(&self, known: &mut Known<'r>) -> Helping {
        let mut helping = Helping::default();
        let mut blocking: HashMap<ChainId, Option<bool>> = HashMap::new();
        for (id, chain) in (0..).zip(&self.chains) {
            for RulePlan { rule, .. } in &chain.rules {
                let own = rule.tests.iter().filter_map(|test| match test {
                    Test::Field {
                        field,
                        values,
                        negated,
                    } => self.filter(*field, values, *negated),
                    _ => None,
                });
                let ports = own.fold(Filter::All, |filter, spans| filter.and(&spans));
                if translates_port(&rule.action) {
                    helping.translated.extend(self.listed(&ports));
                }
                let harmless = self.only_blocks(id, &rule.action, &mut blocking);
                let mut source_ports: Vec<(u32, Spans)> = Vec::new();
                let mut senders: Vec<(u32, Spans)> = Vec::new();
                each_condition(rule, |field, values, place| {
                    let named = match field {
                        _ if is_sender(field) => &mut senders,
                        Field::SourcePort => &mut source_ports,
                        _ => return,
                    };
                    // Whoever a rule blocks is not helped by it; whom it leaves out may be.
                    let blocked = match place {
                        Place::Test { negated, .. } => harmless && !negated,
                        Place::Row { action, .. } => {
                            self.only_blocks_in_map(id, action, &mut blocking)
                        }
                    };
                    let Some(numbers) = numbers(values) else {
                        return;
                    };
                    let (list, usual) = if is_sender(field) {
                        (known.senders.number(numbers), &self.senders.usual)
                    } else {
                        (known.source_ports.number(numbers), &self.source_ports.usual)
                    };
                    // Where the usual one is on the list, those are helped that are not.
                    if blocked && usual.lists.binary_search(&list).is_err() {
                        return;
                    }
                    let ports = match place.row() {
                        Some(row) => self.narrowed(ports.clone(), row),
                        None => ports.clone(),
                    };
                    named.push((list, self.listed(&ports)));
                });
                if is_answer_of_dhcp(rule) {
                    source_ports.clear();
                }
                let lists = source_ports.iter().map(|(list, _)| *list);
                let lists: BTreeSet<u32> = lists.collect();
                for (list, ports) in source_ports {
                    let help = helping.source_ports.entry(list).or_default();
                    help.ports.extend(ports);
                }
                for (list, ports) in senders {
                    let help = helping.senders.entry(list).or_default();
                    help.ports.extend(ports);
                    help.source_ports.extend(&lists);
                }
            }
        }
        let helps = helping.senders.values_mut();
        for help in helps.chain(helping.source_ports.values_mut()) {
            help.ports = joined(std::mem::take(&mut help.ports));
        }
        helping.translated = joined(helping.translated);
        helping
    }

    /// The ports of a filter.
    fn listed(&self, filter: &Filter) -> Spans {
        match filter {
            Filter::All => vec![(0, self.count().saturating_sub(1))],
            Filter::Only(spans) => spans.clone(),
        }
    }

    /// The ports that a row leaves of a filter.
    fn narrowed(&self, filter: Filter, (fields, row): (&[Field], &[Values])) -> Filter {
        let spans = fields.iter().zip(row);
        let spans = spans.filter_map(|(field, values)| self.filter(*field, values, false));
        spans.fold(filter, |filter, spans| filter.and(&spans))
    }

    /// Whether whoever meets a rule is no better off for it: it blocks, does nothing, or leads to a
    /// chain of such rules.
    fn only_blocks(
        &self,
        from: ChainId,
        action: &Action,
        known: &mut HashMap<ChainId, Option<bool>>,
    ) -> bool {
        match action {
            Action::Continue | Action::Mark(_) | Action::Drop | Action::Reject => true,
            Action::Jump(name) => self
                .target(from, name)
                .is_some_and(|target| self.chain_only_blocks(target, known)),
            Action::Accept
            | Action::Return
            | Action::Goto(_)
            | Action::Translate { .. }
            | Action::Redirect { .. }
            | Action::Untrack
            | Action::Map { .. }
            | Action::Opaque => false,
        }
    }

    /// In a map even a row that does nothing keeps a packet from the rows behind it.
    fn only_blocks_in_map(
        &self,
        from: ChainId,
        action: &Action,
        known: &mut HashMap<ChainId, Option<bool>>,
    ) -> bool {
        !matches!(action, Action::Continue) && self.only_blocks(from, action, known)
    }

    fn chain_only_blocks(&self, id: ChainId, known: &mut HashMap<ChainId, Option<bool>>) -> bool {
        if let Some(found) = known.get(&id) {
            // A chain that leads to itself is not such a chain.
            return found.unwrap_or(false);
        }
        known.insert(id, None);
        let rules = self.chain(id).map_or(&[][..], |chain| &chain.rules);
        let found = rules.iter().all(|plan| {
            matches!(plan.rule.action, Action::Return)
                || self.only_blocks(id, &plan.rule.action, known)
        });
        known.insert(id, Some(found));
        found
    }
}

/// Whether a rule is about what a DHCP server sends to its client, and nothing else: from port 67 to
/// 68 (RFC 2131), or from 547 to 546 (RFC 8415). A server or its relay is in the host's own
/// network, and ufw and others let its answers in on every host.
fn is_answer_of_dhcp(rule: &Rule) -> bool {
    let only = |wanted: Field| {
        rule.tests.iter().find_map(|test| match test {
            Test::Field {
                field,
                values,
                negated: false,
            } if *field == wanted => numbers(values)?.only(),
            _ => None,
        })
    };
    let pair = only(Field::SourcePort).zip(only(Field::DestinationPort));
    matches!(pair, Some((67, 68) | (547, 546)))
}

/// Where a rule compares something.
#[derive(Clone, Copy)]
pub(in crate::firewall) enum Place<'r> {
    /// In a test, or in a row of its set.
    Test {
        negated: bool,
        row: Option<(&'r [Field], &'r [Values])>,
    },
    /// In a row of a map with this action.
    Row {
        action: &'r Action,
        row: (&'r [Field], &'r [Values]),
    },
}

impl<'r> Place<'r> {
    /// The row, unless other rows count as well: whoever is in none.
    const fn row(self) -> Option<(&'r [Field], &'r [Values])> {
        match self {
            Self::Test { negated: true, .. } => None,
            Self::Test { row, .. } => row,
            Self::Row { row, .. } => Some(row),
        }
    }
}

pub(in crate::firewall) fn each_condition<'r>(
    rule: &'r Rule,
    mut act: impl FnMut(Field, &'r Values, Place<'r>),
) {
    for test in &rule.tests {
        match test {
            Test::Field {
                field,
                values,
                negated,
            } => {
                let place = Place::Test {
                    negated: *negated,
                    row: None,
                };
                act(*field, values, place);
            }
            Test::Row {
                fields,
                rows,
                negated,
            } => {
                for row in rows.iter() {
                    let place = Place::Test {
                        negated: *negated,
                        row: Some((fields, row)),
                    };
                    for (field, values) in fields.iter().zip(row) {
                        act(*field, values, place);
                    }
                }
            }
            Test::Masked { .. } | Test::Never | Test::Sometimes | Test::Opaque(_) => {}
        }
    }
    if let Action::Map { fields, rows } = &rule.action {
        for (row, action) in rows.iter() {
            let place = Place::Row {
                action,
                row: (fields, row),
            };
            for (field, values) in fields.iter().zip(row) {
                act(*field, values, place);
            }
        }
    }
}

/// Whether an action, or a row of it, changes the port.
fn translates_port(action: &Action) -> bool {
    match action {
        Action::Translate { port, .. } | Action::Redirect { port } => port.is_some(),
        Action::Map { rows, .. } => rows.iter().any(|(_, action)| translates_port(action)),
        Action::Continue
        | Action::Accept
        | Action::Drop
        | Action::Reject
        | Action::Return
        | Action::Jump(_)
        | Action::Goto(_)
        | Action::Untrack
        | Action::Mark(_)
        | Action::Opaque => false,
    }
}
