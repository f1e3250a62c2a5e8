//! `backup/artifacts`

use muster_sdk::backups::{self, Artefact, Place};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, limit_in_seconds};

use crate::place::with_place;
use crate::time::{self, HOUR, in_words};

muster_sdk::parameters! {
    struct Parameters {
        /// How old the newest dump may be, in hours.
        #[form(Range(1, 1_000_000_000))]
        maximum_hours: i64 = 26,
        /// How large it must be, in bytes.
        #[form(Range(0, i64::MAX))]
        minimum_bytes: i64 = 1024,
    }
}

muster_sdk::rule! {
    id: "backup/artifacts",
    severity: High,
    precision: High,
    tags: ["backup", "checklist"],
    explained_by: [Place("backup/job-scheduled"), Host("backup/job-result")],
    documentation: "artifacts.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let maximum = limit_in_seconds("maximum-hours", parameters.maximum_hours, HOUR)?;
    let minimum = u64::try_from(parameters.minimum_bytes).map_err(|_| {
        NotEvaluated::because(format!(
            "parameter `minimum-bytes`: {} is not a size",
            parameters.minimum_bytes
        ))
    })?;
    with_place(|place| {
        if place.dumps.is_empty() {
            return Ok(vec![Finding::not_applicable(
                &place.directory,
                "The project does not say what its dumps are called (`artefacts` under [targets.backup]).",
            )]);
        }
        let finding = match newest(&backups::artefacts()?, Artefact::HOLDS_DATABASE)? {
            Some(newest) => judge_newest(place, newest, maximum, minimum)?,
            None => none(place),
        };
        Ok(vec![finding.required(format!(
            "a dump of at least {minimum} bytes, at most {} hours old",
            parameters.maximum_hours
        ))])
    })
}

/// The newest copy of what a backup holds, as `holds` of an artefact names it. Unknown times come last.
pub(crate) fn newest<'a>(
    artefacts: &'a [Artefact],
    holds: &str,
) -> Result<Option<&'a Artefact>, NotEvaluated> {
    for artefact in artefacts {
        match artefact.holds.as_str() {
            known if known == holds => return Ok(Some(artefact)),
            Artefact::HOLDS_DATABASE | Artefact::HOLDS_UPLOADS => {}
            other => {
                return Err(NotEvaluated::because(format!(
                    "'{other}' is not a known kind of backup, but {} is one",
                    artefact.path
                )));
            }
        }
    }
    Ok(None)
}

/// When a backup was written.
pub(crate) fn written(artefact: &Artefact) -> Result<i64, NotEvaluated> {
    artefact.modified.ok_or_else(|| {
        NotEvaluated::because(format!(
            "it is not known when {} was written",
            artefact.path
        ))
    })
}

fn none(place: &Place) -> Finding {
    let directory = &place.directory;
    let names = place.dumps.join(", ");
    Finding::fail(
        directory,
        format!("No file in {directory} or a directory below it is called {names}."),
    )
    .observed("no dump")
    .fix(fix(directory))
    .at(Source::file(directory), "is without a dump")
}

fn fix(directory: &str) -> String {
    format!(
        "Run the backup job by hand, and fix what keeps it from writing a whole dump to {directory}"
    )
}

fn judge_newest(
    place: &Place,
    newest: &Artefact,
    maximum: i64,
    minimum: u64,
) -> Result<Finding, NotEvaluated> {
    // The place: the newest file is another every day, and the problem stays the same.
    let subject = &place.directory;
    let path = &newest.path;
    let age = time::now()?.saturating_sub(written(newest)?);
    let observed = format!("{} bytes, {} old", newest.size, in_words(age.max(0)));
    let fault = if age > maximum {
        Some(format!("is {} old", in_words(age)))
    } else if newest.size < minimum {
        Some(format!(
            "has {} bytes, so it cannot hold a database",
            newest.size
        ))
    } else {
        match newest.beginning.as_str() {
            Artefact::BEGINNING_AS_NAMED | Artefact::BEGINNING_UNKNOWN => None,
            Artefact::BEGINNING_OTHERWISE => Some(
                "does not begin as a file with such a name does, so it cannot be restored"
                    .to_owned(),
            ),
            Artefact::BEGINNING_UNREAD => {
                return Err(NotEvaluated::because(format!(
                    "{path} may not be read, so it is not known whether it is a dump"
                )));
            }
            other => {
                return Err(NotEvaluated::because(format!(
                    "'{other}' is not a known beginning of {path}"
                )));
            }
        }
    };
    let finding = match fault {
        Some(fault) => {
            Finding::fail(subject, format!("The newest dump, {path}, {fault}.")).fix(fix(subject))
        }
        None => Finding::pass(
            subject,
            format!("The newest dump, {path}, is recent and holds something."),
        ),
    };
    Ok(finding
        .observed(observed)
        .at(newest.source.clone(), "the newest dump"))
}
