//! What a file is, seen from outside: type, mode, owner, access control list, and where a link leads.

use std::path::{Path, PathBuf};

use muster_target::{FileType, Metadata, ReadError, System, present};

/// A path that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileState {
    /// Where the path leads to as a link, as it is written; none where it is not a link.
    pub(crate) link_target: Option<PathBuf>,
    /// What a reader ends at; none for a link to nothing, in a circle, or out of the target.
    pub(crate) end: Option<Metadata>,
    /// Whether an access control list opens that to more accounts than its mode does; none where that is not
    /// known.
    pub(crate) extended_acl: Option<bool>,
}

/// Looks at a path; none where there is nothing.
///
/// # Errors
/// When it cannot be looked at.
pub(crate) fn file_state(system: &dyn System, path: &Path) -> Result<Option<FileState>, ReadError> {
    let Some(link) = present(system.link_metadata(path))? else {
        return Ok(None);
    };
    if link.file_type != FileType::Symlink {
        return Ok(Some(FileState {
            link_target: None,
            end: Some(link),
            extended_acl: system.extended_acl(path)?,
        }));
    }
    let link_target = Some(system.read_link(path)?);
    let end = match system.metadata(path) {
        // A link that leads to a link is followed to its end; one that is left leads nowhere.
        Ok(metadata) => Some(metadata).filter(|found| found.file_type != FileType::Symlink),
        Err(ReadError::NotFound { .. } | ReadError::Escapes { .. }) => None,
        Err(error) => return Err(error),
    };
    let extended_acl = match end {
        Some(_) => system.extended_acl(path)?,
        None => None,
    };
    Ok(Some(FileState {
        link_target,
        end,
        extended_acl,
    }))
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    #[test]
    fn a_list_is_that_of_the_file_at_the_end() {
        let system = Recorded::new()
            .file("/open", "text")
            .acl("/open", true)
            .file("/closed", "text")
            .acl("/closed", false)
            .file("/unknown", "text")
            .link("/link", "open")
            .link("/gone", "/nowhere");
        let list = |path: &str| {
            file_state(&system, Path::new(path))
                .unwrap()
                .unwrap()
                .extended_acl
        };
        assert_eq!(list("/open"), Some(true));
        assert_eq!(list("/link"), Some(true));
        assert_eq!(list("/closed"), Some(false));
        assert_eq!(list("/unknown"), None);
        assert_eq!(list("/gone"), None);
    }

    #[test]
    fn a_link_is_followed_to_its_end() {
        let system = Recorded::new()
            .file("/file", "text")
            .link("/near", "file")
            .link("/far", "/near")
            .link("/gone", "/nowhere")
            .link("/circle", "circle");
        let found = |path: &str| file_state(&system, Path::new(path)).unwrap();
        let kind = |path: &str| found(path).unwrap().end.map(|end| end.file_type);
        assert_eq!(kind("/file"), Some(FileType::Regular));
        assert_eq!(kind("/far"), Some(FileType::Regular));
        assert_eq!(found("/far").unwrap().link_target, Some("/near".into()));
        assert_eq!(found("/file").unwrap().link_target, None);
        assert_eq!(kind("/gone"), None);
        assert_eq!(kind("/circle"), None);
        assert_eq!(kind("/"), Some(FileType::Directory));
        assert_eq!(found("/nowhere"), None);
    }
}
