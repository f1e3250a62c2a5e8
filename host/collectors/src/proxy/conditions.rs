//! What a request must be like: clauses, each of which holds when one of its alternatives does.

use muster_facts::caddy::Condition;

use super::stop::Place;

/// Clauses that a route is known by. Beyond that, conditions are left out, so that they hold for more requests
/// than they do in Caddy.
const MOST_CLAUSES: usize = 64;

/// One thing that a request must be like, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) kind: &'static str,
    pub(super) negated: bool,
    pub(super) field: Option<String>,
    /// Of a header, what its values are like.
    pub(super) values: Vec<String>,
    pub(super) known: bool,
    pub(super) place: Place,
}

impl Literal {
    /// Something of which nothing is known.
    pub(super) const fn other(place: Place) -> Self {
        Self {
            kind: Condition::KIND_OTHER,
            negated: false,
            field: None,
            values: Vec::new(),
            known: false,
            place,
        }
    }

    pub(super) fn not(&self) -> Self {
        Self {
            negated: !self.negated,
            ..self.clone()
        }
    }
}

/// Clauses, all of which have to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions(pub(super) Vec<Vec<Literal>>);

impl Conditions {
    pub(super) fn one(literal: Literal) -> Self {
        Self(vec![vec![literal]])
    }

    /// Whether every request fulfils them.
    pub(super) const fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Both.
    pub(super) fn and(&self, more: &Self) -> Self {
        let mut all = self.clone();
        for clause in &more.0 {
            if all.0.len() < MOST_CLAUSES && !all.0.contains(clause) {
                all.0.push(clause.clone());
            }
        }
        all
    }

    /// The opposite; none where it has no simple form.
    pub(super) fn not(&self) -> Option<Self> {
        let negated = |clause: &[Literal]| clause.iter().map(Literal::not).collect::<Vec<_>>();
        if let [clause] = self.0.as_slice() {
            let each = negated(clause);
            return Some(Self(each.into_iter().map(|one| vec![one]).collect()));
        }
        let singles: Option<Vec<Literal>> = self
            .0
            .iter()
            .map(|clause| match clause.as_slice() {
                [literal] => Some(literal.not()),
                _ => None,
            })
            .collect();
        Some(Self(vec![singles.filter(|all| !all.is_empty())?]))
    }

    /// Those that no header has a part in.
    pub(super) fn without_headers(self) -> Self {
        let has_header =
            |clause: &Vec<Literal>| clause.iter().any(|one| one.kind == Condition::KIND_HEADER);
        Self(
            self.0
                .into_iter()
                .filter(|clause| !has_header(clause))
                .collect(),
        )
    }

    /// The facts.
    pub(super) fn facts(&self) -> Vec<Condition> {
        let is_header = |literal: &Literal| literal.kind == Condition::KIND_HEADER;
        let mut facts = Vec::new();
        for (number, clause) in (0_u32..).zip(&self.0) {
            facts.extend(clause.iter().map(|literal| Condition {
                clause: number,
                kind: literal.kind.to_owned(),
                negated: literal.negated,
                field: literal.field.clone(),
                values: if is_header(literal) {
                    Vec::new()
                } else {
                    literal.values.clone()
                },
                shapes: if is_header(literal) {
                    literal.values.clone()
                } else {
                    Vec::new()
                },
                known: literal.known,
                source: literal.place.source(),
            }));
        }
        facts
    }

    /// Whether everything that these ask for, others ask for as well.
    pub(super) fn follow_from(&self, others: &Self) -> bool {
        self.0.iter().all(|clause| {
            others.0.iter().any(|other| {
                other == clause
                    || matches!((clause.as_slice(), other.as_slice()), ([a], [b]) if implies(b, a))
            })
        })
    }
}

/// Whether a request that is like the first is like the second, as far as paths tell.
fn implies(first: &Literal, second: &Literal) -> bool {
    let paths = first.kind == Condition::KIND_PATH && second.kind == Condition::KIND_PATH;
    paths
        && !first.negated
        && !second.negated
        && first.known
        && second.known
        && first.values.iter().all(|path| {
            second.values.iter().any(|pattern| {
                pattern == path
                    || pattern
                        .strip_suffix('*')
                        .is_some_and(|begin| !begin.contains('*') && path.starts_with(begin))
            })
        })
}
