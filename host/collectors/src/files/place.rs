//! Where a path leads once every link on the way is followed, and through which directories.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use muster_target::{FileType, Metadata, ReadError, System};

/// As Linux: path_resolution(7).
const MOST_LINKS: usize = 40;

/// Where a path leads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// None where nothing is there.
    pub(super) end: Option<PathBuf>,
    /// Every directory that a name of the path or of a link was looked up in, in this order, each once.
    pub(super) directories: Vec<(PathBuf, Metadata)>,
}

/// Follows paths, and asks once for each name.
pub(super) struct Places<'a> {
    system: &'a dyn System,
    known: HashMap<PathBuf, Result<Metadata, ReadError>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(system: &'a dyn System) -> Self {
        Self {
            system,
            known: HashMap::new(),
        }
    }

    /// Follows an absolute path.
    ///
    /// # Errors
    /// When a name on the way cannot be looked at, or there are too many links.
    pub(super) fn find(&mut self, path: &Path) -> Result<Place, ReadError> {
        let mut place = Place::default();
        let mut at = PathBuf::from("/");
        let mut pending = names(path);
        let mut links = 0;
        while let Some(name) = pending.pop() {
            if name == Path::new("..") {
                at.pop();
                continue;
            }
            let directory = match self.metadata(&at) {
                Ok(directory) => directory,
                // Of an empty target not even `/` is there.
                Err(ReadError::NotFound { .. }) => return Ok(place),
                Err(error) => return Err(error),
            };
            if directory.file_type != FileType::Directory {
                return Ok(place);
            }
            if place.directories.iter().all(|(known, _)| *known != at) {
                place.directories.push((at.clone(), directory));
            }
            let next = at.join(&name);
            let found = match self.metadata(&next) {
                Ok(found) => found,
                Err(ReadError::NotFound { .. }) => return Ok(place),
                Err(error) => return Err(error),
            };
            if found.file_type != FileType::Symlink {
                at = next;
                continue;
            }
            links += 1;
            if links > MOST_LINKS {
                return Ok(place);
            }
            let target = self.system.read_link(&next)?;
            if target.is_absolute() {
                at = PathBuf::from("/");
            }
            pending.extend(names(&target));
        }
        place.end = Some(at);
        Ok(place)
    }

    fn metadata(&mut self, path: &Path) -> Result<Metadata, ReadError> {
        let system = self.system;
        let known = self.known.entry(path.to_owned());
        known
            .or_insert_with_key(|path| system.link_metadata(path))
            .clone()
    }
}

/// The names of a path, the last one first.
fn names(path: &Path) -> Vec<PathBuf> {
    let names = path
        .components()
        .filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
    let mut names: Vec<PathBuf> = names.map(|part| PathBuf::from(part.as_os_str())).collect();
    names.reverse();
    names
}
