//! The rules of doas.conf(5). Pure.

use muster_facts::Source;
use muster_facts::sudoers::{Problem, Program, Rule, Subject};

use super::rules::subject;
use super::statement::Item;

/// Lines that are read.
const MOST_LINES: usize = 20_000;

/// Reads a file, of which each line is a rule.
pub(super) fn parse(path: &str, text: &str, part: &mut u32, rules: &mut Vec<Rule>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in joined(text) {
        let source = Source::line(path, number);
        let problem = |expected: &str| Problem {
            message: format!("{path} line {number}: {expected} is expected"),
            source: source.clone(),
        };
        if rules.len() >= MOST_LINES {
            problems.push(problem("fewer lines"));
            break;
        }
        match words(&line)
            .ok_or("the end of a quote")
            .and_then(|words| rule(&words))
        {
            Ok(Some(rule)) => {
                *part += 1;
                rules.push(Rule {
                    part: *part,
                    source,
                    ..rule
                });
            }
            Ok(None) => {}
            Err(expected) => problems.push(problem(expected)),
        }
    }
    problems
}

/// Lines with their numbers, of which a backslash continues one.
fn joined(text: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut is_continued = false;
    for (number, line) in (1..).zip(text.lines()) {
        let (line, continues) = match line.strip_suffix('\\') {
            Some(line) => (line, true),
            None => (line, false),
        };
        match found.last_mut() {
            Some((_, before)) if is_continued => before.push_str(line),
            _ => found.push((number, line.to_owned())),
        }
        is_continued = continues;
    }
    found
}

/// Words in braces are one list, as they are a word to doas. None where a quote is not closed.
fn words(line: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => word.get_or_insert_default().extend(characters.next()),
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            _ if is_quoted => word.get_or_insert_default().push(character),
            '#' => break,
            ' ' | '\t' | '\r' => found.extend(word.take()),
            '{' | '}' => {
                found.extend(word.take());
                found.push(character.to_string());
            }
            _ => word.get_or_insert_default().push(character),
        }
    }
    found.extend(word);
    (!is_quoted).then_some(found)
}

/// A rule without its place; none for a line without words.
fn rule(words: &[String]) -> Result<Option<Rule>, &'static str> {
    let mut rest = words.iter().map(String::as_str);
    let permits = match rest.next() {
        None => return Ok(None),
        Some("permit") => true,
        Some("deny") => false,
        Some(_) => return Err("`permit` or `deny`"),
    };
    let mut password = Rule::PASSWORD_ASKED;
    let identity = loop {
        match rest.next() {
            Some("nopass") => password = Rule::PASSWORD_NOT_ASKED,
            Some("nolog" | "persist" | "keepenv") => {}
            Some("setenv") => {
                if rest.next() != Some("{") || rest.by_ref().all(|word| word != "}") {
                    return Err("a list in braces");
                }
            }
            Some(identity) => break identity,
            None => return Err("an account or a group"),
        }
    };
    let mut target = None;
    let mut command = None;
    let mut arguments = Rule::ARGUMENTS_ANY;
    while let Some(word) = rest.next() {
        match word {
            "as" => target = Some(rest.next().ok_or("an account")?),
            "cmd" => command = Some(rest.next().ok_or("a command")?),
            "args" => {
                arguments = match rest.by_ref().count() {
                    0 => Rule::ARGUMENTS_NONE,
                    _ => Rule::ARGUMENTS_FIXED,
                }
            }
            _ => return Err("`as`, `cmd` or `args`"),
        }
    }
    let kind = match command {
        None => Rule::KIND_ALL,
        Some(path) if path.starts_with('/') => Rule::KIND_PATH,
        // A name is looked for in the directories of the system.
        Some(_) => Rule::KIND_OTHER,
    };
    Ok(Some(Rule {
        program: Program::KIND_DOAS.to_owned(),
        subjects: vec![identity_of(identity)],
        here: true,
        targets: target.iter().map(|target| (*target).to_owned()).collect(),
        as_root: target.is_none_or(|target| target == "root" || target == "0"),
        password: password.to_owned(),
        permits,
        kind: kind.to_owned(),
        command: command
            .filter(|_| kind == Rule::KIND_PATH)
            .map(str::to_owned),
        wildcard: false,
        arguments: arguments.to_owned(),
        part: 0,
        source: Source::file(""),
    }))
}

/// `:group`, a name or a number.
fn identity_of(text: &str) -> Subject {
    let (sign, name) = match text.strip_prefix(':') {
        Some(name) => ("%", name),
        None => ("", text),
    };
    let number = if name.bytes().all(|byte| byte.is_ascii_digit()) {
        "#"
    } else {
        ""
    };
    subject(Item {
        negated: false,
        value: format!("{sign}{number}{name}"),
    })
}
