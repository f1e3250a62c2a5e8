//! The fenced blocks of a case.

use std::path::PathBuf;

use muster_target::{Command, Output, Recorded, RunError};

use crate::Expectation;

/// One fenced block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    Host(Change),
    Policy(String),
    Expect(Vec<Expectation>),
}

/// What a block adds to the host.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    File(PathBuf, String, Ownership),
    Directory(PathBuf, Ownership),
    Link(PathBuf, PathBuf),
    Special(PathBuf),
    Denied(PathBuf),
    Command(Command, Result<Output, RunError>),
    Answers(String, String),
}

/// Mode, uid and gid, where the block gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Ownership {
    mode: Option<u32>,
    owner: Option<(u32, u32)>,
}

impl Block {
    /// From the opening line without its backticks, and the content.
    pub(crate) fn parse(info: &str, content: String) -> Result<Self, String> {
        let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
        let rest = rest.trim();
        let change = match kind {
            "expect" => {
                let lines = content.lines().filter(|line| !line.trim().is_empty());
                return lines
                    .map(Expectation::parse)
                    .collect::<Result<_, _>>()
                    .map(Self::Expect);
            }
            "policy" => return Ok(Self::Policy(content)),
            "file" => {
                let (path, ownership) = path_and_ownership(rest, 0o644)?;
                Change::File(path, content, ownership)
            }
            "directory" => {
                let (path, ownership) = path_and_ownership(rest, 0o755)?;
                Change::Directory(path, ownership)
            }
            "link" => {
                let (path, leads_to) = rest
                    .split_once(" -> ")
                    .ok_or("a link is written `link PATH -> TARGET`")?;
                Change::Link(absolute(path)?, leads_to.trim().into())
            }
            "special" => Change::Special(absolute(rest)?),
            "denied" => Change::Denied(absolute(rest)?),
            "command" => {
                let (line, status) = match rest.rsplit_once(" [status=") {
                    Some((line, status)) => (line, number(status.trim_end_matches(']'), 10)?),
                    None => (rest, 0),
                };
                let output = Output {
                    status: i32::try_from(status).map_err(|error| error.to_string())?,
                    stdout: content.into_bytes(),
                    stderr: Vec::new(),
                };
                Change::Command(command(line)?, Ok(output))
            }
            "answers" if matches!(rest, "dns" | "tls") => Change::Answers(rest.to_owned(), content),
            "missing-command" => {
                let command = command(rest)?;
                let program = command.program.clone();
                Change::Command(command, Err(RunError::NotInstalled { program }))
            }
            _ => {
                return Err(format!(
                    "`{kind}` is not a block; use file, directory, link, special, denied, command, \
                     missing-command, answers, policy or expect"
                ));
            }
        };
        Ok(Self::Host(change))
    }
}

impl Change {
    pub(crate) fn apply(self, system: Recorded) -> Recorded {
        match self {
            Self::File(path, content, ownership) => {
                ownership.apply(system.file(&path, content), path, 0o644)
            }
            Self::Directory(path, ownership) => {
                ownership.apply(system.directory(&path), path, 0o755)
            }
            Self::Link(path, leads_to) => system.link(path, leads_to),
            Self::Special(path) => system.special(path),
            Self::Denied(path) => system.denied(path),
            Self::Command(command, outcome) => system.outcome(command, outcome),
            Self::Answers(protocol, answers) => system.answers(protocol, answers),
        }
    }
}

impl Ownership {
    fn apply(self, system: Recorded, path: PathBuf, default_mode: u32) -> Recorded {
        let (uid, gid) = self.owner.unwrap_or((0, 0));
        system.owned(path, self.mode.unwrap_or(default_mode), uid, gid)
    }
}

fn path_and_ownership(text: &str, default_mode: u32) -> Result<(PathBuf, Ownership), String> {
    let mut words = text.split_whitespace();
    let path = absolute(words.next().unwrap_or_default())?;
    let mut ownership = Ownership {
        mode: Some(default_mode),
        owner: None,
    };
    for word in words {
        match word.split_once('=') {
            Some(("mode", mode)) => ownership.mode = Some(number(mode, 8)?),
            Some(("owner", owner)) => {
                let (uid, gid) = owner.split_once(':').ok_or("owner is written UID:GID")?;
                ownership.owner = Some((number(uid, 10)?, number(gid, 10)?));
            }
            _ => return Err(format!("`{word}` is neither mode= nor owner=")),
        }
    }
    Ok((path, ownership))
}

fn absolute(path: &str) -> Result<PathBuf, String> {
    let path = path.trim();
    if path.starts_with('/') {
        Ok(path.into())
    } else {
        Err(format!("`{path}` is not an absolute path"))
    }
}

fn number(text: &str, radix: u32) -> Result<u32, String> {
    u32::from_str_radix(text, radix).map_err(|_| format!("`{text}` is not a number"))
}

fn command(line: &str) -> Result<Command, String> {
    let mut words = line.split_whitespace();
    let program = words.next().ok_or("the command is missing")?;
    Ok(Command::new(program, words))
}
