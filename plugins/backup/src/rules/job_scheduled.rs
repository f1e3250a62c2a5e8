//! `backup/job-scheduled`

use muster_sdk::backups::Place;
use muster_sdk::jobs::{self, Job};
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable, limit_in_seconds, shell_word};

use crate::containers::unseen_backups;
use crate::jobs::{makes_backups, obstacle, unread};
use crate::place::with_place;
use crate::time::{HOUR, in_words};

muster_sdk::parameters! {
    struct Parameters {
        /// How many hours may lie between two runs.
        #[form(Range(1, 1_000_000_000))]
        maximum_hours: i64 = 24,
        /// Names of jobs that make backups, where neither their names nor what they call says so, such as
        /// `nightly.timer` or `/etc/cron.d/shop#nightly.sh`.
        jobs: Vec<String> = [],
        /// Services of the Compose project that make backups inside of their containers, such as `nightly`. When
        /// they do so is for a person to check.
        services: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "backup/job-scheduled",
    severity: High,
    precision: High,
    tags: ["backup", "checklist", "manual"],
    explained_by: [Host("host/cron-enabled")],
    documentation: "job_scheduled.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let maximum = limit_in_seconds("maximum-hours", parameters.maximum_hours, HOUR)?;
    with_place(|place| Ok(vec![judge_jobs(place, maximum, &parameters)?]))
}

/// How to make an existing job run, if a command does so.
fn enabling(job: &Job) -> Option<String> {
    let (name, file) = (shell_word(&job.name), shell_word(&job.source.name));
    match job.state.as_str() {
        Job::STATE_DISABLED => Some(format!("Run `systemctl enable --now {name}`")),
        Job::STATE_MASKED => Some(format!(
            "Run `systemctl unmask {name} && systemctl enable --now {name}`"
        )),
        Job::STATE_NOT_EXECUTABLE => Some(format!("Run `chmod u+x {file}`")),
        Job::STATE_NO_PROGRAM => Some(format!(
            "Put {} in its place, or have {name} run another",
            job.program.as_deref().unwrap_or("the program")
        )),
        Job::STATE_PROGRAM_NOT_EXECUTABLE => {
            let program = job
                .program
                .as_deref()
                .filter(|path| path.starts_with('/'))?;
            Some(format!("Run `chmod u+x {}`", shell_word(program)))
        }
        _ => None,
    }
}

fn judge_jobs(
    place: &Place,
    maximum: i64,
    parameters: &Parameters,
) -> Result<Finding, NotEvaluated> {
    let subject = place.directory.as_str();
    let schedulers = applicable(subject, jobs::schedulers())?;
    let mut candidates = jobs::jobs()?;
    candidates.retain(|job| makes_backups(job, &parameters.jobs));
    candidates.sort_by_key(|job| job.longest_gap.unwrap_or(u64::MAX));
    let required = format!("every {} hours", parameters.maximum_hours);
    let mut faults: Vec<(String, String, &Job)> = Vec::new();
    let mut unclear = None;
    for job in &candidates {
        let obstacle = match obstacle(job, &schedulers) {
            Ok(obstacle) => obstacle,
            Err(error) => {
                unclear.get_or_insert_with(|| error.reason().to_owned());
                continue;
            }
        };
        if let Some(clause) = obstacle {
            faults.push((clause, "does not run".to_owned(), job));
            continue;
        }
        match (job.longest_gap, job.runs.as_str()) {
            (Some(gap), _) if i64::try_from(gap).is_ok_and(|gap| gap <= maximum) => {
                let often = in_words(i64::try_from(gap).unwrap_or(i64::MAX));
                return Ok(Finding::pass(
                    subject,
                    format!("{} makes backups at least every {often}.", job.name),
                )
                .observed(format!("every {often}"))
                .required(required)
                .at(job.source.clone(), "says when it runs"));
            }
            (Some(gap), _) => {
                let often = in_words(i64::try_from(gap).unwrap_or(i64::MAX));
                let clause = format!("{} lets up to {often} pass between two runs", job.name);
                faults.push((clause, format!("every {often}"), job));
            }
            (None, Job::RUNS_AT_BOOT) => {
                let clause = format!("{} runs once after each boot", job.name);
                faults.push((clause, "at boot".to_owned(), job));
            }
            (None, Job::RUNS_NEVER) => {
                let clause = format!("no day is as {} has it", job.name);
                faults.push((clause, "never".to_owned(), job));
            }
            (None, Job::RUNS_LIMITED) => {
                let clause = format!("{} runs in some years only", job.name);
                faults.push((clause, "in some years".to_owned(), job));
            }
            (None, _) => {
                let reason = format!("it is not known how often {} runs", job.name);
                unclear.get_or_insert(reason);
            }
        }
    }
    if let Some(reason) = unclear {
        return Ok(Finding::error(
            subject,
            format!("It is not known whether backups are made in time: {reason}."),
        ));
    }
    if let Some(finding) = unread(subject, "a job makes backups")? {
        return Ok(finding);
    }
    // A job that is there and does not run is what somebody relies on.
    if faults.is_empty()
        && let Some(finding) = unseen_backups(place, &parameters.services, &required)?
    {
        return Ok(finding);
    }
    let finding = match faults.into_iter().next() {
        Some((clause, observed, job)) => {
            let message = format!("No job makes backups {required}: {clause}.");
            let finding = Finding::fail(subject, message)
                .observed(observed)
                .at(job.source.clone(), "is the job");
            if let Some(fix) = enabling(job) {
                return Ok(finding.required(required).fix(fix));
            }
            finding
        }
        None => Finding::fail(
            subject,
            "No job makes backups: no cron job or systemd timer is named for that, or calls a program that \
             makes them.",
        )
        .observed("none")
        .at(place.source.clone(), "is where they should be"),
    };
    Ok(finding.required(required).fix(
        "Have a systemd timer or a line in /etc/cron.d run the backup every day; if one does already, name \
         it in the parameter `jobs`, or name the service whose container does in `services`",
    ))
}
