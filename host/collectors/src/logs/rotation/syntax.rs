//! The text of a file of logrotate's, see logrotate(8): keywords, and names of files with keywords in braces.
//! Knows no file.

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A keyword outside of braces, with the rest of its line.
    Global(Directive),
    Stanza {
        line: u32,
        patterns: Vec<String>,
        directives: Vec<Directive>,
    },
    /// What logrotate does not understand there.
    Wrong { line: u32 },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) keyword: String,
    pub(super) value: String,
    pub(super) line: u32,
}

/// Scripts run to `endscript`.
const SCRIPTS: [&str; 5] = [
    "prerotate",
    "postrotate",
    "firstaction",
    "lastaction",
    "preremove",
];

/// Keywords with a value behind them, which is the rest of the line.
const VALUED: [&str; 26] = [
    "addextension",
    "compresscmd",
    "compressext",
    "compressoptions",
    "create",
    "createolddir",
    "dateformat",
    "extension",
    "include",
    "mail",
    "maxage",
    "maxsize",
    "minage",
    "minsize",
    "monthly",
    "olddir",
    "rotate",
    "shredcycles",
    "size",
    "start",
    "su",
    "tabooext",
    "taboopat",
    "uncompresscmd",
    "weekly",
    "yearly",
];

/// Keywords that stand alone.
const BARE: [&str; 34] = [
    "allowhardlink",
    "noallowhardlink",
    "compress",
    "nocompress",
    "copy",
    "nocopy",
    "copytruncate",
    "nocopytruncate",
    "daily",
    "dateext",
    "nodateext",
    "datehourago",
    "dateyesterday",
    "delaycompress",
    "nodelaycompress",
    "hourly",
    "ifempty",
    "notifempty",
    "ignoreduplicates",
    "mailfirst",
    "maillast",
    "missingok",
    "nomissingok",
    "nocreate",
    "nocreateolddir",
    "nomail",
    "noolddir",
    "nosharedscripts",
    "sharedscripts",
    "noshred",
    "shred",
    "renamecopy",
    "norenamecopy",
    "error",
];

/// Longer lists of files are cut: nobody writes them.
const MOST_PATTERNS: usize = 1_000;

/// The parts of a file in their order.
pub(super) fn items(text: &str) -> Vec<Item> {
    let mut reader = Reader {
        rest: text,
        line: 1,
    };
    let mut items = Vec::new();
    while let Some(next) = reader.next_item() {
        items.push(next);
    }
    items
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Reader<'a> {
    fn next_item(&mut self) -> Option<Item> {
        self.pass_blanks();
        let first = self.rest.chars().next()?;
        let line = self.line;
        if first.is_ascii_alphabetic() {
            return Some(match self.directive() {
                Some(directive) => Item::Global(directive),
                None => Item::Wrong { line },
            });
        }
        if !matches!(first, '/' | '"' | '\'' | '~') {
            self.take_line();
            return Some(Item::Wrong { line });
        }
        let Some(patterns) = self.patterns() else {
            self.rest = "";
            return Some(Item::Wrong { line });
        };
        let mut directives = Vec::new();
        let mut wrong = None;
        loop {
            self.pass_blanks();
            match self.rest.chars().next() {
                None => break,
                Some('}') => {
                    self.take(1);
                    break;
                }
                Some(letter) if letter.is_ascii_alphabetic() => {
                    let at = self.line;
                    match self.directive() {
                        Some(directive) => directives.push(directive),
                        // A line with an unknown word is left out, and nothing else.
                        None => wrong = wrong.or(Some(at)),
                    }
                }
                Some(_) => {
                    wrong = wrong.or(Some(self.line));
                    self.take_line();
                }
            }
        }
        if let Some(at) = wrong {
            directives.push(Directive {
                keyword: UNKNOWN.to_owned(),
                value: String::new(),
                line: at,
            });
        }
        Some(Item::Stanza {
            line,
            patterns,
            directives,
        })
    }

    /// Blanks, line ends and comments.
    fn pass_blanks(&mut self) {
        loop {
            match self.rest.chars().next() {
                Some('#') => {
                    self.take_line();
                }
                Some(blank) if blank.is_whitespace() => self.take(blank.len_utf8()),
                _ => return,
            }
        }
    }

    fn take(&mut self, length: usize) {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .unwrap_or((self.rest, ""));
        self.line = self.line.saturating_add(lines(taken));
        self.rest = rest;
    }

    /// What is left of the line.
    fn take_line(&mut self) -> &'a str {
        let length = self.rest.find('\n').unwrap_or(self.rest.len());
        let line = self.rest.get(..length).unwrap_or_default();
        self.take(length);
        line
    }

    /// A keyword with its value; none where it is not one of logrotate's.
    fn directive(&mut self) -> Option<Directive> {
        let line = self.line;
        let is_end = |c: char| !c.is_ascii_alphanumeric();
        let length = self.rest.find(is_end).unwrap_or(self.rest.len());
        let keyword = self.rest.get(..length).unwrap_or_default();
        self.take(length);
        let directive = |value: &str| {
            Some(Directive {
                keyword: keyword.to_owned(),
                value: value.trim().trim_start_matches('=').trim().to_owned(),
                line,
            })
        };
        if SCRIPTS.contains(&keyword) {
            self.take_line();
            while !self.rest.is_empty() {
                self.take(1);
                if self.take_line().trim() == "endscript" {
                    break;
                }
            }
            return directive("");
        }
        if VALUED.contains(&keyword) {
            // `weekly }`
            let end = self.rest.find(['\n', '}']).unwrap_or(self.rest.len());
            let value = self.rest.get(..end).unwrap_or_default();
            self.take(end);
            return directive(value);
        }
        if BARE.contains(&keyword) {
            return directive("");
        }
        self.take_line();
        None
    }

    /// Names of files up to `{`; none where something is wrong with them.
    fn patterns(&mut self) -> Option<Vec<String>> {
        let mut patterns = Vec::new();
        loop {
            self.pass_blanks();
            let first = self.rest.chars().next()?;
            match first {
                '{' => {
                    self.take(1);
                    return (!patterns.is_empty()).then_some(patterns);
                }
                '"' | '\'' => {
                    let inner = self.rest.get(1..)?;
                    let end = inner.find([first, '\n']).filter(|end| {
                        inner
                            .get(*end..)
                            .is_some_and(|rest| rest.starts_with(first))
                    })?;
                    patterns.push(inner.get(..end)?.to_owned());
                    self.take(end + 2);
                }
                _ => {
                    // A brace ends a name, wherever it stands.
                    let end = self.rest.find(|c: char| c.is_whitespace() || c == '{');
                    let end = end.unwrap_or(self.rest.len());
                    patterns.push(self.rest.get(..end)?.to_owned());
                    self.take(end);
                }
            }
            if patterns.len() > MOST_PATTERNS {
                return None;
            }
        }
    }
}

/// Stands for a line that was left out.
pub(super) const UNKNOWN: &str = "";

fn lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_has_keywords_and_stanzas() {
        let text = "# a\nweekly\nrotate 4\ninclude /etc/logrotate.d\n\"/var/log/a b.log\" /var/log/c*.log\n/var/log/d {\n\
                    \tsize=10M # not a comment\n  missingok\n  postrotate\n    echo } hi {\n  endscript\n  bogus 1\n}\n/x { daily }\n";
        let items = items(text);
        let short: Vec<String> = items
            .iter()
            .map(|item| match item {
                Item::Global(one) => format!("{}:{}={}", one.line, one.keyword, one.value),
                Item::Stanza {
                    line,
                    patterns,
                    directives,
                } => {
                    let words: Vec<&str> =
                        directives.iter().map(|one| one.keyword.as_str()).collect();
                    format!("{line}:{} [{}]", patterns.join("|"), words.join(" "))
                }
                Item::Wrong { line } => format!("{line}!"),
            })
            .collect();
        assert_eq!(
            short,
            [
                "2:weekly=",
                "3:rotate=4",
                "4:include=/etc/logrotate.d",
                "5:/var/log/a b.log|/var/log/c*.log|/var/log/d [size missingok postrotate ]",
                "14:/x [daily]",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "(?s)([a-z/{}\"' \n#~]|daily|size 1|postrotate\n|endscript\n){0,60}") {
            let _ = items(&text);
        }
    }
}
