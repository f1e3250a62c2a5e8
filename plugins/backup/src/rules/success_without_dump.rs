//! `backup/success-without-dump`

use muster_sdk::backups::{self, Artefact, SuccessMarker};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, limit_in_seconds};

use super::artifacts::{newest, written};
use crate::place::{is_present, with_marker};
use crate::time::{self, MINUTE, in_words};

muster_sdk::parameters! {
    struct Parameters {
        /// How long after its dump a success may be recorded, in minutes.
        #[form(Range(1, 1_000_000_000))]
        slack_minutes: i64 = 60,
    }
}

muster_sdk::rule! {
    id: "backup/success-without-dump",
    severity: High,
    precision: High,
    tags: ["backup", "checklist"],
    explained_by: [Host("backup/artifacts")],
    documentation: "success_without_dump.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let slack = limit_in_seconds("slack-minutes", parameters.slack_minutes, MINUTE)?;
    with_marker(|marker| {
        let path = &marker.path;
        let names_dumps = backups::overview()?.is_some_and(|place| !place.dumps.is_empty());
        if !names_dumps {
            return Ok(vec![Finding::not_applicable(
                path,
                "The project does not say what its dumps are called (`artefacts` under [targets.backup]).",
            )]);
        }
        let span = if is_present(marker)? {
            time::meant(marker)?
        } else {
            None
        };
        let Some(span) = span else {
            return Ok(vec![Finding::not_applicable(
                path,
                format!("{path} does not say when a backup succeeded."),
            )]);
        };
        // Of a time that is still to come, no dump is due; `backup/marker-format` tells it.
        let is_ahead = match backups::asked_at() {
            Ok(_) => time::ahead(span.0)?.is_some(),
            // An image has no clock.
            Err(FactError::Unsupported(_)) => false,
            Err(error) => return Err(error.into()),
        };
        if is_ahead {
            return Ok(vec![Finding::not_applicable(
                path,
                format!("{path} says a time that is still to come; see backup/marker-format."),
            )]);
        }
        let artefacts = backups::artefacts()?;
        let finding = match newest(&artefacts, Artefact::HOLDS_DATABASE)? {
            Some(newest) => compare(marker, span, newest, slack)?,
            None => fail(marker, "there is no dump at all".to_owned()),
        };
        Ok(vec![finding.required(format!(
            "a dump at most {} before the recorded success",
            in_words(slack)
        ))])
    })
}

fn fail(marker: &SuccessMarker, why: String) -> Finding {
    let path = &marker.path;
    Finding::fail(path, format!("{path} records a success, but {why}."))
        .fix(format!(
            "Let the backup job stop at its first error (`set -euo pipefail`), and write {path} only after the dump"
        ))
        .at(marker.source.clone(), "records a success")
}

fn compare(
    marker: &SuccessMarker,
    (earliest, latest): (i64, i64),
    newest: &Artefact,
    slack: i64,
) -> Result<Finding, NotEvaluated> {
    let path = &marker.path;
    let dump = &newest.path;
    let written = written(newest)?;
    // Of a time without an offset, what is true of each that it can mean.
    let finding = if earliest.saturating_sub(written) > slack {
        let before = in_words(earliest.saturating_sub(written));
        fail(
            marker,
            format!("the newest dump, {dump}, is from {before} before"),
        )
        .observed(format!("{before} between them"))
    } else if latest.saturating_sub(written) <= slack {
        Finding::pass(
            path,
            format!("The success that {path} records has its dump, {dump}."),
        )
        .at(marker.source.clone(), "records a success")
    } else {
        let reason = format!(
            "{path} has a time without an offset from UTC, so it cannot be compared with that of {dump}."
        );
        Finding::error(path, reason).at(marker.source.clone(), "has no offset")
    };
    Ok(finding.at(newest.source.clone(), "the newest dump"))
}
