//! Tells the run which texts must never be printed. Called before anything is derived from a file.

use std::collections::HashSet;

use muster_facts::{Secret, Secrets};

use super::dialect::Value;
use super::text::{MOST_STATEMENTS, Text};
use super::value::Named;
use super::{components, line, url};

/// Registers every confidential value of a file, as each dialect reads it and as it is written.
pub(super) fn register(text: &Text<'_>, secrets: &Secrets) {
    // Most readers find the same values.
    let mut seen = HashSet::new();
    for definition in text
        .parsed
        .iter()
        .flat_map(|(_, parsed)| &parsed.definitions)
    {
        match &definition.value {
            Value::Known(value) | Value::Unknown(value) => {
                let value = exposed(value);
                if seen.insert((definition.name.as_str(), value)) {
                    register_value(&definition.name, value, secrets);
                }
            }
            Value::Absent => {}
        }
    }
    for line in &text.lines {
        register_line(line, secrets);
    }
}

/// Registers what a file of assignments holds that another collector reads.
pub(crate) fn register_file(bytes: &Secret, secrets: &Secrets) {
    match Text::read(bytes, &[]) {
        Ok(text) => register(&text, secrets),
        Err(_) => register_bytes(bytes.expose(), secrets),
    }
}

/// Registers what the lines of a file that is not read may hold. No more of them than of a file that
/// is: nobody gets to know what the others hold.
pub(super) fn register_bytes(bytes: &[u8], secrets: &Secrets) {
    bytes
        .split(|byte| *byte == b'\n')
        .flat_map(<[u8]>::utf8_chunks)
        .take(MOST_STATEMENTS)
        .for_each(|piece| register_line(piece.valid(), secrets));
}

/// The text of a value that a dialect returned.
pub(super) fn exposed(value: &Secret) -> &str {
    // Dialects return text that they were given as text.
    std::str::from_utf8(value.expose()).unwrap_or_default()
}

/// The value as it is written, which is what a message of another program would quote.
fn register_line(line: &str, secrets: &Secrets) {
    let line = line.trim();
    if line::holds_no_value(line) {
        return;
    }
    match line::assignment(line) {
        Some(found) => register_written(found.name, found.written, secrets),
        // No dialect may know the line, or each may know another part of it. It may be part of any
        // secret.
        None => {
            register_value(ANY_SECRET, line, secrets);
            for (at, _) in line.match_indices(['=', ':']).take(2) {
                register_written(ANY_SECRET, line.get(at + 1..).unwrap_or_default(), secrets);
            }
        }
    }
}

/// The name of a key whose value is a secret, whatever it looks like.
const ANY_SECRET: &str = "SECRET";

fn register_written(name: &str, written: &str, secrets: &Secrets) {
    let written = written.trim();
    register_value(name, written, secrets);
    register_value(name, written.trim_matches(['"', '\'']), secrets);
    if let Some((value, _)) = written.split_once(" #") {
        register_value(name, value.trim().trim_matches(['"', '\'']), secrets);
    }
}

/// Registers the value of a variable, and the secret parts of an address, where they are
/// confidential.
pub(crate) fn register_value(name: &str, value: &str, secrets: &Secrets) {
    // Each reader has found most values before, and the same analysis comes to the same end.
    if secrets.know(value) {
        return;
    }
    if (Named { name, value }).is_confidential() {
        secrets.register(&Secret::new(value));
    }
    let Some(url) = url::split_url(value) else {
        return;
    };
    let parameters = url.query.split('&').filter_map(|pair| pair.split_once('='));
    let tokens = parameters.map(|(_, value)| value);
    // Where the password has an `@` itself, it is not certain where it ends.
    let possible = url.user.map(|_| url::possible_passwords(value));
    let passwords = url
        .password
        .into_iter()
        .chain(possible.into_iter().flatten());
    for part in passwords.chain(tokens) {
        let confidential = |value: &str| {
            Named {
                name: ANY_SECRET,
                value,
            }
            .is_confidential()
        };
        for form in [Some(part.to_owned()), components::decoded(part)]
            .into_iter()
            .flatten()
        {
            if confidential(&form) {
                secrets.register(&Secret::new(form));
            }
        }
    }
}
