//! The git repositories that projects are deployed from, read from git's own files: `HEAD`, references,
//! index, objects and configuration. No program runs, so that an image is read as a running host is, and
//! nothing that a repository names is executed: no hook, filter, pager or helper.
//!
//! What cannot be read of one is a gap, and says nothing of the rest. No line of a file leaves; of what
//! looks like a secret only where it stands and what it looks like.

mod condition;
mod config;
mod contents;
mod delta;
mod env_paths;
mod glob;
mod history;
mod ignore;
mod index;
mod inflate;
mod numbers;
mod object;
mod pack;
mod place;
mod refs;
mod remotes;
pub mod scripts;
mod store;
mod trust;

use muster_facts::git::{Gap, WorkTree};
use muster_facts::{DomainFacts as _, Fact, GitFacts, Source};
use muster_target::Collection;

use self::contents::{CommitFiles, gap};
use self::place::Repository;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> GitFacts {
    let roots = match place::roots(collection) {
        Ok(roots) => roots,
        Err(error) => return GitFacts::missing(&error),
    };
    let mut facts = nothing();
    for root in &roots {
        let opened = Repository::open(collection.context.system, root);
        match opened {
            Ok(mut repository) => add(collection, &mut repository, &mut facts),
            Err(error) => {
                let root = root.display().to_string();
                push(
                    &mut facts.gaps,
                    gap(&root, Gap::PART_REPOSITORY, error.reason()),
                );
                // It is there, whatever it holds.
                push(&mut facts.work_trees, unknown(root));
            }
        }
    }
    facts
}

/// Adds what is known of one repository.
fn add(collection: &Collection<'_>, repository: &mut Repository<'_>, facts: &mut GitFacts) {
    let context = collection.context;
    let root = repository.root.display().to_string();
    let mut gaps = Vec::new();
    let branch = repository.refs.branch.as_deref();
    push(
        &mut facts.work_trees,
        WorkTree {
            commit: repository.refs.head.map(|id| id.to_string()),
            branch: branch.map(|name| name.trim_start_matches("refs/heads/").to_owned()),
            shallow: !repository.shallow.is_empty(),
            ..unknown(root.clone())
        },
    );
    let files = contents::files_of_commit(repository);
    if let Err(reason) = &files {
        gaps.push(gap(&root, Gap::PART_CONTENTS, reason.as_str()));
    }
    let tracked = contents::tracked(
        &repository.index,
        files.as_ref().unwrap_or(&CommitFiles::new()),
    );
    let found = contents::contents(context, repository, &tracked);
    extend(&mut facts.tracked_env_files, found.env_files);
    extend(&mut facts.secret_matches, found.matches);
    let unknown = found.unknown.into_iter();
    gaps.extend(unknown.map(|reason| gap(&root, Gap::PART_CONTENTS, reason)));
    match env_paths::env_paths(collection, repository, &tracked) {
        Ok(paths) => extend(&mut facts.env_paths, paths),
        Err(reason) => gaps.push(gap(&root, Gap::PART_ENV_PATHS, reason)),
    }
    match history::history(context, repository, &tracked) {
        Ok((history, hits)) => {
            push(&mut facts.histories, history);
            extend(&mut facts.history_hits, hits);
        }
        Err(reason) => gaps.push(gap(&root, Gap::PART_HISTORY, reason)),
    }
    extend(
        &mut facts.remotes,
        remotes::remotes(repository, context.secrets),
    );
    if remotes::includes(repository) {
        let reason = format!(
            "{} includes other files, which are not read",
            repository.config_file.display()
        );
        gaps.push(gap(&root, Gap::PART_REMOTES, reason));
    }
    match files.and_then(|files| condition::condition(repository, files)) {
        Ok(condition) => push(&mut facts.conditions, condition),
        Err(reason) => gaps.push(gap(&root, Gap::PART_CONDITION, reason)),
    }
    extend(&mut facts.gaps, gaps);
}

fn push<T>(list: &mut Fact<Vec<T>>, one: T) {
    extend(list, [one]);
}

fn extend<T>(list: &mut Fact<Vec<T>>, more: impl IntoIterator<Item = T>) {
    if let Ok(list) = list {
        list.extend(more);
    }
}

fn unknown(root: String) -> WorkTree {
    WorkTree {
        commit: None,
        branch: None,
        shallow: false,
        source: Source::file(&root),
        root,
    }
}

fn nothing() -> GitFacts {
    GitFacts {
        work_trees: Ok(Vec::new()),
        tracked_env_files: Ok(Vec::new()),
        env_paths: Ok(Vec::new()),
        history_hits: Ok(Vec::new()),
        histories: Ok(Vec::new()),
        secret_matches: Ok(Vec::new()),
        remotes: Ok(Vec::new()),
        conditions: Ok(Vec::new()),
        gaps: Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests;
