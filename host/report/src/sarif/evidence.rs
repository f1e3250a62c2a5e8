//! What a report quotes, as files under the paths that its alerts use, so that a viewer has something
//! to show for them.

use std::collections::BTreeMap;

use muster_outcomes::Place;

use super::alerts::{Alert, alerts};
use super::location::Locator;
use super::{Profile, category};
use crate::Options;
use crate::view::{FindingView, View};

/// The last line that is written. A quoted line stands behind as many empty ones as it has in its
/// file; nobody reads a preview of more.
const LAST_LINE: u32 = 100_000;

/// The text of each file by its path below the root of the repository: the quoted lines at their
/// numbers, and nothing else of the host's files.
pub(crate) fn evidence(view: &View, options: &Options) -> BTreeMap<String, String> {
    let host = category::host(&view.target);
    let locator = Locator::of_host(&host);
    let mut files: BTreeMap<String, BTreeMap<u32, String>> = BTreeMap::new();
    for alert in alerts(view, Profile::Github, options) {
        let finding = match alert {
            Alert::FindingView(finding, _) => finding,
            Alert::Carried(carried, _) => &carried.finding,
            Alert::Gap(_) => continue,
        };
        for finding in view.consequences(finding).chain([finding]) {
            for place in quoted(finding) {
                let source = &place.source;
                let line = source.line.unwrap_or(1).max(1);
                let (Some(text), ..=LAST_LINE) = (&source.text, line) else {
                    continue;
                };
                let path = locator.below(&source.kind, &source.name).decoded();
                let lines = files.entry(path).or_default();
                lines
                    .entry(line)
                    .or_insert_with(|| in_its_columns(place, text));
            }
        }
    }
    files
        .iter()
        .filter(|(path, _)| !is_directory(path, &files))
        .map(|(path, lines)| (path.clone(), text_of(lines)))
        .collect()
}

/// Whether another path goes on from this one: `dns/example.com` and `dns/example.com/A` cannot both be
/// files.
fn is_directory<T>(path: &str, files: &BTreeMap<String, T>) -> bool {
    let below = format!("{path}/");
    let next = files.range(below.clone()..).next();
    next.is_some_and(|(other, _)| other.starts_with(&below))
}

/// Places with a text of their own. That of a whole file could be any part of it.
fn quoted(finding: &FindingView) -> impl Iterator<Item = &Place> {
    finding
        .places
        .iter()
        .filter(|place| place.source.line.is_some() || place.source.kind != "file")
}

/// A text that is a part of its line, where it stands there.
fn in_its_columns(place: &Place, text: &str) -> String {
    /// Nobody reads a line of a thousand columns.
    const WIDEST_INDENT: u32 = 1_000;
    let source = &place.source;
    let indent = source.column.filter(|_| source.is_part_of_line());
    let indent = indent.map_or(0, |column| (column - 1).min(WIDEST_INDENT));
    format!("{}{text}", " ".repeat(indent as usize))
}

fn text_of(lines: &BTreeMap<u32, String>) -> String {
    let mut text = String::new();
    let mut next = 1;
    for (number, line) in lines {
        let empty = usize::try_from(number - next).unwrap_or_default();
        text.push_str(&"\n".repeat(empty));
        text.push_str(line);
        text.push('\n');
        next = number + 1;
    }
    text
}
