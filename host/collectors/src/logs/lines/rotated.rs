//! The files that a log was rotated to, by their names: those of logrotate and Docker (`app.log.1`, `app.log.2.gz`,
//! `app.log-20260601`), and of Caddy (`app-2026-06-01T12-00-00.000.log.gz`).

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use muster_target::{ReadError, System};

/// Endings of what is compressed.
const COMPRESSED: [&str; 5] = [".gz", ".bz2", ".xz", ".zst", ".lz4"];

/// Files of one log. Nobody keeps more than a year of days.
const MOST: usize = 500;

/// The place of a file among the others, the newest first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    /// The first is the newest.
    Number(u64),
    /// Digits of a date, the last of which is the newest.
    Date(Reverse<String>),
}

/// Its older files, the newest first.
pub(super) fn files(system: &dyn System, log: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let (Some(directory), Some(name)) = (log.parent(), log.file_name().and_then(|n| n.to_str()))
    else {
        return Ok(Vec::new());
    };
    let names = system.list(directory)?;
    let mut found: Vec<(Age, &String)> = names
        .iter()
        .filter_map(|other| Some((age(name, other)?, other)))
        .collect();
    found.sort();
    found.truncate(MOST);
    Ok(found
        .into_iter()
        .map(|(_, name)| directory.join(name))
        .collect())
}

/// What a name says of the age of a file; none where it is not one of the log.
fn age(log: &str, name: &str) -> Option<Age> {
    let plain = COMPRESSED
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name);
    if let Some(mark) = plain.strip_prefix(log) {
        let number = mark.strip_prefix('.').and_then(|mark| mark.parse().ok());
        return match number {
            // A date without a hyphen is `dateformat .%Y%m%d`.
            Some(number) if number < 10_000 => Some(Age::Number(number)),
            _ => date(mark),
        };
    }
    // What stands before the last dot, and what follows it: `app` and `log`, with the mark between.
    let (stem, ending) = log.rsplit_once('.')?;
    let mark = plain.strip_prefix(stem)?.strip_suffix(ending)?;
    let mark = mark.strip_suffix('.')?;
    match mark.strip_prefix('.').and_then(|mark| mark.parse().ok()) {
        // `extension .log`: `app.1.log`.
        Some(number) if number < 10_000 => Some(Age::Number(number)),
        _ => date(mark),
    }
}

/// A date behind a hyphen, a dot or an underscore: eight digits or more, and no letter but those of times.
fn date(mark: &str) -> Option<Age> {
    let rest = mark.strip_prefix(['-', '.', '_'])?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let is_date = rest
        .chars()
        .all(|c| c.is_ascii_digit() || "-_.:+TZ".contains(c));
    (is_date && digits.len() >= 8).then_some(Age::Date(Reverse(digits)))
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;
    use proptest::prelude::*;

    use super::*;

    fn older(log: &str, names: &[&str]) -> Vec<String> {
        let mut system = Recorded::new().directory("/var/log");
        for name in names {
            system = system.file(format!("/var/log/{name}"), "");
        }
        let found = files(&system, &Path::new("/var/log").join(log)).unwrap();
        let names = found.iter().filter_map(|path| path.file_name());
        names
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn the_newest_come_first_whoever_rotates() {
        assert_eq!(
            older(
                "app.log",
                &["app.log", "app.log.10.gz", "app.log.2.gz", "app.log.1"]
            ),
            ["app.log.1", "app.log.2.gz", "app.log.10.gz"]
        );
        assert_eq!(
            older("app.log", &["app.log-20260531", "app.log-20260601.gz"]),
            ["app.log-20260601.gz", "app.log-20260531"]
        );
        assert_eq!(
            older(
                "app.log",
                &[
                    "app-2026-05-31T09-10-11.123.log.gz",
                    "app-2026-06-01T09-10-11.123.log",
                ]
            ),
            [
                "app-2026-06-01T09-10-11.123.log",
                "app-2026-05-31T09-10-11.123.log.gz"
            ]
        );
    }

    #[test]
    fn another_log_beside_it_is_not_one_of_its_files() {
        assert!(
            older(
                "app.log",
                &[
                    "app.log.lock",
                    "app-errors.log",
                    "app2.log",
                    "app.log.swp",
                    "app.log-old",
                    "app.logs"
                ]
            )
            .is_empty()
        );
    }

    proptest! {
        #[test]
        fn no_name_breaks_it(log in "[a.1-]{0,8}", name in "[a.1-]{0,12}(.gz)?") {
            let _ = age(&log, &name);
        }
    }
}
