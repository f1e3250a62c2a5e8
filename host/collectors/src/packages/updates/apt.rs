//! The lists below `/var/lib/apt/lists`: for each suite a file that says what it is and when it was published, and for
//! each of its parts a list of packages. A package for which a security suite has a later version waits for an update.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::Path;

use chrono::DateTime;
use muster_facts::updates::{Index, PendingUpdate};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};

use super::preferences::Preferences;
use super::{Found, modified};
use crate::host::OsRelease;
use crate::readers::compressed::{self, unpacked};
use crate::readers::packages::{Package, Packages};
use muster_versions::dpkg;

pub(in crate::packages) const LISTS: &str = "/var/lib/apt/lists";

/// What apt's daily job and Ubuntu's packages touch after lists were refreshed.
pub(in crate::packages) const STAMPS: [&str; 2] = [
    "/var/lib/apt/periodic/update-success-stamp",
    "/var/lib/apt/periodic/update-stamp",
];

/// The list of Ubuntu's universe has some 70 megabytes; those of security suites are a tenth of that.
pub(in crate::packages) const LARGEST_LIST: u64 = 128 << 20;

/// What the name of a list ends in, before what says how it is compressed.
const PACKAGES: &str = "_Packages";

/// A compression that apt may be told to leave lists in, and that is not read here.
const NOT_READ: &str = ".bz2";

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
    let published = suites.iter().map(Suite::published);
    let published = published.collect::<Fact<Vec<i64>>>()?.into_iter().min();
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
    /// The file that says what it is.
    path: String,
    is_security: bool,
    /// In seconds since 1970-01-01 UTC; none where it does not say.
    published: Option<i64>,
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
        suites.push(Suite::parse(prefix, &path, &text));
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
                "none of the lists in {LISTS} is of a security suite; add that suite to apt's sources, \
                 and run `apt-get update`"
            ))
        } else {
            FactError::Unsupported(
                "the distribution has no separate suite for security updates".to_owned(),
            )
        });
    }
    Ok(suites)
}

impl Suite {
    /// The head of a file `InRelease` or `Release`.
    fn parse(prefix: &str, path: &str, text: &str) -> Self {
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
        Self {
            prefix: prefix.to_owned(),
            path: path.to_owned(),
            is_security,
            published: published(field("Date: ")),
        }
    }

    fn published(&self) -> Fact<i64> {
        self.published.ok_or_else(|| {
            FactError::Failed(format!("{} does not say when it was published", self.path))
        })
    }
}

/// The time that a date names, such as `Sat, 28 Nov 2026  2:55:34 UTC`: Ubuntu's hours have no zero before them.
pub(in crate::packages) fn published(date: &str) -> Option<i64> {
    let words = date
        .split_whitespace()
        .map(|word| match word.split_once(':') {
            Some((hour, _)) if hour.len() == 1 => format!("0{word}"),
            _ if word == "UTC" => "GMT".to_owned(),
            _ => word.to_owned(),
        });
    let date = words.collect::<Vec<String>>().join(" ");
    Some(DateTime::parse_from_rfc2822(&date).ok()?.timestamp())
}

fn is_list_of(name: &str, prefix: &str) -> bool {
    let rest = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'));
    rest.is_some_and(|rest| rest.contains("_binary-") && stem(rest).ends_with(PACKAGES))
}

/// The name of a list without the end that says how it is compressed. With `Acquire::GzipIndexes`, as Debian's images
/// for containers have it, apt keeps lists compressed by LZ4.
pub(in crate::packages) fn stem(name: &str) -> &str {
    let mut ends = compressed::ENDS.into_iter().chain([NOT_READ]);
    ends.find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

fn list(system: &dyn System, path: &str) -> Fact<String> {
    let bytes = system.read(Path::new(path), LARGEST_LIST)?;
    let text = unpack(path, &bytes).map_err(|why| FactError::Failed(format!("{path} {why}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// What a list holds. One that goes on beyond the limit is refused: a part of it would hide updates.
pub(in crate::packages) fn unpack(name: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let damaged = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => "is cut off; run `apt-get update`".to_owned(),
        _ => format!("cannot be unpacked: {error}"),
    };
    let Some(content) = unpacked(name, bytes).map_err(damaged)? else {
        return Err(
            "is compressed in a way that Muster does not read; set `Acquire::GzipIndexes \"false\";` in \
             /etc/apt/apt.conf.d, and run `apt-get update`"
                .to_owned(),
        );
    };
    let mut text = Vec::new();
    content
        .take(LARGEST_LIST + 1)
        .read_to_end(&mut text)
        .map_err(damaged)?;
    let is_whole = u64::try_from(text.len()).is_ok_and(|length| length <= LARGEST_LIST);
    is_whole
        .then_some(text)
        .ok_or_else(|| format!("unpacks to more than {LARGEST_LIST} bytes"))
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
