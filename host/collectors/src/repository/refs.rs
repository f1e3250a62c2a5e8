//! What `HEAD`, branches and tags name (gitrepository-layout(5)).

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use muster_facts::{Fact, FactError};
use muster_target::{FileType, LARGEST_FILE, Links, System, present};

use super::object::ObjectId;

/// References of one repository. Some have one for each run of a pipeline.
const MOST_REFS: usize = 20_000;

/// Bytes of `packed-refs`.
const LARGEST_PACKED: u64 = 16 << 20;

/// Symbolic references that lead to others, as git has it.
const MOST_STEPS: usize = 5;

/// The references of a repository.
#[derive(Debug)]
pub(super) struct Refs {
    /// By their full names, such as `refs/heads/main`. One that leads to another is left out.
    pub(super) all: BTreeMap<String, ObjectId>,
    /// What is checked out; none before the first commit.
    pub(super) head: Option<ObjectId>,
    /// The full name of the branch that is checked out.
    pub(super) branch: Option<String>,
}

impl Refs {
    /// Reads those in the directory of the repository, and `HEAD` in that of the work tree.
    pub(super) fn read(system: &dyn System, common: &Path, own: &Path) -> Fact<Self> {
        let packed = present(system.read_named(
            &common.join("packed-refs"),
            LARGEST_PACKED,
            Links::OfOwner,
        ))?;
        let packed = String::from_utf8_lossy(&packed.unwrap_or_default()).into_owned();
        let mut all: BTreeMap<String, ObjectId> = packed.lines().filter_map(packed_ref).collect();
        let mut directories = VecDeque::from(["refs".to_owned()]);
        let mut looked_at = 0;
        while let Some(directory) = directories.pop_front() {
            for name in present(system.list(&common.join(&directory)))?.unwrap_or_default() {
                looked_at += 1;
                if looked_at > MOST_REFS || all.len() > MOST_REFS {
                    return Err(FactError::Failed(format!(
                        "{} has more than {MOST_REFS} references",
                        common.display()
                    )));
                }
                let name = format!("{directory}/{name}");
                let path = common.join(&name);
                let Some(found) = present(system.link_metadata(&path))? else {
                    continue;
                };
                match found.file_type {
                    FileType::Directory => directories.push_back(name),
                    FileType::Regular => {
                        if let Some(Content::Id(id)) = content(system, &path)? {
                            all.insert(name, id);
                        }
                    }
                    FileType::Symlink | FileType::Special => {}
                }
            }
        }
        let (head, branch) = head(system, own, &all)?;
        Ok(Self { all, head, branch })
    }

    /// Those whose names begin so, without that beginning.
    pub(super) fn below<'a>(
        &'a self,
        beginning: &'a str,
    ) -> impl Iterator<Item = (&'a str, ObjectId)> {
        let named =
            move |(name, id): (&'a String, &ObjectId)| Some((name.strip_prefix(beginning)?, *id));
        self.all.iter().filter_map(named)
    }
}

enum Content {
    Id(ObjectId),
    /// The name of another.
    Leads(String),
}

fn head(
    system: &dyn System,
    own: &Path,
    all: &BTreeMap<String, ObjectId>,
) -> Fact<(Option<ObjectId>, Option<String>)> {
    let path = own.join("HEAD");
    let mut name = match content(system, &path)? {
        Some(Content::Id(id)) => return Ok((Some(id), None)),
        Some(Content::Leads(name)) => name,
        None => {
            let reason = format!("{} names neither a commit nor a branch", path.display());
            return Err(FactError::Failed(reason));
        }
    };
    let branch = name.clone();
    for _ in 0..MOST_STEPS {
        if let Some(id) = all.get(&name) {
            return Ok((Some(*id), Some(branch)));
        }
        let Some(path) = inside(own, &name) else {
            break;
        };
        match content(system, &path)? {
            Some(Content::Leads(next)) => name = next,
            Some(Content::Id(id)) => return Ok((Some(id), Some(branch))),
            None => break,
        }
    }
    Ok((None, Some(branch)))
}

/// The path of a reference, which is never elsewhere.
fn inside(directory: &Path, name: &str) -> Option<PathBuf> {
    let is_plain =
        name.starts_with("refs/") && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    is_plain.then(|| directory.join(name))
}

fn content(system: &dyn System, path: &Path) -> Fact<Option<Content>> {
    let Some(bytes) = present(system.read_named(path, LARGEST_FILE, Links::OfOwner))? else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_end();
    Ok(match text.strip_prefix("ref:") {
        Some(name) => Some(Content::Leads(name.trim_start().to_owned())),
        None => ObjectId::from_hex(text).map(Content::Id),
    })
}

/// `ID NAME`; not a comment, nor what the tag above it leads to.
fn packed_ref(line: &str) -> Option<(String, ObjectId)> {
    let (id, name) = line.split_once(' ')?;
    Some((name.trim_end().to_owned(), ObjectId::from_hex(id)?))
}
