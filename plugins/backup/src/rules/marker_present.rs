//! `backup/marker-present`

use muster_sdk::backups::SuccessMarker;
use muster_sdk::{Finding, Outcome};

use crate::place::{is_present, with_marker, writing};

muster_sdk::rule! {
    id: "backup/marker-present",
    severity: High,
    precision: VeryHigh,
    tags: ["backup", "checklist"],
    explained_by: [Host("backup/job-scheduled"), Host("backup/job-result")],
    documentation: "marker_present.md",
    check: check,
}

fn check() -> Outcome {
    with_marker(|marker| {
        let path = &marker.path;
        let finding = if is_present(marker)? {
            Finding::pass(
                path,
                format!("{path} says something about the last backup."),
            )
        } else {
            let why = match marker.state.as_str() {
                SuccessMarker::STATE_EMPTY => "is empty",
                SuccessMarker::STATE_NOT_A_FILE => "is not a file",
                _ => "does not exist",
            };
            Finding::fail(
                path,
                format!("{path} {why}, so no backup is known to have succeeded."),
            )
            .fix(format!(
                "Let the backup job end with `{}`, and run it",
                writing(path)
            ))
        };
        Ok(vec![
            finding
                .observed(&marker.state)
                .at(marker.source.clone(), "the record"),
        ])
    })
}
