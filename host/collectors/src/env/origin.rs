//! What a value is made of: references to other keys of its file, and what is between them.

use super::secret_name::is_secret_name;
use super::value::Named;
use super::{placeholder, url};

/// Letters and digits of its own from which on a secret is one beside those that it refers to.
const SHORTEST_OWN_SECRET: usize = 6;

/// The references in a value as it is written, and the rest of it.
pub(super) struct Origin<'a> {
    /// Names of keys, each once, in their order.
    pub(super) references: Vec<&'a str>,
    /// The text without them.
    rest: String,
}

/// Takes a written value apart. A reference to what is not a key of the file belongs to the rest, with
/// its default.
pub(super) fn trace_origin<'a>(written: &'a str, is_key: &dyn Fn(&str) -> bool) -> Origin<'a> {
    let mut origin = Origin {
        references: Vec::new(),
        rest: String::new(),
    };
    let mut rest = written.trim_matches(['"', '\'']);
    while let Some((before, after)) = rest.split_once('$') {
        origin.rest.push_str(before);
        match reference(after) {
            Some((name, after)) if is_key(name) => {
                if !origin.references.contains(&name) {
                    origin.references.push(name);
                }
                rest = after;
            }
            _ => {
                origin.rest.push('$');
                rest = after;
            }
        }
    }
    origin.rest.push_str(rest);
    origin
}

/// The name that a reference begins with, and what follows the reference.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (inside, braced) = match text.strip_prefix('{') {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let end = inside
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(inside.len());
    let (name, after) = inside.split_at(end);
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !braced {
        return Some((name, after));
    }
    // A default that holds a reference of its own ends later; what is left of it is harmless.
    after.split_once('}').map(|(_, after)| (name, after))
}

/// Variables that a shell or Compose sets, so that they stand for something wherever they are.
const SET_ELSEWHERE: [&str; 8] = [
    "COMPOSE_PROJECT_NAME",
    "HOME",
    "HOSTNAME",
    "LOGNAME",
    "PATH",
    "PWD",
    "SHELL",
    "USER",
];

/// Whether a `$` within a written value begins the name of what is not a key. In braces a name is meant as
/// one, and may be set elsewhere.
pub(super) fn has_unset_reference(written: &str, is_key: &dyn Fn(&str) -> bool) -> bool {
    if written.starts_with('\'') {
        return false;
    }
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('$') {
        rest = after;
        // `$$` and `\$` stand for the sign.
        if let Some(behind) = after.strip_prefix('$') {
            rest = behind;
            continue;
        }
        if before.ends_with('\\') || after.starts_with('{') {
            continue;
        }
        if let Some((name, _)) = reference(after)
            && !is_key(name)
            && !SET_ELSEWHERE.contains(&name)
        {
            return true;
        }
    }
    false
}

impl Origin<'_> {
    /// Whether the rest could itself be a secret or a placeholder, as the value of a key of this name.
    pub(super) fn adds_something(&self, name: &str) -> bool {
        self.references.is_empty() || is_something(name, &self.rest)
    }
}

/// Whether the text between references could itself be a secret or a placeholder.
pub(super) fn is_something(name: &str, rest: &str) -> bool {
    if placeholder::is_placeholder(rest) {
        return true;
    }
    if let Some(url) = url::split_url(rest) {
        return url.password.is_some_and(|password| !password.is_empty());
    }
    // Without its host it is not a URL, and its scheme is still not a secret.
    let own = rest.split_once("://").map_or(rest, |(_, after)| after);
    let letters = own.chars().filter(|c| c.is_alphanumeric()).count();
    letters >= SHORTEST_OWN_SECRET
        && (is_secret_name(name) || (Named { name, value: own }).is_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(name: &str, written: &str) -> Vec<String> {
        let origin = trace_origin(written, &|name| {
            ["DOMAIN", "USER", "PW", "URL"].contains(&name)
        });
        if origin.adds_something(name) {
            return Vec::new();
        }
        origin.references.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_dollar_that_begins_no_key_is_lost() {
        let has = |written| has_unset_reference(written, &|name| name == "DOMAIN");
        for written in ["pa$word", "\"pa$word\"", "$a", "x$DOMAIN$other"] {
            assert!(has(written), "{written}");
        }
        for written in [
            "'pa$word'",
            "pa$$word",
            "pa\\$word",
            "$DOMAIN/x",
            "${OTHER}",
            "$HOME/x",
            "pa$",
            "a$1",
            "$(x)",
        ] {
            assert!(!has(written), "{written}");
        }
    }

    #[test]
    fn a_value_is_derived_where_only_others_could_be_wrong() {
        assert_eq!(derived("A", "www.$DOMAIN"), ["DOMAIN"]);
        assert_eq!(derived("A", "\"$DOMAIN and ${DOMAIN}\""), ["DOMAIN"]);
        assert_eq!(
            derived("DATABASE_URL", "postgres://${USER}:${PW}@db/shop"),
            ["USER", "PW"]
        );
        assert_eq!(derived("DIRECT_URL", "${URL:-x}"), ["URL"]);
        assert_eq!(
            derived("DATABASE_URL", "postgresql://${USER}:${PW}@${DOMAIN}/"),
            ["USER", "PW", "DOMAIN"]
        );
        for (name, written) in [
            ("A", "www.example.com/$DOMAIN"),
            ("DATABASE_URL", "postgres://${USER}:hunter2@${DOMAIN}/shop"),
            ("APP_SECRET", "kX9vQ2mL7pR4$PW"),
            ("A_KEY", "${NOWHERE:-changeme}"),
            ("A", "plain"),
            ("A", "cost $5"),
        ] {
            assert!(derived(name, written).is_empty(), "{written}");
        }
    }
}
