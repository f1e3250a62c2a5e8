//! A file in place of another, in one step.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use rustix::fs::{AtFlags, Gid, Mode, OFlags, RenameFlags, Stat, Uid};
use rustix::io::Errno;

use super::walk::Directory;
use crate::failure::Failure;

/// Two random names that are both taken are not an accident.
const MOST_ATTEMPTS: usize = 8;

/// What becomes of a file that has the name already.
#[derive(Clone, Copy)]
pub(super) enum Existing<'a> {
    /// The new one takes its place, and its permissions and owners where it was found to have any.
    Replaced(Option<&'a Stat>),
    /// It stays, and nothing is written.
    Kept,
}

/// Writes a file beside the path and gives it the path's name. It has the permissions and owners of
/// the file that it replaces, or else those of a file that is `made`.
pub(super) fn replace(
    path: &Path,
    directory: &Directory,
    name: &OsStr,
    existing: Existing<'_>,
    bytes: &[u8],
    made: super::Mode,
) -> Result<(), Failure> {
    let found = match existing {
        Existing::Replaced(found) => found,
        Existing::Kept => None,
    };
    let mode = match (made, found) {
        (super::Mode::Ordinary, None) => 0o666,
        (super::Mode::Readable, None) => 0o644,
        _ => 0o600,
    };
    let fail = |what: &str, error: std::io::Error| Failure::of_file(path, format!("{what}{error}"));
    let (mut file, unfinished) = create(directory, Mode::from_raw_mode(mode)).map_err(|errno| {
        let shown = match directory.path.as_os_str().is_empty() {
            true => Path::new("."),
            false => &directory.path,
        };
        let what = format!("no file can be made in {}: ", shown.display());
        fail(&what, errno.into())
    })?;
    let written = file
        .write_all(bytes)
        .map_err(|error| fail("not written: ", error))
        .and_then(|()| {
            found
                .map_or(Ok(()), |found| take_over(&file, found))
                .map_err(|errno| fail("its permissions cannot be kept: ", errno.into()))
        })
        .and_then(|()| match existing {
            Existing::Replaced(_) => rustix::fs::renameat(
                &directory.handle,
                unfinished.as_str(),
                &directory.handle,
                name,
            )
            .map_err(|errno| fail("cannot be replaced: ", errno.into())),
            Existing::Kept => name_new(directory, &unfinished, name)
                .map_err(|errno| fail("not written: ", errno.into())),
        });
    if written.is_err() {
        // The write's own error is the one to report.
        rustix::fs::unlinkat(&directory.handle, unfinished.as_str(), AtFlags::empty()).ok();
    }
    written
}

/// Gives a file a name that no other has.
fn name_new(directory: &Directory, unfinished: &str, name: &OsStr) -> Result<(), Errno> {
    let handle = &directory.handle;
    match rustix::fs::renameat_with(handle, unfinished, handle, name, RenameFlags::NOREPLACE) {
        // Not every file system can. A second name is never put in place of another.
        Err(Errno::INVAL | Errno::NOSYS) => {
            rustix::fs::linkat(handle, unfinished, handle, name, AtFlags::empty())?;
            rustix::fs::unlinkat(handle, unfinished, AtFlags::empty())
        }
        named => named,
    }
}

/// A new file under a name that nobody can guess.
fn create(directory: &Directory, mode: Mode) -> Result<(File, String), Errno> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut attempt = 1;
    loop {
        let random = getrandom::u64().map_err(|_| Errno::IO)?;
        let name = format!(".muster-{random:016x}.unfinished");
        match rustix::fs::openat(&directory.handle, name.as_str(), flags, mode) {
            Err(Errno::EXIST) if attempt < MOST_ATTEMPTS => attempt += 1,
            opened => return opened.map(|file| (File::from(file), name)),
        }
    }
}

/// Gives a file what another has. Only root may give a file away; a group that cannot be kept keeps
/// no rights.
fn take_over(file: &File, found: &Stat) -> Result<(), Errno> {
    let mut mode = found.st_mode & 0o777;
    let (owner, group) = (Uid::from_raw(found.st_uid), Gid::from_raw(found.st_gid));
    if rustix::fs::fchown(file, Some(owner), Some(group)).is_err() {
        let is_same = rustix::fs::fstat(file)?.st_gid == found.st_gid;
        if !is_same && rustix::fs::fchown(file, None, Some(group)).is_err() {
            mode &= !0o070;
        }
    }
    rustix::fs::fchmod(file, Mode::from_raw_mode(mode))
}
