//! Files through handles: one way to read, for the running host and for a directory that stands
//! for a whole file system. The only module that opens files of a target.
//!
//! It does not know what the files mean, nor which target it serves.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType as Raw, Mode, OFlags, RawDir, ResolveFlags};
use rustix::io::Errno;

use super::named::{Followed, Links, Named, Namers};
use super::traversal::walk_host;
use super::{
    Command, FileType, Kind, Metadata, Output, ReadError, RunError, Space, System, Visitor,
    WalkLimits, WalkReport,
};

/// The most names that one directory may have. `/proc` of a crowded host has tens of thousands;
/// more is somebody's attempt to exhaust memory.
const MOST_NAMES: usize = 1 << 18;

/// Bytes of names that are read with one call.
const NAMES_AT_ONCE: usize = 32 << 10;

/// The kernel answers `EAGAIN` when something was renamed while it resolved a path inside the
/// root, see openat2(2). This many renames in a row are not an accident.
const MOST_RACES: usize = 32;

/// Room that is made for a file before it is read, whatever size it claims.
const LARGEST_ROOM: u64 = 1 << 20;

/// The attribute that holds an access control list, see acl(5) and xattr(7).
const ACCESS_LIST: &str = "system.posix_acl_access";

/// Bytes of a list that says no more than the mode: a version, and the entries of owner, group and others, see
/// `linux/posix_acl_xattr.h`.
const SHORTEST_LIST: usize = 4 + 3 * 8;

/// What a file is when it is not one that can be read.
pub(super) const SPECIAL: &str = "a FIFO, socket or device";

/// Where absolute paths begin.
pub(super) enum Tree {
    /// At the root of the running host.
    Host,
    /// At a directory, which no path and no link leaves.
    Below(OwnedFd),
}

/// A target whose files are those of a tree. This is where targets differ.
pub(super) trait OnTree: Send + Sync {
    fn tree(&self) -> &Tree;
    fn kind(&self) -> Kind;
    fn run(&self, command: &Command) -> Result<Output, RunError>;
    fn now(&self) -> Option<i64>;
    fn privileged(&self) -> bool;
}

impl<T: OnTree> System for T {
    fn kind(&self) -> Kind {
        OnTree::kind(self)
    }

    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.tree().read(path, limit)
    }

    fn read_part(&self, path: &Path, offset: u64, length: u64) -> Result<Vec<u8>, ReadError> {
        self.tree().read_part(path, offset, length)
    }

    fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError> {
        self.tree().read_named_by(path, limit, links, namers)
    }

    fn metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.tree().metadata(path)
    }

    fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.tree().link_metadata(path)
    }

    fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError> {
        self.tree().extended_acl(path)
    }

    fn free_space(&self, path: &Path) -> Result<Option<Space>, ReadError> {
        self.tree().free_space(path).map(Some)
    }

    fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError> {
        self.tree().read_link(path)
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, ReadError> {
        self.tree().list(path)
    }

    fn walk_files(
        &self,
        limits: &WalkLimits,
        visitor: &dyn Visitor,
    ) -> Result<WalkReport, ReadError> {
        walk_host(self.tree(), limits, visitor)
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        OnTree::run(self, command)
    }

    fn now(&self) -> Option<i64> {
        OnTree::now(self)
    }

    fn privileged(&self) -> bool {
        OnTree::privileged(self)
    }
}

impl Tree {
    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        content(path, self.open_regular(path)?, limit)
    }

    pub(super) fn read_part(
        &self,
        path: &Path,
        offset: u64,
        length: u64,
    ) -> Result<Vec<u8>, ReadError> {
        bytes(path, self.open_regular(path)?, offset, length)
    }

    fn open_regular(&self, path: &Path) -> Result<OwnedFd, ReadError> {
        let fail = |errno| failure(path, errno);
        // A handle by which nothing can be read tells the type: opening a FIFO or a device for
        // reading may block, or do something.
        let found = self.open(path, OFlags::PATH).map_err(fail)?;
        refuse_irregular(path, &found)?;
        self.open(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY)
            .map_err(fail)
    }

    pub(super) fn read_named_by(
        &self,
        path: &Path,
        limit: u64,
        links: Links,
        namers: &Namers,
    ) -> Result<Named<Vec<u8>>, ReadError> {
        if !path.is_absolute() {
            return Err(failure(path, Errno::INVAL));
        }
        let caller = match self {
            Self::Host => Some(rustix::process::geteuid().as_raw()),
            // Users of an image are not those of this machine.
            Self::Below(_) => None,
        };
        let mut followed = Followed::new(links, caller, namers);
        let opened = self.open_named(path, &mut followed)?;
        let file = stat(&opened).map_err(|errno| failure(path, errno))?;
        Ok(Named {
            content: content(path, opened, limit)?,
            namers: followed.namers(path, file),
        })
    }

    pub(super) fn metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.open(path, OFlags::PATH)
            .and_then(|found| stat(&found))
            .map_err(|errno| failure(path, errno))
    }

    pub(super) fn link_metadata(&self, path: &Path) -> Result<Metadata, ReadError> {
        self.open(path, OFlags::PATH | OFlags::NOFOLLOW)
            .and_then(|found| stat(&found))
            .map_err(|errno| failure(path, errno))
    }

    pub(super) fn extended_acl(&self, path: &Path) -> Result<Option<bool>, ReadError> {
        let fail = |errno| failure(path, errno);
        let found = self.open(path, OFlags::PATH).map_err(fail)?;
        // A handle by which nothing can be read has no attributes of its own; its name in procfs, which leads
        // to the very file, has.
        let by_handle = format!("/proc/self/fd/{}", found.as_raw_fd());
        match rustix::fs::getxattr(by_handle, ACCESS_LIST, &mut [0_u8; SHORTEST_LIST][..]) {
            Ok(_) | Err(Errno::NODATA) => Ok(Some(false)),
            // More than fits.
            Err(Errno::RANGE) => Ok(Some(true)),
            Err(Errno::NOTSUP | Errno::NOENT) => Ok(None),
            Err(errno) => Err(fail(errno)),
        }
    }

    pub(super) fn free_space(&self, path: &Path) -> Result<Space, ReadError> {
        let found = self
            .open(path, OFlags::PATH)
            .and_then(rustix::fs::fstatvfs)
            .map_err(|errno| failure(path, errno))?;
        // As df(1) counts.
        let used = found.f_blocks.saturating_sub(found.f_bfree);
        let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
        Ok(Space {
            bytes: bytes(used.saturating_add(found.f_bavail)),
            available: bytes(found.f_bavail),
            inodes: found.f_files,
            free_inodes: found.f_favail,
        })
    }

    pub(super) fn read_link(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let leads_to = match self {
            // One call instead of three: the search for the owners of sockets reads thousands.
            Self::Host => rustix::fs::readlink(path, Vec::new()),
            Self::Below(_) => self
                .open(path, OFlags::PATH | OFlags::NOFOLLOW)
                .and_then(|link| rustix::fs::readlinkat(link, "", Vec::new())),
        };
        match leads_to {
            Ok(leads_to) => Ok(PathBuf::from(OsStr::from_bytes(leads_to.to_bytes()))),
            // From readlink(2) and, for an empty path, readlinkat(2).
            Err(Errno::INVAL) => Err(ReadError::Other {
                path: path.to_owned(),
                message: "is not a symbolic link".to_owned(),
            }),
            // `ENOENT` also stands for a handle that is not a link; only the path's own absence
            // fails to open.
            Err(Errno::NOENT) if self.link_metadata(path).is_ok() => Err(ReadError::Other {
                path: path.to_owned(),
                message: "is not a symbolic link".to_owned(),
            }),
            Err(errno) => Err(failure(path, errno)),
        }
    }

    pub(super) fn list(&self, path: &Path) -> Result<Vec<String>, ReadError> {
        let entries = entries(path, &self.open_directory(path)?)?;
        let mut names: Vec<String> = entries.into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Opens a directory for its names.
    pub(super) fn open_directory(&self, path: &Path) -> Result<OwnedFd, ReadError> {
        // Says NotFound, as for a file, when something on the way is not a directory.
        self.open(path, OFlags::PATH)
            .map_err(|errno| failure(path, errno))?;
        self.open(path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK)
            .map_err(|errno| match errno {
                Errno::NOTDIR => other(path, "is not a directory"),
                errno => failure(path, errno),
            })
    }

    /// Opens a path that is absolute inside the tree.
    fn open(&self, path: &Path, flags: OFlags) -> Result<OwnedFd, Errno> {
        let flags = flags | OFlags::CLOEXEC;
        if !path.is_absolute() {
            return Err(Errno::INVAL);
        }
        match self {
            Self::Host => rustix::fs::openat(CWD, path, flags, Mode::empty()),
            Self::Below(root) => {
                let mut races = 0;
                loop {
                    let opened = rustix::fs::openat2(
                        root,
                        path,
                        flags,
                        Mode::empty(),
                        ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS,
                    );
                    races += 1;
                    if !matches!(opened, Err(Errno::AGAIN)) || races == MOST_RACES {
                        return opened;
                    }
                }
            }
        }
    }
}

/// The names in an open directory, and what each stands for, as far as the file system says so.
pub(super) fn entries(path: &Path, directory: &OwnedFd) -> Result<Vec<(String, Raw)>, ReadError> {
    let mut piece = Vec::with_capacity(NAMES_AT_ONCE);
    let mut names = Vec::new();
    let mut entries = RawDir::new(directory, piece.spare_capacity_mut());
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|errno| failure(path, errno))?;
        match entry.file_name().to_bytes() {
            b"." | b".." => continue,
            name => {
                let name = std::str::from_utf8(name)
                    .map_err(|_| other(path, "has a file whose name is not UTF-8; rename it"))?;
                names.push((name.to_owned(), entry.file_type()));
            }
        }
        if names.len() > MOST_NAMES {
            return Err(other(path, "has more files than Muster lists"));
        }
    }
    Ok(names)
}

fn other(path: &Path, message: &str) -> ReadError {
    ReadError::Other {
        path: path.to_owned(),
        message: message.to_owned(),
    }
}

/// All of an open file. It may be another than a moment ago.
pub(super) fn content(path: &Path, opened: OwnedFd, limit: u64) -> Result<Vec<u8>, ReadError> {
    // Read up to the limit whatever size the file claims: those of procfs claim none.
    let content = bytes(path, opened, 0, limit.saturating_add(1))?;
    if content.len() as u64 > limit {
        return Err(ReadError::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(content)
}

/// Bytes of an open file, from an offset on.
fn bytes(path: &Path, opened: OwnedFd, offset: u64, length: u64) -> Result<Vec<u8>, ReadError> {
    let size = refuse_irregular(path, &opened)?;
    // One more than there is, so that the end is seen without making room again.
    let room = size.saturating_sub(offset).saturating_add(1).min(length);
    let mut bytes = Vec::with_capacity(usize::try_from(room.min(LARGEST_ROOM)).unwrap_or_default());
    let mut file = File::from(opened);
    // Not every file of procfs has places to go to.
    let gone = if offset == 0 {
        Ok(0)
    } else {
        file.seek(SeekFrom::Start(offset))
    };
    gone.and_then(|_| file.take(length).read_to_end(&mut bytes))
        .map_err(|error| ReadError::Other {
            path: path.to_owned(),
            message: error.to_string(),
        })?;
    Ok(bytes)
}

/// The size that a regular file claims.
fn refuse_irregular(path: &Path, file: &OwnedFd) -> Result<u64, ReadError> {
    let metadata = stat(file).map_err(|errno| failure(path, errno))?;
    let found = match metadata.file_type {
        FileType::Regular => return Ok(metadata.size),
        FileType::Directory => "a directory",
        FileType::Symlink => "a symbolic link",
        FileType::Special => SPECIAL,
    };
    Err(ReadError::NotRegular {
        path: path.to_owned(),
        found,
    })
}

#[allow(
    clippy::useless_conversion,
    reason = "the fields of stat differ in width between architectures"
)]
pub(super) fn stat(file: &OwnedFd) -> Result<Metadata, Errno> {
    let stat = rustix::fs::fstat(file)?;
    Ok(Metadata {
        file_type: match Raw::from_raw_mode(stat.st_mode) {
            Raw::RegularFile => FileType::Regular,
            Raw::Directory => FileType::Directory,
            Raw::Symlink => FileType::Symlink,
            Raw::Fifo | Raw::Socket | Raw::CharacterDevice | Raw::BlockDevice | Raw::Unknown => {
                FileType::Special
            }
        },
        mode: stat.st_mode & 0o7777,
        uid: stat.st_uid,
        gid: stat.st_gid,
        size: u64::try_from(stat.st_size).unwrap_or_default(),
        modified: Some(stat.st_mtime.into()),
        identity: (stat.st_dev.into(), stat.st_ino.into()),
    })
}

pub(super) fn failure(path: &Path, errno: Errno) -> ReadError {
    let path = path.to_owned();
    match errno {
        Errno::NOENT | Errno::NOTDIR => ReadError::NotFound { path },
        Errno::ACCESS | Errno::PERM => ReadError::Denied { path },
        Errno::LOOP | Errno::XDEV => ReadError::Escapes { path },
        errno => ReadError::Other {
            path,
            message: std::io::Error::from(errno).to_string(),
        },
    }
}
