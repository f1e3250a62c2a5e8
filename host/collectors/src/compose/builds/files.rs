//! Environment files and private keys in a build context. Of their content only whether it is a private key is looked
//! at, and nothing of it leaves.

use std::path::Path;

use memchr::memmem;
use muster_target::{FileType, ReadError, System};

use super::ignore::Ignore;
use crate::readers::env_name::{EnvName, env_name};

/// A file that should be in no image.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Below the context.
    pub(super) path: String,
    pub(super) is_key: bool,
}

/// Names in a context. A larger one is looked at as far as this.
const MOST_NAMES: usize = 50_000;

/// Directories of a context lie this deep in each other at most.
const DEEPEST: usize = 12;

/// Files that are told of one context.
const MOST_FOUND: usize = 200;

/// A private key is not longer.
const LARGEST_KEY: u64 = 64 << 10;

/// Directories that tools fill with what others have published.
const FOREIGN: [&str; 8] = [
    ".git",
    ".hg",
    ".svn",
    ".tox",
    ".venv",
    "node_modules",
    "site-packages",
    "venv",
];

/// What was found in a context.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) found: Vec<Found>,
    /// Why there may be more.
    pub(super) incomplete: Option<String>,
}

/// Looks through a context, without what is left out as a whole.
pub(super) fn files(system: &dyn System, root: &Path, ignore: &Ignore) -> Files {
    let mut search = Search {
        system,
        root,
        ignore,
        files: Files::default(),
        pending: vec![(String::new(), 0)],
    };
    let mut seen = 0;
    while let Some((directory, depth)) = search.pending.pop() {
        let names = match system.list(&root.join(&directory)) {
            Ok(names) => names,
            Err(error) => {
                search.miss(&error);
                continue;
            }
        };
        for name in names {
            seen += 1;
            if seen > MOST_NAMES || search.files.found.len() >= MOST_FOUND {
                let reason = format!("{} has more files than Muster looks at", root.display());
                search.files.incomplete.get_or_insert(reason);
                return search.files;
            }
            search.look_at(&name, &directory, depth);
        }
    }
    search.files.found.sort_by(|a, b| a.path.cmp(&b.path));
    search.files
}

struct Search<'a> {
    system: &'a dyn System,
    root: &'a Path,
    ignore: &'a Ignore,
    files: Files,
    /// Directories that are still to be listed, with how deep they lie.
    pending: Vec<(String, usize)>,
}

impl Search<'_> {
    fn look_at(&mut self, name: &str, directory: &str, depth: usize) {
        let path = match directory {
            "" => name.to_owned(),
            directory => format!("{directory}/{name}"),
        };
        let full = self.root.join(&path);
        // Of a link the builder takes where it leads to, and not what is there.
        let kind = match self.system.link_metadata(&full) {
            Ok(found) => found.file_type,
            Err(error) => return self.miss(&error),
        };
        match kind {
            FileType::Directory => {
                if FOREIGN.contains(&name) || self.ignore.leaves_out_all_below(&path) {
                    return;
                }
                if depth >= DEEPEST {
                    let reason = format!("{} is too deep to be looked at", full.display());
                    self.files.incomplete.get_or_insert(reason);
                    return;
                }
                self.pending.push((path, depth + 1));
            }
            FileType::Regular => {
                let is_env = env_name(name) == Some(EnvName::Environment);
                if is_env || (may_be_key(name) && self.is_key(&full)) {
                    let is_key = !is_env;
                    self.files.found.push(Found { path, is_key });
                }
            }
            FileType::Symlink | FileType::Special => {}
        }
    }

    /// Whether a file is a private key. What may not be read is one, until it is known that it is not.
    fn is_key(&self, path: &Path) -> bool {
        match self.system.read_start(path, LARGEST_KEY) {
            Ok(content) => holds_key(&content),
            Err(ReadError::NotFound { .. }) => false,
            Err(_) => true,
        }
    }

    fn miss(&mut self, error: &ReadError) {
        if !matches!(error, ReadError::NotFound { .. }) {
            self.files
                .incomplete
                .get_or_insert_with(|| error.to_string());
        }
    }
}

/// Whether files of this name hold private keys.
fn may_be_key(name: &str) -> bool {
    let ends = [".key", ".pem", ".p8", ".pk8"];
    let names = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];
    ends.iter().any(|end| name.ends_with(end)) || names.contains(&name)
}

/// `-----BEGIN … PRIVATE KEY-----`
fn holds_key(content: &[u8]) -> bool {
    const MARK: &[u8] = b"PRIVATE KEY-----";
    memmem::find(content, MARK).is_some()
}
