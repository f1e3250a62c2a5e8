//! What the tests of the dialects share: generated files, and the real programs to compare with.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;

use super::super::confidential::exposed;
use super::{Parsed, Value};

/// Variables that a program set, by name.
pub(super) type Variables = BTreeMap<String, String>;

/// The names that generated files define.
pub(super) const NAMES: [&str; 4] = ["A", "B", "LONG_NAME", "d"];

/// Files of a few lines, made of the pieces on which the dialects differ.
pub(super) fn generated(pieces: &'static [&'static str], count: usize) -> Vec<String> {
    use proptest::collection::vec;
    use proptest::sample::select;
    let value = vec(select(pieces), 0..7).prop_map(|pieces| pieces.concat());
    let name = select(NAMES.as_slice());
    let sign = select(vec!["=", "=", "=", "=", "= ", " ="]);
    let start = select(vec!["", "", "", "", "export ", " ", "#"]);
    let end = select(vec!["\n", "\n", "\n", "\n", "\r\n", "\n\n", " # note\n"]);
    let line = (start, name, sign, value, end)
        .prop_map(|(start, name, sign, value, end)| format!("{start}{name}{sign}{value}{end}"));
    let file = vec(line, 1..5).prop_map(|lines| lines.concat());
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| file.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// The variables that a dialect is sure of, and the names that it cannot tell.
pub(super) fn outcome(parsed: &Parsed, bare_name_removes: bool) -> (Variables, Vec<String>) {
    let mut known = Variables::new();
    let mut unknown = Vec::new();
    for definition in &parsed.definitions {
        let name = definition.name.clone();
        match &definition.value {
            Value::Known(value) => {
                unknown.retain(|other| *other != name);
                known.insert(name, exposed(value).to_owned());
            }
            Value::Unknown(_) => unknown.push(name),
            Value::Absent if bare_name_removes => {
                known.remove(&name);
            }
            Value::Absent => {}
        }
    }
    (known, unknown)
}

/// Runs a program in a directory, with an empty environment and a text on standard input.
#[expect(clippy::disallowed_methods, reason = "the real program is the oracle")]
pub(super) fn run(
    directory: &std::path::Path,
    program: &str,
    arguments: &[&str],
    input: &str,
) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/nowhere")
        .env("LC_ALL", "C.UTF-8")
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A program that ends before it reads its input is not a failure.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap().stdout
}
