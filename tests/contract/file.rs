//! Generated files: comparing them, and writing them anew.

use std::path::{Path, PathBuf};

/// Set to write generated files anew instead of comparing them.
const UPDATE: &str = "MUSTER_UPDATE";

/// The command that a person has to run.
const COMMAND: &str = "MUSTER_UPDATE=1 cargo test --workspace --test contract";

/// A path in the repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(relative)
}

/// Compares a generated file with what it should be, or writes it when [`UPDATE`] is set.
pub(crate) fn assert_current(relative: &str, expected: &str) {
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(path(relative), expected)
            .unwrap_or_else(|error| panic!("{relative}: {error}"));
        return;
    }
    let found = std::fs::read_to_string(path(relative)).unwrap_or_default();
    if let Some(difference) = first_difference(&found, expected) {
        panic!("{relative} is not what wit/ says.\n{difference}\nWrite it anew with: {COMMAND}");
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
