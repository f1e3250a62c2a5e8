//! The indexes that apk keeps of its repositories: `APKINDEX.HASH.tar.gz`, of which the hash is that of the
//! repository's address. They do not tell updates for security from others.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use muster_facts::updates::{Index, PendingUpdate};
use muster_facts::{Fact, FactError, Source};
use muster_target::{System, present};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{Found, modified};
use crate::readers::packages::{Package, Packages};
use muster_versions::apk;

const REPOSITORIES: &str = "/etc/apk/repositories";
const MORE_REPOSITORIES: &str = "/etc/apk/repositories.d";
/// A link to where the cache is, where one was set up, and where indexes are without one.
const CACHES: [&str; 2] = ["/etc/apk/cache", "/var/cache/apk"];
/// What was asked for by name, and with which versions.
const WORLD: &str = "/etc/apk/world";

/// The index of Alpine's community has two megabytes, and ten times as much unpacked.
const LARGEST_INDEX: u64 = 32 << 20;
const LARGEST_UNPACKED: u64 = 256 << 20;

/// Files in an archive begin at such places.
const BLOCK: usize = 512;

pub(super) fn find(system: &dyn System, packages: &Packages) -> Fact<Found> {
    let paths = indexes(system)?;
    let world = present(system.read_text(Path::new(WORLD)))?.unwrap_or_default();
    let mut candidates: BTreeMap<&str, (String, &str)> = BTreeMap::new();
    for path in &paths {
        let bytes = system.read(Path::new(path), LARGEST_INDEX)?;
        let text = unpack(&bytes).map_err(|why| FactError::Failed(format!("{path} {why}")))?;
        for (name, version) in entries(&text) {
            let Some((name, Package::Installed(installed))) = packages.get_entry(name) else {
                continue;
            };
            let known = candidates
                .get(name)
                .map_or(installed.as_str(), |(known, _)| known.as_str());
            match apk::compare(version, known) {
                Some(Ordering::Greater) => {
                    candidates.insert(name, (version.to_owned(), path));
                }
                Some(_) => {}
                None => {
                    return Err(FactError::Failed(format!(
                        "{path} has a version of {name} that cannot be compared with {known}"
                    )));
                }
            }
        }
    }
    let pending = candidates
        .into_iter()
        .filter_map(|(name, (candidate, path))| {
            Some(PendingUpdate {
                name: name.to_owned(),
                installed: packages.version(&[name])?.to_owned(),
                candidate,
                kept: kept(&world, name).to_owned(),
                source: Source::file(path),
            })
        });
    let pending = pending.collect();
    let refreshed = paths.iter().filter_map(|path| modified(system, path)).max();
    let refreshed_at = refreshed.ok_or_else(|| {
        FactError::Failed(
            "the recording does not say when the indexes of apk were fetched".to_owned(),
        )
    })?;
    Ok(Found {
        pending,
        index: Index {
            manager: Index::MANAGER_APK.to_owned(),
            tells_security: false,
            refreshed_at,
            source: Source::file(paths.first().cloned().unwrap_or_default()),
        },
    })
}

/// The index of every repository that packages come from without being asked for.
fn indexes(system: &dyn System) -> Fact<Vec<String>> {
    let mut texts = vec![present(system.read_text(Path::new(REPOSITORIES)))?.unwrap_or_default()];
    let more = Path::new(MORE_REPOSITORIES);
    for name in present(system.list(more))?.unwrap_or_default() {
        if name.ends_with(".list") {
            texts.extend(present(system.read_text(&more.join(name)))?);
        }
    }
    let addresses: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.lines())
        .map(str::trim)
        // A repository with a tag has only what is asked for with the tag, and one on a medium has no index here.
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '@', '/']))
        .filter_map(|line| line.split_whitespace().next_back())
        .collect();
    if addresses.is_empty() {
        return Err(FactError::Failed(format!(
            "{REPOSITORIES} names no repository from which updates could come"
        )));
    }
    let mut paths = Vec::new();
    for address in addresses {
        let mut found = None;
        for hash in hashes(address) {
            for cache in CACHES {
                let path = format!("{cache}/APKINDEX.{hash}.tar.gz");
                if found.is_none() && present(system.metadata(Path::new(&path)))?.is_some() {
                    found = Some(path);
                }
            }
        }
        // The address may hold a password.
        paths.push(found.ok_or_else(|| {
            FactError::Failed(format!(
                "there is no index of every repository in {REPOSITORIES}; run `apk update`"
            ))
        })?);
    }
    Ok(paths)
}

/// The first bytes of the hash of an address: apk 2 and apk 3 have different ones.
fn hashes(address: &str) -> [String; 2] {
    let hex = |bytes: &[u8]| {
        let bytes = bytes.iter().take(4);
        bytes.map(|byte| format!("{byte:02x}")).collect()
    };
    [
        hex(&Sha1::digest(address.as_bytes())),
        hex(&Sha256::digest(address.as_bytes())),
    ]
}

/// The file `APKINDEX` of an archive.
fn unpack(bytes: &[u8]) -> Result<String, String> {
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(LARGEST_UNPACKED)
        .read_to_end(&mut unpacked)
        .map_err(|error| format!("cannot be unpacked: {error}"))?;
    let mut rest = unpacked.as_slice();
    while let Some((head, content)) = rest.split_at_checked(BLOCK) {
        let name = head.get(..100).unwrap_or_default();
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        let size = head.get(124..136).unwrap_or_default();
        let size = std::str::from_utf8(size).unwrap_or_default();
        let size = size.trim_matches([' ', '\0']);
        // The end of an archive is empty blocks.
        let size = usize::from_str_radix(size, 8).unwrap_or(0);
        if name == b"APKINDEX" {
            let text = content.get(..size).ok_or("ends too early")?;
            return Ok(String::from_utf8_lossy(text).into_owned());
        }
        let next = size.checked_next_multiple_of(BLOCK).ok_or("is damaged")?;
        rest = content.get(next..).unwrap_or_default();
    }
    Err("has no list of packages".to_owned())
}

/// Names and versions.
fn entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("\n\n").filter_map(|stanza| {
        let field = |name: &str| stanza.lines().find_map(|line| line.strip_prefix(name));
        Some((field("P:")?, field("V:")?))
    })
}

/// Whether a package was asked for with a version, or with the tag of a repository.
fn kept(world: &str, package: &str) -> &'static str {
    for entry in world.split_whitespace() {
        let name = entry.split(['=', '<', '>', '~', '@']).next();
        if name == Some(package) && entry.len() > package.len() {
            return if entry.contains('@') {
                PendingUpdate::KEPT_PINNED
            } else {
                PendingUpdate::KEPT_HELD
            };
        }
    }
    PendingUpdate::KEPT_NO
}
