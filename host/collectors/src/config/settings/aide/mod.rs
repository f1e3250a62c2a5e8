//! What AIDE checks of a file, by the rules of aide.conf(5): the groups of the rule that counts for it. Options of
//! AIDE, such as the address of a database, stay here: what is shown are names of attributes that AIDE has itself.

mod groups;
mod lines;
#[cfg(test)]
mod oracle;
mod selection;
#[cfg(test)]
mod tests;

use std::path::Path;

use muster_facts::settings::{ConfiguredSetting, Occurrence};
use muster_facts::{Fact, FactError};
use muster_target::{System, present};

use self::lines::Configuration;
use self::selection::Selection;

/// What a setting is called, before the path of the file that it is about.
const NAME: &str = "aide/";

const PROGRAMS: [&str; 2] = ["/usr/sbin/aide", "/usr/bin/aide"];
/// Of Red Hat and of Debian.
const FILES: [&str; 2] = ["/etc/aide.conf", "/etc/aide/aide.conf"];

/// The rules of a host, which are read once.
#[derive(Debug, Default)]
pub(super) struct Aide(Option<Fact<Configuration>>);

impl Aide {
    /// The path that a setting is about; none where it is not one of AIDE's.
    pub(super) fn path(name: &str) -> Option<&str> {
        name.strip_prefix(NAME).filter(|path| path.starts_with('/'))
    }

    /// What is checked of a file.
    pub(super) fn setting(&mut self, system: &dyn System, path: &str) -> Fact<ConfiguredSetting> {
        let configuration = self
            .0
            .get_or_insert_with(|| configuration(system))
            .as_ref()
            .map_err(Clone::clone)?;
        if present(system.metadata(Path::new(path)))?.is_none() {
            return Err(FactError::Unsupported(format!(
                "{path} is not on this host."
            )));
        }
        let effective = match configuration.selection(path) {
            Selection::Checked { attributes, source } => Some(Occurrence {
                value: Some(attributes.join("+")),
                source,
            }),
            Selection::Left(source) => source.map(|source| Occurrence {
                value: Some("nothing".to_owned()),
                source,
            }),
            Selection::Unknown(source) => {
                return Err(FactError::Failed(format!(
                    "{} has a rule that Muster does not understand, and that may be about {path}",
                    source.location()
                )));
            }
        };
        Ok(ConfiguredSetting {
            effective,
            shadowed: Vec::new(),
            default: None,
            exceptions: Vec::new(),
            file: configuration.file.clone(),
            heading: None,
            line: format!("{path} …"),
            service: None,
        })
    }
}

fn configuration(system: &dyn System) -> Fact<Configuration> {
    let is_there = |path: &str| present(system.metadata(Path::new(path)));
    let mut is_installed = false;
    for program in PROGRAMS {
        is_installed |= is_there(program)?.is_some();
    }
    if !is_installed {
        return Err(FactError::Unsupported("AIDE is not installed.".to_owned()));
    }
    for file in FILES {
        if is_there(file)?.is_some() {
            return Configuration::read(system, file);
        }
    }
    Err(FactError::Failed(format!(
        "AIDE is installed, and has no configuration in {}",
        FILES.join(" or ")
    )))
}
