//! The files below a recording's `root/`: each is read by its name in the open directory that holds it, which takes
//! few calls and follows no link.

use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::vec;

use rustix::fs::{AtFlags, FileType as Raw, Mode, OFlags, readlinkat, statat};
use rustix::io::Errno;

use crate::ReadError;
use crate::tree::{SPECIAL, content, entries, failure};

/// Something below the root.
pub(super) enum Found {
    Directory,
    Link(PathBuf),
    File(Vec<u8>),
}

/// All that is below a directory, each directory before what is in it.
pub(super) struct Files {
    /// The largest file that is read.
    limit: u64,
    inside: Option<Inside>,
    pending: Vec<Pending>,
}

/// A directory whose names are being looked at.
struct Inside {
    handle: Rc<OwnedFd>,
    path: PathBuf,
    names: vec::IntoIter<(String, Raw)>,
}

/// A directory that is still to be opened.
struct Pending {
    above: Rc<OwnedFd>,
    name: String,
    path: PathBuf,
}

impl Files {
    /// What is below an open directory, which paths call by the given name.
    pub(super) fn below(top: OwnedFd, path: &Path, limit: u64) -> Self {
        let top = Pending {
            above: Rc::new(top),
            name: ".".to_owned(),
            path: path.to_owned(),
        };
        Self {
            limit,
            inside: None,
            pending: vec![top],
        }
    }

    fn enter(&mut self, directory: Pending) -> Result<(PathBuf, Found), ReadError> {
        let Pending { above, name, path } = directory;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(&*above, &name, flags, Mode::empty())
            .map_err(|errno| failure(&path, errno))?;
        let names = entries(&path, &handle)?;
        self.inside = Some(Inside {
            handle: Rc::new(handle),
            path: path.clone(),
            names: names.into_iter(),
        });
        Ok((path, Found::Directory))
    }

    fn look(&mut self, name: String, kind: Raw) -> Option<Result<(PathBuf, Found), ReadError>> {
        let Inside { handle, path, .. } = self.inside.as_ref()?;
        let path = path.join(&name);
        let found = match kind_of(handle, &name, kind) {
            Ok(Raw::Directory) => {
                self.pending.push(Pending {
                    above: Rc::clone(handle),
                    name,
                    path,
                });
                return None;
            }
            Ok(Raw::Symlink) => readlinkat(&**handle, &name, Vec::new())
                .map(|leads_to| Found::Link(OsStr::from_bytes(leads_to.to_bytes()).into()))
                .map_err(|errno| failure(&path, errno)),
            Ok(Raw::RegularFile) => {
                let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
                rustix::fs::openat(&**handle, &name, flags | OFlags::CLOEXEC, Mode::empty())
                    .map_err(|errno| failure(&path, errno))
                    .and_then(|opened| content(&path, opened, self.limit))
                    .map(Found::File)
            }
            Ok(_) => Err(ReadError::NotRegular {
                path: path.clone(),
                found: SPECIAL,
            }),
            Err(errno) => Err(failure(&path, errno)),
        };
        Some(found.map(|found| (path, found)))
    }
}

impl Iterator for Files {
    type Item = Result<(PathBuf, Found), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some((name, kind)) = self.inside.as_mut().and_then(|inside| inside.names.next())
            else {
                let directory = self.pending.pop()?;
                return Some(self.enter(directory));
            };
            if let Some(found) = self.look(name, kind) {
                return Some(found);
            }
        }
    }
}

/// What a name stands for, which not every file system says with it.
fn kind_of(directory: &OwnedFd, name: &str, kind: Raw) -> Result<Raw, Errno> {
    if kind != Raw::Unknown {
        return Ok(kind);
    }
    let found = statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(Raw::from_raw_mode(found.st_mode))
}
