//! Files and directories, seen from outside: type, owner and mode: those that settings name, those that a Compose
//! project mounts, and a few that most hosts have. No content is read.
//!
//! What cannot be looked at is a gap, and says nothing of the rest.

mod fixed;
mod request;
#[cfg(test)]
mod tests;
pub mod tree;

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::paths::{Ancestor, Entry, Gap};
use muster_facts::{DomainFacts as _, PathsFacts, Source};
use muster_target::{Collection, FileType, Metadata, ReadError, System};

use self::request::requests;
pub(crate) use self::request::{Found, expand};
use crate::readers::accounts::Accounts;
use crate::readers::places::Places;
use crate::readers::state::{FileState, file_state};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> PathsFacts {
    let accounts = match collection.shared::<Accounts>() {
        Ok(accounts) => accounts,
        Err(error) => return PathsFacts::missing(&error),
    };
    let system = collection.context.system;
    let mut places = Places::new(system);
    let mut entries = BTreeMap::new();
    let mut gaps = Vec::new();
    for pattern in requests(collection) {
        let Found { paths, gap } = expand(system, &pattern);
        let mut reasons: Vec<String> = gap.into_iter().collect();
        for path in paths {
            if entries.contains_key(&path) {
                continue;
            }
            match look_at(system, &mut places, &accounts, Path::new(&path)) {
                Ok(entry) => {
                    entries.insert(path, entry);
                }
                Err(error) => reasons.push(error.to_string()),
            }
        }
        // One reason tells why the list is not whole; a thousand would not tell more.
        if let Some(reason) = reasons.into_iter().next() {
            gaps.push(Gap { pattern, reason });
        }
    }
    PathsFacts {
        entries: Ok(entries.into_values().collect()),
        gaps: Ok(gaps),
    }
}

/// Describes what is at a path.
fn look_at(
    system: &dyn System,
    places: &mut Places<'_>,
    accounts: &Accounts,
    path: &Path,
) -> Result<Entry, ReadError> {
    let place = places.find(path)?;
    let found = file_state(system, path)?;
    let end = found.as_ref().and_then(|found| found.end);
    let name = path.to_string_lossy().into_owned();
    let link = found.as_ref().and_then(|found| found.link_target.as_ref());
    Ok(Entry {
        kind: kind(found.as_ref()).to_owned(),
        mode: end.map(|end| end.mode),
        uid: end.map(|end| end.uid),
        gid: end.map(|end| end.gid),
        owner: end
            .and_then(|end| accounts.user_of(end.uid))
            .map(|user| user.name.clone()),
        group: end
            .and_then(|end| accounts.group_of(end.gid))
            .map(str::to_owned),
        acl_extended: found.as_ref().and_then(|found| found.extended_acl),
        size: end.map(|end| end.size),
        modified: end.and_then(|end| end.modified),
        link_target: link.map(|target| target.to_string_lossy().into_owned()),
        resolved: end
            .and(place.end)
            .map(|end| end.to_string_lossy().into_owned()),
        ancestors: place
            .directories
            .into_iter()
            .map(|(path, directory)| ancestor(&path, directory, accounts))
            .collect(),
        source: Source::file(name.clone()),
        path: name,
    })
}

fn ancestor(path: &Path, directory: Metadata, accounts: &Accounts) -> Ancestor {
    let owner = accounts.user_of(directory.uid);
    Ancestor {
        gid: directory.gid,
        owner: owner.map(|user| user.name.clone()),
        group: accounts.group_of(directory.gid).map(str::to_owned),
        path: path.to_string_lossy().into_owned(),
        mode: directory.mode,
        uid: directory.uid,
    }
}

fn kind(found: Option<&FileState>) -> &'static str {
    let Some(found) = found else {
        return "missing";
    };
    let Some(end) = found.end else {
        return "dangling-symlink";
    };
    match end.file_type {
        FileType::Regular => "file",
        FileType::Directory => "directory",
        FileType::Symlink => "dangling-symlink",
        FileType::Special => "special",
    }
}
