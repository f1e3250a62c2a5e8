//! Settings of programs, those that the selected rules name: for each the line that counts, those that do not, and
//! what holds where there is none.
//!
//! Which settings can be named is a closed list (`sources.rs`, with `systemd.rs`, `gnome.rs` and `others.rs`). Whatever
//! else the same files have, such as the password of a proxy, stays here: no other line becomes a fact, and no value
//! that its class does not allow.

mod aide;
mod dconf;
mod files;
mod gnome;
mod lines;
#[cfg(test)]
mod oracle;
mod others;
mod sources;
mod systemd;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;

use muster_facts::settings::{ConfiguredSetting, Exception, Occurrence, Setting};
use muster_facts::{Fact, FactError, SettingsFacts, Source};
use muster_target::Collection;

use self::aide::Aide;
use self::files::File;
use self::sources::{Form, Key};
use crate::updates::Apt;

/// What to write in place of a setting that Muster does not know; nothing for one that it does.
#[must_use]
pub fn help_for(name: &str) -> Option<String> {
    let is_known = sources::find(name).is_some() || Aide::path(name).is_some();
    (!is_known).then(|| format!("Muster knows {}", sources::choices(name)))
}

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> SettingsFacts {
    let system = collection.context.system;
    let names = &collection.context.targets.requests.settings;
    let mut settings = Vec::new();
    let mut configured = BTreeMap::new();
    // The files of each source are read once.
    let mut read: BTreeMap<&str, Fact<Vec<File>>> = BTreeMap::new();
    let mut aide = Aide::default();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if let Some(path) = Aide::path(name) {
            configured.insert(name.clone(), aide.setting(system, path));
            settings.push(Setting { name: name.clone() });
            continue;
        }
        let found = sources::find(name).ok_or_else(|| {
            FactError::Failed(format!(
                "Muster knows no setting `{name}`; there are: {}",
                sources::choices(name)
            ))
        });
        let setting = found.and_then(|(source, key)| {
            if !files::is_installed(system, source)? {
                return Err(FactError::Unsupported(format!(
                    "{} is not installed.",
                    source.called
                )));
            }
            if source.form == Form::Apt {
                return of_apt(collection, source, key);
            }
            let files = read
                .entry(source.name)
                .or_insert_with(|| files::read(system, source));
            of_files(files.as_ref().map_err(Clone::clone)?, source, key)
        });
        configured.insert(name.clone(), setting);
        settings.push(Setting { name: name.clone() });
    }
    SettingsFacts {
        settings: Ok(settings),
        configured,
    }
}

/// A setting of which no line is known yet.
fn unset(source: &sources::Source, key: &Key) -> ConfiguredSetting {
    ConfiguredSetting {
        effective: None,
        shadowed: Vec::new(),
        default: key.default.map(str::to_owned),
        exceptions: Vec::new(),
        file: source.file.to_owned(),
        heading: source.heading(key),
        line: source.line(key),
        service: source.service.map(str::to_owned),
    }
}

/// What the files make of a key: the last line counts. A file that could not be read may have set it, unless one that
/// comes later does.
fn of_files(files: &[File], source: &sources::Source, key: &Key) -> Fact<ConfiguredSetting> {
    let mut setting = unset(source, key);
    let mut gap = None;
    let mut last = None;
    for file in files {
        let text = match &file.text {
            Ok(text) => text,
            Err(error) => {
                gap = Some(error);
                continue;
            }
        };
        if source.form == Form::Systemd && setting.default.is_none() {
            setting.default =
                lines::commented_default(text, key).and_then(|value| key.class.shown(&value));
        }
        for line in lines::setting(source.form, text, key) {
            let place = Source::line(&file.path, line.number);
            let value = key.class.shown(&line.value);
            if let Some(who) = line.who {
                // It is the name of an account, a group or a range of numbers.
                let is_of_name = |c: char| c.is_ascii_alphanumeric() || "@%:._-$".contains(c);
                let is_plain = who.len() < 100 && who.chars().all(is_of_name);
                setting.exceptions.push(Exception {
                    who: if is_plain { who } else { "somebody".to_owned() },
                    value,
                    source: place,
                });
                continue;
            }
            // Systemd passes over what it does not understand.
            if source.form == Form::Systemd && value.is_none() && !line.value.is_empty() {
                setting.shadowed.push(Occurrence {
                    value,
                    source: place,
                });
                continue;
            }
            last = Some(file.path.as_str());
            setting.shadowed.extend(setting.effective.take());
            // There, an empty value takes back what was set before.
            if !(source.form == Form::Systemd && line.value.is_empty()) {
                setting.effective = Some(Occurrence {
                    value,
                    source: place,
                });
            }
            gap = None;
        }
    }
    match gap {
        Some(error) => Err(error.clone().into()),
        None => {
            if source.form == Form::Systemd {
                setting.file = file_after(source.file, last);
            }
            Ok(setting)
        }
    }
}

/// Names of drop-ins of an administrator, each read later than the one before.
const LATER_FILES: [&str; 2] = ["99-zz-hardening.conf", "zz-hardening.conf"];

/// Where an administrator sets what the last line sets so far: in a drop-in that is read after the one of that line.
/// Drop-ins of all directories are read in the order of their names.
fn file_after(file: &str, last: Option<&str>) -> String {
    let drop_in = last.and_then(|last| {
        let (directory, name) = last.rsplit_once('/')?;
        let directory = directory.rsplit('/').next()?;
        directory.ends_with(".d").then_some((directory, name))
    });
    let Some((directory, name)) = drop_in else {
        return file.to_owned();
    };
    let own = file.rsplit('/').next().unwrap_or(file);
    let is_drop_in = file.contains(&format!("/{directory}/"));
    let name = match LATER_FILES.iter().find(|later| **later > name) {
        _ if is_drop_in && own >= name => return file.to_owned(),
        Some(later) => (*later).to_owned(),
        None => format!("{}z-hardening.conf", name.trim_end_matches(".conf")),
    };
    format!("/etc/systemd/{directory}/{name}")
}

fn of_apt(
    collection: &Collection<'_>,
    source: &sources::Source,
    key: &Key,
) -> Fact<ConfiguredSetting> {
    let apt = collection.shared::<Apt>()?;
    let mut setting = unset(source, key);
    setting.effective = apt
        .configuration()?
        .value(&key.name.to_ascii_lowercase())
        .map(|(value, place)| Occurrence {
            value: key.class.shown(value),
            source: place.clone(),
        });
    Ok(setting)
}
