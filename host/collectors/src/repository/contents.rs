//! What is in the files that git keeps: environment files with secrets, and lines that look like some.

use std::collections::BTreeMap;

use memchr::memmem;
use muster_facts::git::{Gap, SecretKey, SecretMatch, TrackedEnvFile};
use muster_facts::{Secret, Source, env as env_facts};
use muster_target::Context;

use super::index::IndexEntry;
use super::object::{EntryKind, ObjectId};
use super::place::Repository;
use super::store::Unknown;
use crate::env;
use crate::readers::env_name::{EnvName, env_name};
use crate::tokens;

/// Files of one commit. The largest repositories in public have a few hundred thousand.
const MOST_FILES: usize = 500_000;

/// Directories in each other.
const DEEPEST: usize = 256;

/// Matches of one repository: more are not secrets but data.
const MOST_MATCHES: usize = 1_000;

/// Bytes of an environment file.
const LARGEST_ENV_FILE: usize = 1 << 20;

/// As git does, a file with a zero in its first bytes is taken for one that is not text.
const BINARY_START: usize = 8_000;

/// Words of files whose values are encrypted: SOPS, dotenvx, git-crypt and Ansible Vault.
const ENCRYPTED: [&[u8]; 4] = [
    b"sops_version",
    b"DOTENV_PUBLIC_KEY",
    b"\0GITCRYPT\0",
    b"$ANSIBLE_VAULT;",
];

/// The files that git keeps, each with the objects that it has for them and where.
pub(super) type Tracked = BTreeMap<String, Vec<(ObjectId, Vec<&'static str>)>>;

/// The files of a commit by their paths.
pub(super) type CommitFiles = BTreeMap<String, (EntryKind, ObjectId)>;

/// The files of the index and of the commit that is checked out.
pub(super) fn tracked(index: &[IndexEntry], commit: &CommitFiles) -> Tracked {
    let mut tracked = Tracked::new();
    let mut add = |path: &str, kind: EntryKind, id: ObjectId, place: &'static str| {
        if !matches!(kind, EntryKind::File { .. }) {
            return;
        }
        let versions = tracked.entry(path.to_owned()).or_default();
        match versions.iter_mut().find(|(known, _)| *known == id) {
            Some((_, places)) if places.contains(&place) => {}
            Some((_, places)) => places.push(place),
            None => versions.push((id, vec![place])),
        }
    };
    for entry in index {
        let place = TrackedEnvFile::TRACKED_IN_INDEX;
        add(&entry.path, entry.kind, entry.id, place);
    }
    for (path, (kind, id)) in commit {
        add(path, *kind, *id, TrackedEnvFile::TRACKED_IN_COMMIT);
    }
    tracked
}

/// The files of the commit that is checked out.
pub(super) fn files_of_commit(repository: &mut Repository<'_>) -> Result<CommitFiles, String> {
    let mut files = CommitFiles::new();
    let Some(head) = repository.refs.head else {
        return Ok(files);
    };
    let commit = repository.store.commit(&head);
    let mut pending = vec![(
        String::new(),
        commit.map_err(|error| error.reason(&head))?.tree,
    )];
    while let Some((directory, tree)) = pending.pop() {
        let entries = repository.store.tree(&tree);
        for entry in entries.map_err(|error| error.reason(&tree))? {
            let path = match directory.as_str() {
                "" => entry.name,
                _ => format!("{directory}/{}", entry.name),
            };
            if files.len() + pending.len() > MOST_FILES || path.matches('/').count() > DEEPEST {
                return Err(format!(
                    "the commit has more than {MOST_FILES} files, or more than {DEEPEST} directories in each other"
                ));
            }
            if entry.kind == EntryKind::Directory {
                pending.push((path, entry.id));
            } else {
                files.insert(path, (entry.kind, entry.id));
            }
        }
    }
    Ok(files)
}

/// What was found in the files.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) env_files: Vec<TrackedEnvFile>,
    pub(super) matches: Vec<SecretMatch>,
    /// Why something of them is not known.
    pub(super) unknown: Vec<String>,
}

/// Looks into all files.
pub(super) fn contents(
    context: Context<'_>,
    repository: &mut Repository<'_>,
    tracked: &Tracked,
) -> Contents {
    let root = repository.root.display().to_string();
    let mut found = Contents::default();
    for (path, versions) in tracked {
        let absolute = repository.absolute(path);
        for (id, places) in versions {
            let places = || places.iter().map(|place| (*place).to_owned()).collect();
            let bytes = match repository.store.blob(id) {
                Ok(bytes) => bytes,
                Err(error @ (Unknown::Absent | Unknown::TooLarge)) => {
                    found
                        .unknown
                        .push(format!("{absolute}: {}", error.reason(id)));
                    continue;
                }
                Err(Unknown::Failed(reason)) => {
                    found.unknown.push(reason);
                    return found;
                }
            };
            if let Some(kind) = env_name(path) {
                match env_file(context, &absolute, &bytes) {
                    Ok((keys, encrypted)) => found.env_files.push(TrackedEnvFile {
                        root: root.clone(),
                        path: path.clone(),
                        kind: match kind {
                            EnvName::Environment => TrackedEnvFile::KIND_ENVIRONMENT,
                            EnvName::Template => TrackedEnvFile::KIND_TEMPLATE,
                        }
                        .to_owned(),
                        tracked_in: places(),
                        encrypted,
                        keys,
                        source: Source::file(&absolute),
                    }),
                    Err(reason) => found.unknown.push(reason),
                }
            }
            if bytes.iter().take(BINARY_START).any(|byte| *byte == 0) {
                continue;
            }
            for one in tokens::matches(&bytes) {
                if let Some(secret) = bytes.get(one.secret.clone()) {
                    context.secrets.register(&Secret::new(secret));
                }
                add_match(
                    &mut found.matches,
                    SecretMatch {
                        root: root.clone(),
                        path: path.clone(),
                        kind: one.kind.to_owned(),
                        tracked_in: places(),
                        source: Source::line(&absolute, one.line),
                    },
                );
            }
            if found.matches.len() > MOST_MATCHES {
                found.matches.truncate(MOST_MATCHES);
                found.unknown.push(format!(
                    "{root} has more than {MOST_MATCHES} lines that look like secrets"
                ));
                return found;
            }
        }
    }
    found
}

/// One line of one file once, whichever versions of it git has.
fn add_match(matches: &mut Vec<SecretMatch>, new: SecretMatch) {
    let same = matches.iter_mut().rev().find(|known| {
        known.path == new.path && known.kind == new.kind && known.source.line == new.source.line
    });
    match same {
        Some(known) => {
            for place in new.tracked_in {
                if !known.tracked_in.contains(&place) {
                    known.tracked_in.push(place);
                }
            }
        }
        None => matches.push(new),
    }
}

/// The secrets of an environment file, and whether it is encrypted.
pub(super) fn env_file(
    context: Context<'_>,
    path: &str,
    bytes: &[u8],
) -> Result<(Vec<SecretKey>, bool), String> {
    if bytes.len() > LARGEST_ENV_FILE {
        return Err(format!("{path} is larger than {LARGEST_ENV_FILE} bytes"));
    }
    let is_encrypted = ENCRYPTED
        .iter()
        .any(|word| memmem::find(bytes, word).is_some());
    if is_encrypted {
        return Ok((Vec::new(), true));
    }
    let keys = env::keys_of_content(context, path, bytes);
    let keys = keys.map_err(|error| error.reason().to_owned())?;
    let secret = keys.into_iter().filter(holds_secret);
    let secret = secret.map(|key| SecretKey {
        equality: key.equality,
        source: key.source,
        name: key.name,
    });
    Ok((secret.collect(), false))
}

/// Whether a key has a secret of its own, and not only the name of one.
fn holds_secret(key: &env_facts::Key) -> bool {
    let refers = key.remarks.iter().any(|remark| remark == "interpolates");
    key.secret
        && key.status == env_facts::Key::STATUS_SET
        && key.known_dummy.is_none()
        && !(refers && key.vendor.is_none())
}

/// Why a part of a repository is not known.
pub(super) fn gap(root: &str, part: &str, reason: impl Into<String>) -> Gap {
    Gap {
        root: root.to_owned(),
        part: part.to_owned(),
        reason: reason.into(),
        source: Source::file(root),
    }
}
