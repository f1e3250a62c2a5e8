//! The files below a recording's `root/`: each is read by its name in the open directory that holds it, which takes
//! few calls and follows no link.

use std::ffi::{CString, OsStr};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::vec;

use rustix::fs::{AtFlags, FileType as Raw, Mode, OFlags, RawDir, readlinkat, statat};
use rustix::io::Errno;

use crate::ReadError;
use crate::tree::{MOST_NAMES, SPECIAL, content, failure};

/// Names are read in pieces of this size.
const PIECE: usize = 32 << 10;

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
    piece: Vec<u8>,
    inside: Option<Inside>,
    pending: Vec<Pending>,
}

/// A directory whose names are being looked at.
struct Inside {
    handle: Rc<OwnedFd>,
    path: PathBuf,
    names: vec::IntoIter<(CString, Raw)>,
}

/// A directory that is still to be opened.
struct Pending {
    above: Rc<OwnedFd>,
    name: CString,
    path: PathBuf,
}

impl Files {
    /// What is below an open directory, which paths call by the given name.
    pub(super) fn below(top: OwnedFd, path: &Path, limit: u64) -> Self {
        let top = Pending {
            above: Rc::new(top),
            name: c".".to_owned(),
            path: path.to_owned(),
        };
        Self {
            limit,
            piece: Vec::with_capacity(PIECE),
            inside: None,
            pending: vec![top],
        }
    }

    fn enter(&mut self, directory: Pending) -> Result<(PathBuf, Found), ReadError> {
        let Pending { above, name, path } = directory;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = rustix::fs::openat(&*above, &name, flags, Mode::empty())
            .map_err(|errno| failure(&path, errno))?;
        let names = self.names(&handle, &path)?;
        self.inside = Some(Inside {
            handle: Rc::new(handle),
            path: path.clone(),
            names: names.into_iter(),
        });
        Ok((path, Found::Directory))
    }

    fn names(&mut self, handle: &OwnedFd, path: &Path) -> Result<Vec<(CString, Raw)>, ReadError> {
        let other = |message: &str| ReadError::Other {
            path: path.to_owned(),
            message: message.to_owned(),
        };
        let mut names = Vec::new();
        let mut entries = RawDir::new(handle, self.piece.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry.map_err(|errno| failure(path, errno))?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            if name.to_str().is_err() {
                return Err(other("has a file whose name is not UTF-8; rename it"));
            }
            if names.len() == MOST_NAMES {
                return Err(other("has more files than Muster lists"));
            }
            names.push((name.to_owned(), entry.file_type()));
        }
        Ok(names)
    }

    fn look(&mut self, name: CString, kind: Raw) -> Option<Result<(PathBuf, Found), ReadError>> {
        let Inside { handle, path, .. } = self.inside.as_ref()?;
        let path = path.join(OsStr::from_bytes(name.to_bytes()));
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
fn kind_of(directory: &OwnedFd, name: &CString, kind: Raw) -> Result<Raw, Errno> {
    if kind != Raw::Unknown {
        return Ok(kind);
    }
    let found = statat(directory, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(Raw::from_raw_mode(found.st_mode))
}
