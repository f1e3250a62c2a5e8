//! The fenced blocks of a case.

use std::path::{Path, PathBuf};

use muster_target::{Command, LARGEST_FILE, Output, Recorded, RunError, Space, System as _};
use serde_json::{Map, Value};

use crate::{Expectation, repository, rpm};

/// One fenced block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    Host(Change),
    Policy(String),
    /// A fact, and why the rule judges without it.
    Optional(String, String),
    Expect(Vec<Expectation>),
}

/// What a block adds to the host.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    File(PathBuf, String, Attributes),
    Binary(PathBuf, Vec<u8>),
    Members(PathBuf, Map<String, Value>),
    Directory(PathBuf, Attributes),
    Link(PathBuf, PathBuf),
    Special(PathBuf),
    Denied(PathBuf),
    /// Seconds since 1970-01-01 UTC.
    Clock(i64),
    Command(Command, Result<Output, RunError>),
    Answers(String, String),
    /// The top of a work tree, and how its repository came to be.
    Repository(PathBuf, String),
}

/// What a collector can ask of a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Question {
    Path(PathBuf),
    Command(Command),
    Answers(String),
    Clock,
}

/// What `stat` says of a file, as far as the block gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Attributes {
    mode: Option<u32>,
    owner: Option<(u32, u32)>,
    /// Seconds since 1970-01-01 UTC.
    modified: Option<i64>,
    /// Whether an access control list says more than the mode.
    acl: Option<bool>,
    space: Option<Space>,
}

impl Block {
    /// From the opening line without its backticks, the content, and the number of that line.
    pub(crate) fn parse(info: &str, content: String, line: usize) -> Result<Self, String> {
        let (kind, rest) = info.split_once(' ').unwrap_or((info, ""));
        let rest = rest.trim();
        let change = match kind {
            "expect" | "policy" if !rest.is_empty() => {
                return Err(format!("nothing stands behind `{kind}`: take `{rest}` out"));
            }
            "expect" => {
                return Expectation::parse_block(&content, line).map(Self::Expect);
            }
            "policy" => return Ok(Self::Policy(content)),
            "optional" => {
                let is_fact = rest.split('.').count() == 2 && !rest.contains(' ');
                if !is_fact {
                    return Err("a fact is written `DOMAIN.FUNCTION`, as in a snapshot".to_owned());
                }
                if content.trim().is_empty() {
                    return Err(format!(
                        "say in the block why the rule judges without {rest}"
                    ));
                }
                return Ok(Self::Optional(rest.to_owned(), content.trim().to_owned()));
            }
            "file" => {
                let (path, attributes) = path_and_attributes(rest, 0o644)?;
                Change::File(path, content, attributes)
            }
            "json" => {
                let members = serde_json::from_str(&content)
                    .map_err(|error| format!("a `json` block is an object: {error}"))?;
                Change::Members(absolute(rest)?, members)
            }
            "directory" => {
                let (path, attributes) = path_and_attributes(rest, 0o755)?;
                Change::Directory(path, attributes)
            }
            "link" => {
                let (path, leads_to) = rest
                    .split_once(" -> ")
                    .ok_or("a link is written `link PATH -> TARGET`")?;
                Change::Link(absolute(path)?, leads_to.trim().into())
            }
            "special" => Change::Special(absolute(rest)?),
            "denied" => Change::Denied(absolute(rest)?),
            "clock" => {
                Change::Clock(muster_target::seconds(rest).ok_or_else(|| {
                    format!("`{rest}` is not a time such as 2026-06-01T12:00:00Z")
                })?)
            }
            "command" => {
                let (line, status) = match rest.rsplit_once(" [status=") {
                    Some((line, status)) => (line, exit_status(status.trim_end_matches(']'))?),
                    None => (rest, 0),
                };
                let output = Output {
                    status: status.into(),
                    stdout: content.into_bytes(),
                    stderr: Vec::new(),
                };
                Change::Command(command(line)?, Ok(output))
            }
            "answers" if matches!(rest, "dns" | "tls" | "http") => {
                Change::Answers(rest.to_owned(), content)
            }
            "answers" => {
                return Err(format!(
                    "`{rest}` does not answer: write `answers dns`, `answers tls` or `answers http`"
                ));
            }
            "fixture" => {
                return Err("a `fixture` block names one: `fixture NAME`".to_owned());
            }
            "repository" => Change::Repository(absolute(rest)?, content),
            "rpm" => Change::Binary(absolute(rest)?, rpm::database(&content)?),
            "missing-command" => {
                let command = command(rest)?;
                let program = command.program.clone();
                Change::Command(command, Err(RunError::NotInstalled { program }))
            }
            _ => {
                return Err(format!(
                    "`{kind}` is not a block; use file, json, directory, link, special, denied, repository, \
                     rpm, clock, command, missing-command, answers, policy, optional, fixture or expect, \
                     or `unread` before one that adds to the host"
                ));
            }
        };
        Ok(Self::Host(change))
    }
}

impl Change {
    pub(crate) fn apply(self, system: Recorded) -> Result<Recorded, String> {
        Ok(match self {
            Self::File(path, content, attributes) => {
                attributes.apply(system.file(&path, content), &path, 0o644)
            }
            Self::Binary(path, content) => system.file(path, content),
            Self::Directory(path, attributes) => {
                attributes.apply(system.directory(&path), &path, 0o755)
            }
            Self::Link(path, leads_to) => system.link(path, leads_to),
            Self::Special(path) => system.special(path),
            Self::Denied(path) if system.link_metadata(&path).is_err() => {
                return Err(format!(
                    "there is no {} to deny; add it before",
                    path.display()
                ));
            }
            Self::Denied(path) => system.denied(path),
            Self::Clock(now) => system.at(now),
            Self::Command(command, outcome) => system.outcome(command, outcome),
            Self::Answers(protocol, more) => answers(system, &protocol, &more),
            Self::Members(path, members) => return lay_over(system, path, members),
            Self::Repository(root, steps) => return repository::add(system, &root, &steps),
        })
    }

    /// What a collector asks for to see it.
    pub(crate) fn question(&self) -> Question {
        match self {
            Self::File(path, ..)
            | Self::Binary(path, _)
            | Self::Members(path, _)
            | Self::Directory(path, _)
            | Self::Link(path, _)
            | Self::Special(path)
            | Self::Denied(path) => Question::Path(path.clone()),
            Self::Repository(root, _) => Question::Path(root.join(".git")),
            Self::Clock(_) => Question::Clock,
            Self::Command(command, _) => Question::Command(command.clone()),
            Self::Answers(protocol, _) => Question::Answers(protocol.clone()),
        }
    }

    /// Whether nothing is left of what was there before.
    pub(crate) const fn replaces(&self) -> bool {
        match self {
            Self::File(..)
            | Self::Binary(..)
            | Self::Directory(..)
            | Self::Link(..)
            | Self::Special(_)
            | Self::Repository(..)
            | Self::Clock(_)
            | Self::Command(..) => true,
            Self::Members(..) | Self::Denied(_) | Self::Answers(..) => false,
        }
    }
}

impl Attributes {
    fn apply(self, system: Recorded, path: &Path, default_mode: u32) -> Recorded {
        let (uid, gid) = self.owner.unwrap_or((0, 0));
        let mut system = system.owned(path, self.mode.unwrap_or(default_mode), uid, gid);
        if let Some(time) = self.modified {
            system = system.modified(path, time);
        }
        if let Some(opens) = self.acl {
            system = system.acl(path, opens);
        }
        if let Some(space) = self.space {
            system = system.space(path, space);
        }
        system
    }
}

/// Adds what a server or resolver answers to what it is known to answer.
fn answers(system: Recorded, protocol: &str, more: &str) -> Recorded {
    let known = system.recorded_answers(protocol).unwrap_or_default();
    let all = format!("{known}{more}");
    system.answers(protocol, all)
}

/// Replaces members of the object that a file holds, which keeps its mode and owner.
fn lay_over(
    system: Recorded,
    path: PathBuf,
    members: Map<String, Value>,
) -> Result<Recorded, String> {
    let unread = |reason: String| {
        format!(
            "{} is not a JSON object whose members a `json` block could replace: {reason}; add a \
             `file` block before it",
            path.display()
        )
    };
    let text = system
        .read(&path, LARGEST_FILE)
        .map_err(|error| unread(error.to_string()))?;
    let mut object: Map<String, Value> =
        serde_json::from_slice(&text).map_err(|error| unread(error.to_string()))?;
    let found = system
        .metadata(&path)
        .map_err(|error| unread(error.to_string()))?;
    object.extend(members);
    let text = Value::Object(object).to_string();
    Ok(system
        .file(&path, text)
        .owned(&path, found.mode, found.uid, found.gid))
}

fn path_and_attributes(text: &str, default_mode: u32) -> Result<(PathBuf, Attributes), String> {
    let mut words = text.split_whitespace();
    let path = absolute(words.next().unwrap_or_default())?;
    let mut attributes = Attributes {
        mode: Some(default_mode),
        ..Attributes::default()
    };
    for word in words {
        match word.split_once('=') {
            Some(("mode", text)) => attributes.mode = Some(mode(text)?),
            Some(("owner", text)) => attributes.owner = Some(owner(text)?),
            Some(("modified", time)) => {
                let seconds = muster_target::seconds(time);
                attributes.modified = Some(seconds.ok_or_else(|| {
                    format!("`{time}` is not a time such as 2026-06-01T12:00:00Z")
                })?);
            }
            Some(("acl", opens)) => {
                attributes.acl = Some(opens.parse().map_err(|_| "acl is `true` or `false`")?);
            }
            Some(("space", numbers)) => attributes.space = Some(space(numbers)?),
            _ => {
                return Err(format!(
                    "`{word}` is none of mode=, owner=, modified=, acl= and space="
                ));
            }
        }
    }
    Ok((path, attributes))
}

/// `20480M:1024M` or, with inodes, `20480M:1024M:1000:10`: how much there is, and how much of it is left.
fn space(text: &str) -> Result<Space, String> {
    let mebibytes = |text: &str| {
        let number = text.strip_suffix('M')?.parse::<u64>().ok()?;
        number.checked_mul(1 << 20)
    };
    let parsed = || {
        let (bytes, rest) = text.split_once(':')?;
        let (available, inodes) = match rest.split_once(':') {
            None => (rest, None),
            Some((available, inodes)) => (available, Some(inodes.split_once(':')?)),
        };
        let (inodes, free_inodes) = inodes.unwrap_or(("0", "0"));
        Some(Space {
            bytes: mebibytes(bytes)?,
            available: mebibytes(available)?,
            inodes: inodes.parse().ok()?,
            free_inodes: free_inodes.parse().ok()?,
        })
    };
    parsed().ok_or_else(|| {
        format!("`{text}` is not written as `20480M:1024M` or, with inodes, `20480M:1024M:1000:10`")
    })
}

fn absolute(path: &str) -> Result<PathBuf, String> {
    let path = path.trim();
    if path.starts_with('/') {
        Ok(path.into())
    } else {
        Err(format!("`{path}` is not an absolute path"))
    }
}

fn mode(text: &str) -> Result<u32, String> {
    let mode = u32::from_str_radix(text, 8).ok();
    mode.filter(|mode| *mode <= 0o7777)
        .ok_or_else(|| format!("`{text}` is not a mode such as 0640"))
}

fn owner(text: &str) -> Result<(u32, u32), String> {
    let (uid, gid) = text.split_once(':').unwrap_or_default();
    match (uid.parse(), gid.parse()) {
        (Ok(uid), Ok(gid)) => Ok((uid, gid)),
        _ => Err(format!(
            "`{text}` is not an owner; write UID:GID, in numbers"
        )),
    }
}

fn exit_status(text: &str) -> Result<u8, String> {
    let status = text.parse();
    status.map_err(|_| format!("`{text}` is not an exit status from 0 to 255"))
}

fn command(line: &str) -> Result<Command, String> {
    let mut words = line.split_whitespace();
    let program = words.next().ok_or("the command is missing")?;
    Ok(Command::new(program, words))
}
