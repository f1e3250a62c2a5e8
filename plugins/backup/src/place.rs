//! Where the project keeps its backups, and the file that says when one last succeeded.

use muster_sdk::backups::{self, Place, SuccessMarker};
use muster_sdk::{Finding, NotEvaluated, Outcome, shell_word};

/// What a rule about backups is about where the project names none.
const BACKUPS: &str = "backup";

/// What a rule finds where the project says where its backups are.
pub(crate) fn with_place(findings: impl FnOnce(&Place) -> Outcome) -> Outcome {
    match backups::overview()? {
        Some(place) => findings(&place),
        None => Ok(vec![Finding::not_applicable(
            BACKUPS,
            "The project does not say where its backups are (`directory` under [targets.backup]).",
        )]),
    }
}

/// What a rule finds where the project says which file tells when a backup last succeeded.
pub(crate) fn with_marker(findings: impl FnOnce(&SuccessMarker) -> Outcome) -> Outcome {
    with_place(|place| match backups::marker()? {
        Some(marker) => findings(&marker),
        None => Ok(vec![Finding::not_applicable(
            &place.directory,
            "The project does not name a file that says when a backup last succeeded (`marker` under \
             [targets.backup]).",
        )]),
    })
}

/// Whether there is a marker that says something. A marker that is not there, or says nothing, is judged
/// by `backup/marker-present`.
pub(crate) fn is_present(marker: &SuccessMarker) -> Result<bool, NotEvaluated> {
    match marker.state.as_str() {
        SuccessMarker::STATE_PRESENT => Ok(true),
        SuccessMarker::STATE_MISSING
        | SuccessMarker::STATE_EMPTY
        | SuccessMarker::STATE_NOT_A_FILE => Ok(false),
        other => Err(NotEvaluated::because(format!(
            "'{other}' is not a known state of {}",
            marker.path
        ))),
    }
}

/// How a backup job writes its marker: in one step, so that nobody reads half a time.
pub(crate) fn writing(marker: &str) -> String {
    let name = shell_word(marker);
    let new = format!("{marker}.new");
    let new = shell_word(&new);
    format!("date -u +%Y-%m-%dT%H:%M:%SZ > {new} && mv {new} {name}")
}
