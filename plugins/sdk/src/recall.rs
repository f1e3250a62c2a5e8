//! Facts that were asked for before. Rules of a plugin ask for the same ones, and to take a fact over from the host
//! costs several times as much as to copy it: each of its texts is a call of its own.
//!
//! The host answers one instance from one set of facts, and so says the same each time.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::Fact;

/// Different questions of one function. A rule that asks about each port of a host does not come back to them.
const MOST_ANSWERS: usize = 64;

/// In pages of 64 KiB: an eighth of the memory that Muster gives to an instance. On a host with more to say, rules need
/// the rest for themselves.
#[cfg(target_family = "wasm")]
const MOST_PAGES: usize = 128;

/// What a function was asked with, and its `Fact`.
type Answer = (String, Box<dyn Any>);

/// The answers of one plugin.
#[derive(Default)]
struct Recall {
    plugin: &'static str,
    /// By function.
    answers: BTreeMap<&'static str, Vec<Answer>>,
}

thread_local!(static RECALL: RefCell<Recall> = RefCell::default());

/// Forgets what another plugin of the same component was answered: the host answers each within what it imports.
pub(crate) fn begin(plugin: &'static str) {
    RECALL.with_borrow_mut(|recall| {
        if recall.plugin != plugin {
            *recall = Recall {
                plugin,
                ..Recall::default()
            };
        }
    });
}

/// What a function was answered before, or what `ask` answers now. A function without arguments is asked with no text.
pub(crate) fn answer<T: Clone + 'static>(
    function: &'static str,
    question: &str,
    ask: impl FnOnce() -> Fact<T>,
) -> Fact<T> {
    RECALL.with_borrow_mut(|recall| {
        if !has_room() {
            // Memory is never given back, so that nothing is kept from here on.
            recall.answers = BTreeMap::new();
            return ask();
        }
        let answers = recall.answers.entry(function).or_default();
        let known = answers.iter().find(|(known, _)| known == question);
        let known = known.and_then(|(_, answer)| answer.downcast_ref::<Fact<T>>());
        if let Some(answer) = known {
            return answer.clone();
        }
        let answer = ask();
        if answers.len() < MOST_ANSWERS && has_room() {
            answers.push((question.to_owned(), Box::new(answer.clone())));
        }
        answer
    })
}

/// Whether facts may be kept beside what rules need.
#[cfg(target_family = "wasm")]
fn has_room() -> bool {
    core::arch::wasm32::memory_size(0) < MOST_PAGES
}

/// Whether facts may be kept beside what rules need.
#[cfg(not(target_family = "wasm"))]
fn has_room() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FactError;

    #[test]
    fn the_host_is_asked_once_for_each_fact() {
        let asked = RefCell::new(Vec::new());
        let length = |name: &str| {
            answer("length", name, || {
                asked.borrow_mut().push(name.to_owned());
                Ok(name.len())
            })
        };
        for name in ["a", "bcd", "a", "bcd", "a"] {
            assert_eq!(length(name).ok(), Some(name.len()));
        }
        assert_eq!(*asked.borrow(), ["a", "bcd"]);
    }

    #[test]
    fn functions_are_told_apart() {
        assert_eq!(answer("first", "", || Ok(1)).ok(), Some(1));
        assert_eq!(answer("second", "", || Ok(2)).ok(), Some(2));
    }

    #[test]
    fn a_missing_fact_stays_missing() {
        let missing = || Err::<usize, _>(FactError::Failed("it cannot be read".to_owned()));
        assert!(answer("missing", "", missing).is_err());
        assert!(answer("missing", "", || Ok(1_usize)).is_err());
    }

    #[test]
    fn a_plugin_is_not_answered_what_another_one_was() {
        begin("first");
        assert_eq!(answer("asked", "", || Ok(1)).ok(), Some(1));
        begin("first");
        assert_eq!(answer("asked", "", || Ok(2)).ok(), Some(1));
        begin("second");
        assert_eq!(answer("asked", "", || Ok(2)).ok(), Some(2));
    }

    #[test]
    fn no_more_answers_are_kept_than_are_asked_for_again() {
        for name in 0..2 * MOST_ANSWERS {
            answer("many", &name.to_string(), || Ok(name)).ok();
        }
        let kept = RECALL.with_borrow(|recall| recall.answers.get("many").map(Vec::len));
        assert_eq!(kept, Some(MOST_ANSWERS));
        let last = (2 * MOST_ANSWERS - 1).to_string();
        assert_eq!(answer("many", &last, || Ok(7)).ok(), Some(7));
    }
}
