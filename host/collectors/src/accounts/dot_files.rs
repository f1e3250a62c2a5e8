//! The files in homes whose names begin with a dot: who can read them, and change what shells and other programs do
//! there. None of them is opened.

use std::collections::BTreeSet;
use std::path::Path;

use muster_facts::Source;
use muster_facts::accounts::{DotFile, UnreadPath};
use muster_target::{FileType, System, present};

use super::homes::{MOST_HOMES, home};
use crate::readers::accounts::User;

/// The limits of files for one home and for all homes; programs leave a few dozen in a home.
const MOST_FILES_OF_HOME: usize = 500;
const MOST_FILES: usize = 50_000;

/// Files that the shells and other programs of a system read or write. The name of any other file is its owner's
/// business.
const KNOWN: [&str; 46] = [
    ".Xauthority",
    ".Xresources",
    ".bash_aliases",
    ".bash_history",
    ".bash_login",
    ".bash_logout",
    ".bash_profile",
    ".bashrc",
    ".cshrc",
    ".emacs",
    ".exrc",
    ".forward",
    ".gitconfig",
    ".hushlogin",
    ".inputrc",
    ".kshrc",
    ".lesshst",
    ".login",
    ".logout",
    ".mkshrc",
    ".my.cnf",
    ".mysql_history",
    ".nanorc",
    ".netrc",
    ".pam_environment",
    ".pgpass",
    ".profile",
    ".psql_history",
    ".python_history",
    ".rhosts",
    ".screenrc",
    ".selected_editor",
    ".shosts",
    ".shrc",
    ".sudo_as_admin_successful",
    ".tcshrc",
    ".tmux.conf",
    ".viminfo",
    ".vimrc",
    ".wget-hsts",
    ".zlogin",
    ".zlogout",
    ".zprofile",
    ".zsh_history",
    ".zshenv",
    ".zshrc",
];

/// What was found, and what could not be read.
#[derive(Clone, Default)]
pub(super) struct DotFiles {
    pub(super) files: Vec<DotFile>,
    pub(super) unread: Vec<UnreadPath>,
}

/// Looks into these homes, once each.
pub(super) fn dot_files<'a>(
    system: &dyn System,
    users: impl Iterator<Item = &'a User>,
) -> DotFiles {
    let mut found = DotFiles::default();
    let mut seen = BTreeSet::new();
    for (number, user) in users.enumerate() {
        let Some(home) = home(user) else {
            continue;
        };
        if number >= MOST_HOMES || found.files.len() >= MOST_FILES {
            let reason = format!(
                "Muster looks at no more than {MOST_HOMES} homes and {MOST_FILES} files in them"
            );
            found.leave_out(user, home, reason);
            break;
        }
        if seen.insert(home) {
            found.look_into(system, user, home);
        }
    }
    let place = |file: &DotFile| (file.home.clone(), file.name.clone());
    found.files.sort_by_key(place);
    found
}

impl DotFiles {
    fn look_into(&mut self, system: &dyn System, user: &User, home: &Path) {
        let names = match present(system.list(home)) {
            Ok(Some(names)) => names,
            // Another fact says that it is not there.
            Ok(None) => return,
            Err(error) => return self.leave_out(user, home, error.to_string()),
        };
        let dotted = || names.iter().filter(|name| name.starts_with('.'));
        for name in dotted().take(MOST_FILES_OF_HOME) {
            self.look_at(system, user, home, name);
        }
        if dotted().nth(MOST_FILES_OF_HOME).is_some() {
            let reason = format!(
                "there are more than {MOST_FILES_OF_HOME} names that begin with a dot, and Muster looks at no more"
            );
            self.leave_out(user, home, reason);
        }
    }

    fn look_at(&mut self, system: &dyn System, user: &User, home: &Path, name: &str) {
        let path = home.join(name);
        let known = KNOWN.contains(&name);
        let found = match present(system.link_metadata(&path)) {
            Ok(found) => found,
            // The text of an error names the path.
            Err(error) if known => return self.leave_out(user, home, error.to_string()),
            Err(_) => {
                let reason = "a file in it could not be looked at".to_owned();
                return self.leave_out(user, home, reason);
            }
        };
        let Some(file) = found.filter(|found| found.file_type == FileType::Regular) else {
            return;
        };
        let shown = if known { path.as_path() } else { home };
        self.files.push(DotFile {
            account: user.name.clone(),
            home: home.display().to_string(),
            name: known.then(|| name.to_owned()),
            mode: file.mode,
            uid: file.uid,
            gid: file.gid,
            source: Source::file(shown.display().to_string()),
        });
    }

    /// Once for each home.
    fn leave_out(&mut self, user: &User, home: &Path, reason: String) {
        let path = home.display().to_string();
        if !self.unread.iter().any(|known| known.path == path) {
            self.unread.push(UnreadPath {
                account: user.name.clone(),
                path,
                reason,
            });
        }
    }
}
