//! `{$NAME}` and `{$NAME:default}`, which Caddy replaces before it reads anything else
//! (<https://caddyserver.com/docs/caddyfile/concepts#environment-variables>).

use std::collections::BTreeMap;

use super::tokens::UNKNOWN;

/// What is known of the environment of Caddy.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables {
    /// None for one whose value is not known, or may not be shown.
    values: BTreeMap<String, Option<String>>,
    /// Whether a name that is not there is not set either.
    is_whole: bool,
}

impl Variables {
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        // The one who says it first counts.
        self.values.entry(name.to_owned()).or_insert(value);
    }

    /// Says that there are no others.
    pub(super) const fn end(&mut self) {
        self.is_whole = true;
    }

    /// What stands for a variable in the end.
    fn value<'a>(&'a self, name: &str, default: Option<&'a str>) -> Option<&'a str> {
        match self.values.get(name) {
            Some(value) => value.as_deref(),
            None if self.is_whole => Some(default.unwrap_or_default()),
            None => None,
        }
    }
}

/// The text with its variables filled in.
pub(super) fn filled(text: &str, variables: &Variables) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{$") {
        let Some((variable, after)) = after.split_once('}') else {
            break;
        };
        filled.push_str(before);
        rest = after;
        if variable.is_empty() {
            filled.push_str("{$}");
            continue;
        }
        let (name, default) = match variable.split_once(':') {
            Some((name, default)) => (name, Some(default)),
            None => (variable, None),
        };
        match variables.value(name, default) {
            Some(value) => filled.push_str(value),
            None => filled.push(UNKNOWN),
        }
    }
    filled.push_str(rest);
    filled
}
