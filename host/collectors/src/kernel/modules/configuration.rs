//! What modprobe.d(5) says of modules. No command is kept: it may hold anything.

use muster_facts::modules::{self, Install};
use muster_facts::{Fact, Source};
use muster_target::{ReadError, System, present};

use super::underscored;
use crate::readers::drop_ins::by_name;
use crate::readers::units::leads_nowhere;
use muster_names::patterns::any_name_matches;

/// The directories, the strongest first. The last is the one before where `/usr` is merged.
const DIRECTORIES: [&str; 5] = [
    "/etc/modprobe.d",
    "/run/modprobe.d",
    "/usr/local/lib/modprobe.d",
    "/usr/lib/modprobe.d",
    "/lib/modprobe.d",
];
const LARGEST: u64 = 1 << 20;

/// Commands that load nothing, by the name of their program.
const NOTHING: [&str; 2] = ["false", "true"];

/// A line that is about a module.
#[derive(Debug)]
struct Line {
    /// Perhaps a pattern, of an `install` line.
    name: String,
    what: What,
    source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Blacklist,
    Install { loads: bool },
}

/// The lines of all files, in the order in which they are read.
#[derive(Debug)]
pub(super) struct Configuration(Vec<Result<Line, ReadError>>);

impl Configuration {
    pub(super) fn read(system: &dyn System) -> Fact<Self> {
        let paths = by_name(system, DIRECTORIES, |name, _| Ok(is_read(name)))?;
        let mut lines = Vec::new();
        for path in paths.into_values() {
            if leads_nowhere(system, &path) {
                continue;
            }
            match present(system.read(&path, LARGEST)) {
                Ok(Some(bytes)) => {
                    let text = String::from_utf8_lossy(&bytes);
                    let file = path.display().to_string();
                    lines.extend(parse(&file, &text).into_iter().map(Ok));
                }
                Ok(None) => {}
                Err(error) => lines.push(Err(error)),
            }
        }
        Ok(Self(lines))
    }

    /// What is said of one module, by its own name: of `install` lines the first counts, so that a file
    /// that could not be read hides those that come after it.
    pub(super) fn find(&self, name: &str) -> Fact<modules::Configuration> {
        let mut install = None;
        let mut blacklisted = None;
        let mut gap = None;
        for line in &self.0 {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    gap = gap.or(Some(error));
                    continue;
                }
            };
            match line.what {
                What::Blacklist if line.name == name => {
                    blacklisted = blacklisted.or_else(|| Some(line.source.clone()));
                }
                What::Install { loads }
                    if install.is_none() && any_name_matches(name, &line.name) =>
                {
                    if let Some(error) = gap {
                        return Err(error.clone().into());
                    }
                    install = Some(Install {
                        runs: if loads { "command" } else { "nothing" }.to_owned(),
                        source: line.source.clone(),
                    });
                }
                What::Blacklist | What::Install { .. } => {}
            }
        }
        match gap {
            Some(error) if install.is_none() => Err(error.clone().into()),
            Some(_) | None => Ok(modules::Configuration {
                install,
                blacklisted,
            }),
        }
    }
}

/// Whether modprobe reads a file of such a name.
fn is_read(name: &str) -> bool {
    name.ends_with(".conf") && !name.starts_with('.')
}

/// The lines of a file that matter, with those that a backslash at the end continues.
fn parse(file: &str, text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let mut whole = line.to_owned();
        while whole.ends_with('\\') {
            whole.pop();
            let Some((_, next)) = lines.next() else {
                break;
            };
            whole.push_str(next);
        }
        found.extend(parse_line(&whole, || Source::line(file, number)));
    }
    found
}

fn parse_line(line: &str, source: impl FnOnce() -> Source) -> Option<Line> {
    if line.starts_with('#') {
        return None;
    }
    let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    let keyword = words.next()?;
    let name = underscored(words.next()?);
    let what = match keyword {
        "blacklist" => What::Blacklist,
        "install" => {
            let command: Vec<&str> = words.collect();
            What::Install {
                loads: !matches!(command.as_slice(), [program] if is_nothing(program)),
            }
        }
        _ => return None,
    };
    Some(Line {
        name,
        what,
        source: source(),
    })
}

fn is_nothing(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    NOTHING.contains(&name)
}
