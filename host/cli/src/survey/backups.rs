//! Where backups may be, by the names of directories, and the jobs that may make them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_facts::jobs::Job;
use muster_target::FileType;

use super::{Look, known, place, written_path};

/// What directories of backups are called.
const NAMES: [&str; 2] = ["backups", "backup"];

/// Where they are: here, in the directories of applications, and beside a Compose file. Debian's own `/var/backups`
/// holds copies of its databases, and only what is below it with such a name counts.
const PARENTS: [&str; 5] = ["/", "/srv", "/opt", "/mnt", "/var/backups"];

/// Whose directories are looked into.
const APPLICATIONS: [&str; 2] = ["/srv", "/opt"];

/// Names of files to which jobs write when they have succeeded.
const MARKERS: [&str; 6] = [
    "LAST_SUCCESS.txt",
    "LAST_SUCCESS",
    "last_success",
    "last-success",
    ".last_success",
    ".last-success",
];

/// What files with dumps, and with copies of uploads, end in.
const DUMPS: [&str; 7] = [
    ".dump",
    ".sql",
    ".sql.gz",
    ".sql.zst",
    ".sql.xz",
    ".pgdump",
    ".archive.gz",
];
const ARCHIVES: [&str; 5] = [".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz"];

/// Jobs that are named.
const MOST_JOBS: usize = 10;

/// What was found.
#[derive(Default)]
pub(super) struct Backups {
    pub(super) places: Vec<Place>,
    /// Jobs that make backups, each with its place.
    pub(super) jobs: Vec<String>,
}

/// A directory, and what in it looks like backups.
pub(super) struct Place {
    pub(super) directory: String,
    pub(super) marker: Option<&'static str>,
    /// Patterns of names.
    pub(super) artefacts: Vec<String>,
    pub(super) uploads: Vec<String>,
}

impl Place {
    fn holds_any(&self) -> bool {
        self.marker.is_some() || !self.artefacts.is_empty() || !self.uploads.is_empty()
    }
}

/// Looks for them. `projects` are the Compose files.
pub(super) fn find(look: Look<'_>, projects: &[&Path]) -> Backups {
    let mut parents: BTreeSet<PathBuf> = PARENTS.iter().map(PathBuf::from).collect();
    for base in APPLICATIONS.map(Path::new) {
        parents.extend(look.names(base).iter().map(|name| base.join(name)));
    }
    let beside = projects.iter().filter_map(|file| file.parent());
    parents.extend(beside.map(Path::to_path_buf));
    let directories = parents
        .iter()
        .flat_map(|parent| NAMES.map(|name| parent.join(name)));
    Backups {
        places: directories
            .filter_map(|directory| of_directory(look, &directory))
            .collect(),
        jobs: jobs(look),
    }
}

/// The directory, or the first one in it that holds more of what looks like backups.
fn of_directory(look: Look<'_>, directory: &Path) -> Option<Place> {
    let place = place_of(look, directory)?;
    if place.holds_any() {
        return Some(place);
    }
    let names = look.names(directory);
    let below = names.iter().map(|name| directory.join(name));
    let mut below = below.filter_map(|directory| place_of(look, &directory));
    Some(below.find(Place::holds_any).unwrap_or(place))
}

fn place_of(look: Look<'_>, directory: &Path) -> Option<Place> {
    // A link to another of them is the same place.
    let found = look.system.link_metadata(directory).ok()?;
    let path = directory.to_str()?;
    if found.file_type != FileType::Directory || written_path(path).is_none() {
        return None;
    }
    let names = look.names(directory);
    let ends = |endings: &[&str]| -> Vec<String> {
        let there = endings
            .iter()
            .filter(|ending| names.iter().any(|name| name.ends_with(*ending)));
        there.map(|ending| format!("*{ending}")).collect()
    };
    Some(Place {
        directory: path.to_owned(),
        marker: MARKERS
            .into_iter()
            .find(|marker| names.iter().any(|name| name == marker)),
        artefacts: ends(&DUMPS),
        uploads: ends(&ARCHIVES),
    })
}

fn jobs(look: Look<'_>) -> Vec<String> {
    let jobs = look.facts.jobs.as_ref().map(|jobs| &jobs.jobs);
    let jobs = known(jobs).map(Vec::as_slice).unwrap_or_default();
    let of_administrator = |job: &&Job| job.packaged != Some(true) && makes_backups(job);
    jobs.iter()
        .filter(of_administrator)
        .take(MOST_JOBS)
        .map(|job| match job.schedule.is_empty() {
            true => format!("{}, by {}", job.name, place(&job.source)),
            false => format!(
                "{} ({}), by {}",
                job.name,
                job.schedule.join(", "),
                place(&job.source)
            ),
        })
        .collect()
}

fn makes_backups(job: &Job) -> bool {
    job.names_backups
        || job.purposes.iter().any(|purpose| purpose == "backup")
        || job
            .calls
            .iter()
            .any(|call| matches!(call.purpose.as_str(), "dump" | "backup"))
}
