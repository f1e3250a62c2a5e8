//! Accounts that are in a directory, and not in the files of the host.

use muster_sdk::accounts::{self, Directory};
use muster_sdk::{Finding, NotEvaluated};

/// An error for each service that may have accounts or groups which a rule does not see. That there is no such
/// account can then not be said.
pub(crate) fn unseen(databases: &[&str], question: &str) -> Result<Vec<Finding>, NotEvaluated> {
    let directories = accounts::directories()?;
    let asked = |directory: &&Directory| databases.contains(&directory.database.as_str());
    let mut findings: Vec<Finding> = Vec::new();
    for directory in directories.iter().filter(asked) {
        let subject = format!("directory/{}", directory.service);
        if findings.iter().any(|known| known.subject() == subject) {
            continue;
        }
        findings.push(
            Finding::error(
                subject,
                format!(
                    "It is not known {question} in the directory `{}`, which Muster does not ask.",
                    directory.service
                ),
            )
            .at(directory.source.clone(), "names it"),
        );
    }
    Ok(findings)
}
