//! Who reads an environment file, from what is there: a Compose file beside it or one that names it,
//! units that do, scripts that source it or hand it to Docker, and the packages of the application.
//!
//! Only the names of dialects come of it. What cannot be read says nothing, and where nothing is said
//! the common readers are assumed.

mod scripts;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_target::{Context, System};

use super::dialect::Dialect;
use crate::compose::{DEFAULT_FILES, Place, env_files};
use crate::readers::units;

/// Bytes of a file that may name another. Scripts and units are smaller.
const LARGEST: u64 = 256 << 10;

/// Files of one directory that are looked at.
const MOST_FILES: usize = 500;

/// Where scripts are that may source a file from anywhere.
const SCRIPTS: &[&str] = &[
    "/usr/local/bin",
    "/usr/local/sbin",
    "/etc/cron.d",
    "/etc/cron.daily",
    "/etc/cron.hourly",
    "/etc/cron.weekly",
    "/etc/profile.d",
];

/// Directories of an application in which its scripts are, from that of the file.
const SCRIPTS_BESIDE: &[&str] = &[
    "", "bin", "script", "scripts", "deploy", "docker", "setup", "..",
];

/// Files that name the packages of an application in Python.
const PYTHON_PACKAGES: &[&str] = &[
    "requirements.txt",
    "requirements/base.txt",
    "requirements/production.txt",
    "pyproject.toml",
    "Pipfile",
    "setup.cfg",
];

/// Python packages that read with python-dotenv.
const PYTHON_READERS: &[&str] = &["python-dotenv", "pydantic-settings", "python_dotenv"];

/// The readers of a file that is there.
pub(super) fn find(context: Context<'_>, projects: &[&Place], file: &Path) -> Vec<Dialect> {
    let search = Search {
        system: context.system,
        file,
        directory: file.parent().unwrap_or(Path::new("/")),
    };
    let mut found = BTreeSet::new();
    search.compose(projects, &mut found);
    search.units(&mut found);
    search.scripts(&mut found);
    search.packages(&mut found);
    Dialect::ALL
        .into_iter()
        .filter(|dialect| found.contains(dialect))
        .collect()
}

struct Search<'a> {
    system: &'a dyn System,
    file: &'a Path,
    directory: &'a Path,
}

impl Search<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        let bytes = self.system.read(path, LARGEST).ok()?;
        String::from_utf8(bytes).ok()
    }

    fn name(&self) -> &str {
        self.file
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
    }

    /// Compose reads `.env` beside its file, and whatever a service names in `env_file`.
    fn compose(&self, projects: &[&Place], found: &mut BTreeSet<Dialect>) {
        let beside = DEFAULT_FILES.iter().map(|name| self.directory.join(name));
        let files: BTreeSet<PathBuf> = beside
            .chain(projects.iter().map(|place| place.file.clone()))
            .collect();
        for path in files {
            let Ok(text) = self.system.read_text(&path) else {
                continue;
            };
            if self.name() == ".env" && path.parent() == Some(self.directory) {
                found.insert(Dialect::Compose);
            }
            if !text.contains("env_file") {
                continue;
            }
            for entry in env_files(&path, &text) {
                if entry.path == self.file {
                    found.insert(if entry.raw {
                        Dialect::DockerRun
                    } else {
                        Dialect::Compose
                    });
                }
            }
        }
    }

    /// Units read it as systemd does, or start a program that does.
    fn units(&self, found: &mut BTreeSet<Dialect>) {
        for directory in units::DIRECTORIES.map(Path::new) {
            for name in self.list(directory) {
                let path = directory.join(&name);
                if name.ends_with(".service") {
                    self.unit(&path, found);
                } else if name.ends_with(".service.d") {
                    for drop_in in self.list(&path) {
                        if drop_in.ends_with(".conf") {
                            self.unit(&path.join(drop_in), found);
                        }
                    }
                }
            }
        }
    }

    fn unit(&self, path: &Path, found: &mut BTreeSet<Dialect>) {
        let Some(text) = self.text(path).filter(|text| text.contains(self.name())) else {
            return;
        };
        for line in text.lines() {
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let value = value.trim();
            match key.trim() {
                "EnvironmentFile" => {
                    let value = value.trim_start_matches('-').trim_matches('"');
                    if Path::new(value) == self.file {
                        found.insert(Dialect::Systemd);
                    }
                }
                key if key.starts_with("Exec") => {
                    found.extend(scripts::readers(value, self.file, None));
                }
                _ => {}
            }
        }
    }

    fn scripts(&self, found: &mut BTreeSet<Dialect>) {
        let beside = SCRIPTS_BESIDE
            .iter()
            .filter_map(|name| match *name {
                "" => Some(self.directory.to_path_buf()),
                ".." => self.directory.parent().map(Path::to_path_buf),
                name => Some(self.directory.join(name)),
            })
            // Whoever puts a file into a directory of the system has its scripts elsewhere.
            .filter(|directory| !matches!(directory.to_str(), None | Some("/" | "/etc")));
        let directories: BTreeSet<PathBuf> =
            beside.chain(SCRIPTS.iter().map(PathBuf::from)).collect();
        for directory in directories {
            for name in self.list(&directory) {
                let path = directory.join(&name);
                let is_system = directory.starts_with("/etc");
                if path == self.file || !(is_system || scripts::may_be_script(&name)) {
                    continue;
                }
                let Some(text) = self.text(&path) else {
                    continue;
                };
                if text.contains(self.name()) && (is_system || scripts::is_script(&name, &text)) {
                    found.extend(scripts::readers(&text, self.file, Some(&directory)));
                }
            }
        }
    }

    /// A package that reads environment files, where the file has the name that packages look for.
    fn packages(&self, found: &mut BTreeSet<Dialect>) {
        if !self.name().starts_with(".env") {
            return;
        }
        if let Some(text) = self.text(&self.directory.join("package.json"))
            && names_dotenv(&text)
        {
            found.insert(Dialect::NodeDotenv);
        }
        let in_python = PYTHON_PACKAGES
            .iter()
            .filter_map(|name| self.text(&self.directory.join(name)))
            .any(|text| PYTHON_READERS.iter().any(|reader| text.contains(reader)));
        if in_python {
            found.insert(Dialect::PythonDotenv);
        }
    }

    fn list(&self, directory: &Path) -> Vec<String> {
        let mut names = self.system.list(directory).unwrap_or_default();
        names.truncate(MOST_FILES);
        names
    }
}

/// Whether a `package.json` depends on `dotenv`.
fn names_dotenv(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|package| {
        ["dependencies", "devDependencies", "optionalDependencies"]
            .iter()
            .filter_map(|key| package.get(key))
            .any(|packages| packages.get("dotenv").is_some())
    })
}

#[cfg(test)]
mod tests;
