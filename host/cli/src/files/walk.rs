//! Follows a path name by name through handles, so that what was examined is what is used, whatever
//! the path means a moment later.

use std::ffi::{OsStr, OsString};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use crate::failure::Failure;

/// As Linux: `ELOOP` after 40 links.
const MOST_LINKS: usize = 40;

/// A directory that was reached, by a handle that only names it.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) handle: OwnedFd,
    pub(crate) path: PathBuf,
    pub(crate) stat: Stat,
}

/// One name on the way, before anything is done with it.
pub(crate) struct Step<'a> {
    pub(crate) directory: &'a Directory,
    /// What the name stands for: a directory, a link, which is not followed yet, or a file.
    pub(crate) path: &'a Path,
    pub(crate) handle: &'a OwnedFd,
    pub(crate) stat: &'a Stat,
    /// Whether no name follows. A link in the last place leads to more.
    pub(crate) last: bool,
}

/// Where a path ends.
#[derive(Debug)]
pub(crate) enum End {
    Directory(Directory),
    /// A name in a directory that is neither a directory nor a link.
    File {
        directory: Directory,
        name: OsString,
        path: PathBuf,
    },
}

/// Why a path was not followed to its end.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// The judge says no.
    Refused(Failure),
    /// The system does, at this place.
    Failed { at: PathBuf, errno: Errno },
}

/// Follows a path, relative ones from the working directory. Each name is shown to the judge before
/// it is used.
pub(crate) fn walk(
    path: &Path,
    judge: &dyn Fn(&Step<'_>) -> Result<(), Failure>,
) -> Result<End, Stopped> {
    let mut at = start(path)?;
    let mut above = Vec::new();
    let mut pending = names(path);
    let mut links = 0;
    while let Some(name) = pending.pop() {
        if name == ".." {
            at = match above.pop() {
                Some(parent) => parent,
                None => open(&at, &name)?,
            };
            continue;
        }
        let found = open(&at, &name)?;
        let kind = found.kind();
        judge(&Step {
            directory: &at,
            path: &found.path,
            handle: &found.handle,
            stat: &found.stat,
            last: pending.is_empty(),
        })
        .map_err(Stopped::Refused)?;
        match kind {
            FileType::Symlink => {
                links += 1;
                let failed = |errno| Stopped::Failed {
                    at: found.path.clone(),
                    errno,
                };
                if links > MOST_LINKS {
                    return Err(failed(Errno::LOOP));
                }
                let text = rustix::fs::readlinkat(&found.handle, "", Vec::new()).map_err(failed)?;
                let target = Path::new(OsStr::from_bytes(text.to_bytes()));
                if target.is_absolute() {
                    above.clear();
                    at = start(target)?;
                }
                pending.extend(names(target));
            }
            FileType::Directory => above.push(std::mem::replace(&mut at, found)),
            _ if pending.is_empty() => {
                return Ok(End::File {
                    directory: at,
                    name,
                    path: found.path,
                });
            }
            _ => {
                return Err(Stopped::Failed {
                    at: found.path,
                    errno: Errno::NOTDIR,
                });
            }
        }
    }
    Ok(End::Directory(at))
}

impl Directory {
    fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.stat.st_mode)
    }
}

/// The names of a path, the last one first.
fn names(path: &Path) -> Vec<OsString> {
    let mut names: Vec<OsString> = path
        .components()
        .filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir))
        .map(|part| part.as_os_str().to_owned())
        .collect();
    names.reverse();
    names
}

/// Where a path begins.
fn start(path: &Path) -> Result<Directory, Stopped> {
    let (from, shown) = if path.is_absolute() {
        ("/", "/")
    } else {
        (".", "")
    };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, from, flags, Mode::empty())
        .and_then(|handle| examined(handle, PathBuf::from(shown)))
        .map_err(|errno| Stopped::Failed {
            at: PathBuf::from(from),
            errno,
        })
}

/// A name in a directory, by a handle that only names what it is.
fn open(directory: &Directory, name: &OsStr) -> Result<Directory, Stopped> {
    let path = directory.path.join(name);
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(&directory.handle, name, flags, Mode::empty())
        .and_then(|handle| examined(handle, path.clone()))
        .map_err(|errno| Stopped::Failed { at: path, errno })
}

fn examined(handle: OwnedFd, path: PathBuf) -> Result<Directory, Errno> {
    let stat = rustix::fs::fstat(&handle)?;
    Ok(Directory { handle, path, stat })
}
