//! `backup/marker-format`

use muster_sdk::backups::SuccessMarker;
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::place::{is_present, with_marker, writing};
use crate::time::{self, in_words};

muster_sdk::rule! {
    id: "backup/marker-format",
    severity: Medium,
    precision: VeryHigh,
    tags: ["backup", "checklist"],
    documentation: "marker_format.md",
    check: check,
}

fn check() -> Outcome {
    with_marker(|marker| {
        let path = &marker.path;
        if !is_present(marker)? {
            return Ok(vec![Finding::not_applicable(
                path,
                format!("{path} does not say anything; see backup/marker-present."),
            )]);
        }
        let finding = match fault(marker)? {
            Some(fault) => Finding::fail(path, format!("{path} {fault}.")).fix(format!(
                "Let the backup job write it with `{}`",
                writing(path)
            )),
            None => Finding::pass(path, format!("{path} is a time with its offset from UTC.")),
        };
        Ok(vec![
            finding
                .observed(&marker.content)
                .required("a time such as 2026-06-01T03:00:00Z, and nothing else")
                .at(marker.source.clone(), "the record"),
        ])
    })
}

/// What is wrong with the text, as the end of a sentence.
fn fault(marker: &SuccessMarker) -> Result<Option<String>, NotEvaluated> {
    let fault = match marker.content.as_str() {
        SuccessMarker::CONTENT_TIME if marker.extra => {
            "holds more than a time, which strict programs refuse"
        }
        SuccessMarker::CONTENT_TIME => return future(marker),
        SuccessMarker::CONTENT_LOCAL_TIME => {
            "has a time without an offset from UTC: some programs take it for local time, others for UTC, and \
             some refuse to compare it"
        }
        SuccessMarker::CONTENT_EPOCH => {
            "counts seconds since 1970, which is not the form of RFC 3339"
        }
        SuccessMarker::CONTENT_OTHER => "does not begin with a time in the form of RFC 3339",
        other => {
            return Err(NotEvaluated::because(format!(
                "'{other}' is not a known content of {}",
                marker.path
            )));
        }
    };
    Ok(Some(fault.to_owned()))
}

fn future(marker: &SuccessMarker) -> Result<Option<String>, NotEvaluated> {
    let Some(time) = marker.time else {
        return Err(NotEvaluated::because(format!(
            "the time in {} is not known",
            marker.path
        )));
    };
    Ok(time::ahead(time)?.map(|ahead| {
        format!(
            "holds a time that is still {} ahead, so it looks fresh for too long",
            in_words(ahead)
        )
    }))
}
