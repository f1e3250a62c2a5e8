//! Packs that nobody would write by mistake: they end in messages, soon.

use std::path::Path;

use muster_facts::excerpt::width;
use proptest::prelude::*;

use super::{policy_with, shown};
use crate::{Diagnostic, Loader, PackSource, load};

#[test]
fn a_chain_without_end_is_cut_off() {
    /// A folder that holds a link to itself.
    struct Endless;
    impl Loader for Endless {
        fn builtin(&self, _: &str) -> Option<&str> {
            None
        }
        fn builtin_names(&self) -> Vec<&str> {
            Vec::new()
        }
        fn read(&self, _: &Path) -> Result<String, String> {
            Ok("extends = [\"again/p.toml\", \"other/p.toml\"]".to_owned())
        }
    }
    let root = PackSource::file("p.toml", "extends = [\"again/p.toml\"]");
    let problems = load(root, &Endless).unwrap_err();
    assert!(
        problems[0].message.contains("at most 64 packs"),
        "{}",
        shown(&problems)
    );
}

#[test]
fn deep_nesting_and_long_lines_end_in_messages() {
    let deep = format!("enable = {}", "[".repeat(200_000));
    assert!(policy_with(&deep, &[]).is_err());
    let dotted = format!("{}a = 1", "a.".repeat(200_000));
    assert!(policy_with(&dotted, &[]).is_err());
    let long = format!("x = [{}]", "\"y\",".repeat(25_000));
    let problems = policy_with(&long, &[]).unwrap_err();
    assert!(shown(&problems).len() < 1000);
    let many = format!("enable = [{}]", "\"ssh/y\",".repeat(5_000));
    let problems = policy_with(&many, &[]).unwrap_err();
    assert!(problems.len() <= 100);
}

/// Lines that packs consist of, sound and broken.
const LINES: [&str; 14] = [
    "name = \"x\"",
    "extends = [\"vps-production\", \"x.toml\", 1]",
    "gate = \"high\"",
    "enable = [\"*\", \"ssh/*\", \"tag:hardening\", \"x\"]",
    "disable = [\"ssh/config-valid\"]",
    "[targets]",
    "public-ports = [\"22/tcp\", \"0/tcp\"]",
    "env-files = [{ path = \"/a\" }, \"b\", { dialects = [] }]",
    "[rules.\"ssh/permit-root-login\"]",
    "parameters = { allowed = \"${targets.public-ports}\" }",
    "severity = 2026-01-01",
    "[plugins.p]",
    "grants = [\"muster:env/env\", \"wasi:io/poll\"]",
    "file = \"p.wasm\"",
];

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = policy_with(&text, &[]);
    }

    #[test]
    fn each_problem_points_into_its_file(lines in prop::collection::vec(prop::sample::select(&LINES[..]), 0..12), cut in 0..400_usize) {
        let mut text = lines.join("\n");
        text.truncate(cut);
        let count = text.split('\n').count();
        for problem in policy_with(&text, &[]).err().unwrap_or_default() {
            if problem.file == "muster.toml" {
                prop_assert!((1..=count).contains(&problem.line));
            }
            let Diagnostic { excerpt, column, .. } = &problem;
            prop_assert!(*column >= 1 && excerpt.length >= 1);
            prop_assert!(excerpt.start <= width(&excerpt.text));
            prop_assert!(!problem.message.is_empty());
        }
    }
}

#[test]
fn a_megabyte_of_errors_is_cut_down() {
    let line = format!("a = \"{}\n", "\\q".repeat(5_000));
    let problems = policy_with(&line.repeat(100), &[]).unwrap_err();
    assert_eq!(problems.len(), 100);
    assert!(shown(&problems).len() < 100_000);
}

#[test]
fn a_line_of_any_length_is_not_read() {
    let text = format!("name = \"a\"\nb = \"{}", "\\q".repeat(500_000));
    let problems = policy_with(&text, &[]).unwrap_err();
    assert_eq!(problems.len(), 1);
    let shown = shown(&problems);
    assert!(
        shown.contains("line 2 is longer than 16384 bytes"),
        "{shown}"
    );
    assert!(shown.len() < 1_000);
}
