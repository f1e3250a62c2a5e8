//! What logrotate is configured to do: its main file, what that includes, how many files each pattern
//! stands for, and which of them others rotate as well.

#[cfg(test)]
mod oracle;
mod shared_files;
mod syntax;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use muster_facts::rotation::{IgnoredPart, Pattern, Program, Stanza};
use muster_facts::{Fact, FactError, RotationFacts, Source};
use muster_target::{Collection, FileType, ReadError, Shared, System, present};

use self::shared_files::shared_files;
use self::syntax::{Directive, Item, UNKNOWN, items};
use crate::readers::packages::{Package, Packages};
use crate::ssh::expand_pattern;
use muster_names::patterns::{any_name_matches, path_matches};

const MAIN: &str = "/etc/logrotate.conf";
/// The second is openSUSE's, where the first has nothing.
const CONFIGURATIONS: [&str; 2] = [MAIN, "/usr/etc/logrotate.conf"];
const PROGRAMS: [&str; 3] = [
    "/usr/sbin/logrotate",
    "/usr/bin/logrotate",
    "/sbin/logrotate",
];

/// Names of files that are not read from a directory, see logrotate(8), `tabooext`.
const TABOO: [&str; 18] = [
    "*,v",
    "*.cfsaved",
    "*.disabled",
    "*.dpkg-bak",
    "*.dpkg-del",
    "*.dpkg-dist",
    "*.dpkg-new",
    "*.dpkg-old",
    "*.dpkg-tmp",
    "*.rhn-cfg-tmp-*",
    "*.rpmnew",
    "*.rpmorig",
    "*.rpmsave",
    "*.swp",
    "*.ucf-dist",
    "*.ucf-new",
    "*.ucf-old",
    "*~",
];

/// A host has some dozens.
const MOST_FILES: usize = 1_000;
/// logrotate itself stops at ten.
const DEEPEST: usize = 10;
/// Patterns whose files are counted.
const MOST_PATTERNS: usize = 2_000;
/// Files that they stand for, all together.
const MOST_ROTATED: usize = 20_000;

/// What Docker's logs are called: a directory for each container, with the container's id.
const CONTAINER: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> RotationFacts {
    let system = collection.context.system;
    let overview = collection
        .shared::<Packages>()
        .map(|packages| program(system, &packages, main_file(system)));
    let configured = collection.shared::<Configured>();
    let configuration = configured
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|configured| configured.0.as_ref().map_err(Clone::clone));
    match configuration {
        Ok(configuration) => {
            let (shared, unknown) = shared_files(collection, configuration);
            RotationFacts {
                overview,
                stanzas: Ok(configuration.stanzas.clone()),
                ignored_parts: Ok(configuration.ignored.clone()),
                shared_files: Ok(shared),
                unknown_rotators: Ok(unknown),
            }
        }
        Err(error) => RotationFacts {
            overview,
            stanzas: Err(error.clone()),
            ignored_parts: Err(error.clone()),
            shared_files: Err(error.clone()),
            unknown_rotators: Err(error),
        },
    }
}

/// The files that logrotate rotates, in the order in which it reads of them, and the patterns of which it is not
/// known what they stand for, each with the reason.
///
/// # Errors
/// When its configuration cannot be read.
pub(super) fn rotated_files(collection: &Collection<'_>) -> Fact<(Vec<PathBuf>, Vec<Unlisted>)> {
    let configured = collection.shared::<Configured>()?;
    let configuration = configured.0.as_ref().map_err(Clone::clone)?;
    let files = configuration.files.iter().map(|file| file.path.clone());
    Ok((files.collect(), configuration.unlisted.clone()))
}

/// Why it is not known what a pattern stands for, and where it is.
pub(super) type Unlisted = (String, Source);

/// What logrotate's configuration says.
struct Configuration {
    stanzas: Vec<Stanza>,
    ignored: Vec<IgnoredPart>,
    files: Vec<RotatedFile>,
    /// Patterns of which it is not known what they stand for.
    unlisted: Vec<Unlisted>,
}

/// A file that a stanza rotates.
struct RotatedFile {
    path: PathBuf,
    /// The place of the stanza among the others.
    stanza: usize,
    /// Whether it is fine that others name the file, too.
    ignores_duplicates: bool,
}

/// The configuration, read once.
struct Configured(Fact<Configuration>);

impl Shared for Configured {
    fn read(collection: &Collection<'_>) -> Self {
        let system = collection.context.system;
        Self(collection.shared::<Packages>().and_then(|packages| {
            let mut reader = Reader::new(system, &packages);
            if let Some(main) = main_file(system) {
                reader.file(Path::new(main), 0)?;
            }
            Ok(reader.configuration)
        }))
    }
}

fn main_file(system: &dyn System) -> Option<&'static str> {
    CONFIGURATIONS.into_iter().find(|path| {
        !matches!(
            system.metadata(Path::new(path)),
            Err(ReadError::NotFound { .. })
        )
    })
}

fn program(system: &dyn System, packages: &Packages, main: Option<&str>) -> Program {
    let path = PROGRAMS
        .iter()
        .find(|path| system.metadata(Path::new(path)).is_ok());
    let listed = packages.get("logrotate");
    // A package that was removed leaves its configuration.
    let installed = match listed {
        Some(Package::Installed(_)) => true,
        Some(Package::Removed) => false,
        Some(Package::Unclear) | None => path.is_some(),
    };
    let place = path.copied().or(main).unwrap_or(MAIN);
    Program {
        installed,
        configuration: main.map(str::to_owned),
        source: Source::file(place),
    }
}

/// What holds for the stanzas that follow.
#[derive(Clone, Debug, Default)]
struct Settings {
    frequency: Option<&'static str>,
    rotate: Option<u32>,
    missing_ok: bool,
    copy_truncate: bool,
    ignores_duplicates: bool,
}

impl Settings {
    fn apply(&mut self, directive: &Directive) {
        match directive.keyword.as_str() {
            "hourly" => self.frequency = Some(Stanza::FREQUENCY_HOURLY),
            "daily" => self.frequency = Some(Stanza::FREQUENCY_DAILY),
            "weekly" => self.frequency = Some(Stanza::FREQUENCY_WEEKLY),
            "monthly" => self.frequency = Some(Stanza::FREQUENCY_MONTHLY),
            "yearly" => self.frequency = Some(Stanza::FREQUENCY_YEARLY),
            "size" => self.frequency = Some(Stanza::FREQUENCY_SIZE),
            "rotate" => self.rotate = directive.value.parse().ok(),
            "missingok" => self.missing_ok = true,
            "nomissingok" => self.missing_ok = false,
            "copytruncate" => self.copy_truncate = true,
            "nocopytruncate" => self.copy_truncate = false,
            "ignoreduplicates" => self.ignores_duplicates = true,
            _ => {}
        }
    }
}

struct Reader<'a> {
    system: &'a dyn System,
    packages: &'a Packages,
    state: Settings,
    taboo: Vec<String>,
    configuration: Configuration,
    files: usize,
    patterns: usize,
}

impl<'a> Reader<'a> {
    fn new(system: &'a dyn System, packages: &'a Packages) -> Self {
        Self {
            system,
            packages,
            state: Settings::default(),
            taboo: TABOO.map(str::to_owned).to_vec(),
            configuration: Configuration {
                stanzas: Vec::new(),
                ignored: Vec::new(),
                files: Vec::new(),
                unlisted: Vec::new(),
            },
            files: 0,
            patterns: 0,
        }
    }

    fn file(&mut self, path: &Path, depth: usize) -> Fact<()> {
        let name = path.display().to_string();
        self.files += 1;
        if self.files > MOST_FILES || depth > DEEPEST {
            return Err(FactError::Failed(format!(
                "{name}: logrotate is configured in more files than Muster reads"
            )));
        }
        let Some(found) = present(self.system.metadata(path))? else {
            return Ok(());
        };
        if found.file_type == FileType::Directory {
            return self.directory(path, depth);
        }
        // Somebody else could have it run a script.
        if found.mode & 0o022 != 0 || found.uid != 0 {
            self.configuration.ignored.push(IgnoredPart {
                reason: IgnoredPart::REASON_UNSAFE_FILE.to_owned(),
                source: Source::file(name),
            });
            return Ok(());
        }
        let text = self.system.read_text(path)?;
        // What a file says outside of its stanzas holds for the files after it as well.
        for item in items(&text) {
            match item {
                Item::Wrong { line } => self.ignore_line(&name, line),
                Item::Global(directive) => self.global(&directive, path, depth)?,
                Item::Stanza {
                    line,
                    patterns,
                    directives,
                } => {
                    let mut settings = self.state.clone();
                    for directive in &directives {
                        if directive.keyword == UNKNOWN {
                            self.ignore_line(&name, directive.line);
                        }
                        settings.apply(directive);
                    }
                    let source = Source::line(&name, line);
                    let patterns = patterns
                        .iter()
                        .map(|text| self.pattern(text, &settings, &source))
                        .collect();
                    self.configuration.stanzas.push(Stanza {
                        patterns,
                        frequency: settings
                            .frequency
                            .unwrap_or(Stanza::FREQUENCY_WEEKLY)
                            .to_owned(),
                        rotate: settings.rotate,
                        missing_ok: settings.missing_ok,
                        copy_truncate: settings.copy_truncate,
                        packaged: self.packages.is_configuration(&name),
                        source,
                    });
                }
            }
        }
        Ok(())
    }

    fn ignore_line(&mut self, file: &str, line: u32) {
        self.configuration.ignored.push(IgnoredPart {
            reason: IgnoredPart::REASON_SYNTAX.to_owned(),
            source: Source::line(file, line),
        });
    }

    fn global(&mut self, directive: &Directive, file: &Path, depth: usize) -> Fact<()> {
        let value = directive.value.trim_matches(['"', '\'']);
        match directive.keyword.as_str() {
            "include" => {
                // Relative to where logrotate was started, which is the root.
                let path = Path::new("/").join(value);
                if path != file {
                    self.file(&path, depth + 1)?;
                }
            }
            "tabooext" | "taboopat" => {
                let mut words = value
                    .split([' ', '\t', ','])
                    .filter(|word| !word.is_empty())
                    .peekable();
                if words.next_if_eq(&"+").is_none() {
                    self.taboo.clear();
                }
                let star = if directive.keyword == "tabooext" {
                    "*"
                } else {
                    ""
                };
                self.taboo.extend(words.map(|word| format!("{star}{word}")));
            }
            _ => self.state.apply(directive),
        }
        Ok(())
    }

    fn directory(&mut self, directory: &Path, depth: usize) -> Fact<()> {
        for name in self.system.list(directory)? {
            let path = directory.join(&name);
            let is_file = present(self.system.metadata(&path))?
                .is_some_and(|found| found.file_type == FileType::Regular);
            if !is_file {
                continue;
            }
            let mut taboo = self.taboo.iter();
            if taboo.any(|pattern| any_name_matches(&name, pattern)) {
                self.configuration.ignored.push(IgnoredPart {
                    reason: IgnoredPart::REASON_TABOO.to_owned(),
                    source: Source::file(path.display().to_string()),
                });
            } else {
                self.file(&path, depth + 1)?;
            }
        }
        Ok(())
    }

    /// A pattern of the stanza that comes next.
    fn pattern(&mut self, text: &str, settings: &Settings, source: &Source) -> Pattern {
        self.patterns += 1;
        let files = self.files_of_pattern(text);
        let matches = match files {
            Ok(files) => {
                let matches = u32::try_from(files.len()).unwrap_or(u32::MAX);
                let stanza = self.configuration.stanzas.len();
                let files = files.into_iter().map(|path| RotatedFile {
                    path,
                    stanza,
                    ignores_duplicates: settings.ignores_duplicates,
                });
                self.configuration.files.extend(files);
                Some(matches)
            }
            Err(reason) => {
                let unlisted = (reason, source.clone());
                self.configuration.unlisted.push(unlisted);
                None
            }
        };
        Pattern {
            text: text.to_owned(),
            matches,
            covers_containers: covers_containers(text),
        }
    }

    /// The files that a pattern stands for.
    fn files_of_pattern(&self, text: &str) -> Result<Vec<PathBuf>, String> {
        if self.patterns > MOST_PATTERNS || self.configuration.files.len() > MOST_ROTATED {
            return Err(format!(
                "{text}: logrotate rotates more files than Muster looks for"
            ));
        }
        if !text.starts_with('/') {
            return Err(format!("{text} is not an absolute path"));
        }
        let paths = expand_pattern(self.system, text).map_err(|error| error.to_string())?;
        Ok(paths
            .into_iter()
            .filter(|path| self.is_file(path))
            .collect())
    }

    /// Directories are not rotated.
    fn is_file(&self, path: &Path) -> bool {
        let found = self.system.metadata(path);
        found.map_or(true, |found| found.file_type != FileType::Directory)
    }
}

/// Whether a pattern stands for the log of a container.
fn covers_containers(pattern: &str) -> bool {
    let log = format!("/var/lib/docker/containers/{CONTAINER}/{CONTAINER}-json.log");
    path_matches(&log, pattern)
}
