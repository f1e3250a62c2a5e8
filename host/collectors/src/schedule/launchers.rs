//! Programs that start another one: `nice`, `sudo -u app`, `sh -c`, `docker compose exec`. What is left
//! of a command without them.

use super::shell::assignment;
use super::tools::base_name;

/// A program that starts the one behind it.
struct Launcher {
    name: &'static str,
    /// Letters of its options that have a value behind them.
    valued: &'static str,
    /// How many words of its own stand before the program.
    operands: usize,
}

const fn launcher(name: &'static str, valued: &'static str, operands: usize) -> Launcher {
    Launcher {
        name,
        valued,
        operands,
    }
}

/// See the manual page of each.
const LAUNCHERS: [Launcher; 22] = [
    launcher("nice", "n", 0),
    launcher("ionice", "cnp", 0),
    launcher("chrt", "TPD", 1),
    launcher("taskset", "", 1),
    launcher("timeout", "ks", 1),
    launcher("flock", "wE", 1),
    launcher("setlock", "", 1),
    launcher("sudo", "ugCpRTDhrt", 0),
    launcher("doas", "uC", 0),
    launcher("env", "uCS", 0),
    launcher("nohup", "", 0),
    launcher("setsid", "", 0),
    launcher("exec", "a", 0),
    launcher("eval", "", 0),
    launcher("chronic", "", 0),
    launcher("cronic", "", 0),
    launcher("systemd-cat", "tp", 0),
    launcher("systemd-inhibit", "", 0),
    launcher("systemd-run", "puE", 0),
    launcher("runuser", "ugG", 0),
    launcher("xargs", "nPIdLs", 0),
    launcher("proxychains", "f", 0),
];

const SHELLS: [&str; 7] = ["sh", "bash", "dash", "ash", "zsh", "ksh", "su"];
const INTERPRETERS: [&str; 8] = [
    "python", "python3", "perl", "php", "ruby", "node", "bun", "deno",
];
const CONTAINERS: [&str; 3] = ["docker", "podman", "docker-compose"];

/// Commands that prepare others.
const PREPARING: [&str; 22] = [
    "cd", "test", "[", "[[", "true", "false", ":", "set", "export", "unset", "sleep", "umask",
    "ulimit", "trap", "echo", "printf", "mkdir", "date", "local", "readonly", "read", "shift",
];

/// What a command comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Started<'a> {
    /// A program with its arguments.
    Program(&'a [String]),
    /// A script of which a shell is given the path, with its arguments.
    Script(&'a [String]),
    /// The same for an interpreter of another language.
    Foreign(&'a [String]),
    /// A text that a shell reads.
    Text(&'a str),
    /// Something in a container: the words behind `docker`.
    Container(&'a [String]),
    Nothing,
}

/// What is left of a command without what starts it.
pub(super) fn unwrapped(words: &[String]) -> Started<'_> {
    let mut words = words;
    // Each turn takes a word away.
    loop {
        let Some((first, rest)) = words.split_first() else {
            return Started::Nothing;
        };
        if assignment(first).is_some() {
            words = rest;
            continue;
        }
        let name = base_name(first);
        if matches!(name, "." | "source") && !rest.is_empty() {
            return Started::Script(rest);
        }
        if SHELLS.contains(&name) {
            return shell(rest, name == "su");
        }
        if INTERPRETERS.contains(&name) {
            let script = rest.iter().position(|word| !word.starts_with('-'));
            return match script.and_then(|at| rest.get(at..)) {
                Some(script) => Started::Foreign(script),
                None => Started::Program(words),
            };
        }
        if CONTAINERS.contains(&name) {
            return Started::Container(rest);
        }
        if PREPARING.contains(&name) {
            return Started::Nothing;
        }
        // Which asks whether there is such a command.
        if matches!(name, "command" | "builtin") {
            match rest.first() {
                Some(option) if option.starts_with('-') => return Started::Nothing,
                _ => words = rest,
            }
            continue;
        }
        let Some(launcher) = LAUNCHERS.iter().find(|launcher| launcher.name == name) else {
            return Started::Program(words);
        };
        match behind(rest, launcher) {
            Behind::Words(more) => words = more,
            Behind::Text(text) => return Started::Text(text),
        }
    }
}

enum Behind<'a> {
    Words(&'a [String]),
    Text(&'a str),
}

/// What stands behind a launcher and its options.
fn behind<'a>(words: &'a [String], launcher: &Launcher) -> Behind<'a> {
    let mut words = words;
    let mut operands = launcher.operands;
    while let Some((first, rest)) = words.split_first() {
        if let Some(option) = first.strip_prefix('-').filter(|option| !option.is_empty()) {
            // `flock FILE -c TEXT`
            if launcher.name == "flock" && matches!(option, "c" | "-command") {
                return rest
                    .first()
                    .map_or(Behind::Words(&[]), |text| Behind::Text(text));
            }
            let mut letters = option.chars();
            let takes_next = letters
                .next()
                .is_some_and(|letter| launcher.valued.contains(letter))
                && letters.next().is_none();
            words = rest.get(usize::from(takes_next)..).unwrap_or_default();
        } else if operands > 0 {
            operands -= 1;
            words = rest;
        } else {
            break;
        }
    }
    Behind::Words(words)
}

/// What a shell is given: a text behind `-c`, else the path of a script.
fn shell(words: &[String], is_su: bool) -> Started<'_> {
    let mut rest = words;
    let mut account_is_past = !is_su;
    while let Some((first, more)) = rest.split_first() {
        if let Some(option) = first.strip_prefix('-') {
            let has_text =
                option == "-command" || (!option.starts_with('-') && option.contains('c'));
            if has_text {
                return more
                    .first()
                    .map_or(Started::Nothing, |text| Started::Text(text));
            }
            let takes_next = matches!(option, "o" | "s") && (is_su || option == "o");
            rest = more.get(usize::from(takes_next)..).unwrap_or_default();
        } else if account_is_past {
            return Started::Script(rest);
        } else {
            account_is_past = true;
            rest = more;
        }
    }
    Started::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_starts_a_program_is_taken_off() {
        let words = |line: &str| -> Vec<String> { line.split(' ').map(str::to_owned).collect() };
        for (line, program) in [
            ("/opt/shop/backup.sh --all", "/opt/shop/backup.sh"),
            ("TZ=UTC nice -n 10 ionice -c2 -n 7 /opt/a", "/opt/a"),
            ("timeout -k 5 600 flock -n /run/lock /opt/a b", "/opt/a"),
            ("sudo -u postgres -- pg_dump shop", "pg_dump"),
            ("/usr/bin/env A=b restic backup", "restic"),
            ("systemd-cat -t backup restic backup", "restic"),
            ("command restic backup", "restic"),
        ] {
            let words = words(line);
            let Started::Program(words) = unwrapped(&words) else {
                panic!("{line}");
            };
            assert_eq!(words[0], program, "{line}");
        }
        let given = words("bash -eu /opt/a.sh b");
        assert_eq!(unwrapped(&given), Started::Script(&given[2..]));
        let given = words("python3 -u /opt/a.py");
        assert_eq!(unwrapped(&given), Started::Foreign(&given[2..]));
        let given = words("su - app -c text");
        assert_eq!(unwrapped(&given), Started::Text("text"));
        let given = words("flock /run/lock -c text");
        assert_eq!(unwrapped(&given), Started::Text("text"));
        let given = words("docker exec db pg_dump");
        assert_eq!(unwrapped(&given), Started::Container(&given[1..]));
        for nothing in ["cd /opt", "command -v restic", "A=b", "sudo"] {
            assert_eq!(unwrapped(&words(nothing)), Started::Nothing, "{nothing}");
        }
    }
}
