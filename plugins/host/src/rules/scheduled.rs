//! `host/scheduled`

use muster_sdk::jobs::Job;
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, jobs};

muster_sdk::parameters! {
    struct Parameters {
        /// What a job has to do: `dump`, `backup`, `archive`, `copy`, `probe`, `rotation` or `integrity` (files are
        /// compared with their earlier state). Empty if no job is required.
        #[needed(purpose)]
        #[form(Words(&["dump", "backup", "archive", "copy", "probe", "rotation", "integrity"]))]
        purpose: String = "",
        /// The program that does it, named in the fix.
        #[needed(program)]
        program: String = "",
        /// The most hours between two runs.
        #[form(Range(1, 1_000_000_000))]
        at_most_hours: i64 = 168,
    }
}

muster_sdk::rule! {
    id: "host/scheduled",
    severity: Low,
    precision: High,
    tags: ["host", "services"],
    explained_by: [Host("host/cron-enabled")],
    documentation: "scheduled.md",
    parameters: Parameters,
    check: check,
}

const JOBS: &str = "jobs";

fn check(parameters: Parameters) -> Outcome {
    let Parameters {
        purpose,
        program,
        at_most_hours,
    } = &parameters;
    if purpose.is_empty() {
        let reason = "The policy names no purpose that a job has to have.";
        return Ok(vec![Finding::not_applicable(JOBS, reason)]);
    }
    let subject = format!("{JOBS}/{purpose}");
    let required = format!("a job that runs {program} every {at_most_hours} hours or more often");
    let mut seldom: Option<Job> = None;
    let mut stopped: Option<Job> = None;
    for job in jobs::jobs()? {
        if !job.calls.iter().any(|call| call.purpose == *purpose) {
            continue;
        }
        // Debian's scripts for cron leave the work to a timer.
        let runs = job.state == Job::STATE_ENABLED
            && job.runs == Job::RUNS_REPEATEDLY
            && !job.yields_to_systemd;
        if !runs {
            stopped.get_or_insert(job);
            continue;
        }
        let limit = u64::try_from(*at_most_hours).unwrap_or_default() * 3_600;
        match job.longest_gap {
            Some(gap) if gap > limit => seldom = Some(job),
            Some(_) => {
                return Ok(vec![
                    Finding::pass(subject, format!("{} runs {program}.", job.name))
                        .observed(job.schedule.join(", "))
                        .required(required)
                        .at(job.source, "says when"),
                ]);
            }
            None => {
                let reason = format!("it is not known how often {} runs", job.name);
                return Err(NotEvaluated::because(reason));
            }
        }
    }
    if let Some(place) = jobs::unread_places()?.into_iter().next() {
        return Ok(vec![
            place.finding(&subject, &format!("a job runs {program}")),
        ]);
    }
    let distribution = Distribution::of_host();
    let finding = match (seldom, stopped) {
        (Some(job), _) => Finding::fail(
            subject,
            format!(
                "{} runs {program} less often than every {at_most_hours} hours.",
                job.name
            ),
        )
        .observed(job.schedule.join(", "))
        .fix(format!("Have {} run more often", job.name))
        .at(job.source, "says when"),
        (None, Some(job)) if job.kind == Job::KIND_TIMER => Finding::fail(
            subject,
            format!("{} would run {program}, and is not started.", job.name),
        )
        .observed("not started")
        .fix(format!("Run `{}`", distribution.enable_now(&job.name)))
        .at(job.source, "is its timer"),
        (None, Some(job)) => Finding::fail(
            subject,
            format!(
                "{} would run {program}, and does not run again and again.",
                job.name
            ),
        )
        .observed("not run")
        .fix(distribution.run_daily(program))
        .at(job.source, "would run it"),
        (None, None) => Finding::fail(subject, format!("No job runs {program}."))
            .observed("none")
            .fix(distribution.run_daily(program)),
    };
    Ok(vec![finding.required(required)])
}
