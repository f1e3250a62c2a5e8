//! The repositories of dnf and zypper, and what they keep of each: `repomd.xml`, which names the files of the
//! repository, and among them the advisories.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read as _};
use std::path::Path;

use muster_facts::updates::{Index, PendingUpdate};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::advisories::{self, Fix};
use super::vendors::Vendors;
use super::{Found, modified};
use crate::host::OsRelease;
use crate::packages::upgrades::definitions::{Choice, Definitions};
use crate::packages::upgrades::primary::as_offered;
use crate::packages::upgrades::repositories::read_list;
use crate::readers::compressed::unpacked;
use crate::readers::packages::instances::{self, Instance, Instances};
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

/// A package of an advisory that is later than the installed one.
struct Pending<'a> {
    fix: Fix,
    instance: &'a Instance,
    /// Where the advisory is.
    path: String,
    /// The place of its repository.
    repository: usize,
}

pub(super) fn find(system: &dyn System, os: &OsRelease) -> Fact<Found> {
    let program = program(system)?;
    let installed = instances::of_rpm(system)?;
    let directories = directories(system, program)?;
    let modules = modules(system)?;
    let mut all: Vec<Pending<'_>> = Vec::new();
    let mut refreshed = Vec::new();
    for (at, (_, directory)) in directories.iter().enumerate() {
        let repository = Repository::read(system, directory, program)?;
        let Some(path) = repository.advisories(system, program)? else {
            continue;
        };
        refreshed.push(repository.refreshed(system, os));
        let mut found = Vec::new();
        read_advisories(system, &path, &mut |fix: Fix| {
            let instances = installed.get(&fix.package);
            if let Some(instance) = instances.and_then(|all| outdated(all, &fix, &modules)) {
                found.push(Pending {
                    fix,
                    instance,
                    path: path.clone(),
                    repository: at,
                });
            }
        })?;
        if !program.has_hash {
            repository.keep_vendor(system, program, &mut found)?;
        }
        all.append(&mut found);
    }
    let Some(refreshed_at) = refreshed.into_iter().min() else {
        return Err(FactError::Unsupported(
            "no repository of the host publishes advisories, so nothing says which updates are for security".to_owned(),
        ));
    };
    Ok(Found {
        pending: latest(system, program, &directories, &installed, all)?,
        index: Index {
            manager: Index::MANAGER_RPM.to_owned(),
            tells_security: true,
            refreshed_at,
            source: Source::file(program.cache),
        },
    })
}

/// The last version of each package, and why it is kept.
fn latest(
    system: &dyn System,
    program: Program,
    directories: &[(String, String)],
    installed: &Instances,
    all: Vec<Pending<'_>>,
) -> Fact<Vec<PendingUpdate>> {
    let locks = Locks::read(system)?;
    let definitions = Definitions::read(system, program)?;
    let sections = directories.iter().map(|(id, _)| id.as_str());
    let sections = sections.chain(["main"]);
    let mut choices: Vec<Choice> = sections.map(|id| definitions.choice(id)).collect();
    let of_advisories = all.iter().map(|one| one.fix.offered());
    for package in of_advisories.chain(as_offered(installed)) {
        choices.iter_mut().for_each(|choice| choice.show(&package));
    }
    // Of each package first what is not left out.
    let mut chosen: BTreeMap<String, (bool, Pending<'_>)> = BTreeMap::new();
    for one in all {
        let offered = one.fix.offered();
        let own = choices.get(one.repository);
        let mut of_it = own.into_iter().chain(choices.last());
        let is_excluded =
            of_it.any(|choice| choice.excludes(&offered) || !choice.includes(&offered));
        let is_better = chosen.get(&one.fix.package).is_none_or(|(other, known)| {
            let is_later = rpm::compare(&one.fix.version, &known.fix.version).is_gt();
            (is_excluded, !is_later) < (*other, true)
        });
        if is_better {
            chosen.insert(one.fix.package.clone(), (is_excluded, one));
        }
    }
    let pending = chosen
        .into_iter()
        .map(|(name, (is_excluded, one))| PendingUpdate {
            installed: one.instance.version.clone(),
            candidate: one.fix.version,
            kept: if locks.hold(&name) {
                PendingUpdate::KEPT_HELD
            } else if is_excluded {
                PendingUpdate::KEPT_EXCLUDED
            } else {
                PendingUpdate::KEPT_NO
            }
            .to_owned(),
            name,
            source: Source::file(one.path),
        });
    Ok(pending.collect())
}

/// The installed package that an advisory's takes the place of: that of its architecture, and otherwise one that has
/// room for it, where none is as late.
fn outdated<'a>(
    instances: &'a [Instance],
    fix: &Fix,
    modules: &BTreeMap<String, String>,
) -> Option<&'a Instance> {
    let fitting: Vec<&Instance> = instances
        .iter()
        .filter(|one| one.has_room_for(&fix.architecture) && fix.is_for(&one.version, modules))
        .collect();
    let is_earlier = |one: &Instance| rpm::compare(&one.version, &fix.version).is_lt();
    let same = fitting
        .iter()
        .find(|one| one.architecture == fix.architecture);
    match same {
        Some(same) => Some(*same).filter(|one| is_earlier(one)),
        None if fitting.iter().all(|one| is_earlier(one)) => fitting.first().copied(),
        None => None,
    }
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

    /// Leaves out what replaces a package of another vendor, which zypper does not do: to it such an advisory is not
    /// needed. Who made a package is in the list of packages, which is read only where it may matter.
    fn keep_vendor(
        &self,
        system: &dyn System,
        program: Program,
        found: &mut Vec<Pending<'_>>,
    ) -> Fact<()> {
        let vendors = Vendors::read(system)?;
        if found
            .iter()
            .all(|one| vendors.are_all_of_suse(&one.instance.origin))
        {
            return Ok(());
        }
        let why = format!(
            "names a list of packages that is not there; run `{}`",
            program.refresh
        );
        let Some(path) = self.file(system, "primary", &why)? else {
            return Ok(());
        };
        let names: BTreeSet<String> = found.iter().map(|one| one.fix.package.clone()).collect();
        let mut offered = Vec::new();
        read_list(system, &path, &mut |package| {
            if names.contains(&package.name) {
                offered.push(package);
            }
        })?;
        found.retain(|one| {
            let mut as_late = offered.iter().filter(|package| {
                package.name == one.fix.package
                    && rpm::compare(&package.version, &one.fix.version).is_ge()
            });
            as_late.clone().next().is_none()
                || as_late.any(|package| vendors.are_same(&package.vendor, &one.instance.origin))
        });
        Ok(())
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
