//! A recording on disk: a directory that git can hold, from which a [`Recorded`] target is made.
//!
//! ```text
//! web-1/
//!   recording.toml        name, what git cannot store, and what commands printed
//!   root/                 the files of the host: root/etc/hostname, root/proc/net/tcp, …
//!   network/dns.txt       what the network answered, by protocol: dns.txt, tls.txt
//!   commands/             outputs too long for recording.toml, under any name
//! ```
//!
//! ```toml
//! name = "web-1"
//! recorded-at = "2026-06-01T12:00:00Z"   # what time it was there
//! walked = true           # what is in root/ is all that a walk through the files of the host would tell of
//!
//! [[file]]                # every file is 0644 root:root and every directory 0755 unless said here
//! path = "/etc/app.env"
//! mode = "0600"
//! uid = 1000
//! gid = 1000
//! denied = true           # the collector was not allowed to read it
//! modified = "2026-06-01T03:00:00Z"      # when it last changed; not known unless said here
//! acl = true              # an access control list opens it to more than the mode does; not known unless said
//!
//! [[file]]                # how much room there is on the file system that is mounted there
//! path = "/"
//! space = { bytes = 21474836480, available = 10737418240, inodes = 1310720, free-inodes = 1000000 }
//!
//! [[file]]                # what is not in root/: type is directory, special or symlink
//! path = "/proc/812/fd/3"
//! type = "symlink"
//! leads-to = "socket:[4711]"
//!
//! [[command]]
//! argv = ["nft", "-j", "list", "ruleset"]
//! stdout-file = "commands/nft.json"   # or stdout = "text"; also status = 1, stderr = "text"
//!
//! [[command]]
//! argv = ["ufw", "status"]
//! error = "not-installed"             # or timed-out, too-much-output, failed
//! ```
//!
//! The directory is read like any image, so that no link in it leads out. Links below `root/` are
//! links of the recorded host and are kept, not followed.

mod files;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use self::files::{Files, Found};
use super::{Command, Output, ReadError, Recorded, Root, RunError, Space, System};

/// All files together, and the number of them. A recording holds what collectors read, not a disk.
const LARGEST_RECORDING: u64 = 256 << 20;

/// The largest single file: rpm's database outgrows all others.
const LARGEST_RECORDED_FILE: u64 = LARGEST_RECORDING;
const MOST_FILES: usize = 100_000;

/// A recording that cannot be used.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum RecordingError {
    #[error(transparent)]
    Directory(#[from] super::RootError),
    #[error("recording {}: {error}", recording.display())]
    File {
        recording: PathBuf,
        error: ReadError,
    },
    #[error("{} line {line}: {message}", file.display())]
    Description {
        file: PathBuf,
        line: usize,
        message: String,
    },
    #[error(
        "recording {}: it has more than {MOST_FILES} files or {} MiB; keep only what is needed",
        recording.display(),
        LARGEST_RECORDING >> 20
    )]
    TooLarge { recording: PathBuf },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Description {
    name: String,
    recorded_at: Option<Spanned<String>>,
    /// Whether what it holds is all that a walk through the files of the host would tell of.
    #[serde(default)]
    walked: bool,
    #[serde(default, rename = "file")]
    files: Vec<FileEntry>,
    #[serde(default, rename = "command")]
    commands: Vec<CommandEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FileEntry {
    path: Spanned<PathBuf>,
    r#type: Option<EntryType>,
    leads_to: Option<PathBuf>,
    mode: Option<Spanned<String>>,
    uid: Option<u32>,
    gid: Option<u32>,
    modified: Option<Spanned<String>>,
    acl: Option<bool>,
    space: Option<SpaceEntry>,
    #[serde(default)]
    denied: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SpaceEntry {
    bytes: u64,
    available: u64,
    inodes: u64,
    free_inodes: u64,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum EntryType {
    Directory,
    Special,
    Symlink,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CommandEntry {
    argv: Spanned<Vec<String>>,
    #[serde(default)]
    status: i32,
    stdout: Option<String>,
    stdout_file: Option<PathBuf>,
    #[serde(default)]
    stderr: String,
    error: Option<CommandError>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CommandError {
    NotInstalled,
    TimedOut,
    TooMuchOutput,
    Failed,
}

/// Reads a recording's directory.
///
/// # Errors
/// When the directory or `recording.toml` cannot be read, when an entry makes no sense (the
/// message names its line), or when the recording is too large.
pub fn load(directory: &Path) -> Result<Recorded, RecordingError> {
    let root = Root::open(directory)?;
    let loader = Loader {
        directory,
        text: root
            .read_text(Path::new("/recording.toml"))
            .map_err(|error| unread(directory, error))?,
        root,
    };
    loader.load()
}

struct Loader<'a> {
    directory: &'a Path,
    root: Root,
    /// Of `recording.toml`.
    text: String,
}

impl Loader<'_> {
    fn load(&self) -> Result<Recorded, RecordingError> {
        let description: Description = toml::from_str(&self.text).map_err(|error| {
            self.wrong(
                error.span().map_or(0, |span| span.start),
                error.message().to_owned(),
            )
        })?;
        let mut recorded = self.files()?.named(description.name);
        if let Some(written) = &description.recorded_at {
            recorded = recorded.at(self.time("recorded-at", written)?);
        }
        if description.walked {
            recorded = recorded.walked();
        }
        for protocol in ["dns", "tls", "http"] {
            let file = format!("/network/{protocol}.txt");
            recorded = match self.root.read_text(Path::new(&file)) {
                Ok(answers) => recorded.answers(protocol, answers),
                Err(ReadError::NotFound { .. }) => recorded,
                Err(error) => return Err(unread(self.directory, error)),
            };
        }
        let mut paths = BTreeSet::new();
        for entry in &description.files {
            let path = entry.path.get_ref();
            if !paths.insert(path) {
                let message = format!("there is another `[[file]]` for {}", path.display());
                return Err(self.wrong(entry.path.span().start, message));
            }
            recorded = self.describe(recorded, entry)?;
        }
        let mut argvs = BTreeSet::new();
        for entry in description.commands {
            let argv = entry.argv.get_ref();
            if !argvs.insert(argv.clone()) {
                let message = format!("there is another `[[command]]` for `{}`", argv.join(" "));
                return Err(self.wrong(entry.argv.span().start, message));
            }
            let (command, outcome) = self.command(entry)?;
            recorded = recorded.outcome(command, outcome);
        }
        Ok(recorded)
    }

    /// Everything below `root/`.
    fn files(&self) -> Result<Recorded, RecordingError> {
        let unread = |error| unread(self.directory, error);
        let too_large = || RecordingError::TooLarge {
            recording: self.directory.to_owned(),
        };
        let top = Path::new("/root");
        let mut recorded = Recorded::new();
        let handle = match self.root.open_directory(top) {
            Ok(handle) => handle,
            // A recording of commands alone has no files, and git keeps no empty directory.
            Err(ReadError::NotFound { .. }) => return Ok(recorded),
            Err(error) => return Err(unread(error)),
        };
        let (mut files, mut size) = (0, 0);
        for found in Files::below(handle, top, LARGEST_RECORDED_FILE) {
            let (path, found) = found.map_err(unread)?;
            let on_target = Path::new("/").join(path.strip_prefix(top).unwrap_or(&path));
            files += 1;
            recorded = match found {
                Found::Directory => recorded.directory(on_target),
                Found::Link(leads_to) => recorded.link(on_target, leads_to),
                Found::File(content) => {
                    size += content.len() as u64;
                    recorded.file(on_target, content)
                }
            };
            if files > MOST_FILES || size > LARGEST_RECORDING {
                return Err(too_large());
            }
        }
        Ok(recorded)
    }

    fn describe(&self, recorded: Recorded, entry: &FileEntry) -> Result<Recorded, RecordingError> {
        let path = entry.path.get_ref();
        let at = entry.path.span().start;
        if !path.is_absolute() {
            return Err(self.wrong(at, "`path` must be absolute".to_owned()));
        }
        let recorded = match (entry.r#type, &entry.leads_to) {
            (Some(EntryType::Symlink), Some(leads_to)) => recorded.link(path, leads_to),
            (Some(EntryType::Directory), None) => recorded.directory(path),
            (Some(EntryType::Special), None) => recorded.special(path),
            (None, None) if recorded.has(path) => recorded,
            (None, None) => {
                let message = format!(
                    "there is no root{}; add it, or say its `type`",
                    path.display()
                );
                return Err(self.wrong(at, message));
            }
            (Some(EntryType::Symlink), None) => {
                let message = "a symlink needs `leads-to`, which says where it points";
                return Err(self.wrong(at, message.to_owned()));
            }
            (Some(EntryType::Directory | EntryType::Special) | None, Some(_)) => {
                let message = "`leads-to` is allowed only with `type = \"symlink\"`";
                return Err(self.wrong(at, message.to_owned()));
            }
        };
        let found = recorded
            .link_metadata(path)
            .map_err(|error| self.wrong(at, error.to_string()))?;
        let mode = match &entry.mode {
            None => found.mode,
            Some(written) => u32::from_str_radix(written.get_ref(), 8)
                .ok()
                .filter(|mode| *mode <= 0o7777)
                .ok_or_else(|| {
                    let message = "`mode` must be octal permission bits, such as \"0640\"";
                    self.wrong(written.span().start, message.to_owned())
                })?,
        };
        let mut recorded = recorded.owned(
            path,
            mode,
            entry.uid.unwrap_or(found.uid),
            entry.gid.unwrap_or(found.gid),
        );
        if let Some(written) = &entry.modified {
            recorded = recorded.modified(path, self.time("modified", written)?);
        }
        if let Some(opens) = entry.acl {
            recorded = recorded.acl(path, opens);
        }
        if let Some(space) = entry.space {
            let space = Space {
                bytes: space.bytes,
                available: space.available,
                inodes: space.inodes,
                free_inodes: space.free_inodes,
            };
            recorded = recorded.space(path, space);
        }
        Ok(if entry.denied {
            recorded.denied(path)
        } else {
            recorded
        })
    }

    fn command(
        &self,
        entry: CommandEntry,
    ) -> Result<(Command, Result<Output, RunError>), RecordingError> {
        let at = entry.argv.span().start;
        let argv = entry.argv.into_inner();
        let Some((program, arguments)) = argv.split_first() else {
            return Err(self.wrong(at, "`argv` is empty".to_owned()));
        };
        let command = Command::new(program, arguments.iter().map(String::as_str));
        if let Some(error) = entry.error {
            let name = command.to_string();
            let error = match error {
                CommandError::NotInstalled => RunError::NotInstalled {
                    program: command.program.clone(),
                },
                CommandError::TimedOut => RunError::TimedOut { command: name },
                CommandError::TooMuchOutput => RunError::TooMuchOutput { command: name },
                CommandError::Failed => RunError::Other {
                    command: name,
                    message: "failed when it was recorded".to_owned(),
                },
            };
            return Ok((command, Err(error)));
        }
        let stdout = match (entry.stdout, entry.stdout_file) {
            (Some(_), Some(_)) => {
                let message = "give either `stdout` or `stdout-file`, not both";
                return Err(self.wrong(at, message.to_owned()));
            }
            (Some(text), None) => text.into_bytes(),
            (None, Some(file)) => self
                .root
                .read(&Path::new("/").join(file), LARGEST_RECORDED_FILE)
                .map_err(|error| self.wrong(at, format!("`stdout-file`: {error}")))?,
            (None, None) => Vec::new(),
        };
        let output = Output {
            status: entry.status,
            stdout,
            stderr: entry.stderr.into_bytes(),
        };
        Ok((command, Ok(output)))
    }

    /// A time, in seconds since 1970-01-01 UTC.
    fn time(&self, key: &str, written: &Spanned<String>) -> Result<i64, RecordingError> {
        seconds(written.get_ref()).ok_or_else(|| {
            let message = format!("`{key}` must be a time such as \"2026-06-01T12:00:00Z\"");
            self.wrong(written.span().start, message)
        })
    }

    /// An error about the line of `recording.toml` that holds this byte.
    fn wrong(&self, at: usize, message: String) -> RecordingError {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        RecordingError::Description {
            file: self.directory.join("recording.toml"),
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            message,
        }
    }
}

/// A time in the form of RFC 3339, in seconds since 1970-01-01 UTC.
#[must_use]
pub fn seconds(text: &str) -> Option<i64> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.timestamp())
}

fn unread(directory: &Path, error: ReadError) -> RecordingError {
    RecordingError::File {
        recording: directory.to_owned(),
        error,
    }
}
