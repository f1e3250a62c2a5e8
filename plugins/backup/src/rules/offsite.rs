//! `backup/offsite`

use muster_sdk::jobs::{self, Call, Job};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::jobs::unread;
use crate::place::with_place;

muster_sdk::rule! {
    id: "backup/offsite",
    severity: Medium,
    precision: High,
    tags: ["backup", "checklist", "manual"],
    documentation: "offsite.md",
    check: check,
}

fn check() -> Outcome {
    with_place(|place| {
        let mut unsure = None;
        for job in jobs::jobs()? {
            if job.state != Job::STATE_ENABLED || job.runs != Job::RUNS_REPEATEDLY {
                continue;
            }
            let Some(call) = call_with_backups(&job)? else {
                continue;
            };
            if call.leaves_host == Some(true) {
                let message = format!("{} sends backups away with {}.", job.name, call.tool);
                return Ok(vec![
                    Finding::pass(&place.directory, message)
                        .observed(&call.tool)
                        .at(call.source.clone(), "sends them away"),
                ]);
            }
            unsure.get_or_insert_with(|| (job.name.clone(), call.clone()));
        }
        if let Some(finding) = unread(&place.directory, "a job sends backups away")? {
            return Ok(vec![finding]);
        }
        let task = format!(
            "Check that what is in {} is copied to another machine or an object store, and that the newest copy \
             there is as recent as the one here.",
            place.directory
        );
        let finding = match unsure {
            Some((job, call)) => Finding::manual(
                &place.directory,
                format!(
                    "{task} {job} calls {}, but it is not known where it sends them.",
                    call.tool
                ),
            )
            .at(call.source, "calls it"),
            None => Finding::manual(&place.directory, task),
        };
        Ok(vec![finding.at(place.source.clone(), "the backups")])
    })
}

/// The call of a job that sends backups away, or may do so. What is sent has to be backups: the job makes some, or
/// names where they are.
fn call_with_backups(job: &Job) -> Result<Option<&Call>, NotEvaluated> {
    let mut dumps = false;
    let mut found: Option<&Call> = None;
    for call in &job.calls {
        let sends = match call.purpose.as_str() {
            Call::PURPOSE_DUMP => {
                dumps = true;
                false
            }
            Call::PURPOSE_BACKUP | Call::PURPOSE_COPY => call.leaves_host != Some(false),
            Call::PURPOSE_ARCHIVE
            | Call::PURPOSE_INTEGRITY
            | Call::PURPOSE_PROBE
            | Call::PURPOSE_ROTATION => false,
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} calls {} for '{other}', which this rule does not know",
                    job.name, call.tool
                )));
            }
        };
        let is_better = found.is_none_or(|known| known.leaves_host != Some(true));
        if sends && is_better {
            found = Some(call);
        }
    }
    let is_backup = found.is_some_and(|call| call.purpose == Call::PURPOSE_BACKUP);
    Ok(found.filter(|_| dumps || is_backup || job.names_backups))
}
