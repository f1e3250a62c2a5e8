//! What is said about the pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use muster_report::printable_line;
use muster_specs::{Case, Expectation, Fixtures, Update};

/// Counts cases and collects what is wrong.
#[derive(Default)]
pub(super) struct Tally {
    text: String,
    passed: usize,
    failed: usize,
    /// Pages without a case, and what is wrong with pages and fixtures apart from their cases.
    untested: usize,
    wrong: usize,
    /// Things that are said about findings.
    checks: usize,
    /// Runs with a fact missing or a word unknown.
    without: usize,
    updated: usize,
}

impl Tally {
    pub(super) fn case(&mut self, page: &Path, case: &Case, wrong: &[String], without: usize) {
        self.checks += case.expected.iter().map(Expectation::checks).sum::<usize>();
        self.without += without;
        if wrong.is_empty() {
            self.passed += 1;
            return;
        }
        self.failed += 1;
        self.line(&format!("{}:{}: {}", page.display(), case.line, case.name));
        for line in wrong.iter().flat_map(|wrong| wrong.lines()) {
            self.line(&format!("    {line}"));
        }
    }

    /// Something about a page as a whole.
    pub(super) fn page(&mut self, page: &Path, wrong: &str) {
        self.wrong += 1;
        self.line(&format!("{}: {wrong}", page.display()));
    }

    pub(super) fn untested(&mut self, page: &Path) {
        self.untested += 1;
        self.line(&format!(
            "{}: there is no test here; a test is a heading `### …` below `## Tests`",
            page.display()
        ));
    }

    pub(super) fn updated(&mut self, page: &Path, changes: &[Update]) {
        self.updated += 1;
        for change in changes {
            self.line(&format!("{}:{}: updated", page.display(), change.line));
            for line in &change.removed {
                self.line(&format!("  - {line}"));
            }
            for line in &change.added {
                self.line(&format!("  + {line}"));
            }
        }
    }

    /// Fixtures that no page of the crate uses, and files that cannot be one.
    pub(super) fn unused_fixtures(
        &mut self,
        folder: &Path,
        fixtures: &Fixtures,
        used: &BTreeSet<String>,
    ) {
        let folder = folder.join("fixtures");
        let strangers: Vec<&str> = fixtures.strangers().collect();
        for file in fixtures.unused(used) {
            let wrong = if strangers.contains(&file) {
                "is not a fixture; call it NAME.md, or certificates/NAME.pem, of lower-case words joined by hyphens"
            } else {
                "is a fixture that no page uses; remove it"
            };
            self.wrong += 1;
            self.line(&format!("{} {wrong}", folder.join(file).display()));
        }
    }

    pub(super) const fn is_clean(&self) -> bool {
        self.failed + self.untested + self.wrong == 0
    }

    /// All of it, and the numbers at the end.
    pub(super) fn report(&self) -> String {
        let mut numbers = format!("{} passed, {} failed", self.passed, self.failed);
        match self.untested {
            0 => {}
            1 => numbers.push_str(", 1 page without a test"),
            pages => numbers.push_str(&format!(", {pages} pages without a test")),
        }
        match self.updated {
            0 => {}
            1 => numbers.push_str(", 1 page updated"),
            pages => numbers.push_str(&format!(", {pages} pages updated")),
        }
        format!(
            "{}{numbers}; {} checks, {} runs with a fact missing or a word unknown\n",
            self.text, self.checks, self.without
        )
    }

    fn line(&mut self, text: &str) {
        // Writing to a String cannot fail.
        writeln!(self.text, "{}", printable_line(text)).ok();
    }
}
