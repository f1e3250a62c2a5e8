//! What of the rules is not known. What is found in the rest stays found; that nothing is there cannot be said.

use muster_sdk::sudoers::{self, PolicyFile};
use muster_sdk::{Finding, NotEvaluated, Source};

/// An error for each file that is not whole, and for each directory that has rules of its own.
pub(crate) fn gaps(question: &str) -> Result<Vec<Finding>, NotEvaluated> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut add = |path: &str, reason: &str, source: &Source| {
        if !findings.iter().any(|known| known.subject() == path) {
            findings.push(
                Finding::error(path, format!("It is not known {question}: {reason}"))
                    .of_file(path)
                    .at(source.clone(), "is not understood"),
            );
        }
    };
    for file in sudoers::files()? {
        if file.state == PolicyFile::STATE_UNREAD {
            let reason = file.reason.as_deref().unwrap_or("it was not read");
            add(&file.path, reason, &file.source);
        }
    }
    for problem in sudoers::problems()? {
        add(&problem.source.name, &problem.message, &problem.source);
    }
    for directory in sudoers::directories()? {
        let subject = format!("directory/{}", directory.service);
        if !findings.iter().any(|known| known.subject() == subject) {
            let reason = format!(
                "It is not known {question}: rules also come from the directory `{}`, which Muster does not ask.",
                directory.service
            );
            findings.push(Finding::error(subject, reason).at(directory.source, "names it"));
        }
    }
    Ok(findings)
}
