//! Files that the policy names, when the way to them leads over a link.
//!
//! Who may write to a directory on the way can put a link there, and have Muster read a file that
//! its own user must not see; what is found in it would be in the report. So a link shows nothing
//! that somebody who can place one could not read.

use std::path::{Path, PathBuf};

use super::{Metadata, ReadError};

/// Which links on the way to a file are followed, besides those that lead to what everybody may
/// read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// No others: what is shown of the file is for everybody.
    ToPublic,
    /// Those of root, of Muster's own user, and of whoever owns the file and each directory above it
    /// that is not open to everybody.
    OfOwner,
}

/// The links that were followed so far.
#[derive(Debug)]
pub(super) struct Followed {
    links: Links,
    /// The user whose links are as good as root's.
    caller: Option<u32>,
    /// With the owner of each; none counts as everybody.
    found: Vec<(PathBuf, Option<u32>)>,
}

impl Followed {
    pub(super) const fn new(links: Links, caller: Option<u32>) -> Self {
        Self {
            links,
            caller,
            found: Vec::new(),
        }
    }

    /// Whether there was one.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// How many there were.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Takes note of a link.
    pub(super) fn add(&mut self, path: PathBuf, link: Metadata) {
        let owner = match self.links {
            Links::ToPublic => None,
            Links::OfOwner if link.uid == 0 || Some(link.uid) == self.caller => Some(0),
            Links::OfOwner => Some(link.uid),
        };
        self.found.push((path, owner));
    }

    /// Whether the owner of each link may search a directory.
    pub(super) fn check_directory(
        &self,
        path: &Path,
        directory: Metadata,
    ) -> Result<(), ReadError> {
        self.check(path, directory, 0o001)
    }

    /// Whether the owner of each link may read a file.
    pub(super) fn check_file(&self, path: &Path, file: Metadata) -> Result<(), ReadError> {
        self.check(path, file, 0o004)
    }

    /// `everybody` is the bit that lets everybody do so.
    fn check(&self, path: &Path, found: Metadata, everybody: u32) -> Result<(), ReadError> {
        if found.mode & everybody != 0 {
            return Ok(());
        }
        let refused = self
            .found
            .iter()
            .find(|(_, owner)| !matches!(owner, Some(owner) if *owner == 0 || *owner == found.uid));
        match refused {
            Some((link, _)) => Err(ReadError::ForeignLink {
                path: path.to_owned(),
                link: link.clone(),
            }),
            None => Ok(()),
        }
    }
}
