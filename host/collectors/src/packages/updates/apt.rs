//! The lists below `/var/lib/apt/lists`: for each suite a file that says what it is and when it was published, and for
//! each of its parts a list of packages. A package for which a security suite has a later version waits for an update.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use chrono::DateTime;
use flate2::read::MultiGzDecoder;
use muster_facts::updates::{Index, PendingUpdate};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::preferences::Preferences;
use super::{Found, modified};
use crate::host::OsRelease;
use crate::readers::packages::{Package, Packages};
use muster_versions::dpkg;

const LISTS: &str = "/var/lib/apt/lists";

/// What apt's daily job and Ubuntu's packages touch after lists were refreshed.
const STAMPS: [&str; 2] = [
    "/var/lib/apt/periodic/update-success-stamp",
    "/var/lib/apt/periodic/update-stamp",
];

/// The list of Ubuntu's universe has some 70 megabytes; those of security suites are a tenth of that.
const LARGEST_LIST: u64 = 128 << 20;

/// Compressions that apt may be told to leave lists in, and that are not read here.
const COMPRESSED: [&str; 4] = [
    "_Packages.lz4",
    "_Packages.xz",
    "_Packages.zst",
    "_Packages.bz2",
];

/// Distributions whose updates for security are in a suite of their own. Those of Raspberry Pi OS on 32 bits are among
/// all others.
const WITH_SECURITY_SUITE: [&str; 2] = ["debian", "ubuntu"];
const WITHOUT_SECURITY_SUITE: &str = "raspbian";

pub(super) fn find(system: &dyn System, packages: &Packages, os: &OsRelease) -> Fact<Found> {
    let names = present(system.list(Path::new(LISTS)))?.unwrap_or_default();
    let suites = security_suites(system, &names, os)?;
    let preferences = Preferences::read(system)?;
    let mut candidates = BTreeMap::new();
    for suite in &suites {
        let mut has_list = false;
        for name in names.iter().filter(|name| is_list_of(name, &suite.prefix)) {
            has_list = true;
            let path = format!("{LISTS}/{name}");
            let text = list(system, &path)?;
            add_candidates(&text, &path, packages, &mut candidates);
        }
        if !has_list {
            return Err(FactError::Failed(format!(
                "{LISTS} has no packages of {}; run `apt-get update`",
                suite.prefix
            )));
        }
    }
    let published = suites.iter().map(|suite| suite.published).min();
    let refreshed = STAMPS
        .iter()
        .filter_map(|path| modified(system, path))
        .max();
    let pending = candidates
        .into_iter()
        .filter_map(|(name, (candidate, path))| {
            let installed = packages.version(&[name])?;
            Some(PendingUpdate {
                name: name.to_owned(),
                installed: installed.to_owned(),
                candidate,
                kept: if packages.is_held(name) {
                    PendingUpdate::KEPT_HELD
                } else if preferences.are_about(name) {
                    PendingUpdate::KEPT_PINNED
                } else {
                    PendingUpdate::KEPT_NO
                }
                .to_owned(),
                source: Source::file(path),
            })
        });
    Ok(Found {
        pending: pending.collect(),
        index: Index {
            manager: Index::MANAGER_DPKG.to_owned(),
            tells_security: true,
            refreshed_at: published.max(refreshed).unwrap_or_default(),
            source: Source::file(LISTS),
        },
    })
}

/// A suite whose lists are there.
struct Suite {
    /// What the names of its files begin with.
    prefix: String,
    is_security: bool,
    /// In seconds since 1970-01-01 UTC.
    published: i64,
}

fn security_suites(system: &dyn System, names: &[String], os: &OsRelease) -> Fact<Vec<Suite>> {
    let mut suites = Vec::new();
    for name in names {
        let prefix = name
            .strip_suffix("_InRelease")
            .or_else(|| name.strip_suffix("_Release"));
        let Some(prefix) = prefix else { continue };
        let path = format!("{LISTS}/{name}");
        let text = system.read_text(Path::new(&path))?;
        let suite = Suite::parse(prefix, &text).ok_or_else(|| {
            FactError::Failed(format!("{path} does not say when it was published"))
        })?;
        suites.push(suite);
    }
    if suites.is_empty() {
        return Err(FactError::Failed(format!(
            "{LISTS} has no lists of packages; run `apt-get update`"
        )));
    }
    suites.retain(|suite| suite.is_security);
    if suites.is_empty() {
        let is_known = |name: &str| WITH_SECURITY_SUITE.contains(&name);
        let is_expected = os.id != WITHOUT_SECURITY_SUITE
            && (is_known(&os.id) || os.like.iter().any(|name| is_known(name)));
        return Err(if is_expected {
            FactError::Failed(format!(
                "none of the lists in {LISTS} is of a suite for security; name that suite in apt's sources, \
                 and run `apt-get update`"
            ))
        } else {
            FactError::Unsupported(
                "the distribution has no suite of its own for updates for security".to_owned(),
            )
        });
    }
    Ok(suites)
}

impl Suite {
    /// The head of a file `InRelease` or `Release`.
    fn parse(prefix: &str, text: &str) -> Option<Self> {
        let field = |name: &str| {
            let lines = text.lines().take_while(|line| !line.starts_with("SHA256:"));
            lines
                .filter_map(|line| line.strip_prefix(name))
                .map(str::trim)
                .next()
                .unwrap_or_default()
        };
        let is_security = ["Suite: ", "Codename: "]
            .into_iter()
            .map(field)
            // Before Debian 11 the suite was `buster/updates`.
            .any(|name| name.ends_with("-security") || name.ends_with("/updates"))
            || field("Label: ") == "Debian-Security";
        let date = field("Date: ").replace("UTC", "GMT");
        Some(Self {
            prefix: prefix.to_owned(),
            is_security,
            published: DateTime::parse_from_rfc2822(&date).ok()?.timestamp(),
        })
    }
}

fn is_list_of(name: &str, prefix: &str) -> bool {
    let rest = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    rest.is_some_and(|rest| {
        let has_end = rest.ends_with("_Packages") || rest.ends_with("_Packages.gz");
        rest.contains("_binary-") && (has_end || COMPRESSED.iter().any(|end| rest.ends_with(end)))
    })
}

fn list(system: &dyn System, path: &str) -> Fact<String> {
    if COMPRESSED.iter().any(|end| path.ends_with(end)) {
        return Err(FactError::Failed(format!(
            "{path} is compressed in a way that Muster does not read; set `Acquire::GzipIndexes \"false\";` in \
             /etc/apt/apt.conf.d, and run `apt-get update`"
        )));
    }
    let bytes = system.read(Path::new(path), LARGEST_LIST)?;
    let bytes = if path.ends_with(".gz") {
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(bytes.as_slice())
            .take(LARGEST_LIST)
            .read_to_end(&mut unpacked)
            .map_err(|error| FactError::Failed(format!("{path}: {error}")))?;
        unpacked
    } else {
        bytes
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The later versions of installed packages that a list has: the last one of each, with the list.
fn add_candidates<'a>(
    text: &str,
    path: &str,
    packages: &'a Packages,
    candidates: &mut BTreeMap<&'a str, (String, String)>,
) {
    let mut name = None;
    for line in text.lines() {
        if let Some(found) = line.strip_prefix("Package: ") {
            name = packages.get_entry(found.trim());
        } else if line.is_empty() {
            name = None;
        } else if let Some(version) = line.strip_prefix("Version: ")
            && let Some((name, Package::Installed(installed))) = name
        {
            let version = version.trim();
            let known = candidates
                .get(name)
                .map_or(installed.as_str(), |(known, _)| known.as_str());
            if dpkg::compare(version, known) == Ordering::Greater {
                candidates.insert(name, (version.to_owned(), path.to_owned()));
            }
        }
    }
}
