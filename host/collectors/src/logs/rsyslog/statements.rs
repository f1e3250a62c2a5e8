//! The statements of rsyslog's configuration in their order: objects such as `action(…)`, directives such as
//! `$FileCreateMode`, and what the lines of old have for an action. Filters are not looked at. Pure.

use std::collections::BTreeMap;

/// Objects whose parameters matter.
const OBJECTS: [&str; 6] = ["action", "global", "include", "input", "module", "ruleset"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// Counted from 1.
    pub(super) line: u32,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Its name and its parameters, all names in small letters.
    Object(String, BTreeMap<String, String>),
    /// Its name in small letters, and what stands behind it.
    Directive(String, String),
    /// What is done with messages, as the lines of old have it.
    Action(String),
    /// An object that does not end.
    Open,
}

/// The statements of a text.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let mut scanner = Scanner {
        rest: text,
        line: 1,
        found: Vec::new(),
        plain: String::new(),
        plain_line: 1,
    };
    scanner.scan();
    scanner.end_line();
    scanner.found
}

struct Scanner<'a> {
    rest: &'a str,
    line: u32,
    found: Vec<Statement>,
    /// What of a line is in no object.
    plain: String,
    plain_line: u32,
}

impl Scanner<'_> {
    fn scan(&mut self) {
        while let Some(character) = self.rest.chars().next() {
            match character {
                '\n' => {
                    self.next();
                    self.end_line();
                }
                '\\' if self.rest.starts_with("\\\n") => {
                    self.next();
                    self.next();
                    self.plain.push(' ');
                }
                '#' if self.plain.is_empty() || self.plain.ends_with([' ', '\t', '}', '{']) => {
                    self.skip_to_end_of_line();
                }
                '/' if self.rest.starts_with("/*") && !is_in_path(&self.plain) => {
                    self.skip_comment();
                }
                '"' | '\'' => {
                    let start = self.line;
                    let quoted = self.quoted();
                    // Filters have quotation marks, and a directive for a name; what is in them is no action.
                    if self.plain.trim_start().starts_with('$') {
                        self.plain.push_str(&quoted);
                    } else {
                        self.plain.push('"');
                    }
                    if self.plain.is_empty() {
                        self.plain_line = start;
                    }
                }
                _ if self.object() => {}
                _ => {
                    if self.plain.is_empty() {
                        self.plain_line = self.line;
                    }
                    self.plain.push(character);
                    self.next();
                }
            }
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

    fn skip_to_end_of_line(&mut self) {
        let end = self.rest.find('\n').unwrap_or(self.rest.len());
        self.rest = self.rest.get(end..).unwrap_or_default();
    }

    fn skip_comment(&mut self) {
        let end = self.rest.find("*/").map_or(self.rest.len(), |at| at + 2);
        for _ in 0..self.rest.get(..end).unwrap_or_default().chars().count() {
            self.next();
        }
    }

    /// What is between two quotation marks, of which the first comes next.
    fn quoted(&mut self) -> String {
        let quote = self.next();
        let mut inside = String::new();
        while let Some(character) = self.next() {
            if Some(character) == quote {
                break;
            }
            if character == '\\' {
                inside.extend(self.next());
            } else {
                inside.push(character);
            }
        }
        inside
    }

    /// Reads an object, where one begins here.
    fn object(&mut self) -> bool {
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '!' | '.');
        if self.plain.ends_with(is_of_word) {
            return false;
        }
        let word: String = self
            .rest
            .chars()
            .take_while(|c| c.is_ascii_alphabetic())
            .take(10)
            .collect();
        let name = word.to_ascii_lowercase();
        let after = self.rest.get(word.len()..).unwrap_or_default();
        let is_object = OBJECTS.contains(&name.as_str())
            && after.trim_start_matches([' ', '\t']).starts_with('(');
        if !is_object {
            return false;
        }
        let line = self.line;
        // What stands before it on the line is its filter.
        while self.next() != Some('(') {
            if self.rest.is_empty() {
                return true;
            }
        }
        let what = match self.parameters() {
            Some(parameters) => What::Object(name, parameters),
            None => What::Open,
        };
        self.found.push(Statement { line, what });
        true
    }

    /// The parameters up to the closing bracket; none where there is none.
    fn parameters(&mut self) -> Option<BTreeMap<String, String>> {
        let mut parameters = BTreeMap::new();
        let mut name = String::new();
        loop {
            match self.rest.chars().next()? {
                ')' => {
                    self.next();
                    return Some(parameters);
                }
                '"' | '\'' => {
                    let value = self.quoted();
                    let key = name.trim().trim_end_matches('=').trim();
                    parameters.insert(key.to_ascii_lowercase(), value);
                    name.clear();
                }
                '#' => self.skip_to_end_of_line(),
                '/' if self.rest.starts_with("/*") => self.skip_comment(),
                other => {
                    if !other.is_whitespace() {
                        name.push(other);
                    }
                    // Brackets of a list of values mean nothing here.
                    if matches!(other, '[' | ']' | ',') {
                        name.pop();
                    }
                    self.next();
                }
            }
        }
    }

    fn end_line(&mut self) {
        let plain = std::mem::take(&mut self.plain);
        let line = self.plain_line;
        let text = plain.trim();
        if let Some(directive) = text.strip_prefix('$') {
            let (name, value) = directive.split_once([' ', '\t']).unwrap_or((directive, ""));
            self.found.push(Statement {
                line,
                what: What::Directive(name.to_ascii_lowercase(), value.trim().to_owned()),
            });
            return;
        }
        // The first word says which messages, and of an expression `then` ends that.
        let mut words = text.split_whitespace();
        if words.next().is_none() {
            return;
        }
        for word in words {
            let word = word.trim_matches(['{', '}']);
            let target = word.strip_prefix('-').unwrap_or(word);
            if target.len() > 1 && target.starts_with(['/', '@', '?']) {
                let action = target.split(';').next().unwrap_or(target);
                self.found.push(Statement {
                    line,
                    what: What::Action(action.to_owned()),
                });
            }
        }
    }
}

/// Whether a path is being read, as in `/var/log/*`, so that no comment begins.
fn is_in_path(plain: &str) -> bool {
    plain
        .rsplit([' ', '\t'])
        .next()
        .is_some_and(|word| word.contains('/'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(text: &str) -> Vec<String> {
        statements(text)
            .into_iter()
            .map(|statement| {
                let what = match statement.what {
                    What::Object(name, parameters) => format!("{name} {parameters:?}"),
                    What::Directive(name, value) => format!("${name} {value}"),
                    What::Action(target) => target,
                    What::Open => "open".to_owned(),
                };
                format!("{}: {what}", statement.line)
            })
            .collect()
    }

    #[test]
    fn both_languages_are_read() {
        let text = "\
# comment
module(load=\"imuxsock\") # provides
$FileCreateMode 0640
$IncludeConfig /etc/rsyslog.d/*.conf
auth,authpriv.*  /var/log/auth.log
*.*;auth.none\t-/var/log/syslog;Short # x
*.* @@(o)logs.example:514
:msg, contains, \"/not/a/file\" ?Dynamic
& stop
if $programname == 'x' then {
    action(type=\"omfile\" # which
        File=\"/var/log/x.log\")
    stop
}
/* action(type=\"omfile\") */
include( file=\"/etc/x.conf\" mode='optional')
";
        assert_eq!(
            told(text),
            [
                "2: module {\"load\": \"imuxsock\"}",
                "3: $filecreatemode 0640",
                "4: $includeconfig /etc/rsyslog.d/*.conf",
                "5: /var/log/auth.log",
                "6: /var/log/syslog",
                "7: @@(o)logs.example:514",
                "8: ?Dynamic",
                "11: action {\"file\": \"/var/log/x.log\", \"type\": \"omfile\"}",
                "16: include {\"file\": \"/etc/x.conf\", \"mode\": \"optional\"}",
            ]
        );
    }

    #[test]
    fn an_object_that_does_not_end_is_told() {
        assert_eq!(told("action(type=\"omfile\"\n"), ["1: open"]);
    }

    proptest! {
        #[test]
        fn any_text_has_statements(text in "(?s)(action|\\(|\\)|\"|'|#|/\\*|\\*/|\\$|@|\\\\|\n| |a|.){0,40}") {
            let lines = text.lines().count();
            for statement in statements(&text) {
                prop_assert!(statement.line as usize <= lines + 1);
            }
        }
    }
}
