//! Where a path leads once every link on the way is followed, and through which directories.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use muster_target::{FileType, MOST_LINKS, Metadata, ReadError, System, path_names, present};

/// Where a path leads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// None where nothing is there.
    pub(crate) end: Option<PathBuf>,
    /// Every directory that a name of the path or of a link was looked up in, in this order, each once.
    pub(crate) directories: Vec<(PathBuf, Metadata)>,
}

/// Follows paths, and asks once for each name.
pub(crate) struct Places<'a> {
    system: &'a dyn System,
    known: HashMap<PathBuf, Result<Metadata, ReadError>>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(system: &'a dyn System) -> Self {
        Self {
            system,
            known: HashMap::new(),
        }
    }

    /// Follows an absolute path.
    ///
    /// # Errors
    /// When a name on the way cannot be looked at, or there are too many links.
    pub(crate) fn find(&mut self, path: &Path) -> Result<Place, ReadError> {
        let mut place = Place::default();
        let mut at = PathBuf::from("/");
        let mut pending = path_names(path);
        let mut links = 0;
        while let Some(name) = pending.pop() {
            if name == Path::new("..") {
                at.pop();
                continue;
            }
            // Of an empty target not even `/` is there.
            let Some(directory) = present(self.metadata(&at))? else {
                return Ok(place);
            };
            if directory.file_type != FileType::Directory {
                return Ok(place);
            }
            if place.directories.iter().all(|(known, _)| *known != at) {
                place.directories.push((at.clone(), directory));
            }
            let next = at.join(&name);
            let Some(found) = present(self.metadata(&next))? else {
                return Ok(place);
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
            pending.extend(path_names(&target));
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
