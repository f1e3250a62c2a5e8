//! Documents that Muster writes where the person at the command line says. Whoever else may write
//! to that directory must not choose which file the document ends up in.

use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::fs::{FileType, OFlags, Stat};
use rustix::io::Errno;

use super::replace::{self, Existing};
use super::stream;
use super::walk::{Directory, End, Step, Stopped, walk};
use crate::failure::Failure;

/// Who may read a file that is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The caller alone: the document says where a host is weak.
    Private,
    /// As the caller's umask has it.
    Ordinary,
    /// Everybody, as far as the caller's umask has it; only the owner can change it.
    Readable,
}

/// Writes a document so that nobody ever sees half of it. A link at the path is replaced and never
/// written through; FIFOs and character devices are written to as they are.
pub(crate) fn write(path: &Path, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
    let fail = |errno: Errno| Failure::of_file(path, std::io::Error::from(errno));
    if let Some(number) = descriptor(path) {
        return stream::to_descriptor(number, bytes).map_err(|error| Failure::of_file(path, error));
    }
    let name = file_name(path)?;
    let directory = directory(path)?;
    let found = match examine(&directory, name) {
        Ok(stat) => Some(stat),
        Err(Errno::NOENT) => None,
        Err(errno) => return Err(fail(errno)),
    };
    let kind = found.map(|stat| FileType::from_raw_mode(stat.st_mode));
    let refused = |what: &str| {
        Err(Failure::file_that(
            path,
            format!("is {what}, and Muster does not write to one"),
        ))
    };
    match kind {
        None | Some(FileType::Symlink) => replace::replace(
            path,
            &directory,
            name,
            Existing::Replaced(None),
            bytes,
            mode,
        ),
        Some(FileType::RegularFile) => {
            // Anyone who can put files there must not choose who reads the document.
            let found = found.filter(|found| !is_planted(&directory.stat, found));
            let existing = Existing::Replaced(found.as_ref());
            replace::replace(path, &directory, name, existing, bytes, mode)
        }
        Some(FileType::Fifo | FileType::CharacterDevice) => {
            if found.is_some_and(|found| is_planted(&directory.stat, &found)) {
                return Err(Failure::file_that(
                    path,
                    "is not a file but belongs to another user, in a directory where others can \
                     put files; choose another place",
                ));
            }
            let opened =
                open_stream(&directory, name).map_err(|reason| Failure::of_file(path, reason))?;
            stream::to_stream(opened, bytes).map_err(|error| Failure::of_file(path, error))
        }
        Some(FileType::Directory) => Err(Failure::file_that(path, "is a directory")),
        Some(FileType::BlockDevice) => refused("a block device"),
        Some(FileType::Socket) => refused("a socket"),
        Some(_) => refused("of an unknown type"),
    }
}

/// Writes a document where nothing is. What comes to be there in the meantime stays.
pub(crate) fn create(path: &Path, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
    if descriptor(path).is_some() {
        return write(path, bytes, mode);
    }
    let name = file_name(path)?;
    let directory = directory(path)?;
    replace::replace(path, &directory, name, Existing::Kept, bytes, mode)
}

fn file_name(path: &Path) -> Result<&OsStr, Failure> {
    match path.file_name() {
        Some(name) if !path.as_os_str().as_bytes().ends_with(b"/") => Ok(name),
        Some(_) | None => Err(Failure::file_that(path, "is a directory")),
    }
}

/// The number of an open descriptor of this process that a path stands for.
fn descriptor(path: &Path) -> Option<i32> {
    if path == Path::new("/dev/stdout") {
        return Some(1);
    }
    if path == Path::new("/dev/stderr") {
        return Some(2);
    }
    let directory = path.parent()?;
    let of_this_process = ["/dev/fd", "/proc/self/fd"].map(Path::new);
    let number = path.file_name()?.to_str()?;
    (of_this_process.contains(&directory) && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| number.parse().ok())?
}

/// The directory of a path. Links on the way are followed when they belong to root or the caller:
/// anybody else's may lead anywhere (as `fs.protected_symlinks` in proc_sys_fs(5) has it).
fn directory(path: &Path) -> Result<Directory, Failure> {
    let caller = rustix::process::geteuid().as_raw();
    let judge = |step: &Step<'_>| {
        let is_link = FileType::from_raw_mode(step.stat.st_mode) == FileType::Symlink;
        if is_link && step.stat.st_uid != 0 && step.stat.st_uid != caller {
            return Err(Failure::of_file(
                path,
                format!(
                    "{} is a link that belongs to another user (uid {}), and is not followed; name \
                     the directory that it leads to",
                    step.path.display(),
                    step.stat.st_uid
                ),
            ));
        }
        Ok(())
    };
    let failed = |errno: Errno| Failure::of_file(path, std::io::Error::from(errno));
    match walk(path.parent().unwrap_or(Path::new("")), &judge) {
        Ok(End::Directory(directory)) => Ok(directory),
        Ok(End::File { .. }) => Err(failed(Errno::NOTDIR)),
        Err(Stopped::Refused(failure)) => Err(failure),
        Err(Stopped::Failed { errno, .. }) => Err(failed(errno)),
    }
}

fn examine(directory: &Directory, name: &OsStr) -> Result<Stat, Errno> {
    rustix::fs::statat(
        &directory.handle,
        name,
        rustix::fs::AtFlags::SYMLINK_NOFOLLOW,
    )
}

/// Whether another user may have put something into a directory in the hope that the caller writes
/// to it (as `fs.protected_regular` and `fs.protected_fifos` in proc_sys_fs(5) have it).
fn is_planted(directory: &Stat, found: &Stat) -> bool {
    let caller = rustix::process::geteuid().as_raw();
    let trusted = |user: u32| [0, caller].contains(&user);
    let group = rustix::process::getegid().as_raw();
    let is_shared = directory.st_mode & 0o002 != 0
        || (directory.st_mode & 0o020 != 0 && ![0, group].contains(&directory.st_gid));
    // There, only the owner of a file can rename it, or remove it to put another in its place.
    let is_sticky = directory.st_mode & 0o1000 != 0 && trusted(directory.st_uid);
    is_shared && !(is_sticky && trusted(found.st_uid))
}

/// Opens what was a FIFO or a character device a moment ago, and makes sure that it is one.
fn open_stream(directory: &Directory, name: &OsStr) -> Result<File, String> {
    let flags =
        OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened: OwnedFd =
        rustix::fs::openat(&directory.handle, name, flags, rustix::fs::Mode::empty()).map_err(
            |errno| match errno {
                // Opened for writing alone, see fifo(7).
                Errno::NXIO => "nobody reads from it; start its reader first".to_owned(),
                errno => std::io::Error::from(errno).to_string(),
            },
        )?;
    let stat =
        rustix::fs::fstat(&opened).map_err(|errno| std::io::Error::from(errno).to_string())?;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Fifo | FileType::CharacterDevice if !is_planted(&directory.stat, &stat) => {
            Ok(File::from(opened))
        }
        _ => Err("was replaced while it was opened; try again".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_paths_stand_for_a_descriptor() {
        for (path, number) in [
            ("/dev/stdout", Some(1)),
            ("/dev/stderr", Some(2)),
            ("//dev/./stdout", Some(1)),
            ("/dev/fd/63", Some(63)),
            ("/proc/self/fd/3", Some(3)),
            ("/dev/fd/+3", None),
            ("/dev/fd/", None),
            ("/dev/null", None),
            ("/proc/1/fd/3", None),
            ("dev/stdout", None),
        ] {
            assert_eq!(descriptor(Path::new(path)), number, "{path}");
        }
    }
}
