//! The words and operators of a script of the shell, see the Shell Command Language of POSIX. Pure.

/// More than any profile has.
const MOST_TOKENS: usize = 200_000;

/// Expansions inside of each other.
const DEEPEST_EXPANSION: usize = 10;

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// The value of a variable.
    Variable(String),
    /// The value of a variable, or these where it is not set.
    Or(String, Vec<Part>),
    /// What a command prints.
    Command(String),
    /// What is worked out otherwise.
    Unknown,
}

/// A word, in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) parts: Vec<Part>,
    /// Whether some of it was in quotation marks, so that it is not a word of the language.
    pub(super) quoted: bool,
    /// Counted from 1.
    pub(super) line: u32,
}

impl Word {
    /// The text of a word that has nothing else.
    pub(super) fn text(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text, where it may be a word of the language.
    pub(super) fn keyword(&self) -> Option<&str> {
        self.text().filter(|_| !self.quoted)
    }

    fn push(&mut self, character: char) {
        if let Some(Part::Text(text)) = self.parts.last_mut() {
            text.push(character);
        } else {
            self.parts.push(Part::Text(character.to_string()));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// `;` and the end of a line are the same.
    End,
    And,
    Or,
    Pipe,
    Open,
    Close,
    /// `;;` of a `case`.
    CaseEnd,
}

/// The tokens of a text; none where there are too many.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut lexer = Lexer {
        rest: text,
        line: 1,
        word: None,
        found: Vec::new(),
        documents: Vec::new(),
        depth: 0,
    };
    while !lexer.rest.is_empty() {
        if lexer.found.len() > MOST_TOKENS {
            return None;
        }
        lexer.step();
    }
    lexer.end_word();
    lexer.found.push(Token::End);
    Some(lexer.found)
}

struct Lexer<'a> {
    rest: &'a str,
    line: u32,
    word: Option<Word>,
    found: Vec<Token>,
    /// The ends of the texts that begin with the next line (`<<`).
    documents: Vec<String>,
    /// How many expansions it is in.
    depth: usize,
}

impl Lexer<'_> {
    fn step(&mut self) {
        let Some(character) = self.next() else {
            return;
        };
        match character {
            ' ' | '\t' | '\r' => self.end_word(),
            '\n' => {
                self.operator(Token::End);
                self.skip_documents();
            }
            '#' if self.word.is_none() => {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.rest = self.rest.get(end..).unwrap_or_default();
            }
            ';' if self.take(";") => {
                // Bash has two more of its kind.
                self.take("&");
                self.operator(Token::CaseEnd);
            }
            ';' => self.operator(Token::End),
            '&' if self.take("&") => self.operator(Token::And),
            // `&>` redirects.
            '&' if self.rest.starts_with('>') => {}
            '&' => self.operator(Token::End),
            '|' if self.take("|") => self.operator(Token::Or),
            '|' => self.operator(Token::Pipe),
            '(' => self.operator(Token::Open),
            ')' => self.operator(Token::Close),
            '<' | '>' => self.redirection(character),
            '\'' => self.single_quoted(),
            '"' => self.double_quoted(),
            '\\' => match self.next() {
                Some('\n') | None => {}
                Some(escaped) => {
                    let word = self.open_word();
                    word.quoted = true;
                    word.push(escaped);
                }
            },
            '$' | '`' => self.expansion(character),
            '~' if self.word.is_none() && !self.rest.starts_with(|c: char| c.is_alphanumeric()) => {
                let home = Part::Variable("HOME".to_owned());
                self.open_word().parts.push(home);
            }
            other => self.open_word().push(other),
        }
    }

    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = self.rest.get(character.len_utf8()..).unwrap_or_default();
        if character == '\n' {
            self.line = self.line.saturating_add(1);
        }
        Some(character)
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn open_word(&mut self) -> &mut Word {
        let line = self.line;
        self.word.get_or_insert_with(|| Word {
            line,
            ..Word::default()
        })
    }

    fn end_word(&mut self) {
        self.found.extend(self.word.take().map(Token::Word));
    }

    fn operator(&mut self, token: Token) {
        self.end_word();
        self.found.push(token);
    }

    /// Leaves out the operator, the number before it and the word after it.
    fn redirection(&mut self, first: char) {
        let is_number = |word: &Word| {
            let text = word.text().unwrap_or("x");
            text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if self.word.as_ref().is_some_and(is_number) {
            self.word = None;
        }
        self.end_word();
        let is_document = first == '<' && self.take("<") && !self.take("<");
        if is_document {
            self.take("-");
        }
        while self.rest.starts_with(['>', '&', '|', '<']) {
            self.next();
        }
        while self.rest.starts_with([' ', '\t']) {
            self.next();
        }
        // The word that follows is read like any, and forgotten.
        let count = self.found.len();
        let is_end =
            |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\n', ';', '&', '|', ')']);
        while !is_end(self.rest) {
            self.step();
        }
        let word = self.word.take();
        self.found.truncate(count);
        if is_document && let Some(end) = word.as_ref().and_then(Word::text) {
            self.documents.push(end.to_owned());
        }
    }

    fn skip_documents(&mut self) {
        for end in std::mem::take(&mut self.documents) {
            while !self.rest.is_empty() {
                let length = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
                let (line, rest) = self.rest.split_at(length);
                self.rest = rest;
                self.line = self.line.saturating_add(1);
                if line.trim() == end {
                    break;
                }
            }
        }
    }

    fn single_quoted(&mut self) {
        self.open_word().quoted = true;
        self.open_text();
        while let Some(character) = self.next() {
            if character == '\'' {
                break;
            }
            self.open_word().push(character);
        }
    }

    fn double_quoted(&mut self) {
        self.open_word().quoted = true;
        self.open_text();
        while let Some(character) = self.next() {
            match character {
                '"' => break,
                '\\' => match self.next() {
                    Some('\n') | None => {}
                    Some(escaped @ ('"' | '\\' | '$' | '`')) => self.open_word().push(escaped),
                    Some(other) => {
                        self.open_word().push('\\');
                        self.open_word().push(other);
                    }
                },
                '$' | '`' => self.expansion(character),
                other => self.open_word().push(other),
            }
        }
    }

    /// An empty text in quotation marks is a word as well.
    fn open_text(&mut self) {
        let word = self.open_word();
        if word.parts.is_empty() {
            word.parts.push(Part::Text(String::new()));
        }
    }

    fn expansion(&mut self, first: char) {
        let part = if first == '`' {
            Part::Command(self.until('`'))
        } else if self.rest.starts_with("((") {
            self.balanced('(', ')');
            Part::Unknown
        } else if self.rest.starts_with('(') {
            let inside = self.balanced('(', ')');
            Part::Command(inside)
        } else if self.rest.starts_with('{') {
            let inside = self.balanced('{', '}');
            let end = inside
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(inside.len());
            let (name, operator) = inside.split_at(end);
            let operator = operator.strip_prefix(':').unwrap_or(operator);
            match operator.chars().next() {
                None if is_name(name) => Part::Variable(name.to_owned()),
                Some('-') if is_name(name) => {
                    let default = operator.get(1..).unwrap_or_default();
                    Part::Or(name.to_owned(), self.parts(default))
                }
                // The list is always set.
                Some('+') if name == "PATH" => {
                    let inner = self.parts(operator.get(1..).unwrap_or_default());
                    self.open_word().parts.extend(inner);
                    return;
                }
                Some(_) | None => Part::Unknown,
            }
        } else {
            let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = self
                .rest
                .find(|c: char| !is_of_name(c))
                .unwrap_or(self.rest.len());
            if end > 0 {
                let (name, rest) = self.rest.split_at(end);
                self.rest = rest;
                Part::Variable(name.to_owned())
            } else if self.take("-") {
                Part::Variable("-".to_owned())
            } else {
                // One letter, such as `$?`.
                if self.rest.starts_with(['?', '#', '@', '*', '$', '!']) {
                    self.next();
                }
                Part::Unknown
            }
        };
        self.open_word().parts.push(part);
    }

    /// The parts of a text inside of an expansion, as deep as scripts go.
    fn parts(&self, text: &str) -> Vec<Part> {
        if self.depth > DEEPEST_EXPANSION {
            return vec![Part::Unknown];
        }
        let mut inner = Lexer {
            rest: text,
            line: self.line,
            word: None,
            found: Vec::new(),
            documents: Vec::new(),
            depth: self.depth + 1,
        };
        inner.double_quoted();
        inner.word.map(|word| word.parts).unwrap_or_default()
    }

    fn until(&mut self, end: char) -> String {
        let mut inside = String::new();
        while let Some(character) = self.next() {
            if character == end {
                break;
            }
            inside.push(character);
        }
        inside
    }

    /// What is between two brackets, of which the first comes next.
    fn balanced(&mut self, open: char, close: char) -> String {
        let mut inside = String::new();
        let mut depth = 0_u32;
        while let Some(character) = self.next() {
            if character == open {
                depth = depth.saturating_add(1);
                if depth == 1 {
                    continue;
                }
            } else if character == close {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            inside.push(character);
        }
        inside
    }
}

/// Whether a text can be the name of a variable.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> String {
        let tell = |token: &Token| match token {
            Token::Word(word) => {
                let parts: Vec<String> = word
                    .parts
                    .iter()
                    .map(|part| match part {
                        Part::Text(text) => text.clone(),
                        Part::Variable(name) => format!("<{name}>"),
                        Part::Or(name, parts) => format!("<{name}|{}>", parts.len()),
                        Part::Command(text) => format!("({text})"),
                        Part::Unknown => "?".to_owned(),
                    })
                    .collect();
                parts.concat()
            }
            Token::End => ";".to_owned(),
            Token::And => "&&".to_owned(),
            Token::Or => "||".to_owned(),
            Token::Pipe => "|".to_owned(),
            Token::Open => "(".to_owned(),
            Token::Close => ")".to_owned(),
            Token::CaseEnd => ";;".to_owned(),
        };
        let found: Vec<String> = tokens(text).unwrap().iter().map(tell).collect();
        found.join(" ")
    }

    #[test]
    fn words_and_operators_are_told_apart() {
        for (text, expected) in [
            ("umask 027 # x\n", "umask 027 ; ;"),
            ("a=\"b $c\"'$d' && . ~/.x", "a=b <c>$d && . <HOME>/.x ;"),
            ("[ \"`id -u`\" -eq 0 ]||x", "[ (id -u) -eq 0 ] || x ;"),
            ("x 2>/dev/null >&2 &>f; y", "x ; y ;"),
            ("cat <<EOF\numask 0\nEOF\ny", "cat ; y ;"),
            ("${a-} ${b:-x$c} ${c#x} $- $?", "<a|1> <b|2> ? <-> ? ;"),
            ("f() { a; }", "f ( ) { a ; } ;"),
            ("case x in a) b ;; esac", "case x in a ) b ;; esac ;"),
            ("a \\\n b $((1+2)) \"\"", "a b ?  ;"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_tokens(text in "(?s)(\\$|\\{|\\}|\\(|\\)|`|\"|'|<<|>|&|\\||;|\n|#|~|\\\\|a|.){0,40}") {
            prop_assert!(tokens(&text).is_some());
        }
    }
}
