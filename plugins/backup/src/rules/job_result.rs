//! `backup/job-result`

use muster_sdk::jobs::{self, Job};
use muster_sdk::{Distribution, Finding, Outcome, applicable, host};

use crate::jobs::makes_backups;
use crate::place::with_place;

muster_sdk::parameters! {
    struct Parameters {
        /// Names of timers that make backups, where neither their names nor what they call says so.
        jobs: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "backup/job-result",
    severity: High,
    precision: VeryHigh,
    tags: ["backup", "checklist", "manual"],
    explained_by: [Place("host/failed-units")],
    documentation: "job_result.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_place(|place| {
        let subject = place.directory.as_str();
        applicable(subject, jobs::schedulers())?;
        let mut timers = jobs::jobs()?;
        timers.retain(|job| {
            job.kind == Job::KIND_TIMER && job.is_started() && makes_backups(job, &parameters.jobs)
        });
        if timers.is_empty() {
            return Ok(vec![Finding::not_applicable(
                subject,
                "No timer makes backups, and cron does not record how a job ended.",
            )]);
        }
        if host::identity()?.kernel.is_none() && timers.iter().all(|job| job.result.is_none()) {
            return Ok(vec![Finding::not_applicable(
                subject,
                "The target is not running, so no job has ended.",
            )]);
        }
        let distribution = Distribution::of_host();
        Ok(timers
            .iter()
            .map(|job| judge_result(job, &distribution))
            .collect())
    })
}

fn judge_result(job: &Job, distribution: &Distribution) -> Finding {
    let unit = job.unit.as_deref().unwrap_or(&job.name);
    // As `host/failed-units` calls it, which explains this one.
    let subject = format!("unit/{}", unit.strip_suffix(".service").unwrap_or(unit));
    let finding = match (job.result.as_deref(), job.triggered) {
        (None, _) => Finding::error(
            subject,
            format!("systemd could not be asked how {unit} ended."),
        ),
        (Some("success"), Some(true)) => {
            Finding::pass(subject, format!("The last run of {unit} ended well."))
                .observed("success")
        }
        (Some("success"), Some(false)) => Finding::manual(
            subject,
            format!(
                "{} has not elapsed since the host booted. Check with `systemctl list-timers` that it will.",
                job.name
            ),
        ),
        (Some("success"), None) => Finding::error(
            subject,
            format!(
                "systemd could not be asked whether {} has ever elapsed.",
                job.name
            ),
        ),
        (Some(result), _) => Finding::fail(
            subject,
            format!("The last run of {unit} did not end well ({result})."),
        )
        .observed(result)
        .required("success")
        .fix(format!(
            "Run `{}`, fix what it shows, and start it again",
            distribution.status_of(unit)
        )),
    };
    finding.at(job.source.clone(), "says when it runs")
}
