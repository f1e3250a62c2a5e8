//! How people and programs prove who they are.
//!
//! Reads in this order: which program writes the stacks (pam-auth-update, authselect); each service below `/etc/pam.d`
//! and the vendors' directories, with everything that it includes; then, for each line that asks a module with known
//! options, the file that the module reads as well.
//!
//! Arguments of modules may be passwords: only known options that hold no secret leave the collector, and only known
//! names of modules.

mod control;
mod files;
mod options;
mod profiles;
mod stack;
mod vocabulary;
mod walk;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::pam::{Entry, Layout, ModuleOption, Problem, Service, UnreadFile};
use muster_facts::{DomainFacts as _, Fact, FactError, PamFacts, Source};
use muster_target::{Collection, FileType, System, present};

use self::options::options_of;
use self::stack::Stacks;
use crate::readers::accounts::Accounts;
use crate::readers::pam::{DIRECTORIES, find_service, lines};

/// What libpam reads if none of the directories exists.
const ALONE: &str = "/etc/pam.conf";
const AUTHSELECT: &str = "/etc/authselect/authselect.conf";
/// A file that pam-auth-update writes.
const DEBIAN: &str = "/etc/pam.d/common-auth";
const PAM_AUTH_UPDATE: &str = "/usr/sbin/pam-auth-update";

/// The limit of services; real hosts have about forty.
const MOST_SERVICES: usize = 200;

/// Endings of files that package managers and editors leave behind; no program has such a name.
const LEFTOVERS: [&str; 14] = [
    "~",
    ".bak",
    ".dpkg-bak",
    ".dpkg-dist",
    ".dpkg-new",
    ".dpkg-old",
    ".old",
    ".orig",
    ".pacnew",
    ".pacsave",
    ".pam-old",
    ".rpmnew",
    ".rpmorig",
    ".rpmsave",
];

/// What to write in place of a module that Muster does not know; nothing for one that it does.
#[must_use]
pub fn help_for_module(name: &str) -> Option<String> {
    vocabulary::help_for_module(name)
}

/// What to write in place of an option that Muster does not know of any module; nothing for one that it does.
#[must_use]
pub fn help_for_option(name: &str) -> Option<String> {
    vocabulary::help_for_option(name)
}

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> PamFacts {
    let system = collection.context.system;
    let found = collection
        .shared::<Accounts>()
        .and_then(|accounts| found(system, &accounts));
    match found {
        Ok(found) => PamFacts {
            layouts: layouts(system, &found.services),
            services: Ok(found.services),
            problems: Ok(found.problems),
            entries: Ok(found.entries),
            options: Ok(found.options),
            unread_files: Ok(found.unread),
        },
        Err(error) => PamFacts::missing(&error),
    }
}

#[derive(Default)]
struct Found {
    services: Vec<Service>,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    options: Vec<ModuleOption>,
    unread: Vec<UnreadFile>,
}

fn found(system: &dyn System, accounts: &Accounts) -> Fact<Found> {
    let mut found = Found::default();
    let mut names = Vec::new();
    let mut has_directory = false;
    for directory in DIRECTORIES {
        if let Some(listed) = present(system.list(Path::new(directory)))? {
            has_directory = true;
            names.extend(listed);
        }
    }
    if !has_directory {
        return alone(system);
    }
    names.retain(|name| !LEFTOVERS.iter().any(|end| name.ends_with(end)));
    names.sort();
    names.dedup();
    if names.len() > MOST_SERVICES {
        return Err(FactError::Failed(format!(
            "PAM has {} services, and Muster reads {MOST_SERVICES} at most",
            names.len()
        )));
    }
    let mut asked = Vec::new();
    for name in &names {
        let path = match find_service(system, name) {
            Ok(Some(path)) => path,
            Ok(None) => continue,
            Err(error) => {
                found.problem(name, error.to_string(), DIRECTORIES.first().copied());
                continue;
            }
        };
        let place = path.display().to_string();
        match system.metadata(&path) {
            Ok(metadata) if metadata.file_type != FileType::Regular => continue,
            Ok(_) => {}
            Err(error) => {
                found.problem(name, error.to_string(), Some(&place));
                continue;
            }
        }
        let mut stacks = Stacks::new(system, name);
        stacks.file(&path, None, 0, 0);
        let (entries, lines, problems) = stacks.finish();
        found.entries.extend(entries);
        found.problems.extend(problems);
        asked.extend(lines);
        found.services.push(Service {
            name: name.clone(),
            source: Source::file(place),
        });
    }
    // A file that many include is told once.
    let is_before = |line: &options::Asked| (line.source.name.clone(), line.source.line);
    asked.sort_by_key(is_before);
    asked.dedup_by_key(|line| (line.source.clone(), line.module, line.changes_password));
    for line in &asked {
        let (options, unread) = options_of(system, accounts, line);
        found.options.extend(options);
        found.unread.extend(unread);
    }
    Ok(found)
}

impl Found {
    fn problem(&mut self, service: &str, message: String, place: Option<&str>) {
        self.problems.push(Problem {
            service: service.to_owned(),
            message,
            source: Source::file(place.unwrap_or(ALONE)),
        });
    }
}

/// No distribution has used only the one file for twenty years, and Muster does not read it.
fn alone(system: &dyn System) -> Fact<Found> {
    let text = present(system.read_text(Path::new(ALONE)))?.unwrap_or_default();
    if lines(&text).is_empty() {
        return Ok(Found::default());
    }
    Err(FactError::Failed(format!(
        "{ALONE} has the stacks of PAM, and Muster reads only those in {}",
        DIRECTORIES.join(", ")
    )))
}

fn layouts(system: &dyn System, services: &[Service]) -> Fact<Vec<Layout>> {
    let Some(first) = services.first() else {
        return Ok(Vec::new());
    };
    let is_there =
        |path: &str| -> Fact<bool> { Ok(present(system.metadata(Path::new(path)))?.is_some()) };
    let (kind, source) = if is_there(AUTHSELECT)? {
        (Layout::KIND_AUTHSELECT, Source::file(AUTHSELECT))
    } else if is_there(DEBIAN)? && is_there(PAM_AUTH_UPDATE)? && !profiles::is_edited(system)? {
        (Layout::KIND_DEBIAN, Source::file(DEBIAN))
    } else {
        (Layout::KIND_PLAIN, first.source.clone())
    };
    Ok(vec![Layout {
        kind: kind.to_owned(),
        source,
    }])
}
