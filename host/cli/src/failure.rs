//! What ends the program with exit code 2: a wrong command line, policy or input file.

use std::fmt;
use std::path::Path;

use muster_policy::Diagnostic;
use muster_report::printable_line;

/// Text for a person, naming the file and the way out.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// What is wrong with a file, as a predicate: `is a directory`.
    pub(crate) fn file_that(path: &Path, predicate: impl fmt::Display) -> Self {
        Self(printable_line(&format!("{} {predicate}", path.display())))
    }

    /// Something is wrong with a file. The message may quote what is in it.
    pub(crate) fn of_file(path: &Path, message: impl fmt::Display) -> Self {
        let path = path.display().to_string();
        Self(printable_line(&format!("{path}: {message}")))
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        // Each already begins with `error: `, which whoever prints a failure puts before the first.
        let frames: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        let text = frames.join("\n\n");
        Self(text.strip_prefix("error: ").unwrap_or(&text).to_owned())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
