//! What decides about logins in the homes of accounts: who can write there, and which keys are let in.

use std::path::{Path, PathBuf};

use muster_facts::accounts::{HomePath, Key, UnreadPath};
use muster_facts::{Fact, FactError, Source};
use muster_target::{Collection, FileType, LARGEST_FILE, System};

use super::{is_interactive, keys};
use crate::readers::accounts::User;
use crate::readers::state::file_state;

/// Accounts whose homes are looked at: those of a university are in a directory, not in a file.
pub(super) const MOST_HOMES: usize = 5_000;

/// Keys that are kept, of all accounts and of one file.
const MOST_KEYS: usize = 20_000;
const MOST_KEYS_OF_FILE: usize = 1_000;

/// Keys that are kept out of texts as well. They are not secret; a plugin has no use for them.
const MOST_KEPT_OUT: usize = 200;

/// What sshd looks at where nothing is set, see sshd_config(5).
const KEY_FILES: [&str; 2] = [".ssh/authorized_keys", ".ssh/authorized_keys2"];

/// What is nobody's home, whatever passwd(5) says: everything is below it, or nothing is.
const NO_HOMES: [&str; 4] = ["/", "/dev/null", "/nonexistent", "/var/empty"];

#[derive(Clone)]
pub(super) struct Homes {
    pub(super) keys: Fact<Vec<Key>>,
    pub(super) paths: Vec<HomePath>,
    pub(super) unread: Vec<UnreadPath>,
}

/// Of accounts that have names of their own.
pub(super) fn homes(collection: &Collection<'_>, users: &[&User]) -> Homes {
    let patterns = key_files(collection);
    let mut found = Found {
        system: collection.context.system,
        paths: Vec::new(),
        unread: Vec::new(),
        keys: Vec::new(),
        bodies: 0,
    };
    let interactive = || users.iter().filter(|user| is_interactive(user));
    for user in interactive().take(MOST_HOMES) {
        found.look_at_home(user);
        for path in patterns
            .iter()
            .flatten()
            .filter_map(|pattern| expand(pattern, user))
        {
            found.look_at_keys(collection, user, &path);
        }
    }
    if let Some(user) = interactive().nth(MOST_HOMES) {
        found.unread.push(UnreadPath {
            account: user.name.clone(),
            path: user.home.display().to_string(),
            reason: format!(
                "more than {MOST_HOMES} accounts have a shell, and Muster looks at no more homes"
            ),
        });
    }
    Homes {
        keys: patterns.map(|_| found.keys),
        paths: found.paths,
        unread: found.unread,
    }
}

/// Every value that `AuthorizedKeysFile` has for anyone.
fn key_files(collection: &Collection<'_>) -> Fact<Vec<String>> {
    let default = || KEY_FILES.map(str::to_owned).to_vec();
    let sshd = collection.sshd()?;
    if !sshd.server.as_ref().map_err(FactError::clone)?.installed {
        // Other servers have the same file.
        return Ok(default());
    }
    let settings = sshd.settings.as_ref().map_err(FactError::clone)?;
    let blocks = sshd.match_blocks.as_ref().map_err(FactError::clone)?;
    let of_blocks = blocks.iter().flat_map(|block| &block.overrides);
    let set = settings
        .iter()
        .chain(of_blocks)
        .filter(|setting| setting.keyword == "authorizedkeysfile");
    let mut patterns: Vec<String> = set.flat_map(|setting| setting.values.clone()).collect();
    if patterns.is_empty() {
        patterns = default();
    }
    patterns.sort_unstable();
    patterns.dedup();
    patterns.retain(|pattern| pattern != "none");
    Ok(patterns)
}

/// The path that a pattern of sshd_config(5) stands for; none for one that is in no home.
fn expand(pattern: &str, user: &User) -> Option<PathBuf> {
    let mut path = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            path.push(character);
            continue;
        }
        match characters.next()? {
            '%' => path.push('%'),
            'h' => path.push_str(user.home.to_str()?),
            'u' => path.push_str(&user.name),
            'U' => path.push_str(&user.uid.to_string()),
            _ => return None,
        }
    }
    let path = PathBuf::from(path);
    if path.is_absolute() {
        return Some(path);
    }
    home(user).map(|home| home.join(path))
}

/// The home of an account; none if it is one of the directories that are nobody's home.
pub(super) fn home(user: &User) -> Option<&Path> {
    let is_none = NO_HOMES.iter().any(|none| user.home == Path::new(none));
    (user.home.is_absolute() && !is_none).then_some(&user.home)
}

struct Found<'a> {
    system: &'a dyn System,
    paths: Vec<HomePath>,
    unread: Vec<UnreadPath>,
    keys: Vec<Key>,
    /// How many keys are kept out of texts.
    bodies: usize,
}

impl Found<'_> {
    fn look_at_home(&mut self, user: &User) {
        let Some(home) = home(user) else {
            return;
        };
        if self.look_at(user, HomePath::KIND_HOME, home, FileType::Directory) {
            let directory = home.join(".ssh");
            self.look_at(
                user,
                HomePath::KIND_SSH_DIRECTORY,
                &directory,
                FileType::Directory,
            );
        }
    }

    /// Whether there is something of this type.
    fn look_at(&mut self, user: &User, kind: &str, path: &Path, wanted: FileType) -> bool {
        let name = path.display().to_string();
        let state = match file_state(self.system, path) {
            Ok(state) => state,
            Err(error) => {
                self.unread.push(UnreadPath {
                    account: user.name.clone(),
                    path: name,
                    reason: error.to_string(),
                });
                return false;
            }
        };
        let end = state.as_ref().and_then(|state| state.end);
        let Some(end) = end.filter(|end| end.file_type == wanted) else {
            return false;
        };
        self.paths.push(HomePath {
            account: user.name.clone(),
            kind: kind.to_owned(),
            mode: end.mode,
            uid: end.uid,
            gid: end.gid,
            acl_extended: state.and_then(|state| state.extended_acl),
            source: Source::file(&*name),
            path: name,
        });
        true
    }

    fn look_at_keys(&mut self, collection: &Collection<'_>, user: &User, path: &Path) {
        if !self.look_at(user, HomePath::KIND_KEYS, path, FileType::Regular) {
            return;
        }
        let name = path.display().to_string();
        let mut unread = |reason: String| {
            self.unread.push(UnreadPath {
                account: user.name.clone(),
                path: name.clone(),
                reason,
            });
        };
        // What it leads to is the account's to say, and nothing of it is shown.
        let bytes = match self.system.read(path, LARGEST_FILE) {
            Ok(bytes) => bytes,
            Err(error) => return unread(error.to_string()),
        };
        let text = String::from_utf8_lossy(&bytes);
        for (number, key) in keys::parse(&text).enumerate() {
            if number >= MOST_KEYS_OF_FILE || self.keys.len() >= MOST_KEYS {
                return unread(format!("{name} has more keys than Muster looks at"));
            }
            if self.bodies < MOST_KEPT_OUT {
                collection.context.secrets.register(&key.body);
                self.bodies += 1;
            }
            self.keys.push(Key {
                account: user.name.clone(),
                algorithm: key.algorithm.to_owned(),
                bits: key.bits,
                options: key
                    .options
                    .iter()
                    .map(|option| (*option).to_owned())
                    .collect(),
                source: Source::line(&*name, key.line),
            });
        }
    }
}
