//! Who there is on the host, and who can log in.
//!
//! Read in this order: `/etc/passwd` and `/etc/group`, login.defs(5) with what useradd(8) is told, `/etc/shadow`,
//! nsswitch.conf(5), and in the homes of those who have a shell the directory `.ssh` and the files of sshd's
//! `AuthorizedKeysFile`. Other dot files there are not opened: only their owner and mode are read.
//!
//! Hashes, salts, the passwords of groups, the names and telephone numbers of people and the keys themselves
//! stay here.

mod defaults;
mod dot_files;
mod hash;
mod homes;
mod keys;
mod shadow;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use muster_facts::accounts::{Account, Directory, Group};
use muster_facts::{AccountsFacts, DomainFacts as _, Fact, FactError, Secrets, Source};
use muster_target::{Collection, System};

use self::defaults::Defaults;
use crate::readers::accounts::{self as files, Accounts, GROUP, PASSWD, User};
use crate::readers::nsswitch;

/// `nobody`, whom distributions keep for files that belong to nobody here.
const NOBODY: [u32; 2] = [65_534, 65_533];

/// Shells that do one thing and end, whatever somebody asks of them.
const NOT_INTERACTIVE: [&str; 11] = [
    "false",
    "git-shell",
    "halt",
    "nologin",
    "null",
    "poweroff",
    "reboot",
    "rssh",
    "scponly",
    "shutdown",
    "sync",
];

/// Comments and passwords of groups that are kept out of texts: beyond these are those of a directory
/// that somebody has written into the files.
const MOST_COMMENTS: usize = 2_000;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> AccountsFacts {
    let accounts = match collection.shared::<Accounts>() {
        Ok(accounts) => accounts,
        Err(error) => return AccountsFacts::missing(&error),
    };
    let context = collection.context;
    register(context.secrets, &accounts);
    let users = accounts.all_users().map_err(FactError::from);
    let defaults = defaults::defaults(context.system);
    let homes = users
        .clone()
        .map(|users| homes::homes(collection, &by_name(users)));
    let dot_files = users.clone().map(|users| {
        let users = by_name(users).into_iter();
        dot_files::dot_files(context.system, users.filter(|user| is_interactive(user)))
    });
    AccountsFacts {
        directories: directories(context.system),
        accounts: users
            .clone()
            .and_then(|users| described(users, defaults.as_ref().map_err(Clone::clone)?)),
        passwords: users
            .clone()
            .and_then(|users| shadow::passwords(&context, &by_name(users))),
        groups: users.clone().and_then(|users| {
            let groups = accounts.all_groups()?;
            Ok(groups
                .iter()
                .map(|group| described_group(group, users))
                .collect())
        }),
        keys: homes.clone().and_then(|homes| homes.keys),
        home_paths: homes.clone().map(|homes| homes.paths),
        unread_paths: homes.map(|homes| homes.unread),
        dot_files: dot_files.clone().map(|found| found.files),
        unread_dot_files: dot_files.map(|found| found.unread),
        defaults: defaults.map(Defaults::into_fact),
    }
}

fn directories(system: &dyn System) -> Fact<Vec<Directory>> {
    let databases = [Directory::DATABASE_PASSWD, Directory::DATABASE_GROUP];
    let found = nsswitch::directories(system, &databases)?;
    let described = found.into_iter().map(|found| Directory {
        database: found.database.to_owned(),
        service: found.service,
        source: found.source,
    });
    Ok(described.collect())
}

/// What must not be in any text, whoever finds it in another place.
fn register(secrets: &Secrets, accounts: &Accounts) {
    let users = accounts.users();
    let comments = users.flat_map(|user| [&user.password, &user.comment]);
    let groups = accounts.all_groups().unwrap_or_default();
    let groups = groups.iter().map(|group| &group.password);
    for secret in comments
        .take(MOST_COMMENTS)
        .chain(groups.take(MOST_COMMENTS))
    {
        secrets.register(secret);
    }
}

/// Every name once, with the line that counts, in the order of the file.
fn by_name(users: &[User]) -> Vec<&User> {
    let mut known = HashSet::new();
    let firsts = users.iter().filter(|user| known.insert(user.name.as_str()));
    firsts.collect()
}

fn described(users: &[User], defaults: &Defaults) -> Fact<Vec<Account>> {
    let account = |user: &User| Account {
        name: user.name.clone(),
        uid: user.uid,
        gid: user.gid,
        home: user.home.display().to_string(),
        shell: shell(user).to_owned(),
        interactive: is_interactive(user),
        system: (user.uid != 0 && user.uid < defaults.uid_min) || NOBODY.contains(&user.uid),
        source: Source::line(PASSWD, user.line),
    };
    Ok(users.iter().map(account).collect())
}

fn shell(user: &User) -> &str {
    match user.shell.as_str() {
        "" => "/bin/sh",
        shell => shell,
    }
}

fn is_interactive(user: &User) -> bool {
    let name = shell(user).rsplit('/').next().unwrap_or_default();
    !NOT_INTERACTIVE.contains(&name)
}

fn described_group(group: &files::Group, users: &[User]) -> Group {
    let of_it = users.iter().filter(|user| user.gid == group.gid);
    let mut primary: Vec<String> = of_it.map(|user| user.name.clone()).collect();
    let mut listed = group.members.clone();
    for members in [&mut primary, &mut listed] {
        members.sort_unstable();
        members.dedup();
    }
    Group {
        name: group.name.clone(),
        gid: group.gid,
        listed,
        primary,
        source: Source::line(GROUP, group.line),
    }
}
