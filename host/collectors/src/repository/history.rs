//! Environment files with secrets in older commits, of all branches and tags.

use std::collections::{BTreeMap, BinaryHeap, HashSet};

use muster_facts::Source;
use muster_facts::git::{History, HistoryHit};
use muster_target::Context;

use super::contents::{Tracked, env_file};
use super::object::{Commit, EntryKind, ObjectId};
use super::place::Repository;
use crate::readers::env_name::{EnvName, env_name};

/// Commits that are looked at, the newest first. That is years of work of a team.
const MOST_COMMITS: usize = 20_000;

/// Directories that are looked at, each version of one once.
const MOST_TREES: usize = 200_000;

/// Files of one history that are named.
const MOST_HITS: usize = 100;

/// What an older history holds, or the reason why that is not known.
pub(super) fn history(
    context: Context<'_>,
    repository: &mut Repository<'_>,
    tracked: &Tracked,
) -> Result<(History, Vec<HistoryHit>), String> {
    let root = repository.root.display().to_string();
    let mut walk = Walk::default();
    let starts: Vec<ObjectId> = repository.refs.all.values().copied().collect();
    for start in starts.into_iter().chain(repository.refs.head) {
        match repository.store.peeled(&start) {
            Ok(Some(commit)) => walk.add(repository, commit)?,
            // A tag of something else.
            Ok(None) => {}
            Err(error) => return Err(error.reason(&start)),
        }
    }
    let mut hits: BTreeMap<String, HistoryHit> = BTreeMap::new();
    let mut looked_at = 0;
    let mut cut = None;
    while let Some(Next { id, commit, .. }) = walk.next.pop() {
        if looked_at == MOST_COMMITS {
            cut = Some(format!("there are more than {MOST_COMMITS} commits"));
            break;
        }
        looked_at += 1;
        for (path, blob) in walk.new_env_files(repository, commit.tree)? {
            if tracked.contains_key(&path) || hits.contains_key(&path) || hits.len() == MOST_HITS {
                continue;
            }
            let absolute = repository.absolute(&path);
            let bytes = repository.store.blob(&blob);
            let bytes = bytes.map_err(|error| format!("{absolute}: {}", error.reason(&blob)))?;
            let (keys, _) = env_file(context, &absolute, &bytes)?;
            if keys.is_empty() {
                continue;
            }
            let hit = HistoryHit {
                root: root.clone(),
                path: path.clone(),
                commit: id.to_string(),
                keys: keys.into_iter().map(|key| key.name).collect(),
                source: Source::file(absolute),
            };
            hits.insert(path, hit);
        }
        if walk.trees.len() > MOST_TREES {
            cut = Some(format!(
                "there are more than {MOST_TREES} directories in it"
            ));
            break;
        }
        for parent in commit.parents {
            if !repository.shallow.contains(&id) {
                walk.add(repository, parent)?;
            }
        }
    }
    let history = History {
        root,
        commits: u32::try_from(looked_at).unwrap_or(u32::MAX),
        cut,
    };
    Ok((history, hits.into_values().collect()))
}

/// A commit that is still to be looked at.
#[derive(PartialEq, Eq)]
struct Next {
    time: i64,
    id: ObjectId,
    commit: Commit,
}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.time, self.id).cmp(&(other.time, other.id))
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Commits on the way, the newest first.
#[derive(Default)]
struct Walk {
    next: BinaryHeap<Next>,
    seen: HashSet<ObjectId>,
    trees: HashSet<ObjectId>,
    blobs: HashSet<(String, ObjectId)>,
}

impl Walk {
    fn add(&mut self, repository: &mut Repository<'_>, id: ObjectId) -> Result<(), String> {
        // One more than is looked at tells that there are more.
        if self.seen.len() > MOST_COMMITS || !self.seen.insert(id) {
            return Ok(());
        }
        let commit = repository.store.commit(&id);
        let commit = commit.map_err(|error| error.reason(&id))?;
        self.next.push(Next {
            time: commit.time,
            id,
            commit,
        });
        Ok(())
    }

    /// The environment files in directories that no commit before had.
    fn new_env_files(
        &mut self,
        repository: &mut Repository<'_>,
        tree: ObjectId,
    ) -> Result<Vec<(String, ObjectId)>, String> {
        let mut found = Vec::new();
        let mut pending = vec![(String::new(), tree)];
        while let Some((directory, tree)) = pending.pop() {
            if self.trees.len() > MOST_TREES || !self.trees.insert(tree) {
                continue;
            }
            let entries = repository.store.tree(&tree);
            for entry in entries.map_err(|error| error.reason(&tree))? {
                let path = match directory.as_str() {
                    "" => entry.name,
                    _ => format!("{directory}/{}", entry.name),
                };
                match entry.kind {
                    EntryKind::Directory => pending.push((path, entry.id)),
                    EntryKind::File { .. }
                        if env_name(&path) == Some(EnvName::Environment)
                            && self.blobs.insert((path.clone(), entry.id)) =>
                    {
                        found.push((path, entry.id));
                    }
                    EntryKind::File { .. } | EntryKind::Link | EntryKind::Submodule => {}
                }
            }
        }
        Ok(found)
    }
}
