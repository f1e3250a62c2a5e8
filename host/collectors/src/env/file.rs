//! What can be said about an environment file from outside: what it is, whose it is, who may read it.

use std::path::Path;

use muster_facts::{FactError, Source, env};
use muster_target::{FileType, Metadata, ReadError, System};

/// Describes a file, without its dialects and problems.
pub(super) fn describe(system: &dyn System, path: &Path) -> Result<env::EnvFile, FactError> {
    let name = path.to_string_lossy().into_owned();
    let mut file = env::EnvFile {
        source: Source::file(name.clone()),
        path: name,
        state: "missing".to_owned(),
        mode: None,
        uid: None,
        gid: None,
        owner: None,
        group: None,
        acl_extended: None,
        link_target: None,
        dialects: Vec::new(),
        problems: Vec::new(),
    };
    let link = match system.link_metadata(path) {
        Ok(metadata) => metadata,
        Err(ReadError::NotFound { .. }) => return Ok(file),
        Err(error) => return Err(error.into()),
    };
    if link.file_type == FileType::Symlink {
        let target = system.read_link(path)?;
        file.link_target = Some(target.to_string_lossy().into_owned());
    }
    let metadata = match system.metadata(path) {
        Ok(metadata) => metadata,
        // A link to nothing, in a circle, or out of the target: no reader gets anywhere.
        Err(ReadError::NotFound { .. } | ReadError::Escapes { .. })
            if link.file_type == FileType::Symlink =>
        {
            file.state = "dangling-symlink".to_owned();
            return Ok(file);
        }
        Err(error) => return Err(error.into()),
    };
    file.state = state(metadata).to_owned();
    if metadata.file_type == FileType::Regular {
        file.mode = Some(metadata.mode);
        file.uid = Some(metadata.uid);
        file.gid = Some(metadata.gid);
        file.owner = account_name(system, "/etc/passwd", metadata.uid);
        file.group = account_name(system, "/etc/group", metadata.gid);
    }
    Ok(file)
}

const fn state(metadata: Metadata) -> &'static str {
    match metadata.file_type {
        FileType::Regular if metadata.size == 0 => "empty",
        FileType::Regular => "present",
        FileType::Directory => "directory",
        // A link that leads to a link is followed to its end; one that is left leads nowhere.
        FileType::Symlink => "dangling-symlink",
        FileType::Special => "special",
    }
}

/// The name of a number in `passwd(5)` or `group(5)`, which agree in the columns that matter here.
fn account_name(system: &dyn System, database: &str, id: u32) -> Option<String> {
    let text = system.read_text(Path::new(database)).ok()?;
    text.lines().find_map(|line| {
        let mut columns = line.split(':');
        let name = columns.next()?;
        let number = columns.nth(1)?;
        (number.parse() == Ok(id)).then(|| name.to_owned())
    })
}
