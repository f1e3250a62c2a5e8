//! The repositories of dnf and zypper, and what they keep of each: `repomd.xml`, which names the files of the
//! repository, and among them the advisories.

use std::collections::BTreeMap;
use std::io::{BufReader, Read as _};
use std::path::Path;

use muster_facts::updates::{Index, PendingUpdate};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::advisories::{self, Fix};
use super::{Found, modified};
use crate::host::OsRelease;
use crate::readers::compressed::unpacked;
use crate::readers::packages::Packages;
use muster_names::patterns::matches;
use muster_versions::rpm;

/// Where each program keeps what it fetched, and where repositories are defined.
const PROGRAMS: [Program; 3] = [
    Program {
        cache: "/var/cache/zypp/raw",
        definitions: "/etc/zypp/repos.d",
        refresh: "zypper refresh",
        has_hash: false,
    },
    Program {
        cache: "/var/cache/libdnf5",
        definitions: "/etc/yum.repos.d",
        refresh: "dnf makecache",
        has_hash: true,
    },
    Program {
        cache: "/var/cache/dnf",
        definitions: "/etc/yum.repos.d",
        refresh: "dnf makecache",
        has_hash: true,
    },
];

/// Which modules are on: their packages come in streams of their own.
const MODULES: &str = "/etc/dnf/modules.d";
/// Packages that keep their versions.
const LOCKS: &str = "/etc/dnf/plugins/versionlock.list";
const ZYPP_LOCKS: &str = "/etc/zypp/locks";

/// Advisories of a whole release of Red Hat have some ten megabytes, packed.
pub(in crate::packages) const LARGEST_PACKED: u64 = 64 << 20;
pub(in crate::packages) const LARGEST_UNPACKED: u64 = 1 << 30;

/// A host has a dozen of repositories, and an entitled one hundreds that are off.
const MOST_REPOSITORIES: usize = 2_000;

/// Amazon Linux keeps to the release that was named, so that what it fetches does not get younger.
const LOCKED: &str = "amzn";

#[derive(Clone, Copy)]
pub(in crate::packages) struct Program {
    pub(in crate::packages) cache: &'static str,
    pub(in crate::packages) definitions: &'static str,
    pub(in crate::packages) refresh: &'static str,
    /// Whether the name of a repository's directory ends in a hash. Those of dnf's do.
    pub(in crate::packages) has_hash: bool,
}

/// The program that has fetched something.
pub(in crate::packages) fn program(system: &dyn System) -> Fact<Program> {
    let mut program = None;
    for candidate in PROGRAMS {
        if present(system.metadata(Path::new(candidate.cache)))?.is_some() {
            program.get_or_insert(candidate);
        }
    }
    program.ok_or_else(|| {
        FactError::Failed(
            "neither dnf nor zypper has fetched anything that Muster reads; run `dnf makecache` or `zypper refresh`"
                .to_owned(),
        )
    })
}

pub(super) fn find(system: &dyn System, packages: &Packages, os: &OsRelease) -> Fact<Found> {
    let program = program(system)?;
    let directories = directories(system, program)?;
    let modules = modules(system)?;
    let mut fixes: BTreeMap<String, (Fix, String)> = BTreeMap::new();
    let mut refreshed = Vec::new();
    for (_, directory) in directories {
        let repository = Repository::read(system, &directory, program)?;
        let Some(path) = repository.advisories(system, program)? else {
            continue;
        };
        refreshed.push(repository.refreshed(system, os));
        let mut add = |fix: Fix| {
            let Some(installed) = packages.version(&[fix.package.as_str()]) else {
                return;
            };
            let known = fixes
                .get(&fix.package)
                .map_or(installed, |(known, _)| known.version.as_str());
            if fix.is_for(installed, &modules) && rpm::compare(&fix.version, known).is_gt() {
                fixes.insert(fix.package.clone(), (fix, path.clone()));
            }
        };
        read_advisories(system, &path, &mut add)?;
    }
    let Some(refreshed_at) = refreshed.into_iter().min() else {
        return Err(FactError::Unsupported(
            "no repository of the host publishes advisories, so nothing says which updates are for security".to_owned(),
        ));
    };
    let locks = Locks::read(system)?;
    let pending = fixes.into_iter().filter_map(|(name, (fix, path))| {
        Some(PendingUpdate {
            installed: packages.version(&[name.as_str()])?.to_owned(),
            candidate: fix.version,
            kept: if locks.hold(&name) {
                PendingUpdate::KEPT_HELD
            } else {
                PendingUpdate::KEPT_NO
            }
            .to_owned(),
            name,
            source: Source::file(path),
        })
    });
    Ok(Found {
        pending: pending.collect(),
        index: Index {
            manager: Index::MANAGER_RPM.to_owned(),
            tells_security: true,
            refreshed_at,
            source: Source::file(program.cache),
        },
    })
}

/// The name of each repository that is on, and where the cache has it.
pub(in crate::packages) fn directories(
    system: &dyn System,
    program: Program,
) -> Fact<Vec<(String, String)>> {
    let names = present(system.list(Path::new(program.cache)))?.unwrap_or_default();
    let mut directories = Vec::new();
    for id in enabled(system, program.definitions)? {
        let is_of = |name: &&String| match (program.has_hash, name.strip_prefix(id.as_str())) {
            (false, Some("")) => true,
            (true, Some(rest)) => rest.strip_prefix('-').is_some_and(|hash| {
                hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            }),
            (_, _) => false,
        };
        // After a change of its address a repository has a second directory.
        let found: Vec<String> = names
            .iter()
            .filter(is_of)
            .map(|name| format!("{}/{name}", program.cache))
            .collect();
        let newest = found.into_iter().max_by_key(|path| newest(system, path));
        let newest = newest.ok_or_else(|| {
            FactError::Failed(format!(
                "{} has nothing of the repository {id}; run `{}`",
                program.cache, program.refresh
            ))
        })?;
        directories.push((id, newest));
    }
    if directories.is_empty() {
        return Err(FactError::Failed(format!(
            "{} names no repository from which updates could come",
            program.definitions
        )));
    }
    Ok(directories)
}

/// The names of the repositories that are on.
fn enabled(system: &dyn System, definitions: &str) -> Fact<Vec<String>> {
    let mut enabled = Vec::new();
    let directory = Path::new(definitions);
    for name in present(system.list(directory))?.unwrap_or_default() {
        if !name.ends_with(".repo") {
            continue;
        }
        let text = system.read_text(&directory.join(&name))?;
        let mut section: Option<(String, bool)> = None;
        for line in text.lines().map(str::trim).chain(["[]"]) {
            if let Some(id) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                enabled.extend(section.take().filter(|(_, is_on)| *is_on).map(|(id, _)| id));
                section = Some((id.to_owned(), true));
            } else if let (Some((_, is_on)), Some((key, value))) =
                (&mut section, line.split_once('='))
                && key.trim() == "enabled"
            {
                let value = value.trim().to_ascii_lowercase();
                *is_on = matches!(value.as_str(), "1" | "yes" | "true" | "on");
            }
        }
    }
    enabled.retain(|id| id != "main");
    if enabled.len() > MOST_REPOSITORIES {
        return Err(FactError::Failed(format!(
            "{definitions} has more repositories than Muster reads"
        )));
    }
    Ok(enabled)
}

/// When a repository was last fetched, by the youngest of its files.
fn newest(system: &dyn System, directory: &str) -> i64 {
    let files = format!("{directory}/repodata");
    let names = system.list(Path::new(&files)).unwrap_or_default();
    let times = names
        .iter()
        .filter_map(|name| modified(system, &format!("{files}/{name}")));
    times.max().unwrap_or_default()
}

/// What the cache has of a repository.
pub(in crate::packages) struct Repository {
    directory: String,
    /// The file that names the others.
    path: String,
    /// In seconds since 1970-01-01 UTC; 0 where it is not said.
    published: i64,
    /// The file of each kind.
    files: BTreeMap<String, String>,
}

impl Repository {
    pub(in crate::packages) fn read(
        system: &dyn System,
        directory: &str,
        program: Program,
    ) -> Fact<Self> {
        let path = format!("{directory}/repodata/repomd.xml");
        let text = present(system.read_text(Path::new(&path)))?.ok_or_else(|| {
            FactError::Failed(format!("{path} is missing; run `{}`", program.refresh))
        })?;
        let document = roxmltree::Document::parse(&text)
            .map_err(|error| FactError::Failed(format!("{path} {error}")))?;
        let revision = document
            .descendants()
            .find(|node| node.has_tag_name(("http://linux.duke.edu/metadata/repo", "revision")))
            .and_then(|node| node.text()?.trim().parse().ok());
        let mut files = BTreeMap::new();
        let data = document
            .descendants()
            .filter(|node| node.tag_name().name() == "data");
        for node in data {
            let mut children = node.children();
            let location = children
                .find(|child| child.tag_name().name() == "location")
                .and_then(|child| child.attribute("href"));
            if let (Some(kind), Some(location)) = (node.attribute("type"), location) {
                let name = location.rsplit('/').next().unwrap_or(location);
                files
                    .entry(kind.to_owned())
                    .or_insert_with(|| format!("{directory}/repodata/{name}"));
            }
        }
        Ok(Self {
            directory: directory.to_owned(),
            path,
            published: revision.unwrap_or_default(),
            files,
        })
    }

    /// When it was current for certain.
    pub(in crate::packages) fn refreshed(&self, system: &dyn System, os: &OsRelease) -> i64 {
        if os.id == LOCKED {
            self.published
        } else {
            self.published.max(newest(system, &self.directory))
        }
    }

    /// The file of a kind, which is there.
    pub(in crate::packages) fn file(
        &self,
        system: &dyn System,
        kind: &str,
        why: &str,
    ) -> Fact<Option<String>> {
        let Some(path) = self.files.get(kind) else {
            return Ok(None);
        };
        if present(system.metadata(Path::new(path)))?.is_none() {
            return Err(FactError::Failed(format!("{} {why}", self.path)));
        }
        Ok(Some(path.clone()))
    }

    fn advisories(&self, system: &dyn System, program: Program) -> Fact<Option<String>> {
        let why = format!(
            "names advisories that are not there, or only in a form that Muster does not read; `dnf updateinfo list \
             --security` lists what is missing, after `{}`",
            program.refresh
        );
        self.file(system, "updateinfo", &why)
    }
}

fn read_advisories(system: &dyn System, path: &str, add: &mut dyn FnMut(Fix)) -> Fact<()> {
    let wrong = |why: String| FactError::Failed(format!("{path} {why}"));
    let bytes = system.read(Path::new(path), LARGEST_PACKED)?;
    let content =
        unpacked(path, &bytes).map_err(|error| wrong(format!("cannot be unpacked: {error}")))?;
    let content = content.ok_or_else(|| {
        wrong(
            "is compressed in a way that Muster does not read; `dnf updateinfo list --security`, or `zypper \
             list-patches --category security`, lists what is missing"
                .to_owned(),
        )
    })?;
    advisories::read_fixes(BufReader::new(content.take(LARGEST_UNPACKED)), add).map_err(wrong)
}

/// The stream of each module that is on.
fn modules(system: &dyn System) -> Fact<BTreeMap<String, String>> {
    let mut streams = BTreeMap::new();
    let directory = Path::new(MODULES);
    for name in present(system.list(directory))?.unwrap_or_default() {
        let Some(module) = name.strip_suffix(".module") else {
            continue;
        };
        let text = system.read_text(&directory.join(&name))?;
        let field = |key: &str| {
            let mut pairs = text.lines().filter_map(|line| line.split_once('='));
            let found = pairs.find(|(name, _)| name.trim() == key);
            found.map(|(_, value)| value.trim().to_owned())
        };
        if let (Some("enabled"), Some(stream)) = (field("state").as_deref(), field("stream")) {
            streams.insert(module.to_owned(), stream);
        }
    }
    Ok(streams)
}

/// The packages that keep their versions.
pub(in crate::packages) struct Locks {
    patterns: Vec<String>,
}

impl Locks {
    pub(in crate::packages) fn read(system: &dyn System) -> Fact<Self> {
        let mut patterns = Vec::new();
        // `curl-0:7.76.1-31.el9.*`
        let text = present(system.read_text(Path::new(LOCKS)))?.unwrap_or_default();
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with(['#', '!']))
        {
            let name = line
                .rsplit_once('-')
                .and_then(|(rest, _)| rest.rsplit_once('-'));
            patterns.extend(name.map(|(name, _)| name.to_owned()));
        }
        // `solvable_name: curl`
        let text = present(system.read_text(Path::new(ZYPP_LOCKS)))?.unwrap_or_default();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("solvable_name:") {
                patterns.push(name.trim().to_owned());
            }
        }
        Ok(Self { patterns })
    }

    pub(in crate::packages) fn hold(&self, package: &str) -> bool {
        self.patterns
            .iter()
            .any(|pattern| matches(package, pattern))
    }
}
