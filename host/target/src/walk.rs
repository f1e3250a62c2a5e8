//! Follows a path of a tree name by name through handles, for files whose links must be judged.

use std::ffi::OsStr;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, PROC_SUPER_MAGIC};
use rustix::io::Errno;

use super::named::Followed;
use super::tree::{Tree, failure, stat};
use super::{FileType, Metadata, ReadError};

/// As Linux: `ELOOP` after 40 links, see path_resolution(7).
pub const MOST_LINKS: usize = 40;

/// What a name stands for.
struct Place {
    handle: OwnedFd,
    path: PathBuf,
    metadata: Metadata,
}

impl Tree {
    /// Opens a file for reading. Every link on the way and all that it leads to is checked before
    /// anything of it, even its absence, is told.
    pub(super) fn open_named(
        &self,
        path: &Path,
        followed: &mut Followed,
    ) -> Result<OwnedFd, ReadError> {
        let fail = |errno| failure(path, errno);
        let mut at = self.top().map_err(fail)?;
        let mut above: Vec<Place> = Vec::new();
        let mut pending = path_names(path);
        let mut links = 0;
        while let Some(name) = pending.pop() {
            if name == Path::new("..") {
                at = above.pop().unwrap_or(at);
                continue;
            }
            if followed.any() {
                for directory in above.iter().chain([&at]) {
                    followed.check_directory(path, directory.metadata)?;
                }
            }
            let flags = OFlags::PATH | OFlags::NOFOLLOW;
            let found = place(&at.handle, &name, at.path.join(&name), flags).map_err(fail)?;
            match found.metadata.file_type {
                FileType::Symlink => {
                    if links == MOST_LINKS || is_magic(&found.handle) {
                        return Err(fail(Errno::LOOP));
                    }
                    let text =
                        rustix::fs::readlinkat(&found.handle, "", Vec::new()).map_err(fail)?;
                    let target = Path::new(OsStr::from_bytes(text.to_bytes()));
                    if target.is_absolute() {
                        above.clear();
                        at = self.top().map_err(fail)?;
                    }
                    pending.extend(path_names(target));
                    links += 1;
                    followed.add(found.path, found.metadata);
                }
                FileType::Directory => above.push(std::mem::replace(&mut at, found)),
                FileType::Regular | FileType::Special if !pending.is_empty() => {
                    return Err(fail(Errno::NOTDIR));
                }
                FileType::Regular => {
                    let flags =
                        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
                    // What the name stands for by now is what is checked and read.
                    let opened = place(&at.handle, &name, found.path, flags).map_err(fail)?;
                    followed.check_file(path, opened.metadata)?;
                    return Ok(opened.handle);
                }
                FileType::Special => return Ok(found.handle),
            }
        }
        Ok(at.handle)
    }

    /// Where absolute paths begin.
    fn top(&self) -> Result<Place, Errno> {
        let flags = OFlags::PATH | OFlags::DIRECTORY;
        let root = PathBuf::from("/");
        match self {
            Self::Host => place(CWD, &root, root.clone(), flags),
            Self::Below(top) => place(top, Path::new("."), root, flags),
        }
    }
}

fn place(directory: impl AsFd, name: &Path, path: PathBuf, flags: OFlags) -> Result<Place, Errno> {
    let flags = flags | OFlags::CLOEXEC;
    let handle = rustix::fs::openat(directory, name, flags, Mode::empty())?;
    let metadata = stat(&handle)?;
    Ok(Place {
        handle,
        path,
        metadata,
    })
}

/// Whether a link may be one of procfs, which leads where the kernel says, not where its text does.
fn is_magic(link: &OwnedFd) -> bool {
    rustix::fs::fstatfs(link).map_or(true, |system| system.f_type == PROC_SUPER_MAGIC)
}

/// The names of a path, the last one first: as a walk along it takes them off.
#[must_use]
pub fn path_names(path: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = path
        .components()
        .filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir))
        .map(|part| PathBuf::from(part.as_os_str()))
        .collect();
    names.reverse();
    names
}

/// The path without `.` and `..`, by its text: no link is followed.
#[must_use]
pub fn plain_path(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
