//! Who is in a group.

use muster_sdk::accounts::{Account, Group};

/// A member, and whether the group is its primary one.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) is_primary: bool,
}

/// The members of all groups of a name, each once, root left out: it needs no group.
pub(crate) fn members(name: &str, groups: &[Group], accounts: &[Account]) -> Vec<Member> {
    let is_root = |name: &str| {
        name == "root"
            || accounts
                .iter()
                .any(|account| account.name == name && account.uid == 0)
    };
    let mut found: Vec<Member> = Vec::new();
    for group in groups.iter().filter(|group| group.name == name) {
        let primary = group.primary.iter().map(|name| (name, true));
        for (name, is_primary) in primary.chain(group.listed.iter().map(|name| (name, false))) {
            if !is_root(name) && !found.iter().any(|known| known.name == *name) {
                found.push(Member {
                    name: name.clone(),
                    is_primary,
                });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
