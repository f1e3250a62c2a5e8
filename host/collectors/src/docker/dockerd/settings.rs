//! `daemon.json`: its settings, and the line of each. Pure.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// What a settings file says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) values: Map<String, Value>,
    /// Lines of the values, by their paths: `hosts`, `hosts/0`, `log-opts/max-size`.
    lines: HashMap<String, u32>,
}

impl Settings {
    /// Reads the text of the file as dockerd does: an empty one says nothing.
    ///
    /// # Errors
    /// With the line and what is wrong there, without any text of the file.
    pub(super) fn parse(text: &str) -> Result<Self, (u32, &'static str)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_str(text) {
            Ok(Value::Object(values)) => Ok(Self {
                values,
                lines: lines(text),
            }),
            Ok(_) => Err((1, "is not a JSON object")),
            Err(error) => Err((
                u32::try_from(error.line()).unwrap_or(u32::MAX).max(1),
                "is not JSON",
            )),
        }
    }

    /// The line of a value, by its path.
    pub(crate) fn line(&self, path: &str) -> Option<u32> {
        self.lines.get(path).copied()
    }
}

/// Where in the document a scan is.
enum Level {
    /// In an object, behind this key.
    Object(Option<String>),
    /// In a list, at this place.
    List(usize),
}

impl Level {
    fn name(&self) -> Option<String> {
        match self {
            Self::Object(key) => key.clone(),
            Self::List(place) => Some(place.to_string()),
        }
    }
}

/// The lines of the values in the two uppermost levels of a document that is known to be JSON.
fn lines(text: &str) -> HashMap<String, u32> {
    let mut found = HashMap::new();
    let mut levels: Vec<Level> = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '"' => quoted(rest),
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        rest = after;
        match character {
            '\n' => line += 1,
            ',' => match levels.last_mut() {
                Some(Level::Object(key)) => *key = None,
                Some(Level::List(place)) => *place += 1,
                None => {}
            },
            '}' | ']' => {
                levels.pop();
            }
            ':' => {}
            '"' if matches!(levels.last(), Some(Level::Object(None))) => {
                if let Some(Level::Object(key)) = levels.last_mut() {
                    *key = Some(serde_json::from_str(token).unwrap_or_default());
                }
                note(&mut found, &levels, line);
            }
            other if other.is_whitespace() => {}
            other => {
                note(&mut found, &levels, line);
                match other {
                    '{' => levels.push(Level::Object(None)),
                    '[' => levels.push(Level::List(0)),
                    _ => {}
                }
            }
        }
    }
    found
}

/// Bytes of a text in quotes at the start.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The last of several keys of one name counts.
fn note(found: &mut HashMap<String, u32>, levels: &[Level], line: u32) {
    let names: Option<Vec<String>> = levels.iter().map(Level::name).collect();
    if let Some(names) = names.filter(|names| (1..=2).contains(&names.len())) {
        found.insert(names.join("/"), line);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_value_has_its_line() {
        let text = "{\n  \"hosts\": [\"fd://\",\n    \"tcp://a\"],\n \"log\\u002dopts\": {\n \"max-size\":\n \"1m\"},\n\"iptables\": false}";
        let settings = Settings::parse(text).unwrap();
        let line = |path| settings.line(path);
        assert_eq!(line("hosts"), Some(2));
        assert_eq!(line("hosts/0"), Some(2));
        assert_eq!(line("hosts/1"), Some(3));
        assert_eq!(line("log-opts"), Some(4));
        assert_eq!(line("log-opts/max-size"), Some(6));
        assert_eq!(line("iptables"), Some(7));
        assert_eq!(line("nothing"), None);
    }

    #[test]
    fn what_is_not_an_object_is_told_by_its_line() {
        assert_eq!(Settings::parse("{\n\"a\": }").unwrap_err().0, 2);
        assert_eq!(
            Settings::parse("[]").unwrap_err(),
            (1, "is not a JSON object")
        );
        assert!(Settings::parse(" \n").unwrap().values.is_empty());
        assert!(Settings::parse("\u{feff}{}").unwrap().values.is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\{\\}\\[\\]\",:\\\\a \n]{0,40}") {
            let _ = Settings::parse(&text);
            let _ = lines(&text);
        }
    }
}
