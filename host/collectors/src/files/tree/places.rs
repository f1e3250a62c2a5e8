//! Counts by directory, and examples.

use std::collections::BTreeMap;

/// Directories that are counted on their own. Those of the first paths are kept, so that two walks tell the same.
const MOST_COUNTED: usize = 10_000;

/// Examples of one directory.
pub(super) const MOST_EXAMPLES: usize = 4;

/// What is shown of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Example {
    pub(super) path: String,
    pub(super) is_directory: bool,
    pub(super) mode: u32,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// A directory, or a home, with how much is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) path: String,
    pub(super) is_home: bool,
    pub(super) total: u64,
    pub(super) examples: Vec<Example>,
}

/// All of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    total: u64,
    directories: BTreeMap<String, (u64, Vec<Example>)>,
    homes: BTreeMap<String, u64>,
}

impl Places {
    /// What one directory holds, the first as examples.
    pub(super) fn add(&mut self, directory: String, total: u64, examples: Vec<Example>) {
        self.total += total;
        // A name that is not text may come to the same as another.
        let place = self.directories.entry(directory).or_default();
        place.0 += total;
        place.1.extend(examples);
        place.1.truncate(MOST_EXAMPLES);
        if self.directories.len() > MOST_COUNTED {
            self.directories.pop_last();
        }
    }

    pub(super) fn add_to_home(&mut self, home: String, total: u64) {
        self.total += total;
        *self.homes.entry(home).or_default() += total;
    }

    pub(super) const fn total(&self) -> u64 {
        self.total
    }

    /// Those with the most, the first by path where two have as many.
    pub(super) fn largest(self, most: usize) -> Vec<Counted> {
        let homes = self.homes.into_iter().map(|(path, total)| Counted {
            path,
            is_home: true,
            total,
            examples: Vec::new(),
        });
        let directories = self.directories.into_iter();
        let directories = directories.map(|(path, (total, examples))| Counted {
            path,
            is_home: false,
            total,
            examples,
        });
        let mut all: Vec<Counted> = directories.chain(homes).collect();
        all.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| a.path.cmp(&b.path)));
        all.truncate(most);
        all
    }
}
