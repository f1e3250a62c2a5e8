//! `backup/marker-fresh`

use muster_sdk::backups::SuccessMarker;
use muster_sdk::{Finding, NotEvaluated, Outcome, limit_in_seconds};

use crate::place::{is_present, with_marker};
use crate::time::{self, HOUR, in_words};

muster_sdk::parameters! {
    struct Parameters {
        /// How old the last successful backup may be, in hours.
        #[form(Range(1, 1_000_000_000))]
        maximum_hours: i64 = 26,
    }
}

muster_sdk::rule! {
    id: "backup/marker-fresh",
    severity: High,
    precision: VeryHigh,
    tags: ["backup", "checklist"],
    explained_by: [
        Place("backup/marker-present"),
        Place("backup/marker-format"),
        Host("backup/job-scheduled"),
        Host("backup/job-result"),
    ],
    documentation: "marker_fresh.md",
    parameters: Parameters,
    check: check,
}

const FIX: &str =
    "Run the backup job by hand, fix what it reports, and make sure that it runs every day";

fn check(parameters: Parameters) -> Outcome {
    let maximum = limit_in_seconds("maximum-hours", parameters.maximum_hours, HOUR)?;
    with_marker(|marker| {
        let required = format!("at most {} hours ago", parameters.maximum_hours);
        let finding = judge_age(marker, maximum)?;
        Ok(vec![
            finding
                .required(required)
                .at(marker.source.clone(), "the record"),
        ])
    })
}

fn judge_age(marker: &SuccessMarker, maximum: i64) -> Result<Finding, NotEvaluated> {
    let path = &marker.path;
    let span = if is_present(marker)? {
        time::meant(marker)?
    } else {
        None
    };
    let Some((earliest, latest)) = span else {
        let message = format!("{path} does not say when a backup last succeeded.");
        return Ok(Finding::fail(path, message).fix(FIX));
    };
    let now = time::now()?;
    let ages = (now.saturating_sub(latest), now.saturating_sub(earliest));
    Ok(match ages {
        (youngest, _) if youngest > maximum => {
            let age = in_words(youngest);
            Finding::fail(
                path,
                format!("According to {path}, the last successful backup is {age} old."),
            )
            .observed(age)
            .fix(FIX)
        }
        (_, oldest) if oldest <= maximum => {
            // A clock that is ahead is judged by `backup/marker-format`.
            let age = in_words(oldest.max(0));
            Finding::pass(
                path,
                format!("According to {path}, the last successful backup is {age} old."),
            )
            .observed(age)
        }
        _ => Finding::error(
            path,
            format!(
                "{path} has a time without an offset from UTC, so it is not known whether the backup is older than {}.",
                in_words(maximum)
            ),
        ),
    })
}
