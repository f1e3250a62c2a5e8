//! Which numbers belong to an account or a group.

use std::ops::RangeInclusive;
use std::path::Path;

use muster_facts::{Fact, FactError};
use muster_target::{LARGEST_FILE, System, present};

use crate::readers::accounts::Accounts;

/// Whom systemd gives numbers while they run: services, containers, and images of other hosts. See "Users, Groups,
/// UIDs and GIDs on systemd Systems".
const SYSTEMD: [RangeInclusive<u32>; 3] = [
    61_184..=65_519,
    524_288..=1_879_048_191,
    2_147_352_576..=2_147_418_111,
];

/// Lent numbers, see subuid(5).
const LENT: [&str; 2] = ["/etc/subuid", "/etc/subgid"];

/// Numbers of accounts, and of groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    users: Numbers,
    groups: Numbers,
}

#[derive(Clone, Debug, Default)]
struct Numbers {
    /// Sorted.
    single: Vec<u32>,
    ranges: Vec<RangeInclusive<u32>>,
}

impl Known {
    pub(super) fn of(system: &dyn System, accounts: &Accounts) -> Fact<Self> {
        let users = accounts.all_users().map_err(FactError::from)?;
        let groups = accounts.all_groups().map_err(FactError::from)?;
        let [lent_users, lent_groups] = LENT.map(|path| lent(system, path));
        Ok(Self {
            users: Numbers::new(users.iter().map(|user| user.uid).collect(), lent_users?),
            groups: Numbers::new(groups.iter().map(|group| group.gid).collect(), lent_groups?),
        })
    }

    pub(super) fn knows(&self, uid: u32, gid: u32) -> bool {
        self.users.has(uid) && self.groups.has(gid)
    }
}

impl Numbers {
    fn new(mut single: Vec<u32>, lent: Vec<RangeInclusive<u32>>) -> Self {
        single.sort_unstable();
        single.dedup();
        Self {
            single,
            ranges: SYSTEMD.into_iter().chain(lent).collect(),
        }
    }

    fn has(&self, number: u32) -> bool {
        self.single.binary_search(&number).is_ok()
            || self.ranges.iter().any(|range| range.contains(&number))
    }
}

fn lent(system: &dyn System, path: &str) -> Fact<Vec<RangeInclusive<u32>>> {
    let text = present(system.read(Path::new(path), LARGEST_FILE))?.unwrap_or_default();
    Ok(parse(&String::from_utf8_lossy(&text)))
}

/// Lines of an account, the first number, and how many there are.
fn parse(text: &str) -> Vec<RangeInclusive<u32>> {
    let range = |line: &str| {
        let mut fields = line.trim().split(':').skip(1);
        let first: u32 = fields.next()?.parse().ok()?;
        let count: u32 = fields.next()?.parse().ok()?;
        Some(first..=first.checked_add(count.checked_sub(1)?)?)
    };
    text.lines().filter_map(range).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lent_numbers_are_ranges() {
        assert_eq!(
            parse("anna:100000:65536\n# x\nbob:1:0\nc:4294967295:2\n1000:7:1\n"),
            [100_000..=165_535, 7..=7]
        );
    }

    #[test]
    fn numbers_of_running_services_are_known() {
        let known = Numbers::new(vec![0, 33], vec![100_000..=100_001]);
        for number in [0, 33, 61_184, 65_519, 524_288, 100_001] {
            assert!(known.has(number), "{number}");
        }
        for number in [1, 61_183, 65_520, 100_002, u32::MAX] {
            assert!(!known.has(number), "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([a-z]{0,3}:?[0-9]{0,11}:?[0-9]{0,11}\n){0,8}") {
            let _ = parse(&text);
        }
    }
}
