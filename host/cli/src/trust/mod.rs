//! Which files a policy may come from.
//!
//! What the command line names is the operator's own word. A `muster.toml` that merely lies in the
//! working directory is taken only when nobody but the caller and root can have written it: it
//! chooses the files that are read, the plugins that run and the servers that are asked. The same
//! holds for all files that it names in turn.

mod accounts;

use std::fs::File;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::path::Path;

use rustix::fs::{FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use self::accounts::Accounts;
pub(crate) use self::accounts::login_name;
use crate::failure::Failure;
use crate::files::walk::{End, Step, Stopped, walk};
use crate::files::{self, content, irregular};

/// The project file that is looked for in the working directory.
pub(crate) const PROJECT_FILE: &str = "muster.toml";

/// Where an access control list is kept (acl(5)).
const ACCESS_LIST: &str = "system.posix_acl_access";

/// Why the files of a policy are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// The command line names the policy.
    Named,
    /// The policy was found in the working directory.
    Found,
}

/// Why a file of a policy was not read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// Another user may have written it. Ends the run.
    Distrusted(Failure),
    /// It is missing, too large, or the like.
    Failed(Failure),
}

impl From<Unread> for Failure {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Distrusted(failure) | Unread::Failed(failure) => failure,
        }
    }
}

impl Trust {
    /// A whole file that the policy consists of.
    pub(crate) fn read(self, path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
        match self {
            Self::Named => files::read_bounded(path, limit).map_err(Unread::Failed),
            Self::Found => read_found(path, limit),
        }
    }

    /// A whole text file.
    pub(crate) fn read_text(self, path: &Path) -> Result<String, Unread> {
        let bytes = self.read(path, files::LARGEST_INPUT)?;
        files::text(path, bytes).map_err(Unread::Failed)
    }
}

/// Reads a file that nobody but the caller and root can have changed. Every name on the way is
/// examined through the handle that is then used, so that nothing can be put in its place.
fn read_found(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    let failed = |errno: Errno| Unread::Failed(Failure::of_file(path, std::io::Error::from(errno)));
    let whole = std::env::current_dir()
        .map_err(|error| Unread::Failed(Failure::of_file(path, error)))?
        .join(path);
    let caller = Caller::of_this_process();
    let judge = |step: &Step<'_>| {
        caller
            .judge_step(step)
            .map_err(|why| distrusted(path, &why))
    };
    let (directory, name, at) = match walk(&whole, &judge) {
        Ok(End::File {
            directory,
            name,
            path,
        }) => (directory, name, path),
        Ok(End::Directory(_)) => return Err(Unread::Failed(irregular(path))),
        Err(Stopped::Refused(failure)) => return Err(Unread::Distrusted(failure)),
        Err(Stopped::Failed {
            at,
            errno: Errno::NOENT,
        }) if path.is_symlink() => {
            return Err(Unread::Failed(Failure::file_that(
                path,
                format!("leads to {}, which does not exist", at.display()),
            )));
        }
        Err(Stopped::Failed { errno, .. }) => return Err(failed(errno)),
    };
    // Anything but a regular file is refused below; opening it must neither wait nor do anything.
    let flags =
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened =
        rustix::fs::openat(&directory.handle, &name, flags, Mode::empty()).map_err(failed)?;
    let stat = rustix::fs::fstat(&opened).map_err(failed)?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(Unread::Failed(irregular(path)));
    }
    caller
        .judge_file(&at, &opened, &stat)
        .map_err(|why| Unread::Distrusted(distrusted(path, &why)))?;
    content(path, File::from(opened), limit).map_err(Unread::Failed)
}

fn distrusted(path: &Path, why: &str) -> Failure {
    Failure::file_that(
        path,
        format!(
            "is not used, because {why}; if you trust it anyway, name it explicitly: --policy ./{PROJECT_FILE}"
        ),
    )
}

/// Whom this process runs for.
struct Caller {
    uid: u32,
    gid: u32,
    accounts: Accounts,
}

impl Caller {
    fn of_this_process() -> Self {
        Self {
            uid: rustix::process::geteuid().as_raw(),
            gid: rustix::process::getegid().as_raw(),
            accounts: Accounts::of_this_machine(),
        }
    }

    /// Says why a step leads to something that others control.
    fn judge_step(&self, step: &Step<'_>) -> Result<(), String> {
        let directory = step.directory;
        self.judge_owner(&directory.path, &directory.stat)?;
        if let Some(who) = self.who_else_writes(&directory.handle, &directory.stat) {
            // In a sticky directory nobody can replace what belongs to another (unlink(2)). But what
            // lies there by itself was perhaps put there for somebody to find.
            let is_sticky = directory.stat.st_mode & 0o1000 != 0;
            if !is_sticky || step.last {
                return Err(format!(
                    "{who} can write to the directory {} (mode {:04o})",
                    directory.path.display(),
                    directory.stat.st_mode & 0o7777
                ));
            }
        }
        match FileType::from_raw_mode(step.stat.st_mode) {
            // Its mode means nothing. A directory's is judged with the name that is looked up in it.
            FileType::Symlink | FileType::Directory => self.judge_owner(step.path, step.stat),
            _ => self.judge_file(step.path, step.handle, step.stat),
        }
    }

    /// Says why others control a file.
    fn judge_file(&self, path: &Path, handle: &OwnedFd, stat: &Stat) -> Result<(), String> {
        self.judge_owner(path, stat)?;
        match self.who_else_writes(handle, stat) {
            Some(who) => Err(format!(
                "{who} can write to {} (mode {:04o})",
                path.display(),
                stat.st_mode & 0o7777
            )),
            None => Ok(()),
        }
    }

    fn judge_owner(&self, path: &Path, stat: &Stat) -> Result<(), String> {
        if stat.st_uid == 0 || stat.st_uid == self.uid {
            return Ok(());
        }
        Err(format!(
            "{} belongs to {}",
            path.display(),
            self.accounts.user(stat.st_uid)
        ))
    }

    /// Who can write besides the owner and root, if anybody can.
    fn who_else_writes(&self, handle: &OwnedFd, stat: &Stat) -> Option<String> {
        if stat.st_mode & 0o002 != 0 {
            return Some("everybody".to_owned());
        }
        // With an access control list, these bits hold the most that any entry of it grants.
        if stat.st_mode & 0o020 == 0 {
            return None;
        }
        if has_access_list(handle) {
            return Some("anyone whom its access control list names".to_owned());
        }
        let is_own = self.uid != 0
            && stat.st_gid == self.gid
            && self.accounts.is_private(self.gid, self.uid);
        (stat.st_gid != 0 && !is_own)
            .then(|| format!("the group {}", self.accounts.group(stat.st_gid)))
    }
}

/// Whether there is an access control list, or may be one.
fn has_access_list(handle: &OwnedFd) -> bool {
    // By its number, because a handle that only names a file answers nothing itself.
    let path = format!("/proc/self/fd/{}", handle.as_raw_fd());
    let answer = rustix::fs::getxattr(path, ACCESS_LIST, &mut [0_u8; 0][..]);
    !matches!(answer, Err(Errno::NODATA | Errno::OPNOTSUPP))
}
