//! `backup/uploads-included`

use muster_sdk::backups::{self, Artefact, Place};
use muster_sdk::condition::Condition;
use muster_sdk::jobs::{self, Call, Job};
use muster_sdk::switch::{self, Known, Switch};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, limit_in_seconds};

use super::artifacts::{newest, written};
use crate::jobs::unread;
use crate::place::with_place;
use crate::time::{self, HOUR, in_words};

muster_sdk::parameters! {
    struct Parameters {
        /// When the application keeps uploads on the host: with `STORAGE=local`, if that key of an environment file has
        /// this value. Empty for always.
        #[form(Condition)]
        enabled_when: String = "",
        /// How old the newest copy may be, in hours.
        #[form(Range(1, 1_000_000_000))]
        maximum_hours: i64 = 26,
    }
}

muster_sdk::rule! {
    id: "backup/uploads-included",
    severity: Medium,
    precision: High,
    tags: ["backup", "uploads", "checklist", "manual"],
    explained_by: [Host("backup/job-scheduled"), Host("backup/job-result")],
    documentation: "uploads_included.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let maximum = limit_in_seconds("maximum-hours", parameters.maximum_hours, HOUR)?;
    with_place(|place| {
        let subject = subject(place);
        let mut at_switch = None;
        if !parameters.enabled_when.is_empty() {
            let condition = Condition::parse(&parameters.enabled_when)?;
            let found = Switch::find(&condition, &[], &switch::places()?);
            at_switch = found.source;
            let finding = match found.state {
                Known::On => None,
                Known::Off => {
                    let reason = format!("{}.", condition.denied());
                    Some(Finding::not_applicable(&subject, reason))
                }
                Known::Not(reason) => Some(Finding::error(&subject, reason)),
            };
            if let Some(finding) = finding {
                return Ok(vec![finding.at_if(at_switch, "is the switch")]);
            }
        }
        let finding = judge_copies(place, &subject, maximum, parameters.maximum_hours)?;
        Ok(vec![finding.at_if(at_switch, "keeps uploads on the host")])
    })
}

fn subject(place: &Place) -> String {
    format!("{}/uploads", place.directory)
}

fn judge_copies(
    place: &Place,
    subject: &str,
    maximum: i64,
    hours: i64,
) -> Result<Finding, NotEvaluated> {
    let required = format!("a copy of the uploads, at most {hours} hours old");
    let artefacts = backups::artefacts()?;
    let newest = newest(&artefacts, Artefact::HOLDS_UPLOADS)?;
    if let Some(newest) = newest {
        let age = time::now()?.saturating_sub(written(newest)?);
        if age <= maximum {
            return Ok(Finding::pass(
                subject,
                format!(
                    "The newest copy of the uploads, {}, is recent.",
                    newest.path
                ),
            )
            .observed(format!("{} old", in_words(age.max(0))))
            .required(required)
            .at(newest.source.clone(), "the newest copy"));
        }
    }
    let directory = &place.directory;
    let what = match newest {
        Some(newest) => format!("The newest copy of the uploads, {}, is old", newest.path),
        None if place.uploads.is_empty() => "Nothing says what copies of the uploads are called \
             (`uploads` under [targets.backup])"
            .to_owned(),
        None => format!(
            "No copy of the uploads is in {directory} ({})",
            place.uploads.join(", ")
        ),
    };
    // Another program may take them along, and what it takes is not seen.
    if let Some((job, call)) = other_copies()? {
        let task = format!(
            "Check that {job} takes the uploads along: it calls {}, and what that copies is not seen. {what}.",
            call.tool
        );
        return Ok(Finding::manual(subject, task)
            .required(required)
            .at(call.source, "may copy them"));
    }
    if let Some(finding) = unread(subject, "a job copies the uploads")? {
        return Ok(finding);
    }
    if newest.is_none() && place.uploads.is_empty() {
        let task = format!("Check that a job copies the uploads every day. {what}.");
        return Ok(Finding::manual(subject, task)
            .required(required)
            .at(place.source.clone(), "the backups"));
    }
    let finding = Finding::fail(subject, format!("{what}, and no job that runs copies files."))
        .observed(if newest.is_some() { "an old copy" } else { "no copy" })
        .required(required)
        .fix(format!(
            "Let the backup job write the uploads to {directory} as well, such as with `tar --create --gzip`"
        ));
    Ok(match newest {
        Some(newest) => finding.at(newest.source.clone(), "the newest copy"),
        None => finding.at(Source::file(directory), "is without a copy"),
    })
}

/// The first scheduled job that calls a program that copies files, with that call.
fn other_copies() -> Result<Option<(String, Call)>, NotEvaluated> {
    for job in jobs::jobs()? {
        // What packages bring makes copies of their own files.
        let is_own = job.packaged != Some(true);
        if !is_own || job.state != Job::STATE_ENABLED || job.runs != Job::RUNS_REPEATEDLY {
            continue;
        }
        for call in &job.calls {
            let copies = match call.purpose.as_str() {
                Call::PURPOSE_ARCHIVE | Call::PURPOSE_BACKUP | Call::PURPOSE_COPY => true,
                Call::PURPOSE_DUMP | Call::PURPOSE_PROBE | Call::PURPOSE_ROTATION => false,
                other => {
                    return Err(NotEvaluated::because(format!(
                        "{} calls {} for '{other}', which this rule does not know",
                        job.name, call.tool
                    )));
                }
            };
            if copies {
                return Ok(Some((job.name.clone(), call.clone())));
            }
        }
    }
    Ok(None)
}
