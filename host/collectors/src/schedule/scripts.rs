//! Scripts that jobs call: where they are, who reads them, and whether they leave their work to systemd.

use std::path::{Path, PathBuf};

use muster_target::plain_path;

use super::tools::base_name;

/// The absolute path of a program; none where its name is looked up, or is relative to a directory that is not known.
pub(super) fn absolute(program: &str, directory: Option<&Path>) -> Option<PathBuf> {
    if !program.contains('/') {
        return None;
    }
    let path = match program.strip_prefix('/') {
        Some(_) => PathBuf::from(program),
        None => directory?.join(program),
    };
    Some(plain_path(&path))
}

/// Whether administrators keep scripts there; the programs of packages are not looked into.
pub(super) fn is_own(path: &Path) -> bool {
    ![
        "/usr/bin",
        "/usr/sbin",
        "/bin",
        "/sbin",
        "/proc",
        "/sys",
        "/dev",
    ]
    .iter()
    .any(|directory| path.starts_with(directory))
}

/// Whether the first line has a shell read the rest; one that says nothing is read by a shell as well.
pub(super) fn is_shell(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!") else {
        return true;
    };
    let mut names = interpreter.split_whitespace().map(base_name);
    names.any(|name| matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh"))
}

/// Whether a script ends at once where systemd runs, as those of packages do that have a timer besides.
pub(super) fn yields_to_systemd(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let asks =
        |line: &&str| line.contains("/run/systemd/system") && !line.trim_start().starts_with('#');
    let mut at = lines.iter().enumerate().filter(|(_, line)| asks(line));
    at.any(|(at, line)| {
        let near = lines.get(at..lines.len().min(at + 4)).unwrap_or_default();
        let ends = near.iter().any(|line| line.contains("exit"));
        ends || line.contains("/run/systemd/system ||")
            || line.contains("/run/systemd/system ] ||")
            || line.contains("! -d /run/systemd/system")
            || line.contains("! -e /run/systemd/system")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_packages_leave_their_work_to_systemd() {
        assert!(yields_to_systemd(
            "# skip\nif [ -d /run/systemd/system ]; then\n  exit 0\nfi\n"
        ));
        assert!(yields_to_systemd(
            "test -e /run/systemd/system || /usr/bin/x"
        ));
        assert!(!yields_to_systemd(
            "[ -d /run/systemd/system ] && systemctl reload x\ny\n"
        ));
    }
}
