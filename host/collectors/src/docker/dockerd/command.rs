//! The words that dockerd is started with: those of the running process, and those of its unit and
//! drop-ins, with the variables that they are filled in from; else those of another init's script.

use std::path::{Path, PathBuf};

use muster_facts::Source;
use muster_target::{Kind, ReadError, System, present};

use super::Whose;
use crate::readers::assignments::{self, Assignment};
use crate::readers::words::{PREFIXES, split};
use crate::readers::{processes, units};

/// The unit, as Docker and distributions have it, and as the snap does.
const UNITS: [&str; 2] = ["docker.service", "snap.docker.dockerd.service"];

/// Where the units of users are, the strongest first; below a home first.
const OF_USERS: [&str; 4] = [
    "/etc/systemd/user",
    "/run/systemd/user",
    "/usr/local/lib/systemd/user",
    "/usr/lib/systemd/user",
];

/// Where OpenRC keeps the options, in `DOCKER_OPTS`.
const OPENRC: &str = "/etc/conf.d/docker";

/// Where System V does. systemd's unit does not read it.
const SYSTEM_V: &str = "/etc/default/docker";

/// A command line that the kernel shows.
const LONGEST_COMMAND: u64 = 64 << 10;

/// What the daemon is called: by Docker, by Red Hat of old, and where a user runs it.
const PROGRAMS: [&str; 3] = ["dockerd", "dockerd-current", "dockerd-rootless.sh"];

/// A word, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) source: Source,
}

/// What follows the program.
#[derive(Clone, Debug, Default)]
pub(super) struct CommandLine {
    pub(super) words: Vec<Word>,
    /// Whether a file says how it is started.
    pub(super) is_set: bool,
    /// Why these may not be all, and where.
    pub(super) unclear: Option<(Source, &'static str)>,
    /// The variables that the unit sets, for what of them is secret.
    pub(super) variables: Vec<Assignment>,
}

/// That of the dockerd that runs; none where none does.
pub(super) fn of_process(system: &dyn System, whose: &Whose) -> Option<CommandLine> {
    processes::named(system, "dockerd").find_map(|process| {
        if system.metadata(&process.directory).ok()?.uid != whose.uid() {
            return None;
        }
        let path = process.directory.join("cmdline");
        let line = system.read(&path, LONGEST_COMMAND).ok()?;
        let source = Source::file(path.display().to_string());
        let words = line.split(|byte| *byte == 0).skip(1);
        let words = words.map(|word| Word {
            text: String::from_utf8_lossy(word).into_owned(),
            source: source.clone(),
        });
        Some(CommandLine {
            words: words.filter(|word| !word.text.is_empty()).collect(),
            ..CommandLine::default()
        })
    })
}

/// That by which the init starts it.
///
/// # Errors
/// When a file of the unit is there and cannot be read.
pub(super) fn of_init(system: &dyn System, whose: &Whose) -> Result<CommandLine, ReadError> {
    let mut unit = Unit::default();
    let paths = match whose {
        Whose::Root => {
            let mut paths = Vec::new();
            for name in UNITS {
                let file = units::file(system, name)?;
                let drop_ins = units::drop_ins(system, &[name, "service"])?;
                if file.is_some() || !drop_ins.is_empty() {
                    paths = file.into_iter().chain(drop_ins.into_values()).collect();
                    break;
                }
            }
            paths
        }
        Whose::User { home, .. } => of_user(system, home)?,
    };
    for path in &paths {
        if let Some(text) = units::text(system, path)? {
            unit.apply(&path.display().to_string(), &text);
        }
    }
    if paths.is_empty() && *whose == Whose::Root {
        return of_script(system);
    }
    unit.command_line(system)
}

/// The files of the unit of a user, the drop-ins last.
fn of_user(system: &dyn System, home: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let own = home.join(".config/systemd/user");
    let directories: Vec<PathBuf> = std::iter::once(own)
        .chain(OF_USERS.map(PathBuf::from))
        .collect();
    let [name, _] = UNITS;
    let mut paths = Vec::new();
    for directory in &directories {
        let path = directory.join(name);
        if present(system.link_metadata(&path))?.is_some() {
            paths.push(path);
            break;
        }
    }
    for directory in &directories {
        let below = directory.join(format!("{name}.d"));
        let names = present(system.list(&below))?.unwrap_or_default();
        let names = names.iter().filter(|name| name.ends_with(".conf"));
        paths.extend(names.map(|name| below.join(name)));
    }
    Ok(paths)
}

/// What a script of another init adds.
fn of_script(system: &dyn System) -> Result<CommandLine, ReadError> {
    // A recording need not hold the unit.
    let files: &[&str] = match system.kind() {
        Kind::Recording => &[OPENRC],
        Kind::Live | Kind::Root => &[OPENRC, SYSTEM_V],
    };
    for path in files {
        if let Some(found) = assignments::read_assignments(system, Path::new(path))? {
            let mut line = CommandLine {
                is_set: true,
                ..CommandLine::default()
            };
            if let Some(options) = assignments::value(&found, "DOCKER_OPTS") {
                let words = options.value.split_whitespace().map(|text| Word {
                    text: text.to_owned(),
                    source: options.source.clone(),
                });
                line.words = words.collect();
            }
            line.variables = found;
            return Ok(line);
        }
    }
    Ok(CommandLine::default())
}

/// What the files of a unit say.
#[derive(Default)]
struct Unit {
    command: Option<(String, Source)>,
    files: Vec<String>,
    variables: Vec<Assignment>,
}

impl Unit {
    fn apply(&mut self, file: &str, text: &str) {
        for entry in units::entries(file, text) {
            let units::Setting {
                section,
                key,
                value,
                source,
            } = entry;
            if section != "Service" {
                continue;
            }
            match (key.as_str(), value.as_str()) {
                // A unit of another type than `oneshot` has one command; a drop-in empties it first.
                ("ExecStart", "") => self.command = None,
                ("ExecStart", _) => self.command = Some((value, source)),
                ("EnvironmentFile", "") => self.files.clear(),
                ("EnvironmentFile", _) => self.files.push(value),
                ("Environment", "") => self.variables.clear(),
                ("Environment", _) => {
                    let more = assignments::of_setting(&value, &source);
                    self.variables.extend(more);
                }
                _ => {}
            }
        }
    }

    fn command_line(mut self, system: &dyn System) -> Result<CommandLine, ReadError> {
        for file in &self.files {
            let path = Path::new(file.trim_start_matches('-'));
            if let Some(found) = assignments::read_assignments(system, path)? {
                self.variables.extend(found);
            }
        }
        let mut line = CommandLine {
            is_set: self.command.is_some(),
            ..CommandLine::default()
        };
        if let Some((command, source)) = &self.command {
            let unclear = |why| Some((source.clone(), why));
            match split(command.trim_start_matches(PREFIXES)) {
                None => line.unclear = unclear("a quote is not closed"),
                Some(words) => {
                    let at = words.iter().position(|word| is_daemon(word));
                    // A shell or a script may do more than start it, and the snap's adds nothing of
                    // what is asked here.
                    let is_snap = words.first().is_some_and(|word| word == "/usr/bin/snap");
                    if at.is_none() && !is_snap {
                        line.unclear = unclear("another program starts dockerd");
                    }
                    for word in words.iter().skip(at.map_or(words.len(), |at| at + 1)) {
                        self.expand(word, source, &mut line.words);
                    }
                }
            }
        }
        line.variables = self.variables;
        Ok(line)
    }

    /// `$NAME` and `${NAME}` alone become the words of the value; `${NAME}` may be part of a word.
    fn expand(&self, word: &str, source: &Source, words: &mut Vec<Word>) {
        let variable = |name: &str| assignments::value(&self.variables, name);
        let name = word
            .strip_prefix('$')
            .map(|name| name.trim_matches(['{', '}']));
        if let Some(name) = name.filter(|name| !name.contains(['$', '{', '}', '/'])) {
            if let Some(found) = variable(name) {
                let values = split(&found.value).unwrap_or_default();
                words.extend(values.into_iter().map(|text| Word {
                    text,
                    source: found.source.clone(),
                }));
            }
            return;
        }
        let mut text = String::new();
        let mut rest = word;
        while let Some((before, after)) = rest.split_once("${") {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            text.push_str(variable(name).map_or("", |found| &found.value));
            rest = after;
        }
        text.push_str(rest);
        words.push(Word {
            text,
            source: source.clone(),
        });
    }
}

fn is_daemon(word: &str) -> bool {
    PROGRAMS.contains(&word.rsplit('/').next().unwrap_or_default())
}
