//! Files that the policy names, when the way to them leads over a link, and files that such a file
//! names in turn.
//!
//! Who may write to a directory on the way can put a link there, and have Muster read a file that
//! its own user must not see; what is found in it would be in the report. So a link shows nothing
//! that somebody who can place one could not read. A name that is written in a file is as good as a
//! link of the one who owns that file.

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

/// Who besides the policy chose that a file is read: the links to the file that names it, and that
/// file itself. Nobody for a file that the policy names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namers(Vec<Namer>);

impl Namers {
    /// Those of two files that together name a third.
    #[must_use]
    pub fn joined(&self, others: &Self) -> Self {
        let new = others.0.iter().filter(|namer| !self.0.contains(namer));
        Self(self.0.iter().chain(new).cloned().collect())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Namer {
    path: PathBuf,
    is_link: bool,
    /// None counts as everybody.
    owner: Option<u32>,
}

/// What was read, and who names the files that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T> {
    /// What was read.
    pub content: T,
    /// To be given along when a file is read that the content names.
    pub namers: Namers,
}

/// The links that were followed so far.
#[derive(Debug)]
pub(super) struct Followed {
    links: Links,
    /// The user whose links are as good as root's.
    caller: Option<u32>,
    found: Vec<Namer>,
}

impl Followed {
    pub(super) fn new(links: Links, caller: Option<u32>, namers: &Namers) -> Self {
        Self {
            links,
            caller,
            found: namers.0.clone(),
        }
    }

    /// Whether anyone but the policy led here.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Takes note of a link.
    pub(super) fn add(&mut self, path: PathBuf, link: Metadata) {
        self.push(path, link, true);
    }

    /// Who names the files that the file at the end of the way names.
    pub(super) fn namers(mut self, path: &Path, file: Metadata) -> Namers {
        self.push(path.to_owned(), file, false);
        Namers(self.found)
    }

    fn push(&mut self, path: PathBuf, found: Metadata, is_link: bool) {
        let owner = match self.links {
            Links::ToPublic => None,
            Links::OfOwner if found.uid == 0 || Some(found.uid) == self.caller => Some(0),
            Links::OfOwner => Some(found.uid),
        };
        self.found.push(Namer {
            path,
            is_link,
            owner,
        });
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
            .find(|namer| !matches!(namer.owner, Some(owner) if owner == 0 || owner == found.uid));
        match refused {
            Some(namer) if namer.is_link => Err(ReadError::ForeignLink {
                path: path.to_owned(),
                link: namer.path.clone(),
            }),
            Some(namer) => Err(ReadError::ForeignName {
                path: path.to_owned(),
                file: namer.path.clone(),
            }),
            None => Ok(()),
        }
    }
}
