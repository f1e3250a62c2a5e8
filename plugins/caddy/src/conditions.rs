//! Whether requests to a path can be such as a route, and what is done on the way to it, asks for.

use muster_sdk::caddy::Condition;

use crate::patterns::{covers, overlap};

/// How many requests there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Requests {
    None,
    /// It cannot be told whether there are any.
    Unknown,
    Some,
}

/// The requests to a path that fulfil all conditions, each list with clauses of its own.
pub(crate) fn requests(path: &str, lists: &[&[Condition]]) -> Requests {
    let mut least = Requests::Some;
    for conditions in lists {
        let mut clauses: Vec<u32> = conditions.iter().map(|one| one.clause).collect();
        clauses.dedup();
        for clause in clauses {
            let alternatives = conditions.iter().filter(|one| one.clause == clause);
            let best = alternatives
                .map(|one| literal(path, one).min(against(one, lists)))
                .max()
                .unwrap_or(Requests::None);
            least = least.min(best);
        }
    }
    least
}

/// The requests to a path that are like this.
fn literal(path: &str, condition: &Condition) -> Requests {
    match condition.kind.as_str() {
        Condition::KIND_PATH if condition.known => {
            let mut values = condition.values.iter();
            let some = if condition.negated {
                !values.any(|value| covers(value, path))
            } else {
                values.any(|value| overlap(value, path))
            };
            if some { Requests::Some } else { Requests::None }
        }
        Condition::KIND_PATH | Condition::KIND_REWRITTEN_PATH | Condition::KIND_OTHER => {
            Requests::Unknown
        }
        _ => Requests::Some,
    }
}

/// None where another clause asks for the very opposite.
fn against(condition: &Condition, lists: &[&[Condition]]) -> Requests {
    let opposite = lists.iter().any(|conditions| {
        conditions.iter().any(|other| {
            let alone = conditions
                .iter()
                .filter(|one| one.clause == other.clause)
                .count()
                == 1;
            alone
                && other.negated != condition.negated
                && other.kind == condition.kind
                && other.field == condition.field
                && other.values == condition.values
                && other.shapes == condition.shapes
                && other.source == condition.source
        })
    });
    if opposite {
        Requests::None
    } else {
        Requests::Some
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::Source;

    fn condition(clause: u32, kind: &str, negated: bool, value: &str) -> Condition {
        Condition {
            clause,
            kind: kind.to_owned(),
            negated,
            field: None,
            values: vec![value.to_owned()],
            shapes: Vec::new(),
            known: true,
            source: Source::file("/etc/caddy/Caddyfile"),
        }
    }

    #[test]
    fn paths_tell_which_requests_there_are() {
        let api = condition(0, "path", false, "/v1/*");
        let others = condition(0, "path", true, "/v1/*");
        let count = |path, one: &Condition| requests(path, &[std::slice::from_ref(one)]);
        assert_eq!(count("/v1/admin*", &api), Requests::Some);
        assert_eq!(count("/health", &api), Requests::None);
        assert_eq!(count("/v1/admin*", &others), Requests::None);
        assert_eq!(count("/*", &others), Requests::Some);
    }

    #[test]
    fn nobody_is_one_thing_and_its_opposite() {
        let is = condition(0, "method", false, "GET");
        let is_not = condition(1, "method", true, "GET");
        assert_eq!(
            requests("/", &[std::slice::from_ref(&is), &[is_not]]),
            Requests::None
        );
        let unknown = condition(1, "other", false, "x");
        assert_eq!(requests("/", &[&[is, unknown]]), Requests::Unknown);
    }
}
