//! What can be said about an environment file from outside: what it is, whose it is, who can read it.

use std::path::Path;

use muster_facts::{FactError, Source, env};
use muster_target::{FileType, Metadata, System};

use crate::readers::accounts::Accounts;
use crate::readers::state;

/// Describes a file, without its dialects and problems.
pub(super) fn describe(
    system: &dyn System,
    path: &Path,
    accounts: &Accounts,
) -> Result<env::EnvFile, FactError> {
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
    let Some(found) = state::file_state(system, path)? else {
        return Ok(file);
    };
    let target = found.link_target.as_ref();
    file.link_target = target.map(|target| target.to_string_lossy().into_owned());
    file.state = word(found.end).to_owned();
    if let Some(end) = found.end
        && end.file_type == FileType::Regular
    {
        file.mode = Some(end.mode);
        file.acl_extended = found.extended_acl;
        file.uid = Some(end.uid);
        file.gid = Some(end.gid);
        file.owner = accounts.user_of(end.uid).map(|user| user.name.clone());
        file.group = accounts.group_of(end.gid).map(str::to_owned);
    }
    Ok(file)
}

const fn word(end: Option<Metadata>) -> &'static str {
    let Some(end) = end else {
        return "dangling-symlink";
    };
    match end.file_type {
        FileType::Regular if end.size == 0 => "empty",
        FileType::Regular => "present",
        FileType::Directory => "directory",
        FileType::Symlink => "dangling-symlink",
        FileType::Special => "special",
    }
}
