//! Who besides root can change what rules run as root.

use std::path::Path;

use muster_facts::sudoers::{Changer, CommandFile, Rule};
use muster_target::{FileType, Metadata, ReadError, System};

use crate::readers::accounts::Accounts;
use crate::readers::places::Places;
use crate::readers::state::file_state;

/// Commands that are looked at.
const MOST_COMMANDS: usize = 5_000;

const WRITE_OF_GROUP: u32 = 0o020;
const WRITE_OF_OTHERS: u32 = 0o002;
/// In a directory with this bit nobody but its owner replaces what belongs to somebody else.
const STICKY: u32 = 0o1000;

/// The paths of rules that run something as root, each once.
pub(super) fn command_files(
    system: &dyn System,
    accounts: &Accounts,
    rules: &[Rule],
) -> Vec<CommandFile> {
    let mut paths: Vec<&str> = rules
        .iter()
        .filter(|rule| rule.as_root && rule.permits && !rule.wildcard)
        .filter_map(|rule| rule.command.as_deref())
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let mut places = Places::new(system);
    let files = paths.iter().enumerate().map(|(at, path)| {
        let found = if at < MOST_COMMANDS {
            command_file(system, &mut places, accounts, path).map_err(|error| error.to_string())
        } else {
            Err(format!(
                "there are more than {MOST_COMMANDS} commands, and Muster looks at no more"
            ))
        };
        found.unwrap_or_else(|reason| CommandFile {
            path: (*path).to_owned(),
            state: CommandFile::STATE_UNKNOWN.to_owned(),
            reason: Some(reason),
            changers: Vec::new(),
        })
    });
    files.collect()
}

fn command_file(
    system: &dyn System,
    places: &mut Places<'_>,
    accounts: &Accounts,
    path: &str,
) -> Result<CommandFile, ReadError> {
    let place = places.find(Path::new(path))?;
    let end = file_state(system, Path::new(path))?.and_then(|state| state.end);
    let mut changers = Vec::new();
    for (above, directory) in &place.directories {
        // What is there and belongs to root stays there; what is not there anybody can put there.
        let is_safe = end.is_some() && directory.mode & STICKY != 0;
        let above = above.display().to_string();
        add_changers(&above, directory, is_safe, accounts, &mut changers);
    }
    if let Some(end) = &end {
        // A directory stands for all files in it.
        let is_safe = end.file_type == FileType::Directory && end.mode & STICKY != 0;
        let at = place
            .end
            .map_or_else(|| path.to_owned(), |end| end.display().to_string());
        add_changers(&at, end, is_safe, accounts, &mut changers);
    }
    Ok(CommandFile {
        path: path.to_owned(),
        state: match end {
            Some(_) => CommandFile::STATE_PRESENT,
            None => CommandFile::STATE_MISSING,
        }
        .to_owned(),
        reason: None,
        changers,
    })
}

fn add_changers(
    path: &str,
    found: &Metadata,
    others_are_safe: bool,
    accounts: &Accounts,
    changers: &mut Vec<Changer>,
) {
    let mut add = |kind: &str, name: String| {
        changers.push(Changer {
            path: path.to_owned(),
            kind: kind.to_owned(),
            name,
        });
    };
    if found.uid != 0 {
        let owner = accounts.user_of(found.uid);
        add(
            Changer::KIND_ACCOUNT,
            owner.map_or_else(|| found.uid.to_string(), |owner| owner.name.clone()),
        );
    }
    if others_are_safe {
        return;
    }
    if found.mode & WRITE_OF_OTHERS != 0 {
        add(Changer::KIND_EVERYBODY, String::new());
    } else if found.mode & WRITE_OF_GROUP != 0 && found.gid != 0 {
        match accounts.group_of(found.gid) {
            // Debian's own directories below /usr/local belong to a group that nobody is in.
            Some(group)
                if accounts
                    .members(group)
                    .iter()
                    .all(|member| member == "root") => {}
            Some(group) => add(Changer::KIND_GROUP, group.to_owned()),
            None => {}
        }
    }
}
