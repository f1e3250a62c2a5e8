//! The reading of `docker run --env-file` (the package `kvfile` of the Docker CLI), which Compose
//! takes for `env_file:` entries with `format: raw`.
//!
//! A line is a name and everything behind its first `=`: quotation marks, `#` and blanks at the end
//! belong to the value, and nothing is replaced. A line that it does not take makes the program
//! refuse the file.

use std::collections::BTreeSet;

use muster_facts::Secret;

use super::{Definition, FlawCode, Parsed, Value};

/// Bytes of a line that the reader still takes (`bufio.MaxScanTokenSize`).
const LONGEST_LINE: usize = 64 * 1024;

/// Reads a file as Docker does when nothing but the file defines a variable.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.len() >= LONGEST_LINE {
            parsed.refuse(number, FlawCode::LineTooLong);
            return parsed;
        }
        let line = line.strip_suffix('\r').unwrap_or(line).trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = match line.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (line, None),
        };
        if name.is_empty() || name.contains([' ', '\t']) {
            parsed.refuse(number, FlawCode::BadKey);
            return parsed;
        }
        let mut remarks = BTreeSet::new();
        if value.is_some_and(|value| value.contains(" #") || value.contains("\t#")) {
            remarks.insert("keeps-comment");
        }
        if value.is_some_and(|value| value.starts_with(['"', '\''])) {
            remarks.insert("keeps-quotes");
        }
        parsed.definitions.push(Definition {
            name: name.to_owned(),
            line: number,
            end_line: number,
            value: value.map_or(Value::Absent, |value| Value::Known(Secret::new(value))),
            remarks,
        });
    }
    parsed
}

#[cfg(test)]
mod tests;
