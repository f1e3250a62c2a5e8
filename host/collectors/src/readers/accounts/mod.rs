//! Users and groups from passwd(5) and group(5), read as the C library reads them. A directory service
//! behind NSS is not seen.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use muster_facts::Secret;
use muster_target::{Collection, LARGEST_FILE, ReadError, Shared, System};

pub(crate) const PASSWD: &str = "/etc/passwd";
pub(crate) const GROUP: &str = "/etc/group";

/// The local users and groups; none of those in a file that cannot be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts {
    /// In the order of the file, in which the first of one name or number counts.
    users: Vec<User>,
    groups: Vec<Group>,
    by_name: BTreeMap<String, usize>,
    /// Why a file could not be read.
    unread_users: Option<ReadError>,
    unread_groups: Option<ReadError>,
}

/// A line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// As it is written, which need not be an absolute path.
    pub(crate) home: PathBuf,
    pub(crate) shell: String,
    /// `x` where it is in `/etc/shadow`.
    pub(crate) password: Secret,
    /// Name, telephone and so on of a person.
    pub(crate) comment: Secret,
    /// Counted from 1.
    pub(crate) line: u32,
    /// Names of the primary group and of those that list the user, in the order of `/etc/group`.
    pub(crate) groups: Vec<String>,
}

/// A line of `/etc/group`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) gid: u32,
    /// Those that it lists.
    pub(crate) members: Vec<String>,
    pub(crate) password: Secret,
    /// Counted from 1.
    pub(crate) line: u32,
}

impl Shared for Accounts {
    fn read(collection: &Collection<'_>) -> Self {
        Self::of(collection.context.system)
    }
}

impl Accounts {
    /// Reads both files.
    #[must_use]
    pub(crate) fn of(system: &dyn System) -> Self {
        let text = |path: &str| match system.read(Path::new(path), LARGEST_FILE) {
            // A name in another encoding spoils no other line.
            Ok(bytes) => (String::from_utf8_lossy(&bytes).into_owned(), None),
            Err(error) => (String::new(), Some(error)),
        };
        let (passwd, unread_users) = text(PASSWD);
        let (group, unread_groups) = text(GROUP);
        Self {
            unread_users,
            unread_groups,
            ..Self::parse(&passwd, &group)
        }
    }

    fn parse(passwd: &str, group: &str) -> Self {
        let mut users: Vec<User> = lines(passwd).filter_map(user).collect();
        let groups: Vec<Group> = lines(group).filter_map(self::group).collect();
        let mut by_name = BTreeMap::new();
        let mut by_primary: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, user) in users.iter().enumerate() {
            by_name.entry(user.name.clone()).or_insert(at);
            by_primary.entry(user.gid).or_default().push(at);
        }
        for group in &groups {
            let primary = by_primary.get(&group.gid).into_iter().flatten();
            let listed = group.members.iter().filter_map(|name| by_name.get(name));
            let mut members: Vec<usize> = primary.chain(listed).copied().collect();
            members.sort_unstable();
            members.dedup();
            for at in members {
                if let Some(user) = users.get_mut(at) {
                    user.groups.push(group.name.clone());
                }
            }
        }
        Self {
            users,
            groups,
            by_name,
            ..Self::default()
        }
    }

    /// Every line of `/etc/passwd`, in order, for whoever must know that these are all.
    ///
    /// # Errors
    /// When the file could not be read.
    pub(crate) fn all_users(&self) -> Result<&[User], ReadError> {
        match &self.unread_users {
            None => Ok(&self.users),
            Some(error) => Err(error.clone()),
        }
    }

    /// Every line of `/etc/group`, in order.
    ///
    /// # Errors
    /// When the file could not be read.
    pub(crate) fn all_groups(&self) -> Result<&[Group], ReadError> {
        match &self.unread_groups {
            None => Ok(&self.groups),
            Some(error) => Err(error.clone()),
        }
    }

    /// Every line of `/etc/passwd`, in order.
    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.iter()
    }

    /// Every user once, by name.
    pub(crate) fn by_name(&self) -> impl Iterator<Item = &User> {
        self.by_name.values().filter_map(|at| self.users.get(*at))
    }

    /// The user of a name.
    #[must_use]
    pub(crate) fn user(&self, name: &str) -> Option<&User> {
        self.users.get(*self.by_name.get(name)?)
    }

    /// The user of a number.
    #[must_use]
    pub(crate) fn user_of(&self, uid: u32) -> Option<&User> {
        self.users.iter().find(|user| user.uid == uid)
    }

    /// Who is in a group: those that it lists, whether or not they have a line of their own, and those whose
    /// primary group it is.
    #[must_use]
    pub(crate) fn members(&self, name: &str) -> Vec<String> {
        let groups = || self.groups.iter().filter(|group| group.name == name);
        let is_primary = |user: &&User| groups().any(|group| group.gid == user.gid);
        let listed = groups().flat_map(|group| group.members.iter().cloned());
        let primary = self.by_name().filter(is_primary);
        let mut members: Vec<String> = listed
            .chain(primary.map(|user| user.name.clone()))
            .collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// The group of a name.
    #[must_use]
    pub(crate) fn group(&self, name: &str) -> Option<&Group> {
        let mut named = self.groups.iter();
        named.find(|group| !name.is_empty() && group.name == name)
    }

    /// The name of the group of a number.
    #[must_use]
    pub(crate) fn group_of(&self, gid: u32) -> Option<&str> {
        let group = self.groups.iter().find(|group| group.gid == gid)?;
        Some(&group.name)
    }
}

/// The lines that may be entries, with their numbers. What begins with `+` or `-` belongs to NIS, and is nobody's
/// name.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..)
        .zip(text.split('\n'))
        .map(|(number, line)| (number, line.trim_ascii_start()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with(['#', '+', '-']))
}

/// `name:password:uid:gid`, of which nothing may be missing; then comment, home and shell.
fn user((line, text): (u32, &str)) -> Option<User> {
    let mut fields = text.split(':');
    Some(User {
        name: fields.next()?.to_owned(),
        password: Secret::new(fields.next()?),
        uid: number(fields.next()?)?,
        gid: number(fields.next()?)?,
        comment: Secret::new(fields.next().unwrap_or_default()),
        home: fields.next().unwrap_or_default().into(),
        shell: fields.collect::<Vec<_>>().join(":"),
        line,
        groups: Vec::new(),
    })
}

/// `name:password:gid:member,member`.
fn group((line, text): (u32, &str)) -> Option<Group> {
    let mut fields = text.splitn(4, ':');
    Some(Group {
        name: fields.next()?.to_owned(),
        password: Secret::new(fields.next()?),
        gid: number(fields.next()?)?,
        members: fields
            .next()
            .unwrap_or_default()
            .split(',')
            .map(str::trim_ascii_start)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        line,
    })
}

fn number(text: &str) -> Option<u32> {
    text.trim_ascii_start().parse().ok()
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
