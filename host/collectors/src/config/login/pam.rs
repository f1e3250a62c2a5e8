//! What a session has before its shell begins: the mask of pam_umask(8), where a service uses it, and the list of
//! directories of login.defs(5) and of pam_env(8).

use std::path::Path;

use muster_facts::{Fact, Source};
use muster_target::{LARGEST_FILE, System, present};

use super::commands::octal;
use super::state::Assigned;
use crate::readers::login_defs::LoginDefs;
use crate::readers::pam;

/// The services that people log in with, and the files that these include on one distribution or another.
const SERVICES: [&str; 8] = [
    "sshd",
    "login",
    "common-session",
    "system-auth",
    "password-auth",
    "postlogin",
    "system-login",
    "base-session",
];

const DEFAULT_LOGIN: &str = "/etc/default/login";
const ENVIRONMENT: &str = "/etc/environment";

pub(super) struct Session {
    pub(super) umask: Option<Assigned>,
    /// The list of directories, and the line that has it.
    pub(super) path: Option<(String, Source)>,
}

/// Reads the files of a session.
///
/// # Errors
/// One of them cannot be read.
pub(super) fn session(system: &dyn System) -> Fact<Session> {
    let defs = LoginDefs::read(system)?;
    let mut umask = None;
    if let Some(argument) = pam_umask(system)? {
        umask = match argument {
            Some(own) => Some(own),
            None => of_files(system, &defs)?,
        };
    }
    let mut path = defs.value("ENV_SUPATH").and_then(|line| {
        let list = line.value.strip_prefix("PATH=")?.to_owned();
        Some((list, line.source))
    });
    if let Some((value, source)) = assigned(system, ENVIRONMENT, "PATH")? {
        path = Some((value, source));
    }
    Ok(Session { umask, path })
}

/// Whether a service uses the module, and the mask that it is given.
fn pam_umask(system: &dyn System) -> Fact<Option<Option<Assigned>>> {
    let mut found = None;
    for service in SERVICES {
        let Some(path) = pam::find_service(system, service)? else {
            continue;
        };
        let bytes = present(system.read(&path, LARGEST_FILE))?.unwrap_or_default();
        for (number, line) in pam::lines(&String::from_utf8_lossy(&bytes)) {
            let words = pam::words(&line);
            let mut words = words.into_iter();
            let is_session = words
                .next()
                .is_some_and(|word| word.trim_start_matches('-').eq_ignore_ascii_case("session"));
            if !is_session || !words.any(|word| word.rsplit('/').next() == Some("pam_umask.so")) {
                continue;
            }
            let mask = words.find_map(|word| word.strip_prefix("umask="));
            let assigned = mask.map(|mask| Assigned {
                value: octal(mask),
                read_only: false,
                exported: false,
                source: Source::line(path.display().to_string(), number),
            });
            // The last of a session counts.
            found = Some(assigned.or_else(|| found.take().flatten()));
        }
    }
    Ok(found)
}

/// Where the module looks without an argument. Whether the group of an account is its own, so that its bits are those
/// of the owner (`USERGROUPS_ENAB`), makes no difference to others.
fn of_files(system: &dyn System, defs: &LoginDefs) -> Fact<Option<Assigned>> {
    let found = match defs.value_for_pam("UMASK") {
        Some(line) => Some((line.value, line.source)),
        None => assigned(system, DEFAULT_LOGIN, "UMASK")?,
    };
    Ok(found.map(|(value, source)| Assigned {
        value: octal(&value),
        read_only: false,
        exported: false,
        source,
    }))
}

/// The last line `NAME=value` of a file.
fn assigned(system: &dyn System, file: &str, name: &str) -> Fact<Option<(String, Source)>> {
    let bytes = present(system.read(Path::new(file), LARGEST_FILE))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let values = (1..).zip(text.lines()).filter_map(|(number, line)| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let value = line.strip_prefix(name)?.strip_prefix('=')?;
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        Some((value, Source::line(file, number)))
    });
    Ok(values.last())
}
