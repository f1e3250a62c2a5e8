//! The commands in a line or a script of the shell, roughly: which words stand together as one command.
//! Nothing is run, and no branch is left out. What it returns may hold secrets.

use std::collections::BTreeMap;

/// More words than a script of backups has; what comes behind them is not looked at.
const MOST_COMMANDS: usize = 2_000;
const MOST_WORDS: usize = 200;
/// Longer values of variables are not filled in.
const LONGEST_VALUE: usize = 1_024;

/// A command with its words, the program first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Simple {
    /// The line on which it begins, counted from 1.
    pub(super) line: u32,
    pub(super) words: Vec<String>,
}

/// Words that stand before a command.
const BEFORE: [&str; 14] = [
    "if", "then", "elif", "else", "while", "until", "do", "!", "{", "}", "fi", "done", "esac",
    "time",
];

/// The commands of a text. Variables that the text sets to a plain value are filled in; the others stay as they
/// are written.
pub(super) fn commands(text: &str) -> Vec<Simple> {
    let mut reader = Reader::default();
    reader.read(text);
    reader.end_command();
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Simple>,
    variables: BTreeMap<String, String>,
    words: Vec<String>,
    word: Option<String>,
    line: u32,
    /// Where the command begins.
    begins: u32,
    /// Words behind `<<`, whose lines are not commands.
    ends_of_input: Vec<String>,
    awaits_end_of_input: bool,
}

impl Reader {
    fn read(&mut self, text: &str) {
        self.line = 1;
        let mut characters = text.chars().peekable();
        let mut quote: Option<char> = None;
        while let Some(character) = characters.next() {
            if self.found.len() >= MOST_COMMANDS {
                return;
            }
            match (character, quote) {
                ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
                (_, Some('\'')) => self.push(character),
                ('\\', _) => match characters.next() {
                    Some('\n') => self.line += 1,
                    Some(next) => self.push(next),
                    None => {}
                },
                ('$', _) => self.variable(&mut characters),
                (_, Some(_)) => self.push(character),
                ('\'' | '"', None) => {
                    quote = Some(character);
                    self.word.get_or_insert_default();
                }
                ('#', None) if self.word.is_none() => {
                    while characters.next_if(|next| *next != '\n').is_some() {}
                }
                ('<', None) if characters.peek() == Some(&'<') => {
                    characters.next();
                    characters.next_if(|next| matches!(next, '-' | '<'));
                    self.end_word();
                    self.awaits_end_of_input = true;
                }
                ('\n', None) => {
                    self.end_command();
                    self.line += 1;
                    self.pass_over_input(&mut characters);
                    continue;
                }
                (';' | '&' | '|' | '(' | ')' | '`', None) => self.end_command(),
                (' ' | '\t' | '\r', None) => self.end_word(),
                (_, None) => self.push(character),
            }
            if character == '\n' {
                self.line += 1;
            }
        }
    }

    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    /// What stands behind a `$`: a variable, which is filled in where the text sets it, or a command.
    fn variable(&mut self, characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
        let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        match characters.peek() {
            Some('(') => {
                characters.next();
                // What it prints is not known.
                self.push('$');
                self.end_command();
            }
            Some('{') => {
                characters.next();
                let mut inner = String::new();
                while let Some(next) = characters.next_if(|next| !matches!(next, '}' | '\n')) {
                    inner.push(next);
                }
                characters.next_if_eq(&'}');
                let (name, default) = match inner.split_once(":-") {
                    Some((name, default)) => (name, Some(default)),
                    None => (inner.as_str(), None),
                };
                let value = self.variables.get(name).map(String::as_str).or(default);
                let value = value.map_or_else(|| format!("${{{name}}}"), str::to_owned);
                self.word.get_or_insert_default().push_str(&value);
            }
            Some(next) if is_name(next) => {
                let mut name = String::new();
                while let Some(next) = characters.next_if(is_name) {
                    name.push(next);
                }
                let value = self.variables.get(&name).cloned();
                let value = value.unwrap_or_else(|| format!("${name}"));
                self.word.get_or_insert_default().push_str(&value);
            }
            _ => self.push('$'),
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else {
            return;
        };
        if std::mem::take(&mut self.awaits_end_of_input) {
            self.ends_of_input.push(word);
            return;
        }
        if self.words.is_empty() {
            self.begins = self.line;
            if BEFORE.contains(&word.as_str()) {
                return;
            }
        }
        if self.words.len() < MOST_WORDS {
            self.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        let words = std::mem::take(&mut self.words);
        for word in &words {
            let word = word.as_str();
            if matches!(word, "export" | "local" | "readonly" | "declare") {
                continue;
            }
            let Some((name, value)) = assignment(word) else {
                break;
            };
            if value.len() <= LONGEST_VALUE {
                self.variables.insert(name.to_owned(), value.to_owned());
            }
        }
        if !words.is_empty() {
            self.found.push(Simple {
                line: self.begins,
                words,
            });
        }
    }

    /// Leaves out the lines that a command reads.
    fn pass_over_input(&mut self, characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
        for end in std::mem::take(&mut self.ends_of_input) {
            loop {
                let mut line = String::new();
                while let Some(next) = characters.next_if(|next| *next != '\n') {
                    line.push(next);
                }
                let more = characters.next().is_some();
                self.line += u32::from(more);
                if !more || line.trim_start_matches('\t') == end {
                    break;
                }
            }
        }
    }
}

/// `NAME=value`.
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let mut characters = name.chars();
    let first = characters.next()?;
    let is_name = (first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<(u32, String)> {
        let commands = commands(text).into_iter();
        commands
            .map(|command| (command.line, command.words.join("|")))
            .collect()
    }

    #[test]
    fn a_script_is_taken_apart() {
        let text = "#!/bin/sh\nset -eu\nTO=\"backup:shop\" # where\nif test -f x; then\n  pg_dump -f 'a b' shop \\\n    -v | gzip\nfi\n\
                    cat <<EOF\nrestic backup\nEOF\nrclone copy /srv \"$TO/${SUB:-db}\" $OTHER; echo $(date +%F)\n";
        assert_eq!(
            words(text),
            [
                (2, "set|-eu".to_owned()),
                (3, "TO=backup:shop".to_owned()),
                (4, "test|-f|x".to_owned()),
                (5, "pg_dump|-f|a b|shop|-v".to_owned()),
                (6, "gzip".to_owned()),
                (8, "cat".to_owned()),
                (11, "rclone|copy|/srv|backup:shop/db|$OTHER".to_owned()),
                (11, "echo|$".to_owned()),
                (11, "date|+%F".to_owned()),
            ]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(?s)([a-z$(){}<'\"\\\\;\n #=-]){0,80}") {
            for command in commands(&text) {
                prop_assert!(!command.words.is_empty());
            }
        }
    }
}
