//! The target as collectors see it: files, directories and commands, behind one trait, so that a
//! live host, an unpacked image and a recording are read by the same code.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{Links, Named, Namers, Visitor, WalkLimits, WalkReport};

/// The largest configuration file that is read. Configuration on a real host is kilobytes; the
/// cap is what stands between a collector and a 1 GB line.
pub const LARGEST_FILE: u64 = 4 << 20;

/// The longest that any command may take.
pub const SLOWEST_COMMAND: Duration = Duration::from_secs(10);

/// The most that a command may print. `nft -j list ruleset` of a large host is a few megabytes.
pub const LARGEST_OUTPUT: usize = 64 << 20;

/// A target.
pub trait System: Send + Sync {
    /// `live`, `root` or `recording`.
    fn kind(&self) -> Kind;

    /// The name that a recording gives its host.
    fn given_name(&self) -> Option<&str> {
        None
    }

    /// The whole of a regular file, links followed, never more than `limit` bytes.
    ///
    /// # Errors
    /// See [`ReadError`]. A FIFO, socket or device is refused without opening it.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// The first bytes of a regular file, links followed, at most `length` of them, however large the
    /// file is.
    ///
    /// # Errors
    /// As [`System::read`], except that no file is too large.
    fn read_start(&self, path: &Path, length: u64) -> Result<Vec<u8>, ReadError> {
        self.read_part(path, 0, length)
    }

    /// Some bytes of a regular file, links followed: at most `length` of them from `offset` on, fewer where
    /// the file ends before.
    ///
    /// # Errors
    /// As [`System::read_start`].
    fn read_part(&self, path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, ReadError>;

    /// A file that the policy names, whose content is shown in part: as [`System::read`], but of the
    /// links on the way only those are followed that show nobody more than they may see.
    ///
    /// # Errors
    /// As [`System::read`], and [`ReadError::ForeignLink`].
    fn read_named(&self, path: &Path, limit: u64, links: Links) -> Result<Vec<u8>, ReadError> {
        let read = self.read_named_by(path, limit, links, &Namers::default())?;
        Ok(read.content)
    }

    /// As [`System::read_named`], for a file that another file may name, or may itself be named in
    /// one: what that one's owner could not read is refused.
    ///
    /// # Errors
    /// As [`System::read_named`], and [`ReadError::ForeignName`].
    fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError>;

    /// Type, mode, owner and size of what the path leads to, links followed.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn metadata(&self, path: &Path) -> Result<Metadata, ReadError>;

    /// Type, mode, owner and size of the path itself, which may be a link.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError>;

    /// Whether an access control list (acl(5)) lets more accounts reach what the path leads to than its
    /// mode says. None where the file system keeps no such lists, or keeps others, and where a
    /// recording does not say.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError>;

    /// How much room there is on the file system of what the path leads to. None where a recording does
    /// not say.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn free_space(&self, path: &Path) -> Result<Option<Space>, ReadError>;

    /// Where a symbolic link points, as it is written.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError>;

    /// The names in a directory, sorted bytewise, without `.` and `..`.
    ///
    /// # Errors
    /// See [`ReadError`].
    fn list(&self, path: &Path) -> Result<Vec<String>, ReadError>;

    /// Walks through everything that is on the disks of the target, and shows it to a visitor.
    ///
    /// # Errors
    /// When it cannot begin. A recording of a host through which nobody walked refuses.
    fn walk_files(
        &self,
        limits: &WalkLimits,
        visitor: &dyn Visitor,
    ) -> Result<WalkReport, ReadError>;

    /// Runs a command with the C locale, no standard input, [`SLOWEST_COMMAND`] and
    /// [`LARGEST_OUTPUT`].
    ///
    /// # Errors
    /// See [`RunError`]. A target that is not running refuses with [`RunError::NotRunning`].
    fn run(&self, command: &Command) -> Result<Output, RunError>;

    /// What the network answered when the target was recorded, in the form that the collector of
    /// this `protocol` reads (`dns`, `tls`). None for a target that was not recorded with it.
    fn recorded_answers(&self, _protocol: &str) -> Option<&str> {
        None
    }

    /// What time it is on the target, in seconds since 1970-01-01 UTC. None for an image, which is
    /// not running, and for a recording that does not say when it was made.
    fn now(&self) -> Option<i64>;

    /// Whether the target is read with root's rights. Files at rest are: what an image or a
    /// recording does not let be read is recorded as denied.
    fn privileged(&self) -> bool {
        true
    }

    /// A small text file: [`System::read`] with [`LARGEST_FILE`], as UTF-8.
    ///
    /// # Errors
    /// As [`System::read`], and [`ReadError::NotText`].
    fn read_text(&self, path: &Path) -> Result<String, ReadError> {
        text(path, self.read(path, LARGEST_FILE)?)
    }

    /// A small text file that the policy names: [`System::read_named`] as [`System::read_text`].
    ///
    /// # Errors
    /// As both.
    fn read_named_text(&self, path: &Path, links: Links) -> Result<String, ReadError> {
        text(path, self.read_named(path, LARGEST_FILE, links)?)
    }

    /// A small text file: [`System::read_named_by`] as [`System::read_text`].
    ///
    /// # Errors
    /// As both.
    fn read_named_text_by(
        &self,
        path: &Path,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<String>, ReadError> {
        let read = self.read_named_by(path, LARGEST_FILE, links, namers)?;
        Ok(Named {
            content: text(path, read.content)?,
            namers: read.namers,
        })
    }
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error
            .as_bytes()
            .iter()
            .take(valid)
            .filter(|byte| **byte == b'\n')
            .count();
        ReadError::NotText {
            path: path.to_owned(),
            line: line + 1,
        }
    })
}

/// What kind of target it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The running host.
    Live,
    /// A directory that holds an unpacked or mounted image.
    Root,
    /// Files and command outputs that were recorded.
    Recording,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Root => "root",
            Self::Recording => "recording",
        }
    }
}

/// What `stat` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// What it is.
    pub file_type: FileType,
    /// Permission bits, `0o7777`.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes.
    pub size: u64,
    /// When its content last changed, in seconds since 1970-01-01 UTC; none where a recording does not say.
    pub modified: Option<i64>,
    /// Device and inode, to tell whether two paths are one file.
    pub identity: (u64, u64),
}

/// What statvfs(3) says of a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Bytes that are used, and those that are left for everybody: what is kept back for root is not among them.
    pub bytes: u64,
    /// Bytes that are left for everybody.
    pub available: u64,
    /// How many files it can have; 0 where that is not limited.
    pub inodes: u64,
    /// How many more it can have.
    pub free_inodes: u64,
}

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum FileType {
    Regular,
    Directory,
    Symlink,
    /// A FIFO, socket or device.
    Special,
}

/// What was read; none for what does not exist.
///
/// # Errors
/// When it is there, and could not be read.
pub fn present<T>(read: Result<T, ReadError>) -> Result<Option<T>, ReadError> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(ReadError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Why a file could not be read. Every message names the path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum ReadError {
    #[error("{} does not exist", path.display())]
    NotFound { path: PathBuf },
    #[error("{}: permission denied; run Muster as root, or let its user read the file", path.display())]
    Denied { path: PathBuf },
    #[error("{} is not a regular file but {found}", path.display())]
    NotRegular { path: PathBuf, found: &'static str },
    #[error("{} is larger than {limit} bytes, the most that Muster reads", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{} line {line} is not UTF-8 text", path.display())]
    NotText { path: PathBuf, line: usize },
    #[error("{} leads out of the target, or through too many links", path.display())]
    Escapes { path: PathBuf },
    #[error(
        "{} is reached through the link {}, which leads to a file that not everybody can read, and \
         its content may be shown; name the file itself",
        path.display(),
        link.display()
    )]
    ForeignLink { path: PathBuf, link: PathBuf },
    #[error(
        "{} is named in {}, whose owner may not be able to read it, and its content may be shown; let that owner own it or everybody read it, or let root own {}",
        path.display(),
        file.display(),
        file.display()
    )]
    ForeignName { path: PathBuf, file: PathBuf },
    #[error("{}{}{message}", path.display(), joint(message))]
    Other { path: PathBuf, message: String },
}

/// What stands between a path and what is wrong with it: a predicate goes on with the sentence.
fn joint(message: &str) -> &'static str {
    let verbs = ["is ", "has ", "does ", "leads "];
    if verbs.iter().any(|verb| message.starts_with(verb)) {
        " "
    } else {
        ": "
    }
}

impl From<ReadError> for muster_facts::FactError {
    fn from(error: ReadError) -> Self {
        if matches!(error, ReadError::Denied { .. }) {
            Self::Denied(error.to_string())
        } else {
            Self::Failed(error.to_string())
        }
    }
}

/// A command to run on the target. Never a shell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Command {
    /// Name without a directory; looked up in the system's own directories, never in `$PATH`.
    pub program: String,
    /// Arguments.
    pub arguments: Vec<String>,
}

impl Command {
    /// A command with its arguments.
    pub fn new<'a>(program: &str, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            program: program.to_owned(),
            arguments: arguments.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.program)?;
        for argument in &self.arguments {
            write!(f, " {argument}")?;
        }
        Ok(())
    }
}

/// What a command printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Exit status.
    pub status: i32,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

/// Why a command gave no output.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum RunError {
    #[error("`{program}` is not installed")]
    NotInstalled { program: String },
    #[error("`{command}` cannot be run: the target is not a running host")]
    NotRunning { command: String },
    #[error("`{command}` is not part of the recording")]
    NotRecorded { command: String },
    #[error("`{command}` did not finish within {} seconds", SLOWEST_COMMAND.as_secs())]
    TimedOut { command: String },
    #[error("`{command}` printed more than {} MiB", LARGEST_OUTPUT >> 20)]
    TooMuchOutput { command: String },
    #[error("`{command}`: {message}")]
    Other { command: String, message: String },
}
