//! A directory that holds an unpacked or mounted image: every path and every link is resolved by
//! the kernel as if the directory were `/`. Nothing runs there.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use super::tree::{OnTree, Tree};
use super::{Command, Kind, Output, ReadError, RunError};

/// An unpacked or mounted image.
pub struct Root {
    tree: Tree,
}

/// A directory that cannot stand for a host.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages are the documentation")]
pub enum RootError {
    #[error("{}: {message}", path.display())]
    Unopened { path: PathBuf, message: String },
    #[error(
        "this kernel cannot keep links inside a directory (openat2, Linux 5.6, possibly forbidden by a container's seccomp profile); run Muster on a newer kernel, or on the host itself without --root"
    )]
    Unconfined,
}

impl Root {
    /// Opens the directory. It may itself be reached through links.
    ///
    /// # Errors
    /// When it is not a directory, may not be opened, or the kernel lacks openat2(2).
    pub fn open(directory: &Path) -> Result<Self, RootError> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let opened = rustix::fs::openat(CWD, directory, flags, Mode::empty()).map_err(|errno| {
            RootError::Unopened {
                path: directory.to_owned(),
                message: std::io::Error::from(errno).to_string(),
            }
        })?;
        match rustix::fs::openat2(&opened, ".", flags, Mode::empty(), ResolveFlags::IN_ROOT) {
            // Older seccomp profiles answer EPERM for calls that they do not know.
            Err(Errno::NOSYS | Errno::PERM) => Err(RootError::Unconfined),
            Ok(_) | Err(_) => Ok(Self {
                tree: Tree::Below(opened),
            }),
        }
    }

    /// A directory by a path of the image.
    pub(super) fn open_directory(&self, path: &Path) -> Result<OwnedFd, ReadError> {
        self.tree.open_directory(path)
    }
}

impl OnTree for Root {
    fn tree(&self) -> &Tree {
        &self.tree
    }

    fn kind(&self) -> Kind {
        Kind::Root
    }

    fn run(&self, command: &Command) -> Result<Output, RunError> {
        Err(RunError::NotRunning {
            command: command.to_string(),
        })
    }

    fn now(&self) -> Option<i64> {
        None
    }

    fn privileged(&self) -> bool {
        true
    }
}
