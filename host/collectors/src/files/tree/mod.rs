//! What one walk through the file systems finds: what every account can write to, what belongs to nobody, set-id files,
//! and the files of `/var/log`.
//!
//! Names below homes do not leave this module: of what is there, the home and the number are told.

mod dpkg_set_id;
mod homes;
mod known;
mod origin;
mod places;
mod storage;
#[cfg(test)]
mod tests;
mod wanted;

use std::path::Path;

use muster_facts::tree::{Found, Hits, Hole, LogFile, Place, SetIdFile, Skipped, Walk};
use muster_facts::{DomainFacts as _, Fact, FactError, Source, TreeFacts};
use muster_target::{Collection, Skip, WalkLimits, WalkReport};

use self::homes::Homes;
use self::known::Known;
use self::origin::Origins;
use self::places::{Counted, Example, Places};
use self::storage::Storage;
use self::wanted::{Kept, MOST_FILES, Wanted};
use crate::readers::accounts::Accounts;
use crate::readers::nsswitch::directories;
use crate::readers::packages::Packages;

/// Directories that are told of each kind, and of which examples are told.
const MOST_PLACES: usize = 50;

/// Directories that could not be entered: more tell nothing more.
const MOST_HOLES: usize = 50;

const LOGS: &str = "/var/log";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> TreeFacts {
    let system = collection.context.system;
    let (accounts, packages) = match (
        collection.shared::<Accounts>(),
        collection.shared::<Packages>(),
    ) {
        (Ok(accounts), Ok(packages)) => (accounts, packages),
        (Err(error), _) | (_, Err(error)) => return TreeFacts::missing(&error),
    };
    let homes = Homes::of(&accounts);
    let known = Known::of(system, &accounts);
    let wanted = Wanted::new(Storage::of(system), &homes, known.as_ref().ok());
    let report = match system.walk_files(&WalkLimits::default(), &wanted) {
        Ok(report) => report,
        Err(error) => return TreeFacts::missing(&error.into()),
    };
    let kept = wanted.into_kept();
    let names = Names(&accounts);
    TreeFacts {
        world_writable: Ok(hits(kept.world_writable, names)),
        unowned: known.map(|_| hits(kept.unowned, names)),
        directory_services: directories(system, &["passwd", "group"])
            .map(|found| {
                let mut services: Vec<String> = found.into_iter().map(|one| one.service).collect();
                services.sort_unstable();
                services.dedup();
                services
            })
            .map_err(FactError::from),
        set_id_files: set_id_files(&kept.set_id, collection, &packages, names),
        log_files: log_files(&kept.logs, &report, names),
        overview: Ok(overview(report, &homes)),
    }
}

/// Names of accounts and groups, where the target's own files have them.
#[derive(Clone, Copy)]
struct Names<'a>(&'a Accounts);

impl Names<'_> {
    fn owner(self, uid: u32) -> Option<String> {
        self.0.user_of(uid).map(|user| user.name.clone())
    }

    fn group(self, gid: u32) -> Option<String> {
        self.0.group_of(gid).map(str::to_owned)
    }
}

fn overview(report: WalkReport, homes: &Homes) -> Walk {
    let shown = |path: &str| homes.shown(path);
    let mut roots: Vec<String> = report.roots.iter().map(|path| shown(path)).collect();
    roots.sort_unstable();
    roots.dedup();
    let mut skipped: Vec<Skipped> = report
        .skipped
        .iter()
        .map(|(path, why)| Skipped {
            path: shown(path),
            reason: reason(*why).to_owned(),
        })
        .collect();
    skipped.sort_by(|a, b| (&a.path, &a.reason).cmp(&(&b.path, &b.reason)));
    skipped.dedup();
    let mut holes: Vec<Hole> = report
        .holes
        .into_iter()
        .map(|(path, reason)| Hole {
            path: shown(&path),
            reason,
        })
        .collect();
    holes.sort_by(|a, b| (&a.path, &a.reason).cmp(&(&b.path, &b.reason)));
    holes.dedup();
    holes.truncate(MOST_HOLES);
    Walk {
        source: Source::file(roots.first().map_or("/", String::as_str)),
        roots,
        entries: report.entries,
        skipped,
        holes,
    }
}

const fn reason(why: Skip) -> &'static str {
    match why {
        Skip::Memory => Skipped::REASON_MEMORY,
        Skip::Foreign => Skipped::REASON_FOREIGN,
        Skip::Storage => Skipped::REASON_STORAGE,
        Skip::Twice => Skipped::REASON_TWICE,
    }
}

fn hits(places: Places, names: Names<'_>) -> Hits {
    let total = places.total();
    let listed: Vec<Place> = places
        .largest(MOST_PLACES)
        .into_iter()
        .map(|counted| place(counted, names))
        .collect();
    let told: u64 = listed.iter().map(|place| place.total).sum();
    Hits {
        total,
        places: listed,
        elsewhere: total.saturating_sub(told),
    }
}

fn place(counted: Counted, names: Names<'_>) -> Place {
    let examples = counted.examples.into_iter();
    Place {
        is_home: counted.is_home,
        total: counted.total,
        examples: examples.map(|example| found(example, names)).collect(),
        source: Source::file(counted.path.clone()),
        path: counted.path,
    }
}

fn found(example: Example, names: Names<'_>) -> Found {
    let kind = if example.is_directory {
        Found::KIND_DIRECTORY
    } else {
        Found::KIND_FILE
    };
    Found {
        path: example.path,
        kind: kind.to_owned(),
        mode: example.mode,
        uid: example.uid,
        gid: example.gid,
        owner: names.owner(example.uid),
        group: names.group(example.gid),
    }
}

fn set_id_files(
    kept: &Kept,
    collection: &Collection<'_>,
    packages: &Packages,
    names: Names<'_>,
) -> Fact<Vec<SetIdFile>> {
    let files = kept.files("set-id files on the host")?;
    let origins = Origins::of(collection.context.system, packages, files)?;
    let told = files.iter().map(|file| {
        let shown = file.home.clone().unwrap_or_else(|| file.path.clone());
        SetIdFile {
            is_home: file.home.is_some(),
            mode: file.mode,
            uid: file.uid,
            gid: file.gid,
            owner: names.owner(file.uid),
            group: names.group(file.gid),
            origin: origins.origin(file).to_owned(),
            source: Source::file(shown.clone()),
            path: shown,
        }
    });
    Ok(told.collect())
}

fn log_files(kept: &Kept, report: &WalkReport, names: Names<'_>) -> Fact<Vec<LogFile>> {
    let is_related = |path: &str| {
        Path::new(path).starts_with(LOGS) || (path != "/" && Path::new(LOGS).starts_with(path))
    };
    if let Some((path, why)) = report.skipped.iter().find(|(path, _)| is_related(path)) {
        let why = reason(*why);
        return Err(FactError::Failed(format!(
            "Muster did not walk through {path}, of which it says `{why}`"
        )));
    }
    let hole = report
        .holes
        .iter()
        .find(|(path, _)| is_related(path) || report.cut);
    if let Some((path, reason)) = hole {
        return Err(FactError::Failed(format!("{path} {reason}")));
    }
    let files = kept.files("files in /var/log")?;
    let told = files.iter().map(|file| LogFile {
        path: file.path.clone(),
        mode: file.mode,
        uid: file.uid,
        gid: file.gid,
        owner: names.owner(file.uid),
        group: names.group(file.gid),
        source: Source::file(file.path.clone()),
    });
    Ok(told.collect())
}

impl Kept {
    fn files(&self, what: &str) -> Fact<&[wanted::KeptFile]> {
        if self.all.len() > MOST_FILES {
            return Err(FactError::Failed(format!(
                "there are more than {MOST_FILES} {what}, the most that Muster lists"
            )));
        }
        Ok(&self.all)
    }
}
