//! The options of dockerd's command line, as the library that it uses (pflag) takes them. Pure.

use std::iter::Peekable;
use std::vec::IntoIter;

use muster_facts::Source;

use super::command::Word;
use super::keys::{self, Form};

/// Options that take a value only with `=`, and that are no settings.
const ACTIONS: [&str; 3] = ["help", "validate", "version"];

/// Whether an option takes a value only with `=`.
fn is_switch(name: &str) -> bool {
    ACTIONS.contains(&name) || keys::form(name) == Some(Form::Switch)
}

/// Letters that stand for options.
const LETTERS: [(char, &str); 11] = [
    ('D', "debug"),
    ('G', "group"),
    ('H', "host"),
    ('b', "bridge"),
    ('e', "exec-driver"),
    ('g', "graph"),
    ('h', "help"),
    ('l', "log-level"),
    ('p', "pidfile"),
    ('s', "storage-driver"),
    ('v', "version"),
];

/// An option with its value; `true` for one that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// `--NAME=VALUE`, `--NAME VALUE` and `--NAME` alone; `-H VALUE`, `-HVALUE` and `-DH VALUE`.
pub(super) fn parse(words: Vec<Word>) -> Vec<Given> {
    let mut given = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(Word { text, source }) = words.next() {
        if let Some(long) = text.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name.to_owned(), value.to_owned()),
                None => (long.to_owned(), following(long, &mut words)),
            };
            given.push(Given {
                name,
                value,
                source,
            });
        } else if let Some(letters) = text.strip_prefix('-') {
            by_letters(letters, &source, &mut words, &mut given);
        }
    }
    given
}

fn by_letters(
    letters: &str,
    source: &Source,
    words: &mut Peekable<IntoIter<Word>>,
    given: &mut Vec<Given>,
) {
    let mut rest = letters.chars();
    while let Some(letter) = rest.next() {
        let Some((_, name)) = LETTERS.iter().find(|(known, _)| *known == letter) else {
            return;
        };
        let mut add = |value: String| {
            given.push(Given {
                name: (*name).to_owned(),
                value,
                source: source.clone(),
            });
        };
        if is_switch(name) {
            add("true".to_owned());
            continue;
        }
        let value = rest.as_str();
        let value = value.strip_prefix('=').unwrap_or(value);
        return if value.is_empty() {
            add(following(name, words));
        } else {
            add(value.to_owned());
        };
    }
}

/// The value behind an option. What begins like an option is one where that cannot be told.
fn following(name: &str, words: &mut Peekable<IntoIter<Word>>) -> String {
    if is_switch(name) {
        return "true".to_owned();
    }
    let next = words.next_if(|next| !next.text.starts_with('-'));
    next.map_or_else(|| "true".to_owned(), |next| next.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Vec<(String, String)> {
        let words = line.split(' ').map(|text| Word {
            text: text.to_owned(),
            source: Source::file("/unit"),
        });
        parse(words.collect())
            .into_iter()
            .map(|one| (one.name, one.value))
            .collect()
    }

    #[test]
    fn options_are_read_in_each_of_their_forms() {
        for (line, expected) in [
            (
                "--ip 192.0.2.1 --debug",
                vec![("ip", "192.0.2.1"), ("debug", "true")],
            ),
            ("--iptables=false x", vec![("iptables", "false")]),
            (
                "-H fd:// -Htcp://[::1]:2375",
                vec![("host", "fd://"), ("host", "tcp://[::1]:2375")],
            ),
            (
                "-H=unix:///run/a.sock",
                vec![("host", "unix:///run/a.sock")],
            ),
            (
                "-DH tcp://a:1",
                vec![("debug", "true"), ("host", "tcp://a:1")],
            ),
            (
                "--tlsverify --log-opt max-size=1m",
                vec![("tlsverify", "true"), ("log-opt", "max-size=1m")],
            ),
            // An option of a later release.
            (
                "--new --iptables=false",
                vec![("new", "true"), ("iptables", "false")],
            ),
        ] {
            let found = parsed(line);
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            assert_eq!(found, expected, "{line}");
        }
    }
}
