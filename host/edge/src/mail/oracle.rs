//! Random records, and what other programs make of them: pyspf, checkdmarc, OpenDMARC and dkimpy,
//! asked by tests/edge/mail_oracles.py. Each difference has a row in docs/edge-mail.md that says which
//! section of an RFC explains it, and a row that explains none is too many.
//!
//! Needs a `python3` with the packages and, for OpenDMARC, its library. Without them the tests say so
//! and pass, unless `MUSTER_REAL=require` is set. The cases are the same in every run;
//! `MUSTER_ORACLE_CASES` says how many there are.
#![expect(
    clippy::disallowed_methods,
    reason = "the oracles are real programs on this machine"
)]

use std::collections::BTreeSet;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

/// Random cases in the ordinary run.
const CASES: usize = 600;

/// The same random values in every run; more of them are the same ones and others.
pub(super) fn made_up<T: std::fmt::Debug>(values: &impl Strategy<Value = T>) -> Vec<T> {
    let cases = std::env::var("MUSTER_ORACLE_CASES")
        .ok()
        .map_or(CASES, |cases| cases.parse().unwrap());
    let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), random);
    (0..cases)
        .map(|_| values.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// What the programs say of each case; none, with a note, where they are not here.
pub(super) fn ask(about: &str, cases: impl Iterator<Item = Value>) -> Option<Vec<Value>> {
    if !muster_real::runs("python3", &["-c", "import checkdmarc, dkim, nacl, spf"]) {
        return None;
    }
    let mut input = tempfile::tempfile().unwrap();
    for case in cases {
        writeln!(input, "{case}").unwrap();
    }
    input.rewind().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edge/mail_oracles.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(about)
        .stdin(input)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // The others compare without it.
    let library = || match answers.iter().any(|answer| answer["opendmarc"].is_null()) {
        true => Err("the library of OpenDMARC is not here"),
        false => Ok(()),
    };
    if about == "dmarc" {
        let _ = muster_real::or_skip(library);
    }
    Some(answers)
}

/// A difference that an RFC explains.
pub(super) struct Row<Case> {
    /// As the table in docs/edge-mail.md names it.
    pub(super) name: &'static str,
    /// The program that differs.
    pub(super) program: &'static str,
    /// Whether a case, of which Muster says this, may differ for this reason.
    pub(super) applies: fn(&Case, &str) -> bool,
}

/// Compares answers, and sorts the differences by their reasons.
pub(super) struct Comparison<'a, Case> {
    rows: &'a [Row<Case>],
    used: BTreeSet<(&'static str, &'static str)>,
    unexplained: Vec<String>,
    alike: usize,
}

impl<'a, Case: std::fmt::Debug> Comparison<'a, Case> {
    pub(super) fn new(rows: &'a [Row<Case>]) -> Self {
        Self {
            rows,
            used: BTreeSet::new(),
            unexplained: Vec::new(),
            alike: 0,
        }
    }

    pub(super) fn add(&mut self, case: &Case, program: &str, ours: &str, theirs: &str) {
        if ours == theirs {
            self.alike += 1;
            return;
        }
        let mut reasons = self
            .rows
            .iter()
            .filter(|row| row.program == program && (row.applies)(case, ours));
        match reasons.next() {
            Some(row) => {
                self.used.insert((row.program, row.name));
            }
            None => self
                .unexplained
                .push(format!("{case:?}\n  Muster: {ours}\n  {program}: {theirs}")),
        }
    }

    /// Fails where a difference has no reason, or a reason no difference or no row in the table.
    pub(super) fn finish(self) {
        let documentation = include_str!("../../../../docs/edge-mail.md");
        let shown = self.unexplained.len().min(12);
        assert!(
            self.unexplained.is_empty(),
            "{} differences, {} alike\n{}",
            self.unexplained.len(),
            self.alike,
            self.unexplained[..shown].join("\n")
        );
        for row in self.rows {
            let (program, name) = (row.program, row.name);
            assert!(
                self.used.contains(&(program, name)),
                "{program} no longer differs: {name}"
            );
            assert!(
                documentation
                    .lines()
                    .any(|line| line.starts_with(&format!("| {name} |")) && line.contains(program)),
                "docs/edge-mail.md has no row on {program}: {name}"
            );
        }
        assert!(self.alike > self.used.len(), "nothing was alike");
    }
}
