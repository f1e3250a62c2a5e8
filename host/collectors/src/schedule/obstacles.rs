//! Whether what a job runs can be run: its own program or script is there, and may be executed. Programs of packages
//! and names that are looked up on a path are taken to be there.

use std::path::{Path, PathBuf};

use muster_facts::jobs::Job;
use muster_target::{FileType, ReadError, System};

use super::launchers::{Started, unwrapped};
use super::scripts::absolute;
use super::shell::{Simple, commands};

/// What only a shell, or systemd, knows the end of.
const EXPANDED: [char; 9] = ['$', '`', '*', '?', '[', '{', '~', '%', '\\'];

/// The state of a job whose line for the shell begins with something that cannot be run.
pub(super) fn of_line(system: &dyn System, line: &str) -> Option<&'static str> {
    // What is behind it may do the work.
    if line.contains("||") {
        return None;
    }
    let mut directory: Option<PathBuf> = None;
    for Simple { words, .. } in commands(line) {
        if let [cd, to, ..] = words.as_slice()
            && cd == "cd"
        {
            let known = to.starts_with('/') && !to.contains(EXPANDED);
            directory = known.then(|| PathBuf::from(to));
            continue;
        }
        match unwrapped(&words) {
            Started::Nothing => {}
            started => return of_started(system, started, directory.as_deref()),
        }
    }
    None
}

/// The state of a job whose command cannot be run. No shell reads it.
pub(super) fn of_command(
    system: &dyn System,
    words: &[String],
    directory: Option<&Path>,
) -> Option<&'static str> {
    of_started(system, unwrapped(words), directory)
}

fn of_started(
    system: &dyn System,
    started: Started<'_>,
    directory: Option<&Path>,
) -> Option<&'static str> {
    let (program, is_executed) = match started {
        Started::Program(words) => (words.first()?, true),
        // Its interpreter is executed, and reads it.
        Started::Script(words) | Started::Foreign(words) => (words.first()?, false),
        Started::Text(text) => return of_line(system, text),
        Started::Container(_) | Started::Nothing => return None,
    };
    if program.contains(EXPANDED) {
        return None;
    }
    let path = absolute(program, directory)?;
    if is_of_package(&path) {
        return None;
    }
    match system.metadata(&path) {
        Err(ReadError::NotFound { .. }) => Some(Job::STATE_NO_PROGRAM),
        // Not even root executes what nobody may.
        Ok(found) if is_executed && found.file_type == FileType::Regular => {
            (found.mode & 0o111 == 0).then_some(Job::STATE_PROGRAM_NOT_EXECUTABLE)
        }
        Ok(_) | Err(_) => None,
    }
}

/// Whether packages put programs there. Administrators have `/usr/local` and `/opt`.
fn is_of_package(path: &Path) -> bool {
    let is_below = |directories: &[&str]| directories.iter().any(|above| path.starts_with(above));
    is_below(&["/usr", "/bin", "/sbin", "/lib", "/proc", "/sys", "/dev"])
        && !is_below(&["/usr/local"])
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    fn system() -> Recorded {
        Recorded::new()
            .file("/opt/shop/run.sh", "")
            .owned("/opt/shop/run.sh", 0o755, 0, 0)
            .file("/opt/shop/plain.sh", "")
    }

    #[test]
    fn what_a_line_runs_first_has_to_be_there() {
        let state = |line| of_line(&system(), line);
        for line in [
            "/opt/shop/gone.sh",
            "cd /opt/shop && ./gone.sh",
            "[ -x /opt/shop/gone.sh ] && /opt/shop/gone.sh",
            "nice -n 19 /opt/shop/gone.sh | gzip > /srv/x.gz",
            "sh /opt/shop/gone.sh",
            "sh -c 'umask 077; /opt/shop/gone.sh'",
            "python3 /opt/shop/gone.py",
            "/usr/local/bin/gone",
        ] {
            assert_eq!(state(line), Some(Job::STATE_NO_PROGRAM), "{line}");
        }
        for line in [
            "/opt/shop/plain.sh",
            "cd /opt/shop && ./plain.sh",
            "sudo -u shop /opt/shop/plain.sh",
        ] {
            assert_eq!(
                state(line),
                Some(Job::STATE_PROGRAM_NOT_EXECUTABLE),
                "{line}"
            );
        }
        for line in [
            "/opt/shop/run.sh",
            "bash /opt/shop/plain.sh",
            "python3 -m shop.backup",
            // Nobody knows here where these lead, or that they are all.
            "~/gone.sh",
            "$HOME/gone.sh",
            "./gone.sh",
            "cd \"$HOME\" && ./gone.sh",
            "/opt/shop/gone.sh || /opt/shop/run.sh",
            "docker exec shop /opt/shop/gone.sh",
            "/usr/bin/gone",
            "/usr/share/aide/bin/gone",
            "pg_dump shop",
            "",
        ] {
            assert_eq!(state(line), None, "{line}");
        }
    }
}
