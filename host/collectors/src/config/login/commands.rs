//! What single commands of the shell do to `umask`, `TMOUT` and `PATH`, and whether they succeed.

use std::path::{Path, PathBuf};

use muster_facts::Fact;
use muster_target::{FileType, System, present};

use super::lexer::{Part, Token, Word, is_name, tokens};
use super::reach::run_parts;
use super::shell::{Shell, Status};
use super::state::{Assigned, assign};
use crate::ssh::expand_pattern;
use muster_names::patterns::{any_name_matches, is_wild};

/// Stands for the list before, in a new list of directories.
const BEFORE: &str = "\u{1}";

/// Stands for what is not known.
const UNKNOWN: &str = "\u{2}";

/// Does what a command does, and says whether it succeeds.
pub(super) fn status(shell: &mut Shell<'_>, words: &[&Word]) -> Fact<Status> {
    let is_assignment = |word: &&&Word| assignment(word).is_some();
    let assignments = words.iter().take_while(is_assignment).count();
    let (set, rest) = words.split_at(assignments);
    let Some((name, arguments)) = rest.split_first() else {
        for word in set {
            set_word(shell, word, false, false);
        }
        return Ok(Some(true));
    };
    // With a command behind it, an assignment is for that one alone.
    let name = name.text().unwrap_or_default();
    Ok(match name {
        "umask" => {
            set_umask(shell, arguments);
            Some(true)
        }
        "export" | "readonly" | "declare" | "typeset" | "local" => {
            declare(shell, name, arguments);
            Some(true)
        }
        "unset" => {
            unset(shell, arguments);
            Some(true)
        }
        "." | "source" => return source(shell, arguments),
        "builtin" | "command" => return status(shell, arguments),
        // Functions of the profiles of Red Hat, Arch and Alpine.
        "pathmunge" => {
            add_to_path(shell, arguments, arguments.len() > 1);
            None
        }
        "append_path" | "prepend_path" => {
            add_to_path(shell, arguments, name == "append_path");
            None
        }
        "return" | "exit" => {
            shell.state.end_file();
            None
        }
        "true" | ":" => Some(true),
        "false" => Some(false),
        "[" | "test" => test(shell, arguments, false),
        "[[" => test(shell, arguments, true),
        "shopt" => {
            let texts: Vec<&str> = arguments.iter().filter_map(|word| word.text()).collect();
            (texts == ["-q", "login_shell"]).then_some(true)
        }
        _ => None,
    })
}

/// A word `NAME=…`, with the name.
fn assignment(word: &Word) -> Option<&str> {
    let Some(Part::Text(text)) = word.parts.first() else {
        return None;
    };
    let (name, _) = text.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    is_name(name).then_some(name)
}

/// What stands behind `=`.
fn assigned_parts(word: &Word) -> Vec<Part> {
    let mut parts = word.parts.clone();
    if let Some(Part::Text(text)) = parts.first_mut()
        && let Some((_, value)) = text.split_once('=')
    {
        *text = value.to_owned();
    }
    parts
}

fn set_word(shell: &mut Shell<'_>, word: &Word, read_only: bool, exported: bool) {
    let Some(name) = assignment(word) else {
        return;
    };
    let parts = assigned_parts(word);
    let value = text_of(shell, &parts);
    match name {
        "TMOUT" => {
            let assigned = Assigned {
                value: value.clone().filter(|value| is_seconds(value)),
                read_only,
                exported,
                source: shell.place(word.line),
            };
            shell.timeouts.push(assigned.clone());
            assign(&mut shell.state.timeout, Some(assigned));
        }
        "PATH" => set_path(shell, word, &parts),
        _ => {}
    }
    let is_filled = has_text(shell, &parts) || value.as_ref().is_some_and(|text| !text.is_empty());
    shell.state.set_variable(name, value);
    shell.state.fill(name, is_filled);
}

/// Whether there is some text in it, though it may not be known which.
fn has_text(shell: &Shell<'_>, parts: &[Part]) -> bool {
    parts.iter().any(|part| match part {
        Part::Text(text) => !text.is_empty(),
        Part::Variable(name) | Part::Or(name, _) => shell.state.filled.contains(name),
        Part::Command(_) | Part::Unknown => false,
    })
}

fn is_seconds(value: &str) -> bool {
    value.len() < 10 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn set_path(shell: &mut Shell<'_>, word: &Word, parts: &[Part]) {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Variable(name) if name == "PATH" => text.push_str(BEFORE),
            part => match text_of(shell, std::slice::from_ref(part)) {
                Some(known) => text.push_str(&known),
                None => text.push_str(UNKNOWN),
            },
        }
    }
    // `PATH+=:/x`
    if let Some(Part::Text(first)) = word.parts.first()
        && first.starts_with("PATH+=")
    {
        text.insert_str(0, BEFORE);
    }
    let place = shell.place(word.line);
    let before = std::mem::take(&mut shell.state.path);
    if !text.contains(BEFORE) {
        shell.state.unknown_path.clear();
    }
    let mut path = Vec::new();
    for directory in text.split(':') {
        if directory == BEFORE {
            path.extend(before.iter().cloned());
        } else if directory
            .contains([BEFORE, UNKNOWN].map(|mark| mark.chars().next().unwrap_or(' ')))
        {
            if directory.contains(BEFORE) {
                path.extend(before.iter().cloned());
            }
            if !shell.state.unknown_path.contains(&place) {
                shell.state.unknown_path.push(place.clone());
            }
        } else {
            path.push((directory.to_owned(), place.clone()));
        }
    }
    path.dedup();
    shell.state.path = path;
}

/// Puts a directory before or after the list.
fn add_to_path(shell: &mut Shell<'_>, arguments: &[&Word], after: bool) {
    let Some(word) = arguments.first() else {
        return;
    };
    let place = shell.place(word.line);
    let Some(directory) = value(shell, word) else {
        shell.state.unknown_path.push(place);
        return;
    };
    if shell
        .state
        .path
        .iter()
        .any(|(known, _)| *known == directory)
    {
        return;
    }
    if after {
        shell.state.path.push((directory, place));
    } else {
        shell.state.path.insert(0, (directory, place));
    }
}

fn set_umask(shell: &mut Shell<'_>, arguments: &[&Word]) {
    let Some(word) = arguments
        .iter()
        .find(|word| word.text().is_none_or(|text| !text.starts_with('-')))
    else {
        // Without a mask it shows what is set.
        return;
    };
    let assigned = Assigned {
        value: value(shell, word).and_then(|mask| octal(&mask)),
        read_only: false,
        exported: false,
        source: shell.place(word.line),
    };
    shell.umasks.push(assigned.clone());
    assign(&mut shell.state.umask, Some(assigned));
}

/// A mask in octal digits, also of `u=rwx,g=rx,o=`.
pub(super) fn octal(mask: &str) -> Option<String> {
    if !mask.is_empty() && mask.len() <= 5 && mask.bytes().all(|byte| byte.is_ascii_digit()) {
        let bits = u32::from_str_radix(mask, 8).ok()?;
        return Some(format!("{:03o}", bits & 0o777));
    }
    let mut allowed = [None; 3];
    for clause in mask.split(',') {
        let (who, what) = clause.split_once('=')?;
        let mut bits = 0_u32;
        for letter in what.chars() {
            bits |= match letter {
                'r' => 4,
                'w' => 2,
                'x' => 1,
                _ => return None,
            };
        }
        for letter in who.chars() {
            let places: &[usize] = match letter {
                'u' => &[0],
                'g' => &[1],
                'o' => &[2],
                'a' => &[0, 1, 2],
                _ => return None,
            };
            for place in places {
                if let Some(slot) = allowed.get_mut(*place) {
                    *slot = Some(bits);
                }
            }
        }
    }
    let [user, group, others] = allowed;
    let bits = (user? << 6) | (group? << 3) | others?;
    Some(format!("{:03o}", 0o777 & !bits))
}

fn declare(shell: &mut Shell<'_>, command: &str, arguments: &[&Word]) {
    let is_option = |word: &&&Word| word.text().is_some_and(|text| text.starts_with('-'));
    let options: String = arguments
        .iter()
        .filter(is_option)
        .filter_map(|word| word.text())
        .collect();
    let read_only = command == "readonly" || (command != "export" && options.contains('r'));
    let exported = command == "export" || options.contains('x');
    for word in arguments.iter().filter(|word| !is_option(word)) {
        if assignment(word).is_some() {
            set_word(shell, word, read_only, exported);
        } else if word.text() == Some("TMOUT") {
            let mark = |one: &mut Assigned| {
                one.read_only |= read_only;
                one.exported |= exported;
            };
            let is_possible = |one: &Assigned| {
                let mut possible = shell.state.timeout.iter().flatten();
                possible.any(|known| known == one)
            };
            let marked: Vec<bool> = shell.timeouts.iter().map(is_possible).collect();
            let known = shell.timeouts.iter_mut().zip(marked);
            known.filter(|(_, is)| *is).for_each(|(one, _)| mark(one));
            shell.state.timeout.iter_mut().flatten().for_each(mark);
        }
    }
}

fn unset(shell: &mut Shell<'_>, arguments: &[&Word]) {
    for name in arguments.iter().filter_map(|word| word.text()) {
        if name == "TMOUT" {
            assign(&mut shell.state.timeout, None);
        }
        shell.state.set_variable(name, Some(String::new()));
    }
}

fn source(shell: &mut Shell<'_>, arguments: &[&Word]) -> Fact<Status> {
    let Some(word) = arguments.first() else {
        return Ok(None);
    };
    match value(shell, word) {
        Some(path) if path.starts_with('/') => shell.read(&PathBuf::from(path))?,
        // A name without a slash is looked up in PATH.
        Some(_) | None => {
            let place = shell.place(word.line);
            shell.state.forget(&place);
        }
    }
    Ok(None)
}

/// The text of a word; none where it is not known.
pub(super) fn value(shell: &Shell<'_>, word: &Word) -> Option<String> {
    text_of(shell, &word.parts)
}

fn text_of(shell: &Shell<'_>, parts: &[Part]) -> Option<String> {
    let variable = |name: &str| shell.state.variables.get(name).cloned().flatten();
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(own) => text.push_str(own),
            Part::Variable(name) => text.push_str(&variable(name)?),
            Part::Or(name, default) => match shell.state.variables.get(name) {
                Some(Some(value)) if !value.is_empty() => text.push_str(value),
                Some(None) => return None,
                // What a session sets besides is not known, but these it does not.
                None if !name.starts_with("XDG_") => return None,
                Some(Some(_)) | None => text.push_str(&text_of(shell, default)?),
            },
            Part::Command(command) => {
                let words: Vec<&str> = command.split_whitespace().collect();
                let program = words.first()?.rsplit('/').next()?;
                text.push_str(&match (program, words.get(1..)?) {
                    ("id", ["-u"]) => variable("EUID")?,
                    ("id", ["-un" | "-gn"]) | ("whoami", []) => variable("USER")?,
                    _ => return None,
                });
            }
            Part::Unknown => return None,
        }
        if text.len() > 10_000 {
            return None;
        }
    }
    Some(text)
}

/// The texts of words, with patterns of files replaced by the files; none where they are not known.
pub(super) fn words_as_text(shell: &Shell<'_>, words: &[&Word]) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for word in words {
        if let [Part::Command(command)] = word.parts.as_slice()
            && !word.quoted
        {
            texts.extend(listed(shell, command)?);
            continue;
        }
        let text = value(shell, word)?;
        if !text.starts_with('/') || !is_wild(&text) {
            texts.push(text);
            continue;
        }
        let is_seen = Path::new(&text)
            .parent()
            .filter(|above| !is_wild(&above.to_string_lossy()))
            .is_none_or(|above| shell.sees(above) != Some(false));
        if !is_seen {
            texts.push(text);
            continue;
        }
        let paths = expand_pattern(shell.system, &text).ok()?;
        let before = texts.len();
        texts.extend(paths.iter().map(|path| path.display().to_string()));
        if texts.len() == before {
            // A pattern that fits nothing stands for itself.
            texts.push(text);
        }
    }
    Some(texts)
}

/// The words that a command prints which lists files.
fn listed(shell: &Shell<'_>, command: &str) -> Option<Vec<String>> {
    let tokens = tokens(command)?;
    let words: Option<Vec<String>> = tokens
        .iter()
        .take_while(|token| !matches!(token, Token::End))
        .map(|token| match token {
            Token::Word(word) => value(shell, word),
            _ => None,
        })
        .collect();
    let words = words?;
    let (program, arguments) = words.split_first()?;
    if program.rsplit('/').next() != Some("run-parts") {
        return None;
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let directory = arguments.last().filter(|last| last.starts_with('/'))?;
    match shell.sees(Path::new(directory)) {
        Some(false) => Some(Vec::new()),
        _ => run_parts(shell.system, &arguments),
    }
}

/// What `[` says of its arguments, or `[[`, whose right side may be a pattern.
fn test(shell: &Shell<'_>, arguments: &[&Word], is_pattern: bool) -> Status {
    let mut arguments = arguments.to_vec();
    let is_bracket = |word: &&Word| matches!(word.keyword(), Some("]" | "]]"));
    arguments.retain(|word| !is_bracket(word));
    let mut negated = false;
    while arguments
        .first()
        .is_some_and(|word| word.keyword() == Some("!"))
    {
        arguments.remove(0);
        negated = !negated;
    }
    let holds = match arguments.as_slice() {
        [] => Some(false),
        [word] => is_empty(shell, word).map(|is_empty| !is_empty),
        [operator, operand] => match operator.text()? {
            "-n" => is_empty(shell, operand).map(|is_empty| !is_empty),
            "-z" => is_empty(shell, operand),
            operator => unary(shell, operator, &value(shell, operand)?),
        },
        [left, operator, right] => binary(
            &value(shell, left)?,
            operator.text()?,
            &value(shell, right)?,
            is_pattern && !right.quoted,
        ),
        _ => None,
    };
    holds.map(|holds| holds != negated)
}

/// Whether a word has no text. That it has some may be clear where the text itself is not.
fn is_empty(shell: &Shell<'_>, word: &Word) -> Status {
    if has_text(shell, &word.parts) {
        return Some(false);
    }
    value(shell, word).map(|text| text.is_empty())
}

fn unary(shell: &Shell<'_>, operator: &str, operand: &str) -> Status {
    match operator {
        "-e" => exists(shell.system, operand, None),
        "-r" => match exists(shell.system, operand, None)? {
            true => shell.reads(Path::new(operand)),
            false => Some(false),
        },
        "-f" => exists(shell.system, operand, Some(FileType::Regular)),
        "-d" => exists(shell.system, operand, Some(FileType::Directory)),
        // Of files that can be run or have something in them only that they are missing is clear.
        "-x" | "-s" => exists(shell.system, operand, None).filter(|exists| !exists),
        _ => None,
    }
}

fn exists(system: &dyn System, path: &str, kind: Option<FileType>) -> Status {
    if !path.starts_with('/') {
        return None;
    }
    let found = present(system.metadata(Path::new(path))).ok()?;
    Some(found.is_some_and(|found| kind.is_none_or(|kind| found.file_type == kind)))
}

fn binary(left: &str, operator: &str, right: &str, is_pattern: bool) -> Status {
    let numbers = || {
        Some((
            left.trim().parse::<i64>().ok()?,
            right.trim().parse::<i64>().ok()?,
        ))
    };
    match operator {
        "=" | "==" if is_pattern => Some(any_name_matches(left, right)),
        "!=" if is_pattern => Some(!any_name_matches(left, right)),
        "=" | "==" => Some(left == right),
        "!=" => Some(left != right),
        "-eq" => numbers().map(|(a, b)| a == b),
        "-ne" => numbers().map(|(a, b)| a != b),
        "-gt" => numbers().map(|(a, b)| a > b),
        "-ge" => numbers().map(|(a, b)| a >= b),
        "-lt" => numbers().map(|(a, b)| a < b),
        "-le" => numbers().map(|(a, b)| a <= b),
        _ => None,
    }
}
