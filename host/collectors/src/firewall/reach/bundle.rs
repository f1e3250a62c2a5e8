//! A packet for each of a set of ports, and for which of them the tests of a rule hold.

use crate::firewall::model::packet::{Match, Packet};
use crate::firewall::model::port_set::{Filter, PortSet, joined, others};
use crate::firewall::model::ruleset::{Field, Test, Values};
use crate::firewall::reach::index::{Index, Query};
use crate::firewall::reach::plan::{Plan, RulePlan};

/// A packet for each of a set of ports, otherwise alike.
#[derive(Clone, Debug)]
pub(in crate::firewall) struct Bundle<'s> {
    /// What is alike.
    pub(in crate::firewall) packet: Packet,
    /// Whether the destination port is still the one that differs.
    pub(in crate::firewall) varies: bool,
    /// Lists that hold the sender.
    pub(in crate::firewall) senders: &'s [u32],
    /// Lists that hold the source port.
    pub(in crate::firewall) source_ports: &'s [u32],
}

impl Bundle<'_> {
    /// What is known about the packets, for an index.
    #[must_use]
    pub(in crate::firewall) fn query(&self, plan: &Plan<'_>) -> Query<'_> {
        Query {
            senders: self.senders,
            source_ports: self.source_ports,
            destination: self.packet.destination,
            port: (!self.varies).then(|| plan.class_of(self.packet.port)),
        }
    }

    /// For which classes the tests of a rule hold, and how surely.
    #[must_use]
    pub(in crate::firewall) fn passes(
        &self,
        plan: &Plan<'_>,
        rule: &RulePlan<'_>,
        steps: &mut u64,
    ) -> Vec<(Match, Filter)> {
        let mut parts = vec![(Match::Yes, Filter::All)];
        let mut sets = 0;
        for test in &rule.rule.tests {
            match test {
                Test::Field {
                    field,
                    values,
                    negated,
                } if self.varies(*field) => match plan.filter(*field, values, *negated) {
                    Some(spans) => {
                        for (_, filter) in &mut parts {
                            *filter = std::mem::replace(filter, Filter::All).and(&spans);
                        }
                    }
                    None => parts
                        .iter_mut()
                        .for_each(|(answer, _)| *answer = answer.and(Match::Unknown)),
                },
                Test::Row {
                    fields,
                    rows,
                    negated,
                } => {
                    let index = rule.rows.get(sets).and_then(Option::as_ref);
                    sets += 1;
                    let found = self.among(plan, fields, rows, index, *negated, steps);
                    parts = parts
                        .into_iter()
                        .flat_map(|(answer, filter)| {
                            found.iter().map(move |(more, narrower)| {
                                let filter = match narrower {
                                    Filter::All => filter.clone(),
                                    Filter::Only(spans) => filter.clone().and(spans),
                                };
                                (answer.and(*more), filter)
                            })
                        })
                        .collect();
                }
                Test::Field { .. }
                | Test::Masked { .. }
                | Test::Never
                | Test::Sometimes
                | Test::Opaque(_) => {
                    let holds = self.packet.test(test);
                    parts
                        .iter_mut()
                        .for_each(|(answer, _)| *answer = answer.and(holds));
                }
            }
            parts.retain(|(answer, filter)| *answer != Match::No && !filter.is_empty());
            if parts.is_empty() {
                break;
            }
        }
        parts
    }

    /// Whether a field differs from class to class.
    const fn varies(&self, field: Field) -> bool {
        match field {
            Field::OriginalDestinationPort => true,
            Field::DestinationPort => self.varies,
            _ => false,
        }
    }

    /// For which classes the fields are among the rows, and how surely.
    fn among(
        &self,
        plan: &Plan<'_>,
        fields: &[Field],
        rows: &[Vec<Values>],
        index: Option<&Index>,
        negated: bool,
        steps: &mut u64,
    ) -> Vec<(Match, Filter)> {
        let count = plan.count();
        let everything = vec![(0, count.saturating_sub(1))];
        let (mut sure, mut maybe) = (Vec::new(), Vec::new());
        let mut look = |row: &Vec<Values>| {
            let (answer, filter) = self.row(plan, fields, row);
            let spans = match filter {
                Filter::All => everything.clone(),
                Filter::Only(spans) => spans,
            };
            match answer {
                Match::No => {}
                Match::Yes => sure.extend(spans),
                Match::Sometimes | Match::Unknown => maybe.extend(spans),
            }
        };
        let looked = match index {
            Some(index) => {
                let all = PortSet::of(&everything);
                let candidates = index.candidates(&self.query(plan), &all);
                let found = candidates.iter().filter_map(|at| rows.get(*at as usize));
                found.map(&mut look).count()
            }
            None => rows.iter().map(&mut look).count(),
        };
        *steps += looked as u64;
        let sure = joined(sure);
        let maybe = joined(maybe);
        let not_sure = others(&sure, count);
        let Filter::Only(maybe) = Filter::Only(maybe).and(&not_sure) else {
            return Vec::new();
        };
        let holds = if negated {
            let Filter::Only(neither) = Filter::Only(not_sure).and(&others(&maybe, count)) else {
                return Vec::new();
            };
            neither
        } else {
            sure
        };
        vec![
            (Match::Yes, Filter::Only(holds)),
            (Match::Unknown, Filter::Only(maybe)),
        ]
    }

    /// For which classes the fields are one row, and how surely.
    #[must_use]
    pub(in crate::firewall) fn row(
        &self,
        plan: &Plan<'_>,
        fields: &[Field],
        row: &[Values],
    ) -> (Match, Filter) {
        if fields.len() != row.len() {
            return (Match::Unknown, Filter::All);
        }
        let mut filter = Filter::All;
        let mut answer = Match::Yes;
        for (field, values) in fields.iter().zip(row) {
            if self.varies(*field) {
                match plan.filter(*field, values, false) {
                    Some(spans) => filter = filter.and(&spans),
                    None => answer = answer.and(Match::Unknown),
                }
            } else {
                answer = answer.and(self.packet.among(*field, values));
            }
        }
        (answer, filter)
    }
}
