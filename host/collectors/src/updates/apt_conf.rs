//! The syntax of apt's configuration, see apt.conf(5): `A::B "value";` and `A { B "value"; };`, in which a quoted text
//! has no escapes. Values of other keys than those that are asked for are read and forgotten.

use std::collections::BTreeMap;

use muster_facts::Source;

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// apt refuses this line, and with it everything.
    Syntax(u32),
    /// This line includes another file.
    Include(u32),
}

/// The values of all keys, by the key in lower case.
#[derive(Debug, Default)]
pub(crate) struct AptConf(BTreeMap<String, (String, Source)>);

/// More than any file has; apt itself has no limit.
const DEEPEST: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Text(String, u32),
    Open,
    Close,
    End,
}

impl AptConf {
    /// Adds what one file says, over what those before it say.
    pub(super) fn add(&mut self, file: &str, text: &str) -> Result<(), Problem> {
        let mut scopes: Vec<String> = Vec::new();
        let mut words: Vec<(String, u32)> = Vec::new();
        for token in tokens(text)? {
            match token {
                Token::Text(word, line) => {
                    if words.len() == 2 {
                        return Err(Problem::Syntax(line));
                    }
                    words.push((word, line));
                }
                Token::Open => {
                    let name = words
                        .first()
                        .map(|(name, _)| name.clone())
                        .unwrap_or_default();
                    let line = words.first().map_or(1, |(_, line)| *line);
                    self.statement(file, &scopes, &words)?;
                    words.clear();
                    if scopes.len() == DEEPEST {
                        return Err(Problem::Syntax(line));
                    }
                    scopes.push(name);
                }
                Token::End => {
                    self.statement(file, &scopes, &words)?;
                    words.clear();
                }
                Token::Close => {
                    self.statement(file, &scopes, &words)?;
                    words.clear();
                    scopes.pop();
                }
            }
        }
        match words.first() {
            Some((_, line)) => Err(Problem::Syntax(*line)),
            None => Ok(()),
        }
    }

    fn statement(
        &mut self,
        file: &str,
        scopes: &[String],
        words: &[(String, u32)],
    ) -> Result<(), Problem> {
        let (name, line) = match words.first() {
            Some((name, line)) => (name.as_str(), *line),
            None => return Ok(()),
        };
        match (name, words.get(1)) {
            ("#include", _) => Err(Problem::Include(line)),
            ("#clear", Some((cleared, _))) => {
                let cleared = cleared.to_ascii_lowercase();
                let below = format!("{cleared}::");
                self.0
                    .retain(|key, _| *key != cleared && !key.starts_with(&below));
                Ok(())
            }
            ("#clear", None) => Err(Problem::Syntax(line)),
            (_, Some((value, line))) => {
                let path: Vec<&str> = scopes
                    .iter()
                    .map(String::as_str)
                    .chain([name])
                    .filter(|part| !part.is_empty())
                    .collect();
                let key = path.join("::").to_ascii_lowercase();
                self.0
                    .insert(key, (value.clone(), Source::line(file, *line)));
                Ok(())
            }
            // An item of a list, or a name without a value.
            (_, None) => Ok(()),
        }
    }

    /// The value of a key in lower case, and the line that sets it.
    pub(crate) fn value(&self, key: &str) -> Option<(&str, &Source)> {
        self.0
            .get(key)
            .map(|(value, source)| (value.as_str(), source))
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1_u32;
    while let Some(first) = rest.chars().next() {
        if first == '\n' {
            line = line.saturating_add(1);
        }
        let length = match first {
            '"' => {
                let inside = rest.get(1..).unwrap_or_default();
                let end = inside.find('"').ok_or(Problem::Syntax(line))?;
                let quoted = inside.get(..end).unwrap_or_default();
                tokens.push(Token::Text(quoted.to_owned(), line));
                line = line.saturating_add(lines(quoted));
                end + 2
            }
            '{' => {
                tokens.push(Token::Open);
                1
            }
            '}' => {
                tokens.push(Token::Close);
                1
            }
            ';' => {
                tokens.push(Token::End);
                1
            }
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                line = line.saturating_add(lines(rest.get(..end).unwrap_or_default()));
                end
            }
            '/' if rest.starts_with("//") => to_end_of_line(rest),
            '#' if !rest.starts_with("#clear") && !rest.starts_with("#include") => {
                to_end_of_line(rest)
            }
            space if space.is_ascii_whitespace() => 1,
            other => {
                // `#` begins a comment anywhere; of these two it is part of the word.
                let skip = other.len_utf8();
                let is_end = |c: char| c.is_ascii_whitespace() || "\"{};#".contains(c);
                let after = rest.get(skip..).unwrap_or_default();
                let mut end = after.find(is_end).map_or(rest.len(), |end| end + skip);
                if let Some(comment) = rest.get(..end).and_then(|word| word.find("//")) {
                    end = comment.max(skip);
                }
                let word = rest.get(..end).unwrap_or_default();
                tokens.push(Token::Text(word.to_owned(), line));
                end
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(tokens)
}

fn to_end_of_line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

fn lines(text: &str) -> u32 {
    let count = text.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str, key: &str) -> Option<(String, Option<u32>)> {
        let mut conf = AptConf::default();
        conf.add("a", text).unwrap();
        let (value, source) = conf.value(key)?;
        Some((value.to_owned(), source.line))
    }

    #[test]
    fn keys_are_written_whole_or_in_braces() {
        for text in [
            "A::B \"1\";",
            "a::b 1;",
            "A { B \"1\"; };",
            "A { // c \"\n B \"1\"; }",
            "/* x \" */ A::B \"1\"; # \"",
            "A::B \"0\"; A::B \"1\"; A::C \"2\";",
            "DPkg::Post-Invoke { \"echo // { ; #\"; }; A::B \"1\";",
        ] {
            let found = value(text, "a::b").map(|(value, _)| value);
            assert_eq!(found.as_deref(), Some("1"), "{text}");
        }
        assert_eq!(
            value("\n\nA {\nB\n\"1\";\n};", "a::b"),
            Some(("1".to_owned(), Some(5)))
        );
    }

    #[test]
    fn a_value_can_be_taken_back() {
        assert_eq!(value("A::B \"1\"; #clear A;", "a::b"), None);
        assert_eq!(value("A::B \"1\"; #clear A::C;\n", "a::b").unwrap().0, "1");
        assert_eq!(value("// A::B \"1\";\n", "a::b"), None);
    }

    #[test]
    fn what_apt_refuses_is_a_problem() {
        for (text, problem) in [
            ("A::B \"1", Problem::Syntax(1)),
            ("A::B \"1\"\nA::C \"2\";", Problem::Syntax(2)),
            ("A \"1\"", Problem::Syntax(1)),
            ("A B C;", Problem::Syntax(1)),
            ("\n#include \"/etc/a\";", Problem::Include(2)),
        ] {
            assert_eq!(AptConf::default().add("a", text), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[\"{};#/*:A-Ca-c\\n é]{0,80}") {
            let _ = AptConf::default().add("a", &text);
        }
    }
}
