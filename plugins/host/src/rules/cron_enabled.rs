//! `host/cron-enabled`

use muster_sdk::distribution::Family;
use muster_sdk::jobs::{Job, Scheduler, UnreadPlace};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, Source, applicable, jobs};

use crate::services::short;

muster_sdk::rule! {
    id: "host/cron-enabled",
    severity: Medium,
    precision: High,
    tags: ["host", "services", "checklist"],
    explained_by: [Place("host/failed-units")],
    documentation: "cron_enabled.md",
    check: check,
}

/// The subject: one program runs them all.
const CRON: &str = "cron";

fn check() -> Outcome {
    let schedulers = applicable(CRON, jobs::schedulers())?;
    let mut unread = jobs::unread_places()?;
    unread.retain(|place| place.holds == UnreadPlace::HOLDS_CRON_JOBS);
    let mut waiting = Vec::new();
    for job in jobs::jobs()? {
        if waits_for_cron(&job)? {
            waiting.push(job);
        }
    }
    let Some(first) = waiting.first() else {
        return Ok(vec![match unread.into_iter().next() {
            Some(place) => place.finding(CRON, "a job needs cron"),
            None => Finding::not_applicable(CRON, "No job of this host needs cron."),
        }]);
    };
    let crons: Vec<&Scheduler> = schedulers
        .iter()
        .filter(|one| one.kind != Scheduler::KIND_SYSTEMD)
        // anacron runs its own jobs alone.
        .filter(|one| one.kind == Scheduler::KIND_CRON || waiting.iter().all(is_of_anacron))
        .collect();
    let what = match waiting.len() {
        1 => format!("{} waits for cron", first.name),
        count => format!("{count} jobs wait for cron, such as {}", first.name),
    };
    Ok(vec![
        judge_schedulers(&crons, &what)?.at(first.source.clone(), "is a job that waits for it"),
    ])
}

fn is_of_anacron(job: &Job) -> bool {
    job.scheduler == Job::SCHEDULER_ANACRON
}

/// Whether nothing but cron, or anacron, runs a job. What packages bring besides a timer of theirs needs neither.
fn waits_for_cron(job: &Job) -> Result<bool, NotEvaluated> {
    let is_crons = match job.scheduler.as_str() {
        Job::SCHEDULER_CRON | Job::SCHEDULER_ANACRON => true,
        Job::SCHEDULER_SYSTEMD => false,
        other => {
            return Err(NotEvaluated::because(format!(
                "{} is started by {other}, which this rule does not know",
                job.name
            )));
        }
    };
    let is_of_package = job.packaged == Some(true);
    let leaves_it = job.yields_to_systemd && job.packaged != Some(false);
    Ok(is_crons && job.is_started() && !is_of_package && !leaves_it)
}

fn judge_schedulers(crons: &[&Scheduler], what: &str) -> Result<Finding, NotEvaluated> {
    let distribution = Distribution::of_host();
    let (package, service) = match distribution.family() {
        Family::Debian => ("cron", "cron"),
        Family::Alpine => ("busybox", "crond"),
        Family::RedHat | Family::Suse | Family::Arch | Family::Gentoo | Family::Other => {
            ("cronie", "crond")
        }
    };
    let Some(first) = crons.first() else {
        let enable = distribution.enable_now(service);
        return Ok(
            Finding::fail(CRON, format!("{what}, but it is not installed."))
                .observed("not installed")
                .required("running, and started at boot")
                .fix(format!(
                    "Run `{} && {enable}`",
                    distribution.install(package)
                )),
        );
    };
    let mut unknown = None;
    for one in crons {
        match (is_up(one)?, one.at_boot) {
            (Some(false), _) | (_, Some(false)) => {}
            (_, Some(true)) => {
                let name = one.unit.as_deref().unwrap_or("systemd");
                return Ok(
                    Finding::pass(CRON, format!("{what}, which {name} runs.")).observed(name)
                );
            }
            (_, None) => unknown = Some(one),
        }
    }
    if let Some(one) = unknown {
        let name = one.unit.as_deref().unwrap_or("systemd");
        return Ok(Finding::error(
            CRON,
            format!("It is not known whether {name} comes up at boot."),
        ));
    }
    let name = first.unit.as_deref().unwrap_or("systemd");
    let clause = if first.at_boot == Some(false) {
        "does not come up at boot"
    } else {
        "does not run"
    };
    let finding = Finding::fail(CRON, format!("{what}, but {name} {clause}."))
        .observed(clause)
        .required("running, and started at boot");
    if first.state == Scheduler::STATE_FAILED {
        return Ok(finding
            .at(
                Source::logical(format!("unit/{}", short(name))),
                "has failed",
            )
            .fix(format!(
                "Run `{}` and fix what it shows",
                distribution.status_of(name)
            )));
    }
    Ok(finding.fix(format!("Run `{}`", distribution.enable_now(short(name)))))
}

/// Whether it runs now; none where nobody could be asked.
fn is_up(scheduler: &Scheduler) -> Result<Option<bool>, NotEvaluated> {
    match scheduler.state.as_str() {
        Scheduler::STATE_ACTIVE | Scheduler::STATE_CHANGING => Ok(Some(true)),
        Scheduler::STATE_INACTIVE | Scheduler::STATE_FAILED => Ok(Some(false)),
        Scheduler::STATE_UNKNOWN => Ok(None),
        other => Err(NotEvaluated::because(format!(
            "cron is {other}, which this rule does not know"
        ))),
    }
}
