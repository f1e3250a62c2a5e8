//! What a script does with an environment file: sources it, or hands it to a program. Reads words, not
//! the grammar of the shell; what a variable stands for is taken to fit.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::dialect::Dialect;

/// Names of shells in the first line of a script.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ksh", "zsh", "ash"];

/// Words after which a command begins.
const BEFORE_COMMANDS: &[&str] = &[
    "then", "do", "else", "{", "(", "!", "&&", "||", ";", "|", "-c", "-ec", "-lc",
];

/// Whether a file of this name may be a script: it has no ending, or one of a script.
pub(super) fn may_be_script(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_none_or(|ending| matches!(ending, "sh" | "bash" | "ksh" | "zsh" | "profile"))
}

/// Whether a file is a script of a shell.
pub(super) fn is_script(name: &str, text: &str) -> bool {
    let of_shell = text.strip_prefix("#!").is_some_and(|rest| {
        let line = rest.lines().next().unwrap_or_default();
        line.split(['/', ' ', '\t'])
            .any(|word| SHELLS.contains(&word))
    });
    of_shell
        || name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| SHELLS.contains(&ending))
}

/// The dialects in which a text of commands has a file read. `directory` is that of the script.
pub(super) fn readers(text: &str, file: &Path, directory: Option<&Path>) -> BTreeSet<Dialect> {
    let mut found = BTreeSet::new();
    let joined = text.replace("\\\n", " ");
    for line in joined.lines() {
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        // Separators as words of their own; quotation marks say nothing about who reads.
        let mut spaced = String::with_capacity(line.len());
        for c in line.chars() {
            match c {
                '"' | '\'' => {}
                ';' | '(' | ')' | '`' => spaced.extend([' ', c, ' ']),
                c => spaced.push(c),
            }
        }
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let is_file = |word: Option<&&str>| word.is_some_and(|word| names(word, file, directory));
        for (at, word) in words.iter().enumerate() {
            let begins = at
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .is_none_or(|before| BEFORE_COMMANDS.contains(before));
            let rest = words.get(at + 1..).unwrap_or_default();
            // A line of cron names a user before its command.
            let is_certain = *word == "." && rest.first().is_some_and(|path| path.starts_with('/'));
            if matches!(*word, "." | "source")
                && (begins || is_certain)
                && (is_file(rest.first()) || is_behind_command(rest, file))
            {
                found.insert(Dialect::Shell);
            }
            let handed = match word.strip_prefix("--env-file") {
                Some("") => is_file(words.get(at + 1)),
                Some(value) => value
                    .strip_prefix('=')
                    .is_some_and(|value| names(value, file, directory)),
                None => false,
            };
            if handed {
                let before = words.get(..at).unwrap_or_default();
                found.extend(taker(before));
            }
        }
        // `export $(grep -v '^#' .env | xargs)`
        let exports = words
            .windows(2)
            .any(|pair| matches!(pair, ["export", dollar] if dollar.starts_with('$')));
        if exports && words.iter().any(|word| names(word, file, directory)) {
            found.insert(Dialect::Shell);
        }
    }
    found
}

/// Whether a path such as `$(dirname "$0")/.env` may be that of the file.
fn is_behind_command(words: &[&str], file: &Path) -> bool {
    words.starts_with(&["$", "("])
        && words
            .iter()
            .position(|word| *word == ")")
            .and_then(|end| words.get(end + 1))
            .is_some_and(|tail| file.ends_with(tail.trim_start_matches('/')))
}

/// Who takes an `--env-file`, by the words before it.
fn taker(before: &[&str]) -> Option<Dialect> {
    let name = |word: &&&str| word.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<String> = before.iter().rev().map(|word| name(&word)).collect();
    names.iter().find_map(|name| match name.as_str() {
        "compose" | "docker-compose" | "podman-compose" => Some(Dialect::Compose),
        "run" | "create" | "exec" | "docker" | "podman" => Some(Dialect::DockerRun),
        _ => None,
    })
}

/// Whether a word is the path of the file: the whole of it, relative to the script or to the file's own
/// directory, or behind a variable.
fn names(word: &str, file: &Path, directory: Option<&Path>) -> bool {
    let Some(own) = file.parent() else {
        return false;
    };
    if word.starts_with('/') {
        return Path::new(word) == file;
    }
    match word.rsplit_once(['}', ')']) {
        Some((_, tail)) if !tail.is_empty() => {
            return file.ends_with(tail.trim_start_matches('/')) && !tail.is_empty();
        }
        _ => {}
    }
    if let Some(after) = word.strip_prefix('$') {
        return after
            .split_once('/')
            .is_some_and(|(_, tail)| file.ends_with(tail));
    }
    let plain = word.trim_start_matches("./");
    let mut up = directory.unwrap_or(own);
    let mut rest = plain;
    while let Some(after) = rest.strip_prefix("../") {
        up = up.parent().unwrap_or(up);
        rest = after;
    }
    up.join(rest) == file || own.join(plain) == file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_by(text: &str) -> Vec<Dialect> {
        let file = Path::new("/srv/app/.env");
        readers(text, file, Some(Path::new("/srv/app/scripts")))
            .into_iter()
            .collect()
    }

    #[test]
    fn a_script_that_sources_the_file_is_a_shell() {
        for text in [
            ". ./.env",
            "set -a; . /srv/app/.env; set +a",
            "source \"$DIR/.env\"",
            "if [ -f .env ]; then source .env; fi",
            ". \"$(dirname \"$0\")/.env\"",
            ". ../.env",
            "[ -f .env ] && . ./.env",
            "source ${ROOT}/app/.env",
            "export $(grep -v '^#' .env | xargs)",
            "bash -c '. /srv/app/.env; run'",
        ] {
            assert_eq!(read_by(text), [Dialect::Shell], "{text}");
        }
        for text in [
            "# . ./.env",
            ". ./other.env",
            ". /etc/app/.env",
            "cp .env.example .env",
            "cat .env",
            "echo source of .env",
        ] {
            assert_eq!(read_by(text), [], "{text}");
        }
    }

    #[test]
    fn an_option_hands_the_file_to_a_program() {
        for (text, dialect) in [
            ("docker run --rm --env-file .env image", Dialect::DockerRun),
            (
                "/usr/bin/docker run --env-file=/srv/app/.env x",
                Dialect::DockerRun,
            ),
            (
                "docker run \\\n  -d \\\n  --env-file .env x",
                Dialect::DockerRun,
            ),
            ("docker compose --env-file .env up -d", Dialect::Compose),
            ("docker-compose --env-file=.env up", Dialect::Compose),
        ] {
            assert_eq!(read_by(text), [dialect], "{text}");
        }
    }

    #[test]
    fn scripts_are_told_by_their_first_line_or_ending() {
        assert!(is_script("deploy", "#!/usr/bin/env bash\n"));
        assert!(is_script("deploy.sh", ""));
        assert!(!is_script("deploy", "#!/usr/bin/python3\n"));
        assert!(may_be_script("deploy") && !may_be_script("notes.md"));
    }
}
