//! What configuration of dnf and zypper says of repositories: their priorities, and what is not taken from them.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::Fact;
use muster_target::{System, present};

use super::excludes::Patterns;
use super::primary::Offered;
use crate::packages::updates::repositories::Program;
use crate::readers::units::{self, Setting};

/// Where dnf says what holds for all repositories, the strongest last, and where its version 5 has more of each.
const MAIN: [&str; 2] = ["/etc/yum.conf", "/etc/dnf/dnf.conf"];
const OVERRIDES: &str = "/etc/dnf/repos.override.d";

/// The priority that a repository has unless something is said; a lower number counts more.
const USUAL: i64 = 99;

/// What dnf leaves out of a repository, or of all, and what alone it takes.
pub(in crate::packages) struct Choice {
    excludes: Patterns,
    includes: Patterns,
}

impl Choice {
    /// Shows a package of the host or of its repositories. What is chosen is known when all have been shown.
    pub(in crate::packages) fn show(&mut self, package: &Offered) {
        self.excludes.show(package);
        self.includes.show(package);
    }

    /// Whether it leaves a package out.
    pub(in crate::packages) fn excludes(&self, package: &Offered) -> bool {
        self.excludes.name(package)
    }

    /// Whether the repository is asked for a package.
    pub(in crate::packages) fn includes(&self, package: &Offered) -> bool {
        self.includes.is_empty() || self.includes.name(package)
    }
}

/// What configuration says of repositories.
pub(in crate::packages) struct Definitions {
    /// The last line that sets each key of each section.
    settings: BTreeMap<(String, String), String>,
}

impl Definitions {
    /// # Errors
    /// A file cannot be read.
    pub(in crate::packages) fn read(system: &dyn System, program: Program) -> Fact<Self> {
        let mut settings = BTreeMap::new();
        let mut files = Vec::new();
        // zypper's own settings leave no package out.
        let directories: &[&str] = if program.has_hash {
            files.extend(MAIN.map(str::to_owned));
            &[program.definitions, OVERRIDES]
        } else {
            &[program.definitions]
        };
        for directory in directories {
            let names = present(system.list(Path::new(directory)))?.unwrap_or_default();
            let names = names.iter().filter(|name| name.ends_with(".repo"));
            files.extend(names.map(|name| format!("{directory}/{name}")));
        }
        for file in files {
            let Some(text) = present(system.read_text(Path::new(&file)))? else {
                continue;
            };
            for Setting {
                section,
                key,
                value,
                ..
            } in units::entries(&file, &unfolded(&text))
            {
                settings.insert((section, key), value);
            }
        }
        Ok(Self { settings })
    }

    fn value(&self, section: &str, key: &str) -> &str {
        let found = self.settings.get(&(section.to_owned(), key.to_owned()));
        found.map(String::as_str).unwrap_or_default()
    }

    pub(in crate::packages) fn priority(&self, id: &str) -> i64 {
        self.value(id, "priority").trim().parse().unwrap_or(USUAL)
    }

    /// What a section leaves out and takes.
    pub(in crate::packages) fn choice(&self, section: &str) -> Choice {
        let excludes = ["excludepkgs", "exclude"].map(|key| self.value(section, key));
        Choice {
            excludes: Patterns::parse(&excludes.join(" ")),
            includes: Patterns::parse(self.value(section, "includepkgs")),
        }
    }
}

/// A value that goes on in lines that begin with a blank, in one line.
fn unfolded(text: &str) -> String {
    let mut unfolded = String::new();
    for line in text.lines() {
        let goes_on = line.starts_with([' ', '\t']) && !line.trim().is_empty();
        unfolded.push(if goes_on { ' ' } else { '\n' });
        unfolded.push_str(line.trim());
    }
    unfolded
}
