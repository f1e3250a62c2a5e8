//! `log/logrotate-installed`

use muster_sdk::jobs::{self, Call, Job};
use muster_sdk::{Distribution, Finding, Outcome, Source, rotation};

muster_sdk::rule! {
    id: "log/logrotate-installed",
    severity: Low,
    precision: High,
    tags: ["logs", "host", "checklist"],
    explained_by: [Place("host/required-packages"), Host("host/cron-enabled")],
    documentation: "logrotate_installed.md",
    check: check,
}

const LOGROTATE: &str = "logrotate";

fn check() -> Outcome {
    let program = rotation::overview()?;
    let distribution = Distribution::of_host();
    if !program.installed {
        return Ok(vec![
            Finding::fail(
                LOGROTATE,
                "logrotate is not installed, so text logs grow until the disk is full.",
            )
            .observed("not installed")
            .required("installed, and run every day")
            .at(program.source, "would have it")
            .at(Source::logical("package/logrotate"), "is not installed")
            .fix(format!("Run `{}`", distribution.install("logrotate"))),
        ]);
    }
    let mut stopped: Option<Job> = None;
    for job in jobs::jobs()? {
        if !job
            .calls
            .iter()
            .any(|call| call.purpose == Call::PURPOSE_ROTATION)
        {
            continue;
        }
        // Debian's script for cron leaves the work to the timer.
        if job.state == Job::STATE_ENABLED
            && job.runs == Job::RUNS_REPEATEDLY
            && !job.yields_to_systemd
        {
            return Ok(vec![
                Finding::pass(LOGROTATE, format!("{} runs logrotate.", job.name))
                    .observed(job.name)
                    .at(job.source, "runs it"),
            ]);
        }
        stopped.get_or_insert(job);
    }
    if let Some(place) = jobs::unread_places()?.into_iter().next() {
        return Ok(vec![place.finding(LOGROTATE, "a job runs logrotate")]);
    }
    let finding = Finding::fail(
        LOGROTATE,
        "logrotate is installed, but no job runs it, so text logs grow until the disk is full.",
    )
    .observed("not run")
    .required("installed, and run every day");
    Ok(vec![match stopped {
        Some(job) if job.kind == Job::KIND_TIMER => finding
            .at(job.source, "is its timer")
            .fix(format!("Run `{}`", distribution.enable_now(&job.name))),
        Some(job) => finding
            .at(job.source, "would run it")
            .fix("Make the script in /etc/cron.daily executable, and make sure that cron runs"),
        None => finding
            .at(program.source, "is the program")
            .fix(distribution.run_daily("logrotate")),
    }])
}
