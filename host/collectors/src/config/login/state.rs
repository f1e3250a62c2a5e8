//! What a shell may have at one point of a script: of each value every possibility. Pure.

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::Source;

/// Values that are remembered at one time.
const LARGEST: usize = 500;
const LONGEST_VALUE: usize = 1_000;

/// An assignment of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    /// None where it is worked out while the script runs.
    pub(super) value: Option<String>,
    pub(super) read_only: bool,
    pub(super) exported: bool,
    pub(super) source: Source,
}

/// Possibilities, of which none stands for what is there before the script.
pub(super) type Possible = Vec<Option<Assigned>>;

/// A directory of `PATH`, and the line that names it.
pub(super) type Directory = (String, Source);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) umask: Possible,
    pub(super) timeout: Possible,
    pub(super) path: Vec<Directory>,
    /// Lines that set `PATH` to what is not known.
    pub(super) unknown_path: Vec<Source>,
    /// Variables with their values, as far as these are known.
    pub(super) variables: BTreeMap<String, Option<String>>,
    /// Variables that are not empty, whatever is in them.
    pub(super) filled: BTreeSet<String>,
    /// Whether the script has ended on the way here.
    pub(super) ended: bool,
    /// What is so where the file that is read was left before its end.
    pub(super) returned: Option<Box<State>>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            umask: vec![None],
            timeout: vec![None],
            path: Vec::new(),
            unknown_path: Vec::new(),
            variables: BTreeMap::new(),
            filled: BTreeSet::new(),
            ended: false,
            returned: None,
        }
    }

    /// Whether there is more in it than in that of any login. It is copied at each branch.
    pub(super) fn is_too_large(&self) -> bool {
        let possible = self.umask.len() + self.timeout.len();
        let path = self.path.len() + self.unknown_path.len();
        possible + path + self.variables.len() > LARGEST
    }

    /// Remembers the value of a variable; one that is longer than any path is as good as not known.
    pub(super) fn set_variable(&mut self, name: &str, value: Option<String>) {
        let is_filled = value.as_ref().is_some_and(|value| !value.is_empty());
        let value = value.filter(|value| value.len() <= LONGEST_VALUE);
        self.variables.insert(name.to_owned(), value);
        self.fill(name, is_filled);
    }

    /// Remembers whether a variable is known not to be empty.
    pub(super) fn fill(&mut self, name: &str, is_filled: bool) {
        if is_filled {
            self.filled.insert(name.to_owned());
        } else {
            self.filled.remove(name);
        }
    }

    /// Ends the file that is read.
    pub(super) fn end_file(&mut self) {
        if self.ended {
            return;
        }
        let before = self.returned.take();
        let mut left = self.clone();
        if let Some(before) = before {
            left.join(*before);
        }
        self.ended = true;
        self.returned = Some(Box::new(left));
    }

    /// Takes another way here for possible as well.
    pub(super) fn join(&mut self, mut other: Self) {
        match (&mut self.returned, other.returned.take()) {
            (Some(own), Some(left)) => own.join(*left),
            (own @ None, left) => *own = left,
            (Some(_), None) => {}
        }
        if other.ended {
            return;
        }
        if self.ended {
            other.returned = self.returned.take();
            *self = other;
            return;
        }
        join(&mut self.umask, other.umask);
        join(&mut self.timeout, other.timeout);
        join(&mut self.path, other.path);
        join(&mut self.unknown_path, other.unknown_path);
        self.filled.retain(|name| other.filled.contains(name));
        for (name, value) in &mut self.variables {
            if other.variables.get(name) != Some(value) {
                *value = None;
            }
        }
        for name in other.variables.into_keys() {
            self.variables.entry(name).or_insert(None);
        }
    }

    /// Something that could not be read may set anything.
    pub(super) fn forget(&mut self, source: &Source) {
        let unknown = Assigned {
            value: None,
            read_only: false,
            exported: false,
            source: source.clone(),
        };
        join(&mut self.umask, vec![Some(unknown.clone())]);
        join(&mut self.timeout, vec![Some(unknown)]);
        join(&mut self.unknown_path, vec![source.clone()]);
    }
}

/// Sets a value: what is read-only stays, and the assignment fails there.
pub(super) fn assign(possible: &mut Possible, assigned: Option<Assigned>) {
    let is_fixed = |one: &Option<Assigned>| one.as_ref().is_some_and(|one| one.read_only);
    let is_open = !possible.iter().all(is_fixed);
    possible.retain(is_fixed);
    if is_open {
        join(possible, vec![assigned]);
    }
}

fn join<T: PartialEq>(own: &mut Vec<T>, other: Vec<T>) {
    for one in other {
        if !own.contains(&one) {
            own.push(one);
        }
    }
}
