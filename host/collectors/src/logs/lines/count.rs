//! How many lines of each kind there are, with the oldest and the newest of them. Pure.

use std::collections::BTreeMap;

use muster_facts::lines::Spot;

use super::search::SecretKind;

/// Lines of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    pub(super) lines: u64,
    ends: Option<(Spot, Spot)>,
}

impl Count {
    /// A line that follows those that were counted.
    fn add(&mut self, spot: Spot) {
        self.lines += 1;
        match &mut self.ends {
            Some((_, last)) => *last = spot,
            ends @ None => *ends = Some((spot.clone(), spot)),
        }
    }

    /// The lines of a file that is older.
    fn add_older(&mut self, older: Self) {
        self.lines += older.lines;
        self.ends = match (older.ends, self.ends.take()) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (Some(ends), None) | (None, Some(ends)) => Some(ends),
            (None, None) => None,
        };
    }

    /// The oldest and the newest.
    pub(super) fn ends(&self) -> Option<(Spot, Spot)> {
        self.ends.clone()
    }
}

/// The lines of a file, or of a log.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// By the pattern's place in the policy.
    failures: BTreeMap<usize, Count>,
    secrets: BTreeMap<SecretKind, Count>,
}

impl Counts {
    pub(super) fn add_failure(&mut self, pattern: usize, spot: Spot) {
        self.failures.entry(pattern).or_default().add(spot);
    }

    pub(super) fn add_secret(&mut self, kind: SecretKind, spot: Spot) {
        self.secrets.entry(kind).or_default().add(spot);
    }

    /// Those of a file that is older than all that were counted.
    pub(super) fn add_older(&mut self, older: Self) {
        for (pattern, count) in older.failures {
            self.failures.entry(pattern).or_default().add_older(count);
        }
        for (kind, count) in older.secrets {
            self.secrets.entry(kind).or_default().add_older(count);
        }
    }

    pub(super) fn failures(&self) -> impl Iterator<Item = (usize, &Count)> {
        self.failures
            .iter()
            .map(|(pattern, count)| (*pattern, count))
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = (SecretKind, &Count)> {
        self.secrets.iter().map(|(kind, count)| (*kind, count))
    }
}

#[cfg(test)]
mod tests {
    use muster_facts::Source;

    use super::*;

    fn spot(file: &str, line: u32) -> Spot {
        Spot {
            source: Source::line(file, line),
            time: None,
            offset_known: true,
        }
    }

    #[test]
    fn the_ends_are_those_of_all_files() {
        let mut counts = Counts::default();
        let mut older = Counts::default();
        let mut oldest = Counts::default();
        older.add_failure(0, spot("a.1", 4));
        older.add_failure(0, spot("a.1", 9));
        oldest.add_failure(0, spot("a.2", 7));
        counts.add_older(older);
        counts.add_older(Counts::default());
        counts.add_older(oldest);
        let (_, count) = counts.failures().next().unwrap();
        assert_eq!(count.lines, 3);
        assert_eq!(count.ends(), Some((spot("a.2", 7), spot("a.1", 9))));
    }
}
