//! The scripts that a project is deployed with: what program runs them, and which of the commands that
//! the project expects they have. No other line of them leaves.

use std::path::Path;

use muster_facts::scripts::{Command, Script};
use muster_facts::{Fact, ScriptsFacts, Source};
use muster_target::{Collection, FileType, LARGEST_FILE, Links, System, present};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ScriptsFacts {
    let system = collection.context.system;
    let deploy = &collection.context.targets.deploy;
    let mut scripts = Vec::new();
    let mut texts = Vec::new();
    for path in &deploy.scripts {
        match script(system, path) {
            Ok((script, text)) => {
                texts.push((script.path.clone(), text));
                scripts.push(script);
            }
            // One that cannot be read may have any command.
            Err(error) => {
                return ScriptsFacts {
                    scripts: Err(error.clone()),
                    commands: Err(error),
                };
            }
        }
    }
    let commands = deploy.commands.iter().map(|command| Command {
        text: command.clone(),
        places: texts
            .iter()
            .flat_map(|(path, text)| places(path, text, command))
            .collect(),
    });
    ScriptsFacts {
        commands: Ok(commands.collect()),
        scripts: Ok(scripts),
    }
}

fn script(system: &dyn System, path: &Path) -> Fact<(Script, String)> {
    let shown = path.display().to_string();
    let found = present(system.metadata(path))?;
    let (state, text) = match found.map(|found| found.file_type) {
        None => (Script::STATE_MISSING, String::new()),
        Some(FileType::Regular) => {
            let bytes = system.read_named(path, LARGEST_FILE, Links::OfOwner)?;
            let state = if bytes.is_empty() {
                Script::STATE_EMPTY
            } else {
                Script::STATE_PRESENT
            };
            (state, String::from_utf8_lossy(&bytes).into_owned())
        }
        Some(_) => (Script::STATE_NOT_A_FILE, String::new()),
    };
    let script = Script {
        state: state.to_owned(),
        interpreter: interpreter(&text),
        source: Source::file(&shown),
        path: shown,
    };
    Ok((script, text))
}

/// The program in the first line, without its arguments; that behind `env` where it is only looked up.
fn interpreter(text: &str) -> Option<String> {
    let line = text.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let program = words.next()?;
    if !program.ends_with("/env") {
        return Some(program.to_owned());
    }
    let named = words.find(|word| !word.starts_with('-') && !word.contains('='));
    Some(named.unwrap_or(program).to_owned())
}

/// The lines that have a command, whatever space is between its words. A line that a backslash ends goes
/// on in the next one.
fn places(path: &str, text: &str, command: &str) -> Vec<Source> {
    let wanted = single_spaced(command);
    let mut found = Vec::new();
    let mut joined = String::new();
    let mut begins = 1;
    for (number, line) in (1..).zip(text.lines()) {
        if joined.is_empty() {
            begins = number;
        }
        let code = without_comment(line);
        if let Some(before) = code.trim_end().strip_suffix('\\') {
            joined.push_str(before);
            joined.push(' ');
            continue;
        }
        joined.push_str(code);
        let line = single_spaced(&joined);
        if has_words(&line, &wanted) && !only_prints(&line) {
            found.push(Source::line(path, begins));
        }
        joined.clear();
    }
    found
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the words stand in a line as words of their own.
fn has_words(line: &str, wanted: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    line.match_indices(wanted).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + wanted.len()..)
            .and_then(|text| text.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Whether a line does nothing but print.
fn only_prints(line: &str) -> bool {
    let prints = ["echo ", "printf "]
        .iter()
        .any(|start| line.starts_with(start));
    prints
        && !["&&", "||", ";", "|", "$(", "`"]
            .iter()
            .any(|joint| line.contains(joint))
}

/// The line up to a comment: a `#` that begins a word outside quotes.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() || ";&|(".contains(before) => {
                return line.get(..at).unwrap_or(line);
            }
            (None, '"' | '\'') if before != '\\' => quote = Some(c),
            (Some(open), _) if open == c && (before != '\\' || open == '\'') => quote = None,
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, command: &str) -> Vec<u32> {
        let found = places("/x", text, command).into_iter();
        found.filter_map(|source| source.line).collect()
    }

    #[test]
    fn a_command_is_found_outside_of_comments() {
        let script = "#!/bin/sh\n# migrate up\nmigrate  up # migrate up\ndocker run app \\\n  migrate up\nmigrate upward\n\
                      echo \"#\" && migrate up\necho migrate up\nexec remigrate up\n";
        assert_eq!(lines(script, "migrate up"), [3, 4, 7]);
        assert_eq!(lines(script, "migrate down"), [0; 0]);
    }

    #[test]
    fn the_interpreter_is_the_one_that_env_looks_up() {
        for (line, program) in [
            ("#!/bin/bash -e", Some("/bin/bash")),
            ("#! /usr/bin/env bash", Some("bash")),
            ("#!/usr/bin/env -S A=1 python3 -u", Some("python3")),
            ("set -e", None),
            ("", None),
        ] {
            assert_eq!(interpreter(line).as_deref(), program, "{line}");
        }
    }
}
