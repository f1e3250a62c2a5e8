//! What GRUB's variables may hold, and what that makes of the arguments of a kernel.

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::boot::Argument;

use super::arguments;
use super::script::{Part, Statement, Word};

/// How often a variable leads to another.
const DEEPEST: usize = 4;
/// More values than any script gives one.
const MOST_VALUES: usize = 16;

/// Every value that a script gives a variable: which of its branches runs is not known.
#[derive(Default)]
pub(super) struct Variables {
    set: BTreeMap<String, Vec<Word>>,
    /// Those that are worked out while the host boots.
    dynamic: BTreeSet<String>,
    /// Those that `grubenv` has, which scripts do not change once they are set.
    kept: BTreeMap<String, String>,
}

/// The arguments of an entry.
#[derive(Default)]
pub(super) struct Arguments {
    pub(super) known: Vec<Argument>,
    pub(super) has_unknown: bool,
}

impl Variables {
    /// Adds what a script sets.
    pub(super) fn add_script(&mut self, statements: &[Statement]) {
        for statement in statements {
            if let Some((name, value)) = statement.assignment() {
                self.set.entry(name.to_owned()).or_default().push(value);
                continue;
            }
            let Some((_, words)) = statement.command() else {
                continue;
            };
            let names = words.windows(2).filter_map(|pair| match pair {
                [first, second] if first.text() == Some("--set") => second.text(),
                [first, _] => first.text()?.strip_prefix("--set="),
                _ => None,
            });
            let last = words
                .last()
                .and_then(|word| word.text()?.strip_prefix("--set="));
            for name in names.chain(last) {
                // `regexp --set=1:NAME`.
                let name = name.rsplit(':').next().unwrap_or(name);
                self.dynamic.insert(name.to_owned());
            }
        }
    }

    /// Adds what the file `grubenv` keeps.
    pub(super) fn add_kept(&mut self, text: &str) {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for (name, value) in lines.filter_map(|line| line.split_once('=')) {
            self.kept.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The texts that a variable may be; none where that is not known.
    pub(super) fn values(&self, name: &str) -> Option<Vec<String>> {
        self.values_within(name, DEEPEST)
    }

    fn values_within(&self, name: &str, depth: usize) -> Option<Vec<String>> {
        if let Some(kept) = self.kept.get(name) {
            return Some(vec![kept.clone()]);
        }
        if self.dynamic.contains(name) || depth == 0 {
            return None;
        }
        let mut values = Vec::new();
        for word in self.set.get(name).into_iter().flatten() {
            values.extend(self.texts(word, depth - 1)?);
            if values.len() > MOST_VALUES {
                return None;
            }
        }
        // One that nothing sets is empty.
        if values.is_empty() {
            values.push(String::new());
        }
        values.dedup();
        Some(values)
    }

    /// What a word may be.
    pub(super) fn texts(&self, word: &Word, depth: usize) -> Option<Vec<String>> {
        let mut texts = vec![String::new()];
        for part in &word.0 {
            let ends = match part {
                Part::Text(text) => vec![text.clone()],
                Part::Variable(name) => self.values_within(name, depth)?,
            };
            texts = texts
                .iter()
                .flat_map(|text| ends.iter().map(move |end| format!("{text}{end}")))
                .collect();
            if texts.len() > MOST_VALUES {
                return None;
            }
        }
        Some(texts)
    }

    /// What the words of an entry are.
    pub(super) fn arguments(&self, words: &[Word]) -> Arguments {
        let mut found = Arguments::default();
        for word in words {
            match word.text() {
                Some("--") => break,
                Some(text) => found.known.extend(arguments::argument(text)),
                None => self.add_word(word, &mut found),
            }
        }
        found
    }

    fn add_word(&self, word: &Word, found: &mut Arguments) {
        // The name is in the text, whatever the value is.
        if let Some((name, _)) = word.start().split_once('=')
            && arguments::argument(name).is_none()
        {
            return;
        }
        let Some(texts) = self.texts(word, DEEPEST) else {
            found.has_unknown = true;
            return;
        };
        let mut ways = texts.iter().map(|text| arguments::known(text));
        let first = ways.next().unwrap_or_default();
        if ways.all(|other| other == first) {
            found.known.extend(first);
        } else {
            found.has_unknown = true;
        }
    }
}
