//! How the programs that install updates automatically are set up: `APT::Periodic` of apt, as apt.systemd.daily reads
//! it, and the settings of dnf-automatic and yum-cron.
//!
//! Other settings stay here: an address of a proxy has a password in it.

mod apt_conf;
#[cfg(test)]
mod oracle;
pub mod sources;
#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::automatic_updates::Setting;
use muster_facts::{AutomaticUpdatesFacts, Fact, FactError};
use muster_target::{Collection, Shared, System, present};

use self::apt_conf::{AptConf, Problem};
use crate::readers::units;

/// The settings of apt, with the words that facts have for them.
const PERIODIC: [(&str, &str); 3] = [
    ("apt::periodic::enable", Setting::KEY_ENABLE),
    (
        "apt::periodic::update-package-lists",
        Setting::KEY_UPDATE_PACKAGE_LISTS,
    ),
    (
        "apt::periodic::unattended-upgrade",
        Setting::KEY_UNATTENDED_UPGRADE,
    ),
];

/// Where apt's settings are; the main file is read last. See apt.conf(5).
const APT_PARTS: &str = "/etc/apt/apt.conf.d";
const APT_MAIN: &str = "/etc/apt/apt.conf";

/// What dnf-automatic reads, the strongest last: dnf 5 has what its distribution says, and two places besides.
const DNF: [&str; 3] = [
    "/usr/share/dnf5/dnf5-plugins/automatic.conf",
    "/etc/dnf/automatic.conf",
    "/etc/dnf/dnf5-plugins/automatic.conf",
];
const YUM: [&str; 1] = ["/etc/yum/yum-cron.conf"];

/// A host has some dozens.
const MOST_FILES: usize = 1_000;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> AutomaticUpdatesFacts {
    AutomaticUpdatesFacts {
        settings: settings(collection),
    }
}

fn settings(collection: &Collection<'_>) -> Fact<Vec<Setting>> {
    let system = collection.context.system;
    let mut settings = periodic(collection.shared::<Apt>()?.configuration()?);
    settings.extend(apply_updates(system, Setting::PROGRAM_DNF, &DNF)?);
    settings.extend(apply_updates(system, Setting::PROGRAM_YUM, &YUM)?);
    Ok(settings)
}

/// The settings of apt, which several domains ask for.
pub(crate) struct Apt(Fact<AptConf>);

impl Shared for Apt {
    fn read(collection: &Collection<'_>) -> Self {
        Self(apt_configuration(collection.context.system))
    }
}

impl Apt {
    /// What its files say.
    ///
    /// # Errors
    /// A file cannot be read, or apt does not take it.
    pub(crate) fn configuration(&self) -> Fact<&AptConf> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// Reads the files in the order in which apt does.
fn apt_configuration(system: &dyn System) -> Fact<AptConf> {
    let names = present(system.list(Path::new(APT_PARTS)))?.unwrap_or_default();
    let mut files: Vec<String> = names
        .into_iter()
        .filter(|name| is_part(name))
        .map(|name| format!("{APT_PARTS}/{name}"))
        .collect();
    if files.len() > MOST_FILES {
        return Err(FactError::Failed(format!(
            "{APT_PARTS} has more than {MOST_FILES} files"
        )));
    }
    files.push(APT_MAIN.to_owned());
    let mut read = AptConf::default();
    for file in &files {
        let Some(text) = present(system.read_text(Path::new(file)))? else {
            continue;
        };
        read.add(file, &text).map_err(|problem| {
            let (line, what) = match problem {
                Problem::Syntax(line) => (line, "which apt does not take"),
                Problem::Include(line) => {
                    (line, "which includes a file that Muster does not follow")
                }
            };
            FactError::Failed(format!("{file} has line {line}, {what}"))
        })?;
    }
    Ok(read)
}

fn periodic(read: &AptConf) -> Vec<Setting> {
    let found = PERIODIC.iter().filter_map(|(key, word)| {
        let (value, source) = read.value(key)?;
        let is_on = match *word {
            Setting::KEY_ENABLE => value.parse() != Ok(0),
            _ => is_interval(value),
        };
        Some(Setting {
            program: Setting::PROGRAM_APT.to_owned(),
            key: (*word).to_owned(),
            on: is_on,
            source: source.clone(),
        })
    });
    found.collect()
}

/// Whether apt reads a file of this name in its directory.
fn is_part(name: &str) -> bool {
    let is_conf = match name.rsplit_once('.') {
        Some((_, extension)) => extension == "conf",
        None => true,
    };
    is_conf && is_plain_name(name)
}

/// Whether apt reads a file of this name in any directory; it leaves alone what others have put aside.
fn is_plain_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !name.starts_with('.') && name.bytes().all(is_plain)
}

/// Whether something is done from time to time: `always`, or a number of days or another unit. What is not a number
/// makes apt.systemd.daily fail.
fn is_interval(value: &str) -> bool {
    let number = value.strip_suffix(['s', 'm', 'h', 'd']).unwrap_or(value);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    value == "always" || (is_number && value != "0")
}

/// Whether what is found is installed too, and not only reported or fetched.
fn apply_updates(system: &dyn System, program: &str, files: &[&str]) -> Fact<Option<Setting>> {
    let mut found = None;
    for file in files {
        let Some(text) = present(system.read_text(Path::new(file)))? else {
            continue;
        };
        for one in units::entries(file, &text) {
            if one.section == "commands" && one.key == "apply_updates" {
                let value = one.value.to_ascii_lowercase();
                found = Some(Setting {
                    program: program.to_owned(),
                    key: Setting::KEY_APPLY_UPDATES.to_owned(),
                    on: ["1", "yes", "true", "on", "enabled"].contains(&value.as_str()),
                    source: one.source,
                });
            }
        }
    }
    Ok(found)
}
