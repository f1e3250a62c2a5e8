//! Where accounts, groups and rules of sudo come from besides the files, see nsswitch.conf(5).

use std::path::Path;

use muster_facts::Source;
use muster_target::{LARGEST_FILE, ReadError, System, present};

use crate::readers::accounts::{GROUP, PASSWD};

/// The second is where SUSE has the file that it brings. Without any the C library asks the files, as musl
/// always does.
const NSSWITCH: [&str; 2] = ["/etc/nsswitch.conf", "/usr/etc/nsswitch.conf"];

/// Distributions name these whether or not they have anything to say: each with what shows that it does. A
/// directory shows it where a name in it ends so.
const SILENT: [(&str, &[(&str, &str)]); 5] = [
    ("files", &[]),
    (
        "sss",
        &[("/etc/sssd/sssd.conf", ""), ("/etc/sssd/conf.d", ".conf")],
    ),
    (
        // What it makes up itself are the accounts of running services, which nobody logs in as.
        "systemd",
        &[
            ("/etc/userdb", ".user"),
            ("/run/userdb", ".user"),
            ("/usr/local/lib/userdb", ".user"),
            ("/usr/lib/userdb", ".user"),
            ("/var/lib/systemd/home", ".identity"),
        ],
    ),
    (
        "altfiles",
        &[("/usr/lib/passwd", ""), ("/usr/lib/group", "")],
    ),
    ("extrausers", &[("/var/lib/extrausers/passwd", "")]),
];

/// A service that is asked, and that has something of its own to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Directory {
    /// As it was asked for.
    pub(crate) database: &'static str,
    pub(crate) service: String,
    pub(crate) source: Source,
}

/// Those of some databases, such as `passwd`.
///
/// # Errors
/// When the file, or what shows that a service has something to say, cannot be read.
pub(crate) fn directories(
    system: &dyn System,
    databases: &[&'static str],
) -> Result<Vec<Directory>, ReadError> {
    for path in NSSWITCH {
        if let Some(bytes) = present(system.read(Path::new(path), LARGEST_FILE))? {
            let mut found = Vec::new();
            for service in parse(&String::from_utf8_lossy(&bytes), databases) {
                if has_own(system, &service)? {
                    found.push(Directory {
                        database: service.database,
                        service: service.name,
                        source: Source::line(path, service.line),
                    });
                }
            }
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// A word of a line.
struct Service {
    database: &'static str,
    name: String,
    line: u32,
}

/// The services that are asked for some databases, each once.
fn parse(text: &str, databases: &[&'static str]) -> Vec<Service> {
    let mut found: Vec<Service> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.split('#').next().unwrap_or_default();
        let Some((database, services)) = text.split_once(':') else {
            continue;
        };
        let database = match database.trim() {
            // It is asked for the groups of an account, in place of the other.
            "initgroups" => "group",
            database => database,
        };
        let Some(&database) = databases.iter().find(|known| **known == database) else {
            continue;
        };
        let mut is_action = false;
        for name in services.split_whitespace() {
            is_action |= name.starts_with('[');
            let is_known = |known: &Service| known.database == database && known.name == name;
            if !is_action && is_name(name) && !found.iter().any(is_known) {
                found.push(Service {
                    database,
                    name: name.to_owned(),
                    line,
                });
            }
            is_action &= !name.ends_with(']');
        }
    }
    found
}

/// As libraries are called: `libnss_NAME.so.2`.
fn is_name(name: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    name.len() < 40 && name.bytes().all(is_of_name)
}

/// Whether something answers that is not in the files.
fn has_own(system: &dyn System, service: &Service) -> Result<bool, ReadError> {
    if service.name == "compat" {
        // Those of NIS come by a line of the file.
        let file = match service.database {
            "group" => GROUP,
            _ => PASSWD,
        };
        let text = present(system.read(Path::new(file), LARGEST_FILE))?.unwrap_or_default();
        return Ok(text
            .split(|byte| *byte == b'\n')
            .any(|line| line.starts_with(b"+")));
    }
    let Some((_, shows)) = SILENT.iter().find(|(name, _)| *name == service.name) else {
        return Ok(true);
    };
    for (path, end) in *shows {
        let is_there = if end.is_empty() {
            present(system.metadata(Path::new(path))).map(|found| found.is_some())
        } else {
            let names = present(system.list(Path::new(path)));
            names.map(|names| names.iter().flatten().any(|name| name.ends_with(end)))
        };
        match is_there {
            Ok(false) => {}
            // Whoever may not look must not take it for empty.
            Ok(true) | Err(ReadError::Denied { .. }) => return Ok(true),
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_services_of_a_line_are_read_and_its_actions_are_not() {
        let text = "# passwd: no\npasswd: files [NOTFOUND = return] sss # x\nhosts: dns\ninitgroups: [A=b] sss files\nsudoers:ldap ldap";
        let services = parse(text, &["passwd", "group", "sudoers"]);
        let told: Vec<(&str, &str, u32)> = services
            .iter()
            .map(|service| (service.database, service.name.as_str(), service.line))
            .collect();
        assert_eq!(
            told,
            [
                ("passwd", "files", 2),
                ("passwd", "sss", 2),
                ("group", "sss", 4),
                ("group", "files", 4),
                ("sudoers", "ldap", 5),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(passwd|group|:|[a-z]{1,3}|\\[|\\]|#| |\n){0,30}") {
            let words = text.split_whitespace().count();
            prop_assert!(parse(&text, &["passwd", "group"]).len() <= 2 * (words + 1));
        }
    }
}
