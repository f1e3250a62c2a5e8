//! Git's own configuration files (git-config(1), "Syntax"). Pure.

/// A value of a configuration file.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// In small letters.
    pub(super) section: String,
    /// What is in quotes behind the section.
    pub(super) subsection: Option<String>,
    /// In small letters.
    pub(super) key: String,
    /// `true` where nothing is written.
    pub(super) value: String,
    /// Where it begins, counted from 1.
    pub(super) line: u32,
}

/// A line that git would refuse.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadLine(pub(super) u32);

/// The values of a file, in their order.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, BadLine> {
    let mut reader = Reader {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        line: 1,
    };
    let mut header: Option<(String, Option<String>)> = None;
    let mut entries = Vec::new();
    while let Some(next) = reader.peek() {
        match next {
            '#' | ';' => reader.skip_line(),
            '[' => {
                let bad = BadLine(reader.line);
                header = Some(reader.header().ok_or(bad)?);
            }
            next if next.is_whitespace() => {
                reader.take();
            }
            _ => {
                let line = reader.line;
                let (key, value) = reader.entry().ok_or(BadLine(line))?;
                let (section, subsection) = header.clone().ok_or(BadLine(line))?;
                entries.push(Entry {
                    section,
                    subsection,
                    key,
                    value,
                    line,
                });
            }
        }
    }
    Ok(entries)
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let mut rest = self.rest.chars();
        let mut next = rest.next()?;
        // A line may end as on Windows.
        if next == '\r' && rest.as_str().starts_with('\n') {
            next = rest.next()?;
        }
        self.rest = rest.as_str();
        self.line += u32::from(next == '\n');
        Some(next)
    }

    fn skip_line(&mut self) {
        while self.take().is_some_and(|next| next != '\n') {}
    }

    /// `[section]`, `[section "sub section"]` or, of old, `[section.subsection]`.
    fn header(&mut self) -> Option<(String, Option<String>)> {
        self.take();
        let mut section = String::new();
        loop {
            match self.take()? {
                ']' => {
                    return Some(match section.split_once('.') {
                        Some((section, subsection)) => {
                            (section.to_owned(), Some(subsection.to_owned()))
                        }
                        None => (section, None),
                    });
                }
                ' ' | '\t' => break,
                next if next.is_ascii_alphanumeric() || next == '-' || next == '.' => {
                    section.push(next.to_ascii_lowercase());
                }
                _ => return None,
            }
        }
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.take();
        }
        if self.take()? != '"' {
            return None;
        }
        let mut subsection = String::new();
        loop {
            match self.take()? {
                '\n' => return None,
                '"' => break,
                '\\' => subsection.push(self.take().filter(|next| *next != '\n')?),
                next => subsection.push(next),
            }
        }
        (self.take()? == ']').then_some((section, Some(subsection)))
    }

    fn entry(&mut self) -> Option<(String, String)> {
        let mut key = String::new();
        while let Some(next) = self
            .peek()
            .filter(|next| next.is_ascii_alphanumeric() || *next == '-')
        {
            key.push(next.to_ascii_lowercase());
            self.take();
        }
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.take();
        }
        let begins_with_letter = key.starts_with(|first: char| first.is_ascii_alphabetic());
        match self.peek() {
            _ if !begins_with_letter => None,
            Some('=') => {
                self.take();
                Some((key, self.value()?))
            }
            None | Some('\n' | '\r') => Some((key, "true".to_owned())),
            Some('#' | ';') => {
                self.skip_line();
                Some((key, "true".to_owned()))
            }
            Some(_) => None,
        }
    }

    /// What is behind an equals sign.
    fn value(&mut self) -> Option<String> {
        let mut value = String::new();
        // Of the value without the space behind it.
        let mut length = 0;
        let mut quoted = false;
        loop {
            match self.take() {
                None | Some('\n') if quoted => return None,
                None | Some('\n') => break,
                Some('"') => {
                    quoted = !quoted;
                    length = value.len();
                }
                Some('\\') => {
                    match self.take()? {
                        '\n' => continue,
                        'n' => value.push('\n'),
                        't' => value.push('\t'),
                        'b' => value.push('\u{8}'),
                        next @ ('"' | '\\') => value.push(next),
                        _ => return None,
                    }
                    length = value.len();
                }
                Some('#' | ';') if !quoted => {
                    self.skip_line();
                    break;
                }
                Some(next) if !quoted && next.is_whitespace() => {
                    if !value.is_empty() {
                        value.push(next);
                    }
                }
                Some(next) => {
                    value.push(next);
                    length = value.len();
                }
            }
        }
        value.truncate(length);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let entries = entries(text).unwrap().into_iter();
        entries
            .map(|entry| {
                let subsection = entry.subsection.map(|name| format!("({name})"));
                format!(
                    "{}:{}{}.{}={}",
                    entry.line,
                    entry.section,
                    subsection.unwrap_or_default(),
                    entry.key,
                    entry.value
                )
            })
            .collect()
    }

    #[test]
    fn values_are_read_as_git_reads_them() {
        let text = "# comment\n[core]\n\tbare = false ; no\n  FileMode\n[remote \"Ori\\\"gin\"]\n\turl = \"https://a b#c\" \\\n  d \r\n\
                    [Branch.Main] remote = a\\tb\n";
        assert_eq!(
            texts(text),
            [
                "3:core.bare=false",
                "4:core.filemode=true",
                "6:remote(Ori\"gin).url=https://a b#c   d",
                "8:branch(main).remote=a\tb",
            ]
        );
    }

    #[test]
    fn what_git_refuses_is_refused() {
        for (text, line) in [
            ("a = b\n", 1),
            ("[core]\n\n1a = b\n", 3),
            ("[core\n", 1),
            ("[core]\na = \"b\n", 2),
            ("[core]\na = \\q\n", 2),
            ("[core]\na b\n", 2),
        ] {
            assert_eq!(entries(text).err(), Some(BadLine(line)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_input_breaks_it(text in "[\\[\\]\"=a \\n\\\\.#]{0,60}") {
            let _ = entries(&text);
        }
    }
}
