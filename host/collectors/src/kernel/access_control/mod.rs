//! AppArmor and SELinux: what the kernel says of them in sysfs, and what boot is told by files in `/etc`.

#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::access_control::{Configuration, Enforcement, Profile};
use muster_facts::{AccessControlFacts, Fact, FactError, Source};
use muster_target::{Collection, System, present};

use super::refuse_without_kernel;

const APPARMOR: &str = "/sys/module/apparmor/parameters/enabled";
const PROFILES: &str = "/sys/kernel/security/apparmor/profiles";
const COMPLAINING: &str = "/etc/apparmor.d/force-complain";
/// The directory is there in every sysfs.
const SYSFS: &str = "/sys/module";

const SELINUX: &str = "/sys/fs/selinux";
const SELINUX_CONFIGURATION: &str = "/etc/selinux/config";

/// Some thousand profiles; those of snaps are some dozens each.
const LARGEST: u64 = 4 << 20;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> AccessControlFacts {
    let system = collection.context.system;
    AccessControlFacts {
        apparmor: apparmor(system),
        apparmor_profiles: profiles(system),
        apparmor_complaining: complaining(system),
        selinux: selinux(system),
        selinux_configuration: configuration(system),
    }
}

/// The same, and where nobody shows what the kernel says.
fn has_kernel(system: &dyn System) -> Fact<()> {
    refuse_without_kernel(system)?;
    match present(system.metadata(Path::new(SYSFS)))? {
        Some(_) => Ok(()),
        None => Err(FactError::Unsupported("the target has no sysfs".to_owned())),
    }
}

fn apparmor(system: &dyn System) -> Fact<bool> {
    has_kernel(system)?;
    let text = present(system.read_text(Path::new(APPARMOR)))?;
    match text.as_deref().map(str::trim) {
        Some("Y") => Ok(true),
        Some("N") | None => Ok(false),
        Some(_) => Err(FactError::Failed(format!(
            "{APPARMOR} says neither Y nor N"
        ))),
    }
}

fn profiles(system: &dyn System) -> Fact<Vec<Profile>> {
    has_kernel(system)?;
    let bytes = present(system.read(Path::new(PROFILES), LARGEST))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let mut profiles = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let profile = parse_profile(line).ok_or_else(|| {
            let number: u32 = number;
            FactError::Failed(format!("{PROFILES} has line {number}, which is no profile"))
        })?;
        // Another namespace is a container's.
        if !profile.name.starts_with(':') {
            profiles.push(profile);
        }
    }
    profiles.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(profiles)
}

/// `NAME (MODE)`.
fn parse_profile(line: &str) -> Option<Profile> {
    let (name, mode) = line.strip_suffix(')')?.rsplit_once(" (")?;
    let known = [
        Profile::MODE_ENFORCE,
        Profile::MODE_COMPLAIN,
        Profile::MODE_KILL,
        Profile::MODE_PROMPT,
        Profile::MODE_UNCONFINED,
        Profile::MODE_MIXED,
    ];
    // The kernel calls the mode `user` in which a program is asked.
    let mode = if mode == "user" {
        Profile::MODE_PROMPT
    } else {
        let known = known.into_iter().find(|known| *known == mode);
        known.unwrap_or(Profile::MODE_OTHER)
    };
    (!name.is_empty()).then(|| Profile {
        name: name.to_owned(),
        mode: mode.to_owned(),
    })
}

fn complaining(system: &dyn System) -> Fact<Vec<Source>> {
    let names = present(system.list(Path::new(COMPLAINING)))?.unwrap_or_default();
    // As apparmor_parser does, which skips backups of editors and packages.
    let names = names.into_iter().filter(|name| {
        !name.starts_with('.')
            && ![
                ".dpkg-new",
                ".dpkg-old",
                ".dpkg-dist",
                ".rpmnew",
                ".rpmsave",
                "~",
            ]
            .iter()
            .any(|end| name.ends_with(end))
    });
    Ok(names
        .map(|name| Source::file(format!("{COMPLAINING}/{name}")))
        .collect())
}

fn selinux(system: &dyn System) -> Fact<Enforcement> {
    has_kernel(system)?;
    let file = format!("{SELINUX}/enforce");
    let text = present(system.read_text(Path::new(&file)))?;
    let (mode, place) = match text.as_deref().map(str::trim) {
        Some("1") => (Enforcement::MODE_ENFORCING, file.as_str()),
        Some("0") => (Enforcement::MODE_PERMISSIVE, file.as_str()),
        Some(_) => {
            return Err(FactError::Failed(format!("{file} says neither 0 nor 1")));
        }
        None => (Enforcement::MODE_DISABLED, SELINUX),
    };
    Ok(Enforcement {
        mode: mode.to_owned(),
        source: Source::file(place),
    })
}

/// Of modes the first counts that SELinux knows, and of policies the last.
fn configuration(system: &dyn System) -> Fact<Option<Configuration>> {
    let Some(text) = present(system.read_text(Path::new(SELINUX_CONFIGURATION)))? else {
        return Ok(None);
    };
    let known = [
        Configuration::MODE_ENFORCING,
        Configuration::MODE_PERMISSIVE,
        Configuration::MODE_DISABLED,
    ];
    let mut found: Option<(&str, u32)> = None;
    let mut unknown = None;
    let mut policy = None;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(value) = line.strip_prefix("SELINUX=") {
            let value = value.trim().to_ascii_lowercase();
            match known.into_iter().find(|known| value.starts_with(known)) {
                Some(mode) => {
                    found.get_or_insert((mode, number));
                }
                None => unknown = Some(number),
            }
        } else if let Some(value) = line.trim_start().strip_prefix("SELINUXTYPE=") {
            policy = Some(value.trim().to_owned());
        }
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let (mode, line) = match (found, unknown) {
        (Some((mode, line)), _) => (mode, Some(line)),
        (None, Some(line)) => (Configuration::MODE_OTHER, Some(line)),
        // Without a mode SELinux logs what it would forbid.
        (None, None) => (Configuration::MODE_PERMISSIVE, None),
    };
    Ok(Some(Configuration {
        mode: mode.to_owned(),
        policy: policy
            .filter(|name| !name.is_empty() && name.len() <= 64 && name.chars().all(is_plain)),
        source: match line {
            Some(line) => Source::line(SELINUX_CONFIGURATION, line),
            None => Source::file(SELINUX_CONFIGURATION),
        },
    }))
}
