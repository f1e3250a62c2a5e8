//! Users and their groups from `/etc/passwd` and `/etc/group`, for `Match Group`. A directory
//! service behind NSS is not seen.

use std::collections::BTreeMap;
use std::path::Path;

use muster_target::System;

/// Local users with the names of their groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Accounts {
    users: BTreeMap<String, Vec<String>>,
}

impl Accounts {
    /// Reads both files. One that cannot be read leaves users or groups unknown: a `Match Group`
    /// block is then assumed to match someone.
    pub(super) fn read(system: &dyn System) -> Self {
        let text = |path| system.read_text(Path::new(path)).unwrap_or_default();
        Self::parse(&text("/etc/passwd"), &text("/etc/group"))
    }

    fn parse(passwd: &str, group: &str) -> Self {
        let mut users = BTreeMap::new();
        let groups: Vec<(&str, &str, &str)> = group
            .lines()
            .filter_map(|line| {
                let mut fields = line.split(':');
                let (name, _, id) = (fields.next()?, fields.next()?, fields.next()?);
                Some((name, id, fields.next()?))
            })
            .collect();
        for line in passwd.lines() {
            let mut fields = line.split(':');
            let (Some(user), Some(primary)) = (fields.next(), fields.nth(2)) else {
                continue;
            };
            let member = |members: &str| members.split(',').any(|member| member == user);
            let own = groups
                .iter()
                .filter(|(_, id, members)| *id == primary || member(members))
                .map(|(name, _, _)| (*name).to_owned());
            users
                .entry(user.to_owned())
                .or_insert_with(|| own.collect());
        }
        Self { users }
    }

    /// The groups of a user; none for a user that does not exist.
    pub(super) fn groups(&self, user: &str) -> Vec<String> {
        self.users.get(user).cloned().unwrap_or_default()
    }

    /// Every user with its groups, by name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.users
            .iter()
            .map(|(user, groups)| (user.as_str(), groups.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn primary_and_further_groups_are_found() {
        let accounts = Accounts::parse(
            "root:x:0:0::/root:/bin/sh\ndeploy:x:1000:1000::/home/deploy:/bin/sh\nbroken\n",
            "root:x:0:\ndeploy:x:1000:\nsudo:x:27:deploy,ops\nbroken\n",
        );
        assert_eq!(accounts.groups("deploy"), ["deploy", "sudo"]);
        assert_eq!(accounts.groups("nobody"), Vec::<String>::new());
    }
}
