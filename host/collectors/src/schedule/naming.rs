//! Names of jobs and programs: which of them may be shown, and what they speak of.

use std::collections::BTreeMap;

use muster_facts::jobs::Job;

use super::tools::base_name;
use crate::env::has_secret_form;

const LONGEST_PATH: usize = 128;

/// The path or name of a program, unless it may be something else.
pub(super) fn shown(program: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+');
    let may_be_shown = !program.is_empty()
        && program.len() <= LONGEST_PATH
        && program.chars().all(is_plain)
        && !program.split('/').any(has_secret_form);
    may_be_shown.then(|| program.to_owned())
}

const BACKUP: [&str; 6] = ["backup", "backups", "bkp", "dump", "pgdump", "snapshot"];
/// What is done to backups, and makes none.
const NOT_BACKUP: [&str; 16] = [
    "clean", "cleanup", "prune", "delete", "remove", "purge", "rotate", "check", "verify", "test",
    "monitor", "restore", "list", "expire", "age", "alert",
];
const PROBE: [&str; 10] = [
    "probe",
    "probes",
    "monitor",
    "monitoring",
    "health",
    "healthcheck",
    "heartbeat",
    "uptime",
    "watchdog",
    "smoke",
];

/// What a name speaks of.
pub(super) fn purposes(name: &str) -> Vec<&'static str> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let speaks = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let mut found = Vec::new();
    // `dpkg-db-backup` keeps the list of packages.
    let is_of_packages = speaks(&["dpkg"]);
    let is_backup = speaks(&BACKUP) || words.iter().any(|word| word.ends_with("backup"));
    if is_backup && !speaks(&NOT_BACKUP) && !is_of_packages {
        found.push(Job::PURPOSES_BACKUP);
    }
    if speaks(&PROBE) {
        found.push(Job::PURPOSES_PROBE);
    }
    found
}

/// Names for jobs: what they are in, with what they run, and a number where that is the same.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, u32>);

impl Names {
    pub(super) fn name(&mut self, place: &str, program: Option<&str>) -> String {
        let base = match program {
            Some(program) => format!("{place}#{}", base_name(program)),
            None => format!("{place}#job"),
        };
        let count = self.0.entry(base.clone()).or_default();
        *count += 1;
        match *count {
            1 => base,
            count => format!("{base}-{count}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_of_backups_or_of_what_is_done_to_them() {
        for name in [
            "shop-backup.sh",
            "pg_backup",
            "backup:run",
            "nightly-dump",
            "autobackup",
        ] {
            assert_eq!(purposes(name), [Job::PURPOSES_BACKUP], "{name}");
        }
        for name in [
            "backup-cleanup.sh",
            "check_backup",
            "dpkg-db-backup",
            "backup:clean",
            "report",
        ] {
            assert!(purposes(name).is_empty(), "{name}");
        }
        assert_eq!(purposes("smoke.sh"), [Job::PURPOSES_PROBE]);
    }

    #[test]
    fn only_the_path_of_a_program_is_shown() {
        assert_eq!(
            shown("/opt/shop/backup.sh").as_deref(),
            Some("/opt/shop/backup.sh")
        );
        for secret in [
            "b83yQ0fLGbbtYrjWDmi1qSVYHHt",
            "/opt/b83yQ0fLGbbtYrjWDmi1qSVYHHt",
            "PASS=x",
            "$TOOL",
            "a b",
        ] {
            assert_eq!(shown(secret), None, "{secret}");
        }
    }
}
