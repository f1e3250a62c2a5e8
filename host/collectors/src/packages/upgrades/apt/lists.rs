//! The lists of apt's sources: how apt names their files, which of them there must be, and the versions that they
//! offer. A list that no source names is left over, and apt passes over it as well.
//!
//! The name of a file has what the address of its source has, which may be a token: facts and errors name the line of
//! the source in its place.

use muster_facts::{Fact, FactError, Source};
use muster_target::{ReadError, System, present};

use super::path;
use super::release::Release;
use super::{ALL, Instances};
use crate::packages::updates::apt::{LARGEST_LIST, LISTS, stem, unpack};
use crate::updates::sources::apt::Entry;

/// Some dozens are usual.
const MOST_REPOSITORIES: usize = 1_000;

/// A repository with the lists that apt has of it.
pub(super) struct Repository {
    pub(super) source: Source,
    /// The host that it is fetched from, empty for this one.
    pub(super) site: String,
    pub(super) release: Release,
    pub(super) lists: Vec<List>,
}

/// A list of packages.
pub(super) struct List {
    pub(super) name: String,
    /// None in a repository without components.
    pub(super) component: Option<String>,
    /// None in a repository that has packages of any.
    pub(super) architecture: Option<String>,
}

/// What is on disk of each source.
pub(super) fn repositories(
    system: &dyn System,
    entries: &[Entry],
    native: &str,
) -> Fact<Vec<Repository>> {
    let names = present(system.list(std::path::Path::new(LISTS)))?.unwrap_or_default();
    let architectures = architectures(system, native)?;
    let mut found: Vec<Repository> = Vec::new();
    // What is on a medium does not get younger, and apt does not fetch it.
    let entries = entries
        .iter()
        .filter(|entry| !entry.address.starts_with("cdrom:"));
    for entry in entries {
        if found.len() == MOST_REPOSITORIES {
            return Err(FactError::Failed(
                "apt has more sources than Muster reads".to_owned(),
            ));
        }
        found.push(Repository::read(
            system,
            entry,
            &names,
            &architectures,
            native,
        )?);
    }
    Ok(found)
}

/// That of the host, and those that somebody added.
fn architectures(system: &dyn System, native: &str) -> Fact<Vec<String>> {
    let text = present(system.read_text(std::path::Path::new("/var/lib/dpkg/arch")))?;
    let mut found = vec![native.to_owned()];
    for line in text.unwrap_or_default().lines().map(str::trim) {
        if !line.is_empty() && line != native {
            found.push(line.to_owned());
        }
    }
    Ok(found)
}

impl Repository {
    fn read(
        system: &dyn System,
        entry: &Entry,
        names: &[String],
        architectures: &[String],
        native: &str,
    ) -> Fact<Self> {
        let address = entry.address.replace("$(ARCH)", native);
        let suite = entry.suite.replace("$(ARCH)", native);
        let place = entry.source.location();
        let missing = || {
            FactError::Failed(format!(
                "{LISTS} has no lists of the source in {place}; run `apt-get update`"
            ))
        };
        let is_flat = suite.ends_with('/');
        let directory = match suite.as_str() {
            "/" => String::new(),
            path if is_flat => path.to_owned(),
            suite => format!("dists/{suite}/"),
        };
        let base = format!("{}/{directory}", address.trim_end_matches('/'));
        let release = ["InRelease", "Release"]
            .into_iter()
            .map(|end| file_name(&format!("{base}{end}")))
            .find(|name| names.contains(name));
        let release = match release {
            Some(name) => {
                let text = system.read_text(&path(&name));
                Some(Release::parse(
                    &text.map_err(|error| unread(&error, &place))?,
                ))
            }
            None => None,
        };
        let mut lists = Vec::new();
        if is_flat {
            let name = list_of(names, &format!("{base}Packages")).ok_or_else(missing)?;
            lists.push(List {
                name: name.clone(),
                component: None,
                architecture: None,
            });
        } else {
            let known = release.as_ref().ok_or_else(missing)?;
            let chosen = |architecture: &&String| {
                let named = &entry.architectures;
                named.is_empty() || named.contains(architecture)
            };
            let own: Vec<&String> = architectures.iter().filter(chosen).collect();
            for component in &entry.components {
                for architecture in own.iter().map(|one| one.as_str()).chain([ALL]) {
                    let file = format!("{component}/binary-{architecture}/Packages");
                    match list_of(names, &format!("{base}{file}")) {
                        Some(name) => lists.push(List {
                            name: name.clone(),
                            component: Some(component.clone()),
                            architecture: Some(architecture.to_owned()),
                        }),
                        // What is for all architectures is in the lists of each as well.
                        None if architecture != ALL && known.has(&file) => return Err(missing()),
                        None => {}
                    }
                }
            }
        }
        Ok(Self {
            source: entry.source.clone(),
            site: site(&address).to_owned(),
            release: release.unwrap_or_default(),
            lists,
        })
    }
}

/// The file that apt has of an address, packed or not.
fn list_of<'a>(names: &'a [String], address: &str) -> Option<&'a String> {
    let wanted = file_name(address);
    names.iter().find(|name| stem(name) == wanted)
}

fn unread(error: &ReadError, place: &str) -> FactError {
    let reason = format!("the lists of the source in {place} cannot be read");
    if matches!(error, ReadError::Denied { .. }) {
        FactError::Denied(reason)
    } else {
        FactError::Failed(reason)
    }
}

/// What follows the scheme of an address, without a name and a password.
fn location(address: &str) -> &str {
    let rest = match address.split_once(':') {
        Some((_, rest)) => rest,
        None => address,
    };
    let Some(rest) = rest.strip_prefix("//") else {
        return rest;
    };
    let host = rest.split('/').next().unwrap_or(rest);
    match host.rfind('@') {
        Some(at) => rest.get(at + 1..).unwrap_or_default(),
        None => rest,
    }
}

/// The host of an address.
fn site(address: &str) -> &str {
    let location = location(address);
    let host = location.split('/').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    }
}

/// An address as apt makes the name of a file of it.
fn file_name(address: &str) -> String {
    const ESCAPED: &[u8] = br#"\|{}[]<>"^~_=!@#$%^&*"#;
    let mut name = String::new();
    for byte in location(address).bytes() {
        match byte {
            b'/' => name.push('_'),
            b'!'..=b'~' if !ESCAPED.contains(&byte) => name.push(char::from(byte)),
            byte => name.push_str(&format!("%{byte:02x}")),
        }
    }
    name
}

/// Shows what a list offers of installed packages, with the name and the architecture of each.
pub(super) fn read_offers<'a>(
    system: &dyn System,
    repository: &Repository,
    list: &List,
    installed: &'a Instances,
    native: &'a str,
    add: &mut dyn FnMut((&'a str, &'a str), Version),
) -> Fact<()> {
    let location = repository.source.location();
    let bytes = system
        .read(&path(&list.name), LARGEST_LIST)
        .map_err(|error| unread(&error, &location))?;
    let text = unpack(&list.name, &bytes)
        .map_err(|why| FactError::Failed(format!("a list of the source in {location} {why}")))?;
    let text = String::from_utf8_lossy(&text);
    let mut stanza = Stanza::default();
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            if let Some((key, version)) = std::mem::take(&mut stanza).offer(installed, native) {
                add(key, version);
            }
        } else {
            stanza.add(line);
        }
    }
    Ok(())
}

/// What a list says of a version.
pub(super) struct Version {
    pub(super) version: String,
    /// The source package that it is built from.
    pub(super) origin: String,
    /// The hosts of a hundred to which it is offered.
    pub(super) percentage: u32,
}

/// The fields of a stanza that matter.
#[derive(Default)]
struct Stanza<'t> {
    name: &'t str,
    architecture: &'t str,
    version: &'t str,
    origin: &'t str,
    percentage: Option<u32>,
}

impl<'t> Stanza<'t> {
    fn add(&mut self, line: &'t str) {
        let Some((field, value)) = line.split_once(':') else {
            return;
        };
        let value = value.trim();
        match field {
            "Package" => self.name = value,
            "Architecture" => self.architecture = value,
            "Version" => self.version = value,
            "Source" => self.origin = value.split(' ').next().unwrap_or(value),
            "Phased-Update-Percentage" => self.percentage = value.parse().ok(),
            _ => {}
        }
    }

    /// What it offers of an installed package.
    fn offer<'a>(
        self,
        installed: &'a Instances,
        native: &'a str,
    ) -> Option<((&'a str, &'a str), Version)> {
        let (name, instances) = installed.get_key_value(self.name)?;
        let own = |instance: &'a super::Instance| match instance.architecture.as_str() {
            "" | ALL => native,
            other => other,
        };
        let wanted = match self.architecture {
            ALL => native,
            other => other,
        };
        let architecture = instances.iter().map(own).find(|one| *one == wanted)?;
        let version = Version {
            version: self.version.to_owned(),
            origin: if self.origin.is_empty() {
                name.clone()
            } else {
                self.origin.to_owned()
            },
            percentage: self.percentage.unwrap_or(100),
        };
        (!self.version.is_empty()).then_some(((name.as_str(), architecture), version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_addresses() {
        for (address, name) in [
            (
                "http://deb.debian.org/debian/dists/trixie/InRelease",
                "deb.debian.org_debian_dists_trixie_InRelease",
            ),
            (
                "https://me:secret@a.example:8080/x_y~z/./Packages",
                "a.example:8080_x%5fy%7ez_._Packages",
            ),
            (
                "mirror+file:///etc/apt/mirrors/debian.list/dists/a/InRelease",
                "_etc_apt_mirrors_debian.list_dists_a_InRelease",
            ),
            ("file:/srv/apt/Packages", "_srv_apt_Packages"),
            ("copy:/srv/a b@c/Packages", "_srv_a%20b%40c_Packages"),
        ] {
            assert_eq!(file_name(address), name);
        }
        assert_eq!(site("https://me:secret@a.example:8080/x"), "a.example");
        assert_eq!(site("file:/srv/apt"), "");
    }
}
