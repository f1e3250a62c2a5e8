//! Facts that were asked for before. Rules of a plugin ask for the same ones, and to take a fact over from the host
//! costs several times as much as to copy it: each of its texts is a call of its own.
//!
//! The host answers one instance from one set of facts, and so says the same each time.

use std::borrow::Borrow;
use std::cell::RefCell;

use crate::Fact;

/// Answers of one function, by what it was asked with.
pub(crate) struct Recall<K, T>(RefCell<Vec<(K, Fact<T>)>>);

/// Different questions of one function. A rule that asks about each port of a host does not come back to them.
const MOST_ANSWERS: usize = 64;

/// In pages of 64 KiB: a quarter of the memory that Muster gives to an instance. On a host with more to say, rules need
/// the rest for themselves.
#[cfg(target_family = "wasm")]
const MOST_PAGES: usize = 256;

impl<K, T: Clone> Recall<K, T> {
    /// Remembers nothing yet.
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    /// What was answered before, or what `ask` answers now.
    pub(crate) fn answer<Q>(&self, question: &Q, ask: impl FnOnce() -> Fact<T>) -> Fact<T>
    where
        Q: ToOwned<Owned = K> + Eq + ?Sized,
        K: Borrow<Q>,
    {
        let mut answers = self.0.borrow_mut();
        let known = answers.iter().find(|(known, _)| known.borrow() == question);
        if let Some((_, answer)) = known {
            return answer.clone();
        }
        let answer = ask();
        if answers.len() < MOST_ANSWERS && has_room() {
            answers.push((question.to_owned(), answer.clone()));
        }
        answer
    }
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
        let recall: Recall<String, usize> = Recall::new();
        let asked = RefCell::new(Vec::new());
        let length = |name: &str| {
            recall.answer(name, || {
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
    fn a_missing_fact_stays_missing() {
        let recall: Recall<(), usize> = Recall::new();
        let missing = || Err(FactError::Failed("it cannot be read".to_owned()));
        assert!(recall.answer(&(), missing).is_err());
        assert!(recall.answer(&(), || Ok(1)).is_err());
    }

    #[test]
    fn no_more_answers_are_kept_than_are_asked_for_again() {
        let recall: Recall<String, usize> = Recall::new();
        for name in 0..2 * MOST_ANSWERS {
            recall.answer(name.to_string().as_str(), || Ok(name)).ok();
        }
        assert_eq!(recall.0.borrow().len(), MOST_ANSWERS);
        let last = (2 * MOST_ANSWERS - 1).to_string();
        assert_eq!(recall.answer(last.as_str(), || Ok(7)).ok(), Some(7));
    }
}
