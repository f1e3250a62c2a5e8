//! Files of `NAME=value` lines that a service manager gives to what it starts: the `EnvironmentFile`
//! of a unit, and `/etc/default`, `/etc/sysconfig` and `/etc/conf.d`.

use std::path::Path;

use muster_facts::Source;
use muster_target::{ReadError, System, present};

use crate::readers::words::split;

/// A variable of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// Reads a file; none where it does not exist.
pub(crate) fn read_assignments(
    system: &dyn System,
    path: &Path,
) -> Result<Option<Vec<Assignment>>, ReadError> {
    let text = present(system.read_text(path))?;
    Ok(text.map(|text| parse(&path.display().to_string(), &text)))
}

/// The variables of an `Environment=` of a unit, see systemd.exec(5).
pub(crate) fn of_setting(value: &str, source: &Source) -> Vec<Assignment> {
    let pairs = split(value).unwrap_or_default();
    let assignment = |pair: &String| {
        let (name, value) = pair.split_once('=')?;
        Some(Assignment {
            name: name.to_owned(),
            value: value.to_owned(),
            source: source.clone(),
        })
    };
    pairs.iter().filter_map(assignment).collect()
}

/// The last assignment of a name counts.
pub(crate) fn value<'a>(assignments: &'a [Assignment], name: &str) -> Option<&'a Assignment> {
    assignments.iter().rfind(|one| one.name == name)
}

fn parse(file: &str, text: &str) -> Vec<Assignment> {
    let mut found = Vec::new();
    for (number, line) in joined(text) {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        if let Some((name, value)) = line.split_once('=') {
            found.push(Assignment {
                name: name.trim().to_owned(),
                value: unquoted(value.trim()),
                source: Source::line(file, number),
            });
        }
    }
    found
}

/// Lines with those that a backslash at the end continues, each with the number of its first one.
fn joined(text: &str) -> Vec<(u32, String)> {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut continues = false;
    for (number, line) in (1..).zip(text.lines()) {
        let (line, more) = match line.strip_suffix('\\') {
            Some(line) => (line, true),
            None => (line, false),
        };
        match lines.last_mut().filter(|_| continues) {
            Some((_, before)) => {
                before.push(' ');
                before.push_str(line);
            }
            None => lines.push((number, line.to_owned())),
        }
        continues = more;
    }
    lines
}

/// A value without its quotation marks and what follows them.
fn unquoted(value: &str) -> String {
    let mut plain = String::new();
    let mut quote = None;
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => plain.extend(characters.next()),
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            // A shell, which reads these files too, begins a comment here.
            (' ' | '\t', None) if characters.peek() == Some(&'#') => break,
            _ => plain.push(character),
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_comments_and_continued_lines_are_read() {
        let found = parse(
            "/f",
            "# x\nA=\"-o B=yes\" # note\nC='a b'\\\n d\n;D=1\nexport E=-4\nA=last\n",
        );
        let shown: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.value.as_str(), one.source.line))
            .collect();
        assert_eq!(
            shown,
            [
                ("A", "-o B=yes", Some(2)),
                ("C", "a b  d", Some(3)),
                ("E", "-4", Some(6)),
                ("A", "last", Some(7)),
            ]
        );
        assert_eq!(value(&found, "A").unwrap().value, "last");
    }
}
