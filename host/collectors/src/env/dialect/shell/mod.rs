//! A shell's reading of an environment file: `set -a; . file` in bash, and in any POSIX shell as far
//! as they agree. Nothing is ever executed. Where a value depends on a command, on the machine or
//! on which shell it is, it is [`Value::Unknown`]; where a command could change anything at all,
//! the whole file is refused.

mod expand;
mod syntax;
mod word;

use std::collections::BTreeSet;

use muster_facts::Secret;

use self::expand::{Expanded, Variables};
use self::syntax::{Assignment, Command, Connector, Parser, Stop, Word};
use self::word::Piece;
use super::{Definition, FlawCode, LineIndex, Parsed, Value};

/// Words of the shell's grammar, and commands that can change variables, or how the rest of the file is read. What follows them
/// cannot be told without running them.
const STATEFUL_COMMANDS: &[&str] = &[
    ".",
    "!",
    "[[",
    "]]",
    "alias",
    "break",
    "builtin",
    "case",
    "cd",
    "command",
    "continue",
    "coproc",
    "declare",
    "do",
    "done",
    "elif",
    "else",
    "enable",
    "esac",
    "eval",
    "exec",
    "exit",
    "fi",
    "for",
    "function",
    "getopts",
    "if",
    "let",
    "local",
    "mapfile",
    "popd",
    "printf",
    "pushd",
    "read",
    "readarray",
    "readonly",
    "return",
    "select",
    "set",
    "shift",
    "shopt",
    "source",
    "then",
    "time",
    "trap",
    "typeset",
    "unalias",
    "unset",
    "until",
    "wait",
    "while",
    "{",
    "}",
];

/// Reads a file as a shell does that has no variables but those it makes itself.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let lines = LineIndex::new(text);
    let mut run = Run {
        variables: Variables::new(),
        parsed: Parsed::default(),
    };
    if text.starts_with('\u{feff}') {
        run.parsed.flaw(1, FlawCode::ByteOrderMark);
    }
    let mut parser = Parser::new(text);
    loop {
        let stopped = match parser.next_line() {
            Ok(None) => return run.parsed,
            Ok(Some(line)) => run.line(&line, &lines),
            Err(stop) => Err(stop),
        };
        match stopped {
            Ok(()) => {}
            // The shell gives up on the file; what it did before stays.
            Err(Stop::Syntax(at, code)) => {
                run.parsed.flaw(lines.line(at), code);
                run.parsed.stopped = Some(lines.line(at));
                return run.parsed;
            }
            Err(Stop::Refused(at, code)) => {
                run.parsed.refuse(lines.line(at), code);
                return run.parsed;
            }
        }
    }
}

struct Run {
    variables: Variables,
    parsed: Parsed,
}

/// Whether a command of an and-or list runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    Yes,
    No,
    Maybe,
    /// In a process of its own, of which nothing comes back.
    Elsewhere,
}

impl Run {
    fn line(&mut self, line: &[(Command, Connector)], lines: &LineIndex) -> Result<(), Stop> {
        for (command, _) in line {
            // Also where the command does not run: a word of the grammar changes the whole line. A
            // first word that is computed may turn out to be any command, or none.
            let name = command.words.first().map(Word::literal);
            let known = name.is_none_or(|name| {
                name.is_some_and(|name| !STATEFUL_COMMANDS.contains(&name.as_str()))
            });
            if !known {
                return Err(Stop::Refused(command.start, FlawCode::NotEvaluated));
            }
        }
        for list in line.split_inclusive(|(_, connector)| connector.ends_list()) {
            let background = matches!(list.last(), Some((_, Connector::Background)));
            // The exit status so far; none when it cannot be told.
            let mut succeeded = Some(true);
            let mut before = Connector::And;
            for (command, connector) in list {
                let runs = match (before, succeeded) {
                    _ if background => Runs::Elsewhere,
                    _ if before == Connector::Pipe || *connector == Connector::Pipe => {
                        Runs::Elsewhere
                    }
                    (Connector::And, Some(true)) | (Connector::Or, Some(false)) => Runs::Yes,
                    (Connector::And | Connector::Or, Some(_)) => Runs::No,
                    _ => Runs::Maybe,
                };
                match runs {
                    Runs::No => {
                        for assignment in &command.assignments {
                            self.absent(assignment, lines, &[]);
                        }
                    }
                    Runs::Yes | Runs::Maybe | Runs::Elsewhere => {
                        succeeded = self.command(command, runs, lines)?;
                    }
                }
                before = *connector;
            }
        }
        Ok(())
    }

    /// Runs a command as far as it assigns. Returns its exit status where that is known.
    fn command(
        &mut self,
        command: &Command,
        runs: Runs,
        lines: &LineIndex,
    ) -> Result<Option<bool>, Stop> {
        let name = match command.words.first() {
            None => return self.assignments(command, runs, lines),
            Some(word) => word.literal(),
        };
        if name.as_deref() == Some("export") {
            return self.export(command, runs, lines);
        }
        // Expanding its words can end the shell, or assign.
        let values = command.assignments.iter().map(|found| &found.value);
        for pieces in command.words.iter().map(|word| &word.pieces).chain(values) {
            self.variables.expand(pieces)?;
        }
        // `KEY=value word`: the variable exists for the command `word` alone.
        for assignment in &command.assignments {
            self.absent(assignment, lines, &["executes", "unquoted-space"]);
        }
        self.parsed
            .flaw(lines.line(command.start), FlawCode::NotAnAssignment);
        Ok(None)
    }

    fn assignments(
        &mut self,
        command: &Command,
        runs: Runs,
        lines: &LineIndex,
    ) -> Result<Option<bool>, Stop> {
        let mut executes = false;
        for assignment in &command.assignments {
            if runs == Runs::Elsewhere {
                self.absent(assignment, lines, &["executes"]);
                continue;
            }
            let mut expanded = self.variables.expand(&assignment.value)?;
            if command.redirects {
                expanded.known = false;
                expanded.remarks.insert("executes");
            }
            executes |= expanded.remarks.contains("executes");
            expanded.known &= runs == Runs::Yes && !assignment.appends;
            self.assign(assignment, expanded, lines)?;
        }
        Ok((runs == Runs::Yes && !executes).then_some(true))
    }

    fn export(
        &mut self,
        command: &Command,
        runs: Runs,
        lines: &LineIndex,
    ) -> Result<Option<bool>, Stop> {
        let refused = Stop::Refused(command.start, FlawCode::NotEvaluated);
        let mut valid = true;
        let mut assignments = Vec::new();
        for word in command.words.iter().skip(1) {
            let assignment = match &word.assignment {
                Some(assignment) => assignment.clone(),
                None => {
                    let text = word.literal().ok_or(refused)?;
                    let (name, value) = match text.split_once('=') {
                        Some((name, value)) => (name, Some(value)),
                        None => (text.as_str(), None),
                    };
                    if text.starts_with('-') {
                        return Err(refused);
                    }
                    if !syntax::is_name(name) {
                        self.parsed.flaw(lines.line(word.start), FlawCode::BadKey);
                        valid = false;
                        continue;
                    }
                    let Some(value) = value else { continue };
                    Assignment {
                        name: name.to_owned(),
                        appends: false,
                        value: vec![Piece::Literal(value.to_owned())],
                        start: word.start,
                        end: word.end,
                        multi_line: false,
                    }
                }
            };
            let mut expanded = self.variables.expand(&assignment.value)?;
            expanded.known &= runs == Runs::Yes && !assignment.appends && !command.redirects;
            assignments.push((assignment, expanded));
        }
        // The words are all expanded before the first variable is set.
        for (assignment, expanded) in assignments {
            if runs == Runs::Elsewhere {
                self.absent(&assignment, lines, &["executes"]);
            } else {
                self.assign(&assignment, expanded, lines)?;
            }
        }
        Ok((runs == Runs::Yes).then_some(valid))
    }

    fn assign(
        &mut self,
        assignment: &Assignment,
        mut expanded: Expanded,
        lines: &LineIndex,
    ) -> Result<(), Stop> {
        if expand::is_shells_own(&assignment.name) {
            expanded.known = false;
        }
        if expanded.text.contains('\r') {
            expanded.remarks.insert("carriage-return");
        }
        if assignment.multi_line {
            expanded.remarks.insert("multi-line");
        }
        let secret = Secret::new(expanded.text.clone());
        let value = if expanded.known {
            Value::Known(secret)
        } else {
            Value::Unknown(secret)
        };
        let remarks = std::mem::take(&mut expanded.remarks);
        self.define(assignment, value, remarks, lines);
        self.variables
            .set(&assignment.name, expanded)
            .map_err(|code| Stop::Refused(assignment.start, code))
    }

    /// The file names the variable, but the shell does not set it.
    fn absent(&mut self, assignment: &Assignment, lines: &LineIndex, remarks: &[&'static str]) {
        self.define(
            assignment,
            Value::Absent,
            remarks.iter().copied().collect(),
            lines,
        );
    }

    fn define(
        &mut self,
        assignment: &Assignment,
        value: Value,
        remarks: BTreeSet<&'static str>,
        lines: &LineIndex,
    ) {
        self.parsed.definitions.push(Definition {
            name: assignment.name.clone(),
            line: lines.line(assignment.start),
            end_line: lines.line(assignment.end.saturating_sub(1)),
            value,
            remarks,
        });
    }
}

impl Word {
    /// The word as it is, when nothing in it has to be expanded.
    fn literal(&self) -> Option<String> {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => Some(text.as_str()),
                Piece::Parameter { .. } | Piece::Command | Piece::Machine(_) => None,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
