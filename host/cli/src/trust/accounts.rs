//! Users and groups of this machine, as far as trust depends on them.

use std::path::Path;

use crate::files;

/// Large enough for any machine whose users are in files.
const LARGEST_DATABASE: u64 = 4 << 20;

/// The texts of `passwd(5)` and `group(5)`.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    passwd: String,
    group: String,
}

/// The number that stands for "nobody logged in": a service, or a kernel without audit.
const NO_LOGIN: u32 = u32::MAX;

/// The name that the person at the terminal logged in with: `sudo` does not change it. None for root,
/// who is not a person, and for whoever did not log in.
pub(crate) fn login_name() -> Option<String> {
    let path = Path::new("/proc/self/loginuid");
    let logged_in = files::read_bounded(path, LARGEST_DATABASE).ok();
    let logged_in = logged_in.and_then(|text| String::from_utf8(text).ok()?.trim().parse().ok());
    let uid = logged_in
        .filter(|uid| *uid != NO_LOGIN)
        .unwrap_or_else(|| rustix::process::getuid().as_raw());
    let accounts = Accounts::of_this_machine();
    let name = named(&accounts.passwd, uid).filter(|_| uid != 0)?;
    Some(name.to_owned())
}

impl Accounts {
    /// Those of this machine. What cannot be read holds nobody.
    pub(super) fn of_this_machine() -> Self {
        let read = |path: &str| {
            let bytes = files::read_bounded(Path::new(path), LARGEST_DATABASE).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Self {
            passwd: read("/etc/passwd"),
            group: read("/etc/group"),
        }
    }

    /// `alice (uid 1000)`, for messages.
    pub(super) fn user(&self, uid: u32) -> String {
        match named(&self.passwd, uid) {
            Some(name) => format!("{name} (uid {uid})"),
            None => format!("uid {uid}"),
        }
    }

    /// `staff (gid 50)`, for messages.
    pub(super) fn group(&self, gid: u32) -> String {
        match named(&self.group, gid) {
            Some(name) => format!("{name} (gid {gid})"),
            None => format!("gid {gid}"),
        }
    }

    /// Whether a group is this user's alone: it has the user's name, nobody else is a member, and it
    /// is nobody else's primary group.
    pub(super) fn is_private(&self, gid: u32, uid: u32) -> bool {
        let Some(user) = named(&self.passwd, uid) else {
            return false;
        };
        let mut groups = entries(&self.group)
            .filter(|entry| entry.id == Some(gid))
            .peekable();
        groups.peek().is_some()
            && groups.all(|group| {
                let members = group.rest.rsplit(':').next().unwrap_or_default();
                let mut members = members.split(',').map(str::trim);
                group.name == user && members.all(|member| member.is_empty() || member == user)
            })
            && entries(&self.passwd).all(|entry| {
                let primary = entry.rest.split(':').next().unwrap_or_default();
                entry.id == Some(uid) || primary.parse() != Ok(gid)
            })
    }
}

/// The columns that both databases agree in.
struct Entry<'a> {
    name: &'a str,
    id: Option<u32>,
    rest: &'a str,
}

fn entries(database: &str) -> impl Iterator<Item = Entry<'_>> {
    database.lines().filter_map(|line| {
        let mut columns = line.splitn(4, ':');
        let (name, _password) = (columns.next()?, columns.next()?);
        let id = columns.next()?.parse().ok();
        Some(Entry {
            name,
            id,
            rest: columns.next().unwrap_or_default(),
        })
    })
}

fn named(database: &str, id: u32) -> Option<&str> {
    entries(database)
        .find(|entry| entry.id == Some(id))
        .map(|entry| entry.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n\
                          bob:x:1001:1001::/home/bob:/bin/sh\ncarol:x:1002:100::/:/bin/sh\n";

    fn is_private(group: &str) -> bool {
        let accounts = Accounts {
            passwd: PASSWD.to_owned(),
            group: group.to_owned(),
        };
        accounts.is_private(1000, 1000)
    }

    #[test]
    fn a_group_is_private_only_to_its_one_member() {
        assert!(is_private("root:x:0:\nalice:x:1000:\n"));
        assert!(is_private("alice:x:1000:alice\n"));
        for shared in [
            "",
            "alice:x:1000:bob\n",
            "alice:x:1000:alice,bob\n",
            "staff:x:1000:\n",
            "alice:x:1000:\nalso:x:1000:bob\n",
            "alice:x:1001:\n",
        ] {
            assert!(!is_private(shared), "{shared:?}");
        }
    }

    #[test]
    fn a_group_that_is_another_users_primary_one_is_not_private() {
        let accounts = Accounts {
            passwd: format!("{PASSWD}dave:x:1003:1000::/:/bin/sh\n"),
            group: "alice:x:1000:\n".to_owned(),
        };
        assert!(!accounts.is_private(1000, 1000));
    }

    #[test]
    fn names_are_shown_with_their_numbers() {
        let accounts = Accounts {
            passwd: PASSWD.to_owned(),
            group: "staff:x:50:\n".to_owned(),
        };
        assert_eq!(accounts.user(1001), "bob (uid 1001)");
        assert_eq!(accounts.user(7), "uid 7");
        assert_eq!(accounts.group(50), "staff (gid 50)");
    }
}
