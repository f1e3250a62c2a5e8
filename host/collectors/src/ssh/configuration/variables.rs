//! The words of `SetEnv` as they can be shown. A blank in the wrong place tears a value apart, and
//! the rest of it looks like a variable, most of all where it is Base64 that ends in `=`.

use muster_facts::{REDACTED, Secret, Secrets};

use crate::command_line;
use crate::env::{Named, register_value, shows_name};
use crate::ssh::configuration::token;

/// Each word as it can be shown.
pub(in crate::ssh) fn shown(words: &[String]) -> Vec<String> {
    let mut torn = false;
    words
        .iter()
        .map(|word| {
            let (shown, tears) = if torn {
                (REDACTED.to_owned(), true)
            } else {
                one(word)
            };
            torn = tears;
            shown
        })
        .collect()
}

/// Registers what is not shown.
pub(in crate::ssh) fn register(rest: &str, secrets: &Secrets) {
    let words = token::arguments(rest).unwrap_or_else(|_| {
        rest.split_whitespace()
            .map(|word| word.trim_matches(['"', '\'']).to_owned())
            .collect()
    });
    let add = |text: &str| {
        if !text.is_empty() {
            secrets.register(&Secret::new(text));
        }
    };
    for (word, shown) in words.iter().zip(shown(&words)) {
        let pair = word.split_once('=');
        if let Some((name, value)) = pair {
            register_value(name, value, secrets);
            if hides(name, value) {
                add(value);
            }
        }
        if shown.starts_with(REDACTED) {
            add(word);
            add(word.trim_end_matches('='));
        }
    }
}

/// A word as it can be shown, and whether what follows it may belong to its value.
fn one(word: &str) -> (String, bool) {
    let Some((name, value)) = word.split_once('=') else {
        return (REDACTED.to_owned(), true);
    };
    if !shows_name(name, value) {
        return (REDACTED.to_owned(), true);
    }
    if hides(name, value) {
        (format!("{name}={REDACTED}"), true)
    } else {
        (word.to_owned(), value.is_empty())
    }
}

/// Whether the value of a variable is kept out of facts: by its name or its form, as env judges, or
/// by what the value says of itself.
fn hides(name: &str, value: &str) -> bool {
    let named = Named { name, value };
    let announced = || {
        value
            .split([' ', '\t', ';', '&'])
            .any(command_line::announces_secret)
    };
    // sshd repeats what it was given in place of a value.
    let hidden = value.contains(REDACTED);
    !value.is_empty() && (hidden || named.is_secret() || named.is_confidential() || announced())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "kX9vQ2mL7pR4tY8wA1bC5dE6Zw==";

    fn line(rest: &str) -> String {
        let secrets = Secrets::default();
        register(rest, &secrets);
        assert!(!secrets.scrub(rest).contains("kX9vQ2mL7pR4"), "{rest}");
        shown(&token::arguments(rest).unwrap()).join(" ")
    }

    #[test]
    fn the_rest_of_a_torn_value_is_hidden() {
        for (before, expected) in [
            ("DEPLOY_TOKEN = ", "[redacted] [redacted] [redacted]"),
            ("DEPLOY_TOKEN: ", "[redacted] [redacted]"),
            ("DEPLOY_TOKEN= ", "DEPLOY_TOKEN= [redacted]"),
            ("DEPLOY_TOKEN=abc ", "DEPLOY_TOKEN=[redacted] [redacted]"),
            ("LANG=C ", "LANG=C [redacted]"),
        ] {
            assert_eq!(line(&format!("{before}{SECRET}")), expected);
        }
        assert_eq!(line("LANG=C.UTF-8 TZ=UTC"), "LANG=C.UTF-8 TZ=UTC");
    }

    #[test]
    fn a_value_that_tells_of_a_secret_is_hidden() {
        for (word, expected) in [
            ("\"L=C TOKEN=hunter\"", "L=[redacted]"),
            ("OPTS=--password=hunter", "OPTS=[redacted]"),
            ("\"OPTS=-u admin:hunter\"", "OPTS=[redacted]"),
            ("DBPASS=hunter", "DBPASS=[redacted]"),
            ("MYSQLPW=hunter", "MYSQLPW=[redacted]"),
            ("TOKENS[0]=hunter", "[redacted]"),
            (
                "\"PASSWORD=hunter\" \"X=y\"",
                "PASSWORD=[redacted] [redacted]",
            ),
            ("COMPASS=north", "COMPASS=north"),
            ("TZ=Europe/Berlin", "TZ=Europe/Berlin"),
        ] {
            assert_eq!(line(word), expected, "{word}");
        }
    }
}
