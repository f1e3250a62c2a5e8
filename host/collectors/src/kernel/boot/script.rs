//! The script of GRUB, as far as words go: statements of words, of which a part may be a variable. See the GRUB manual,
//! "Writing full configuration files directly".
//!
//! Nothing here can be printed: a word may be a password.

/// A part of a word.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Variable(String),
}

/// A word of a statement.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Word(pub(super) Vec<Part>);

impl Word {
    /// What it is, where no variable is in it.
    pub(super) fn text(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// What it begins with.
    pub(super) fn start(&self) -> &str {
        match self.0.first() {
            Some(Part::Text(text)) => text,
            Some(Part::Variable(_)) | None => "",
        }
    }

    /// What comes after `NAME=`, with the name; none where it is something else.
    pub(super) fn assignment(&self) -> Option<(&str, Self)> {
        let (name, rest) = self.start().split_once('=')?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let mut value = Self::default();
        if !rest.is_empty() {
            value.0.push(Part::Text(rest.to_owned()));
        }
        value.0.extend(self.0.iter().skip(1).cloned());
        Some((name, value))
    }

    fn push(&mut self, c: char) {
        if let Some(Part::Text(text)) = self.0.last_mut() {
            text.push(c);
        } else {
            self.0.push(Part::Text(c.to_string()));
        }
    }
}

/// A command with its words.
pub(super) struct Statement {
    pub(super) words: Vec<Word>,
    pub(super) line: u32,
}

/// Words that come before a command.
const KEYWORDS: [&str; 8] = ["if", "elif", "then", "else", "do", "while", "until", "!"];

impl Statement {
    /// The command, and what follows it.
    pub(super) fn command(&self) -> Option<(&str, &[Word])> {
        let is_keyword = |word: &&Word| word.text().is_some_and(|text| KEYWORDS.contains(&text));
        let skipped = self.words.iter().take_while(is_keyword).count();
        let words = self.words.get(skipped..)?;
        let (first, rest) = words.split_first()?;
        Some((first.text()?, rest))
    }

    /// The name and the value where it sets a variable.
    pub(super) fn assignment(&self) -> Option<(&str, Word)> {
        let is_prelude = |word: &&Word| {
            let text = word.text();
            text.is_some_and(|text| KEYWORDS.contains(&text) || text == "set")
        };
        let skipped = self.words.iter().take_while(is_prelude).count();
        match self.words.get(skipped..)? {
            [word] => word.assignment(),
            _ => None,
        }
    }
}

/// What reads a script character by character.
#[derive(Default)]
struct Reader {
    statements: Vec<Statement>,
    words: Vec<Word>,
    word: Option<Word>,
    line: u32,
    started_at: u32,
}

impl Reader {
    fn word(&mut self) -> &mut Word {
        if self.words.is_empty() && self.word.is_none() {
            self.started_at = self.line;
        }
        self.word.get_or_insert_default()
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn end_statement(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.statements.push(Statement {
                words: std::mem::take(&mut self.words),
                line: self.started_at,
            });
        }
    }
}

/// The statements of a script; a block begins and ends one.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut reader = Reader {
        line: 1,
        ..Reader::default()
    };
    let mut rest = text.chars().peekable();
    let mut quote = None;
    while let Some(c) = rest.next() {
        match (c, quote) {
            ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
            ('\\', None | Some('"')) => match rest.next() {
                Some('\n') => reader.line += 1,
                Some(next) => reader.word().push(next),
                None => {}
            },
            ('$', None | Some('"')) => {
                let is_braced = rest.next_if_eq(&'{').is_some();
                let mut name = String::new();
                let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_' || *c == '?';
                while let Some(next) = rest.next_if(is_name) {
                    name.push(next);
                }
                if is_braced {
                    rest.next_if_eq(&'}');
                }
                reader.word().0.push(Part::Variable(name));
            }
            ('\n', Some(_)) => {
                reader.line += 1;
                reader.word().push(c);
            }
            (c, Some(_)) => reader.word().push(c),
            ('\'' | '"', None) => {
                quote = Some(c);
                reader.word();
            }
            ('#', None) if reader.word.is_none() => while rest.next_if(|c| *c != '\n').is_some() {},
            ('\n', None) => {
                reader.end_statement();
                reader.line += 1;
            }
            (';' | '{' | '}' | '&' | '|', None) => reader.end_statement(),
            (c, None) if c.is_ascii_whitespace() => reader.end_word(),
            (c, None) => reader.word().push(c),
        }
    }
    reader.end_statement();
    reader.statements
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Variable(name) => format!("<{name}>"),
        };
        let word = |word: &Word| word.0.iter().map(part).collect::<String>();
        statements(text)
            .iter()
            .map(|one| {
                let words: Vec<String> = one.words.iter().map(word).collect();
                format!("{} {}", one.line, words.join("|"))
            })
            .collect()
    }

    #[test]
    fn words_are_quoted_and_have_variables() {
        let text = "# a\nmenuentry 'A b' --class \"x$y\" {\n  linux /vmlinuz \\\n   ro ${a}b \"\"\n}\nset a='1 2'; b=3\n";
        assert_eq!(
            shown(text),
            [
                "2 menuentry|A b|--class|x<y>",
                "3 linux|/vmlinuz|ro|<a>b|",
                "6 set|a=1 2",
                "6 b=3"
            ]
        );
    }

    #[test]
    fn a_command_comes_after_keywords() {
        let found = statements("if [ a ]; then set b=\"$c\"; else linux /x\nfi");
        let assigned = found.iter().find_map(Statement::assignment);
        assert!(assigned.is_some_and(|(name, _)| name == "b"));
        assert!(
            found
                .iter()
                .any(|one| one.command().is_some_and(|(name, _)| name == "linux"))
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[a-c'\"$\\\\{};#=\\n é]{0,80}") {
            let _ = statements(&text);
        }
    }
}
