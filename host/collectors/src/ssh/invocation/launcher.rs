//! What starts sshd in place of the service manager: a program that hands on, such as `env` or `ip vrf
//! exec`, and a line of the shell. Pure.

use std::path::Path;

use super::unit::is_sshd;
use crate::readers::words::split;

/// Programs that start another one, and change nothing of what it reads.
const HAND_ON: [&str; 9] = [
    "chrt", "env", "ionice", "nice", "numactl", "prlimit", "setsid", "stdbuf", "taskset",
];

/// The shells, which run what follows `-c`.
const SHELLS: [&str; 5] = ["ash", "bash", "dash", "ksh", "sh"];

/// What makes more of a line of the shell than one command with its words.
const SYNTAX: [char; 14] = [
    ';', '&', '|', '<', '>', '(', ')', '`', '\n', '*', '?', '[', '#', '~',
];

const OTHER: &str = "sshd is started by another program, so its options are not known";

/// The command line of sshd in that of what starts it, the program first.
///
/// # Errors
/// It is not known which options sshd gets.
pub(super) fn unwrapped(words: Vec<String>) -> Result<Vec<String>, &'static str> {
    let Some(program) = words.first() else {
        return Err(OTHER);
    };
    let program = Path::new(program);
    if is_sshd(program) {
        return Ok(words);
    }
    let name = program.file_name().and_then(|name| name.to_str());
    let name = name.unwrap_or_default();
    if SHELLS.contains(&name) {
        return match words.as_slice() {
            [_, option, line] if option == "-c" => of_shell(line),
            _ => Err(OTHER),
        };
    }
    let vrf = words.get(1..3).is_some_and(|verb| verb == ["vrf", "exec"]);
    if !(HAND_ON.contains(&name) || (name == "ip" && vrf)) {
        return Err(OTHER);
    }
    let mut programs = words.iter().map(Path::new).enumerate();
    match programs.find(|(_, word)| is_sshd(word) && word.is_absolute()) {
        Some((at, _)) => Ok(words.into_iter().skip(at).collect()),
        None => Err(OTHER),
    }
}

/// Of `exec /usr/sbin/sshd -D $OPTIONS`, where the shell parts the words as systemd does.
fn of_shell(line: &str) -> Result<Vec<String>, &'static str> {
    // systemd gives a `$` of its own as `$$`. What it puts in place of `${NAME}`, the shell parts.
    let line = line.replace("$$", "$").replace("${", "$").replace('}', "");
    let line = line.trim();
    let line = line.strip_prefix("exec ").unwrap_or(line);
    if line.contains(SYNTAX) || ["\"$", "'$", "\\"].iter().any(|part| line.contains(part)) {
        return Err("the shell does more with it than set the options of sshd");
    }
    let words = split(line).ok_or("a quote is not closed")?;
    match words.first().map(Path::new) {
        Some(program) if is_sshd(program) && program.is_absolute() => Ok(words),
        Some(_) | None => Err(OTHER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<String, &'static str> {
        unwrapped(split(line).unwrap()).map(|words| words.join(" "))
    }

    #[test]
    fn what_hands_on_is_left_out() {
        for line in [
            "/usr/sbin/sshd -D -p 2222",
            "/usr/bin/env LC_ALL=C /usr/sbin/sshd -D -p 2222",
            "/usr/bin/nice -n -5 /usr/sbin/sshd -D -p 2222",
            "/sbin/ip vrf exec mgmt /usr/sbin/sshd -D -p 2222",
            "/bin/sh -c 'exec /usr/sbin/sshd -D -p 2222'",
        ] {
            assert_eq!(
                of(line).as_deref(),
                Ok("/usr/sbin/sshd -D -p 2222"),
                "{line}"
            );
        }
    }

    #[test]
    fn what_does_more_is_not_understood() {
        for line in [
            "/usr/local/bin/start-sshd",
            "/usr/sbin/chroot /srv /usr/sbin/sshd -D",
            "/sbin/ip netns exec mgmt /usr/sbin/sshd -D",
            "/usr/bin/env sshd -D",
            "/usr/bin/env -S '/usr/sbin/sshd -D'",
            "/bin/sh -c 'cd /; /usr/sbin/sshd -D'",
            "/bin/sh -c 'exec /usr/sbin/sshd -D \"$@\"'",
            "/bin/sh -c 'exec /usr/sbin/sshd -D $(cat /options)'",
            "/bin/bash -lc /usr/sbin/sshd",
            "",
        ] {
            assert!(of(line).is_err(), "{line}");
        }
    }
}
