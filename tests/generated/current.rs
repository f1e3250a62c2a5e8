//! Generated files: comparing them, and rewriting them.
#![allow(
    dead_code,
    reason = "each of the targets that share it uses a part of it"
)]

use crate::file::{entries, path};

/// Set to rewrite generated files instead of comparing them.
const UPDATE: &str = "MUSTER_UPDATE";

/// Compares a generated file with what it should be, or writes it when [`UPDATE`] is set.
///
/// `command` is what a person has to run for that.
pub(crate) fn assert_current(relative: &str, expected: &str, command: &str) {
    if std::env::var_os(UPDATE).is_some() {
        let folder = path(relative);
        let folder = folder.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{relative}: {error}"));
        std::fs::write(path(relative), expected)
            .unwrap_or_else(|error| panic!("{relative}: {error}"));
        return;
    }
    let found = std::fs::read_to_string(path(relative)).unwrap_or_default();
    if let Some(difference) = first_difference(&found, expected) {
        panic!("{relative} is out of date.\n{difference}\nRewrite it with: {command}");
    }
}

/// Holds a folder to the files that are generated.
pub(crate) fn assert_no_others(folder: &str, files: &[String]) {
    for name in entries(folder) {
        assert!(
            files.contains(&name),
            "{folder}/{name} is not generated from wit/: remove it"
        );
    }
}

/// The first line in which two texts differ.
fn first_difference(found: &str, expected: &str) -> Option<String> {
    if found == expected {
        return None;
    }
    let mut lines = (found.split('\n'), expected.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        let (found, expected) = (lines.0.next(), lines.1.next());
        if found != expected {
            let show = |line: Option<&str>| line.map_or("the end".to_owned(), |l| format!("{l:?}"));
            return Some(format!(
                "line {number}:\n  it has         {}\n  it should have {}",
                show(found),
                show(expected)
            ));
        }
    }
}

#[test]
fn the_first_difference_is_named_with_its_line() {
    assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
    let changed = first_difference("a\nb\n", "a\nc\n").unwrap();
    assert!(changed.starts_with("line 2:"), "{changed}");
    let shorter = first_difference("a", "a\n").unwrap();
    assert!(
        shorter.starts_with("line 2:") && shorter.contains("the end"),
        "{shorter}"
    );
}
