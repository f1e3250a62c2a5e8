//! The lines of aide.conf(5): macros, definitions of groups, and rules.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::{Fact, FactError, Source};
use muster_target::{FileType, System, present};
use regex_lite::Regex;

use super::groups::Groups;
use super::selection::{Kind, Rule, Selection, select};

/// Debian has some two hundred files, and a host a few thousand rules.
const MOST_FILES: usize = 2_000;
const MOST_RULES: usize = 50_000;
/// Nobody includes as deep.
const DEEPEST: usize = 20;
/// Variables are paths.
const LONGEST_LINE: usize = 64 << 10;

/// The mode of a file that anyone may run.
const EXECUTABLE: u32 = 0o111;

/// All rules, in their order.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) file: String,
    rules: Vec<Rule>,
}

impl Configuration {
    /// # Errors
    /// A file cannot be read, or a line may change what all others mean.
    pub(super) fn read(system: &dyn System, file: &str) -> Fact<Self> {
        let mut reader = Reader {
            system,
            groups: Groups::new(),
            variables: BTreeMap::new(),
            conditions: Vec::new(),
            rules: Vec::new(),
            files: 0,
        };
        reader.file(file, 0)?;
        Ok(Self {
            file: file.to_owned(),
            rules: reader.rules,
        })
    }

    pub(super) fn selection(&self, path: &str) -> Selection {
        select(&self.rules, path)
    }
}

struct Reader<'a> {
    system: &'a dyn System,
    groups: Groups,
    variables: BTreeMap<String, String>,
    /// Whether the lines between `@@if…` and `@@endif` count, for each that is open.
    conditions: Vec<bool>,
    rules: Vec<Rule>,
    files: usize,
}

impl Reader<'_> {
    fn file(&mut self, path: &str, depth: usize) -> Fact<()> {
        self.files += 1;
        if depth > DEEPEST || self.files > MOST_FILES {
            return Err(FactError::Failed(format!(
                "{path} is included by more files than Muster follows"
            )));
        }
        let text = self.system.read_text(Path::new(path))?;
        let open = self.conditions.len();
        for (number, line) in (1..).zip(text.lines()) {
            let source = Source::line(path, number);
            self.line(line.trim(), &source, depth)
                .map_err(|problem| match problem {
                    Problem::Line => FactError::Failed(format!(
                        "{} has a line of AIDE that Muster does not understand",
                        source.location()
                    )),
                    Problem::Fact(error) => error,
                })?;
        }
        if self.conditions.len() != open {
            return Err(FactError::Failed(format!(
                "{path} has a condition without an end"
            )));
        }
        Ok(())
    }

    fn line(&mut self, line: &str, source: &Source, depth: usize) -> Result<(), Problem> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(rest) = line
            .strip_prefix("@@")
            .filter(|rest| !rest.starts_with('{'))
        {
            return self.macro_line(rest, depth);
        }
        if self.conditions.contains(&false) {
            return Ok(());
        }
        let line = self.expand(line)?;
        if self.rules.len() >= MOST_RULES {
            return Err(Problem::Line);
        }
        let (kind, rest) = match line.chars().next() {
            Some('/') => (Kind::Selective, line.as_str()),
            Some('=') => (Kind::Equal, line.get(1..).unwrap_or_default()),
            Some('!') => (Kind::Negative, line.get(1..).unwrap_or_default()),
            // Later releases have a negative rule that goes on below.
            Some('-') => return Err(Problem::Line),
            _ => return self.definition(&line),
        };
        self.rule(kind, rest, source);
        Ok(())
    }

    /// `NAME = GROUPS`, or an option, of which only one changes which file a rule is about.
    fn definition(&mut self, line: &str) -> Result<(), Problem> {
        let (name, value) = line.split_once('=').ok_or(Problem::Line)?;
        let (name, value) = (name.trim(), value.trim());
        if name == "root_prefix" && !value.is_empty() {
            return Err(Problem::Line);
        }
        match self.groups.attributes(value) {
            Some(attributes) => self.groups.define(name, attributes),
            None => self.groups.forget(name),
        }
        Ok(())
    }

    /// `EXPRESSION [TYPES] GROUPS`, of which a negative rule has no groups.
    fn rule(&mut self, kind: Kind, text: &str, source: &Source) {
        let words = words(text);
        let (types, groups) = match (kind, words.as_slice()) {
            (Kind::Negative, [_]) => (None, None),
            (Kind::Negative, [_, types]) => (Some(types), None),
            (_, [_, groups]) => (None, Some(groups)),
            (_, [_, types, groups]) => (Some(types), Some(groups)),
            _ => (None, None),
        };
        // Regular files are `f` and directories `d`; what is not a type may be either.
        let is_type = |word: &str| matches!(word, "d" | "l" | "b" | "c" | "p" | "s" | "D" | "B");
        // Nothing is restricted by `0`.
        let types = types.filter(|types| *types != "0");
        let others = types.filter(|types| types.split(',').all(is_type));
        let kind = match (others, kind) {
            (Some(types), Kind::Negative) if types.split(',').any(|word| word == "d") => {
                Kind::NegativeDirectory
            }
            (Some(_), _) => return,
            (None, kind) => kind,
        };
        let attributes = groups.and_then(|groups| self.groups.attributes(groups));
        let is_known_type =
            others.is_some() || types.is_none_or(|types| types.split(',').any(|word| word == "f"));
        let expression = words.first().map(String::as_str).unwrap_or_default();
        // What is not known to be about files is a rule that is not understood.
        let expression = if is_known_type { expression } else { "(" };
        self.rules
            .push(Rule::new(kind, expression, attributes, source.clone()));
    }

    fn macro_line(&mut self, text: &str, depth: usize) -> Result<(), Problem> {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        let is_on = !self.conditions.contains(&false);
        match name {
            "ifdef" | "ifndef" => {
                let is_defined = self.variables.contains_key(rest);
                self.conditions.push(is_defined == (name == "ifdef"));
            }
            "if" if is_on => {
                let holds = self.condition(rest)?;
                self.conditions.push(holds);
            }
            "else" => {
                let last = self.conditions.last_mut().ok_or(Problem::Line)?;
                *last = !*last;
            }
            "endif" => {
                self.conditions.pop().ok_or(Problem::Line)?;
            }
            // Another condition inside of what does not count need not be understood, but its end has to be.
            other if other.starts_with("if") && !is_on => self.conditions.push(false),
            _ if !is_on => {}
            "define" => {
                let (name, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                let value = self.expand(value.trim())?;
                self.variables.insert(name.to_owned(), value);
            }
            "undef" => {
                self.variables.remove(rest);
            }
            "include" => {
                let rest = self.expand(rest)?;
                self.include(&words(&rest), false, depth)?;
            }
            "x_include" => {
                let rest = self.expand(rest)?;
                self.include(&words(&rest), true, depth)?;
            }
            // The environment of what is run.
            "x_include_setenv" => {}
            _ => return Err(Problem::Line),
        }
        Ok(())
    }

    /// `not`, `defined VARIABLE` and `exists PATH`, which release 0.18 brought. What the host is called is not known.
    fn condition(&self, text: &str) -> Result<bool, Problem> {
        let words = words(&self.expand(text)?);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let negations = words.iter().take_while(|word| **word == "not").count();
        let holds = match words.get(negations..) {
            Some(["defined", name]) => self.variables.contains_key(*name),
            Some(["exists", path]) => present(self.system.metadata(Path::new(path)))
                .map_err(fact)?
                .is_some(),
            _ => return Err(Problem::Line),
        };
        Ok(holds == negations.is_multiple_of(2))
    }

    /// A file, or those of a directory whose names match. What is run to make rules makes ones that are not known.
    fn include(&mut self, words: &[String], may_run: bool, depth: usize) -> Result<(), Problem> {
        let (path, pattern) = match words {
            [path] => (path, None),
            // What goes before the rules of the directory.
            [path, pattern] => (path, Some(pattern)),
            _ => return Err(Problem::Line),
        };
        let mut files = vec![path.clone()];
        if let Some(pattern) = pattern {
            let pattern = Regex::new(pattern).map_err(|_| Problem::Line)?;
            let names = self.system.list(Path::new(path)).map_err(fact)?;
            files = names
                .iter()
                .filter(|name| !name.starts_with('.') && pattern.is_match(name))
                .map(|name| format!("{}/{name}", path.trim_end_matches('/')))
                .collect();
        }
        for file in files {
            let metadata = present(self.system.metadata(Path::new(&file))).map_err(fact)?;
            let Some(metadata) = metadata else {
                return Err(Problem::Fact(FactError::Failed(format!(
                    "{file} is included by AIDE's configuration, and is not there"
                ))));
            };
            if metadata.file_type == FileType::Directory {
                continue;
            }
            if may_run && metadata.mode & EXECUTABLE != 0 {
                return Err(Problem::Fact(FactError::Failed(format!(
                    "{file} is a program that makes rules of AIDE, which Muster does not run"
                ))));
            }
            self.file(&file, depth + 1).map_err(Problem::Fact)?;
        }
        Ok(())
    }

    /// Puts variables in.
    fn expand(&self, text: &str) -> Result<String, Problem> {
        let mut expanded = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("@@{") {
            let (name, after) = after.split_once('}').ok_or(Problem::Line)?;
            let value = self.variables.get(name).ok_or(Problem::Line)?;
            expanded.push_str(before);
            expanded.push_str(value);
            if expanded.len() > LONGEST_LINE {
                return Err(Problem::Line);
            }
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

/// Why a configuration is not understood.
enum Problem {
    Line,
    Fact(FactError),
}

fn fact(error: muster_target::ReadError) -> Problem {
    Problem::Fact(error.into())
}

/// Words between blanks, of which one behind a backslash belongs to the word.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some(next @ (' ' | '@')) => word.push(next),
                Some(next) => word.extend(['\\', next]),
                None => word.push('\\'),
            },
            c if c.is_ascii_whitespace() => {
                found.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()))
            }
            '#' if word.is_empty() => break,
            c => word.push(c),
        }
    }
    found.extend(Some(word).filter(|word| !word.is_empty()));
    found
}
