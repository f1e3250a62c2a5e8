//! apt's preferences, which make it choose another version than the last one, see apt_preferences(5). Which packages
//! they are about is read, and not what they choose.

use std::path::Path;

use muster_facts::Fact;
use muster_target::{System, present};

use muster_names::patterns::matches;

pub(in crate::packages) const FILE: &str = "/etc/apt/preferences";
pub(in crate::packages) const DIRECTORY: &str = "/etc/apt/preferences.d";

/// A version that is not installed has this priority unless something is said.
const USUAL: i64 = 500;

/// The packages that preferences are about, as they are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Preferences {
    names: Vec<String>,
    /// Whether they keep updates for security of all packages back.
    about_security: bool,
}

impl Preferences {
    /// Reads all of them.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn read(system: &dyn System) -> Fact<Self> {
        let mut preferences = Self::default();
        if let Some(text) = present(system.read_text(Path::new(FILE)))? {
            preferences.parse(&text);
        }
        let directory = Path::new(DIRECTORY);
        for name in present(system.list(directory))?.unwrap_or_default() {
            if is_taken(&name)
                && let Some(text) = present(system.read_text(&directory.join(&name)))?
            {
                preferences.parse(&text);
            }
        }
        Ok(preferences)
    }

    fn parse(&mut self, text: &str) {
        for stanza in text.split("\n\n") {
            let field = |name: &str| {
                let mut lines = stanza.lines().filter_map(|line| {
                    let (key, value) = line.split_once(':')?;
                    key.eq_ignore_ascii_case(name).then_some(value.trim())
                });
                lines.next_back().unwrap_or_default()
            };
            let packages = field("Package");
            if packages == "*" {
                // What is usual for all keeps nothing back; who holds all of a suite back says so here.
                let priority = field("Pin-Priority").parse().unwrap_or(USUAL);
                self.about_security |=
                    priority < USUAL && field("Pin").to_ascii_lowercase().contains("security");
            } else {
                self.names
                    .extend(packages.split_whitespace().map(str::to_owned));
            }
        }
    }

    /// Whether they are about a package; of a regular expression that is not known, and so it is.
    pub(super) fn are_about(&self, package: &str) -> bool {
        self.about_security
            || self.names.iter().any(|name| {
                let plain = name.strip_prefix("src:").unwrap_or(name);
                let plain = plain.split(':').next().unwrap_or(plain);
                name.starts_with('/') || matches(package, plain)
            })
    }
}

/// The names of files that apt reads in its directories, see apt.conf(5).
pub(in crate::packages) fn is_taken(name: &str) -> bool {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "pref"));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    end == "pref" && !stem.is_empty() && !name.starts_with('.') && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_by_name_and_by_pattern() {
        let mut preferences = Preferences::default();
        preferences.parse(
            "Explanation: of NodeSource\nPackage: nodejs libssl*\nPin: origin deb.nodesource.com\nPin-Priority: 600\n\n\
             Package: *\nPin: release a=trixie-backports\nPin-Priority: 100\n",
        );
        assert!(preferences.are_about("nodejs"));
        assert!(preferences.are_about("libssl3"));
        assert!(!preferences.are_about("curl"));
        preferences.parse("Package: *\nPin: release a=stable-security\nPin-Priority: -1\n");
        assert!(preferences.are_about("curl"));
    }

    #[test]
    fn files_are_taken_by_their_names() {
        for (name, is_read) in [
            ("nodesource", true),
            ("nodesource.pref", true),
            ("nodesource.bak", false),
            (".hidden", false),
            ("a b", false),
        ] {
            assert_eq!(is_taken(name), is_read, "{name}");
        }
    }
}
