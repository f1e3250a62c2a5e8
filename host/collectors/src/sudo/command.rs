//! The commands in a line of sudoers(5). Pure; of their arguments only the kind is kept.

use muster_facts::sudoers::Rule;
use muster_names::patterns::path_may_match;

use super::scanner::Scanner;
use super::statement::{Command, Item};

const ALL: &str = "ALL";

/// What asks for commands where it is given none.
const SHELLS: [&str; 10] = [
    "ash", "bash", "csh", "dash", "fish", "ksh", "sh", "su", "tcsh", "zsh",
];

/// Files that say what root does or who is root.
const OF_ROOT: [&str; 12] = [
    "/etc/bash.bashrc",
    "/etc/crontab",
    "/etc/doas.conf",
    "/etc/environment",
    "/etc/group",
    "/etc/ld.so.preload",
    "/etc/passwd",
    "/etc/profile",
    "/etc/rc.local",
    "/etc/shadow",
    "/etc/ssh/sshd_config",
    "/etc/sudoers",
];

/// Directories of which each file does.
const DIRECTORIES_OF_ROOT: [&str; 13] = [
    "/etc/cron.d",
    "/etc/cron.daily",
    "/etc/cron.hourly",
    "/etc/cron.monthly",
    "/etc/cron.weekly",
    "/etc/init.d",
    "/etc/pam.d",
    "/etc/profile.d",
    "/etc/sudoers.d",
    "/etc/systemd/system",
    "/root",
    "/root/.ssh",
    "/var/spool/cron/crontabs",
];

const DIGESTS: [&str; 4] = ["sha224", "sha256", "sha384", "sha512"];

pub(super) fn commands(rest: &mut Scanner<'_>) -> Result<Vec<Item<Command>>, &'static str> {
    let mut found = Vec::new();
    loop {
        let negated = rest.negation();
        let value = command(rest)?;
        found.push(Item { negated, value });
        if !rest.take(',') {
            return Ok(found);
        }
    }
}

pub(super) fn command(rest: &mut Scanner<'_>) -> Result<Command, &'static str> {
    digests(rest)?;
    let text = rest.rest();
    if text.starts_with('^') {
        let _pattern = rest.arguments();
        return Ok(Command {
            kind: Rule::KIND_PATTERN,
            path: String::new(),
            wildcard: true,
            arguments: Rule::ARGUMENTS_WILDCARD,
        });
    }
    if text.starts_with('/') {
        let path = rest.path();
        let is_directory = path.ends_with('/');
        let arguments = if is_directory { "" } else { rest.arguments() };
        return Ok(Command {
            kind: if is_directory {
                Rule::KIND_DIRECTORY
            } else {
                Rule::KIND_PATH
            },
            wildcard: has_wildcard(&path),
            arguments: match kind_of_arguments(arguments) {
                Rule::ARGUMENTS_FIXED if asks_for_commands(&path, arguments) => {
                    Rule::ARGUMENTS_OPEN
                }
                kind => kind,
            },
            path: without_backslashes(&path),
        });
    }
    let word = rest.word().ok_or("a command")?;
    let (kind, arguments) = match word.as_str() {
        ALL => (Rule::KIND_ALL, ""),
        "sudoedit" => (Rule::KIND_EDIT, rest.arguments()),
        "list" => (Rule::KIND_OTHER, rest.arguments()),
        word if is_alias(word) => (Rule::KIND_OTHER, ""),
        _ => return Err("a command, which begins with `/`"),
    };
    let arguments = match kind_of_arguments(arguments) {
        Rule::ARGUMENTS_FIXED | Rule::ARGUMENTS_WILDCARD
            if kind == Rule::KIND_EDIT && edits_for_root(arguments) =>
        {
            Rule::ARGUMENTS_OPEN
        }
        arguments => arguments,
    };
    Ok(Command {
        kind,
        path: word,
        wildcard: false,
        arguments,
    })
}

/// What a command must be is none of what is judged.
fn digests(rest: &mut Scanner<'_>) -> Result<(), &'static str> {
    while let Some(digest) = DIGESTS.iter().find(|digest| rest.name() == **digest) {
        rest.pass(digest);
        if !rest.take(':') {
            return Err("a digest");
        }
        // Base64 has `=` at its end.
        let text = rest.rest();
        let end = text
            .find([' ', '\t', ','])
            .ok_or("a digest and a command")?;
        rest.pass(text.get(..end).unwrap_or_default());
        rest.take(',');
    }
    Ok(())
}

fn has_wildcard(text: &str) -> bool {
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '*' | '?' | '[' => return true,
            _ => {}
        }
    }
    false
}

pub(super) fn without_backslashes(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            _ => plain.push(character),
        }
    }
    plain
}

fn kind_of_arguments(arguments: &str) -> &'static str {
    match arguments {
        "" => Rule::ARGUMENTS_ANY,
        "\"\"" => Rule::ARGUMENTS_NONE,
        // A pattern is as wide as whoever wrote it has made it.
        text if text.starts_with('^') || has_wildcard(text) => Rule::ARGUMENTS_WILDCARD,
        _ => Rule::ARGUMENTS_FIXED,
    }
}

/// Whether a shell or `su` has only options: then it asks its user what to run.
fn asks_for_commands(path: &str, arguments: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_option =
        |word: &str| word == "root" && name == "su" || word.starts_with('-') || word == "\\-";
    SHELLS.contains(&name) && arguments.split_ascii_whitespace().all(is_option)
}

/// Whether `sudoedit` may be given a file that says what root does. No wildcard stands for a slash in its arguments,
/// see sudoers(5).
fn edits_for_root(arguments: &str) -> bool {
    arguments.split_ascii_whitespace().any(|path| {
        let known = OF_ROOT.iter().any(|known| path_may_match(known, path));
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        known
            || DIRECTORIES_OF_ROOT
                .iter()
                .any(|known| path_may_match(known, parent))
    })
}

/// Whether a word has the form of an alias.
pub(super) fn is_alias(word: &str) -> bool {
    let is_of_alias = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    word.starts_with(|first: char| first.is_ascii_uppercase()) && word.bytes().all(is_of_alias)
}
