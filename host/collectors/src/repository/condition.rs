//! How a work tree differs from its commit, and whether others have that commit.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use muster_facts::Source;
use muster_facts::git::{Change, Condition};
use muster_target::{FileType, LARGEST_FILE, ReadError, present};
use sha1::{Digest as _, Sha1};

use super::contents::CommitFiles;
use super::index::IndexEntry;
use super::object::{EntryKind, ObjectId};
use super::place::Repository;
use super::store::{LARGEST_OBJECT, Unknown};

/// Files that are compared.
const MOST_FILES: usize = 200_000;

/// Bytes that are compared, where the times do not tell.
const MOST_BYTES: u64 = 256 << 20;

/// Changes that are named.
const MOST_NAMED: usize = 20;

/// Commits that are looked at for the one that is checked out.
const MOST_COMMITS: usize = 20_000;

/// What a pointer of Git LFS begins with, in whose place the work tree has the file itself.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// How the work tree is, beside the files of its commit.
pub(super) fn condition(
    repository: &mut Repository<'_>,
    files: CommitFiles,
) -> Result<Condition, String> {
    let mut changes = staged(&repository.index, files);
    changed(repository, &mut changes)?;
    let tags = tags(repository)?;
    let published = if tags.is_empty() {
        published(repository)?
    } else {
        Condition::PUBLISHED_KNOWN
    };
    let root = repository.root.display().to_string();
    let named = changes.iter().take(MOST_NAMED);
    Ok(Condition {
        change_count: u32::try_from(changes.len()).unwrap_or(u32::MAX),
        changes: named
            .map(|(path, what)| Change {
                path: path.clone(),
                what: (*what).to_owned(),
            })
            .collect(),
        published: published.to_owned(),
        tags,
        source: Source::file(&root),
        root,
    })
}

type Changes = BTreeMap<String, &'static str>;

/// What the index has otherwise than the commit.
fn staged(index: &[IndexEntry], mut files: CommitFiles) -> Changes {
    let mut changes = Changes::new();
    for entry in index {
        let same = files
            .remove(&entry.path)
            .is_some_and(|(kind, id)| kind == entry.kind && id == entry.id);
        if !same {
            changes.insert(entry.path.clone(), Change::WHAT_STAGED);
        }
    }
    changes.extend(files.into_keys().map(|path| (path, Change::WHAT_STAGED)));
    changes
}

/// How a file of the work tree may differ from what git keeps, and be the same to git.
struct Terms {
    looks_at_mode: bool,
    /// Whether lines may end otherwise.
    converts: bool,
    /// Whether it may be made of what git keeps in other ways.
    is_filtered: bool,
}

impl Terms {
    fn of(repository: &Repository<'_>) -> Self {
        let attributes = attributes(repository);
        let mut words = attributes.iter();
        let converts = repository
            .setting("core", "autocrlf")
            .is_some_and(|value| value != "false")
            || words
                .clone()
                .any(|word| word.starts_with("text") || word.starts_with("eol="));
        Self {
            looks_at_mode: repository.is_on("core", "filemode", true),
            converts,
            is_filtered: words.any(|word| {
                word.starts_with("filter=")
                    || word.starts_with("working-tree-encoding=")
                    || word == "ident"
            }),
        }
    }
}

/// What the work tree has otherwise than the index.
fn changed(repository: &mut Repository<'_>, changes: &mut Changes) -> Result<(), String> {
    if repository.index.len() > MOST_FILES {
        return Err(format!("it has more than {MOST_FILES} files"));
    }
    let terms = Terms::of(repository);
    let entries = std::mem::take(&mut repository.index);
    let mut bytes_left = MOST_BYTES;
    let mut outcome = Ok(());
    for entry in &entries {
        if entry.unwatched || changes.contains_key(&entry.path) {
            continue;
        }
        match change(repository, entry, &terms, &mut bytes_left) {
            Ok(Some(what)) => {
                changes.insert(entry.path.clone(), what);
            }
            Ok(None) => {}
            Err(reason) => {
                outcome = Err(reason);
                break;
            }
        }
    }
    repository.index = entries;
    outcome
}

fn change(
    repository: &mut Repository<'_>,
    entry: &IndexEntry,
    terms: &Terms,
    bytes_left: &mut u64,
) -> Result<Option<&'static str>, String> {
    let path = repository.root.join(&entry.path);
    let text = |error: ReadError| error.to_string();
    let system = repository.system;
    let Some(found) = present(system.link_metadata(&path)).map_err(text)? else {
        // What is not checked out of another repository is an empty directory, or nothing.
        let is_submodule = entry.kind == EntryKind::Submodule;
        return Ok((!is_submodule).then_some(Change::WHAT_DELETED));
    };
    let modified = Ok(Some(Change::WHAT_MODIFIED));
    match (entry.kind, found.file_type) {
        (EntryKind::Submodule, _) | (EntryKind::Directory, FileType::Directory) => Ok(None),
        (EntryKind::Link, FileType::Symlink) => {
            let target = system.read_link(&path).map_err(text)?;
            let same = blob_id(target.as_os_str().as_encoded_bytes()) == Some(entry.id);
            if same { Ok(None) } else { modified }
        }
        (EntryKind::File { executable }, FileType::Regular) => {
            if terms.looks_at_mode && executable != (found.mode & 0o100 != 0) {
                return modified;
            }
            // As git does: the index has the size that the work tree had when git last wrote to it.
            let size = found.size & u64::from(u32::MAX);
            if entry.size != 0 && size != u64::from(entry.size) {
                return modified;
            }
            if is_as_it_was(repository, entry, &found) {
                return Ok(None);
            }
            let Some(left) = bytes_left.checked_sub(found.size) else {
                return Err(format!(
                    "more than {MOST_BYTES} bytes would have to be compared"
                ));
            };
            *bytes_left = left;
            if found.size > LARGEST_OBJECT as u64 {
                return Err(format!("{} is too large to be compared", path.display()));
            }
            let content = system.read(&path, LARGEST_OBJECT as u64).map_err(text)?;
            differs(repository, entry, terms, &path, &content)
        }
        _ => modified,
    }
}

/// Whether size and time are as git saw them, and that was before it wrote the index: what changes
/// within the same second would be overlooked.
fn is_as_it_was(
    repository: &Repository<'_>,
    entry: &IndexEntry,
    found: &muster_target::Metadata,
) -> bool {
    let (Some(time), Some(index)) = (found.modified, repository.index_modified) else {
        return false;
    };
    let size = found.size & u64::from(u32::MAX);
    size == u64::from(entry.size) && time == i64::from(entry.modified) && time < index
}

fn differs(
    repository: &mut Repository<'_>,
    entry: &IndexEntry,
    terms: &Terms,
    path: &Path,
    content: &[u8],
) -> Result<Option<&'static str>, String> {
    if blob_id(content) == Some(entry.id) {
        return Ok(None);
    }
    if terms.converts && blob_id(&without_carriage_returns(content)) == Some(entry.id) {
        return Ok(None);
    }
    match repository.store.blob(&entry.id) {
        Ok(kept) if kept.starts_with(LFS) => Ok(None),
        Ok(_) if terms.is_filtered => Err(format!(
            "{} is not as git keeps it, which a filter in .gitattributes may be the reason of",
            path.display()
        )),
        Ok(_) => Ok(Some(Change::WHAT_MODIFIED)),
        Err(error) => Err(error.reason(&entry.id)),
    }
}

/// The words of the attributes of the top directory, which say what files look like in the work tree.
fn attributes(repository: &Repository<'_>) -> Vec<String> {
    let file = repository.root.join(".gitattributes");
    let bytes = repository.system.read(&file, LARGEST_FILE);
    let bytes = bytes.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.split_whitespace().map(str::to_owned).collect()
}

fn without_carriage_returns(content: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(content.len());
    for (at, byte) in content.iter().enumerate() {
        if *byte != b'\r' || content.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    plain
}

/// The id of a file with this content.
fn blob_id(content: &[u8]) -> Option<ObjectId> {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", content.len()));
    hash.update(content);
    ObjectId::from_bytes(&hash.finalize())
}

/// The tags that name the commit.
fn tags(repository: &mut Repository<'_>) -> Result<Vec<String>, String> {
    let Some(head) = repository.refs.head else {
        return Ok(Vec::new());
    };
    let all = repository.refs.below("refs/tags/");
    let all: Vec<(String, ObjectId)> = all.map(|(name, id)| (name.to_owned(), id)).collect();
    let mut tags = Vec::new();
    for (name, id) in all {
        match repository.store.peeled(&id) {
            Ok(Some(commit)) if commit == head => tags.push(name),
            Ok(_) | Err(Unknown::Absent) => {}
            Err(error) => return Err(error.reason(&id)),
        }
    }
    Ok(tags)
}

/// Whether a branch of a remote leads to the commit.
fn published(repository: &mut Repository<'_>) -> Result<&'static str, String> {
    let Some(head) = repository.refs.head else {
        return Ok(Condition::PUBLISHED_NO_REMOTE);
    };
    let has_remote = repository
        .config
        .iter()
        .any(|entry| entry.section == "remote");
    if !has_remote {
        return Ok(Condition::PUBLISHED_NO_REMOTE);
    }
    let mut pending: Vec<ObjectId> = repository
        .refs
        .below("refs/remotes/")
        .map(|(_, id)| id)
        .collect();
    let mut seen: HashSet<ObjectId> = HashSet::new();
    let mut is_whole = true;
    while let Some(id) = pending.pop() {
        if id == head {
            return Ok(Condition::PUBLISHED_KNOWN);
        }
        if !seen.insert(id) {
            continue;
        }
        if seen.len() > MOST_COMMITS {
            is_whole = false;
            break;
        }
        if repository.shallow.contains(&id) {
            is_whole = false;
            continue;
        }
        match repository.store.commit(&id) {
            Ok(commit) => pending.extend(commit.parents),
            Err(Unknown::Absent) => is_whole = false,
            Err(error) => return Err(error.reason(&id)),
        }
    }
    Ok(if is_whole {
        Condition::PUBLISHED_UNPUSHED
    } else {
        Condition::PUBLISHED_UNKNOWN
    })
}
