//! Jobs that have to do with backups: which make them, and whether they run. Knows no rule.

use muster_sdk::jobs::{Call, Job, Scheduler};
use muster_sdk::{Finding, NotEvaluated, jobs};

/// Whether a job makes backups: it calls a program that does so, or its own name says so. What packages bring is
/// named for backups of their own data.
pub(crate) fn makes_backups(job: &Job, named: &[String]) -> bool {
    let calls = |purpose: &str| job.calls.iter().any(|call| call.purpose == purpose);
    let speaks = job
        .purposes
        .iter()
        .any(|purpose| purpose == Job::PURPOSES_BACKUP);
    named.contains(&job.name)
        || calls(Call::PURPOSE_DUMP)
        || calls(Call::PURPOSE_BACKUP)
        || (calls(Call::PURPOSE_ARCHIVE) && job.names_backups)
        || (speaks && job.packaged != Some(true))
}

/// Why a job does not run; none where it does.
pub(crate) fn obstacle(
    job: &Job,
    schedulers: &[Scheduler],
) -> Result<Option<String>, NotEvaluated> {
    let clause = match job.state.as_str() {
        Job::STATE_ENABLED => return obstacle_of_scheduler(job, schedulers),
        Job::STATE_DISABLED => "does not come up at boot",
        Job::STATE_MASKED => "is masked",
        Job::STATE_NOT_EXECUTABLE => "may not be executed",
        Job::STATE_PASSED_OVER => "has a name that is ignored",
        Job::STATE_REFUSED => "is in a file that cron refuses for its owner, mode or text",
        Job::STATE_NO_USER => "is set to run as an account that does not exist",
        Job::STATE_NOT_CALLED => "is in a place where nothing looks for it",
        Job::STATE_NO_PROGRAM => "runs a program that is not there",
        Job::STATE_PROGRAM_NOT_EXECUTABLE => "runs a program that may not be executed",
        Job::STATE_UNCLEAR => {
            return Err(NotEvaluated::because(format!(
                "it is not known whether {} is enabled",
                job.name
            )));
        }
        other => {
            return Err(NotEvaluated::because(format!(
                "{} is {other}, which this rule does not know",
                job.name
            )));
        }
    };
    Ok(Some(format!("{} {clause}", job.name)))
}

/// Whether what starts it comes up at boot.
fn obstacle_of_scheduler(
    job: &Job,
    schedulers: &[Scheduler],
) -> Result<Option<String>, NotEvaluated> {
    let kinds: &[&str] = match job.scheduler.as_str() {
        Job::SCHEDULER_CRON => &[Scheduler::KIND_CRON],
        // cron may start it in its turn.
        Job::SCHEDULER_ANACRON => &[Scheduler::KIND_ANACRON, Scheduler::KIND_CRON],
        Job::SCHEDULER_SYSTEMD => &[Scheduler::KIND_SYSTEMD],
        other => {
            return Err(NotEvaluated::because(format!(
                "{} is started by {other}, which this rule does not know",
                job.name
            )));
        }
    };
    let mut of_kind = schedulers
        .iter()
        .filter(|one| kinds.contains(&one.kind.as_str()));
    let is_up = of_kind.any(|one| {
        one.at_boot != Some(false)
            && !matches!(
                one.state.as_str(),
                Scheduler::STATE_INACTIVE | Scheduler::STATE_FAILED
            )
    });
    Ok((!is_up).then(|| {
        format!(
            "{} waits for {}, which does not run",
            job.name, job.scheduler
        )
    }))
}

/// A finding where something may have jobs that could not be read.
pub(crate) fn unread(subject: &str, question: &str) -> Result<Option<Finding>, NotEvaluated> {
    let place = jobs::unread_places()?.into_iter().next();
    Ok(place.map(|place| place.finding(subject, question)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(packaged: Option<bool>) -> Job {
        Job {
            name: "shop.timer".to_owned(),
            packaged,
            ..muster_sdk::testing::sample()
        }
    }

    #[test]
    fn what_a_package_calls_backup_is_not_one_of_the_project() {
        let speaks = |packaged| Job {
            purposes: vec![Job::PURPOSES_BACKUP.to_owned()],
            ..job(packaged)
        };
        assert!(makes_backups(&speaks(Some(false)), &[]));
        assert!(makes_backups(&speaks(None), &[]));
        assert!(!makes_backups(&speaks(Some(true)), &[]));
    }

    #[test]
    fn a_job_may_be_named() {
        assert!(!makes_backups(&job(None), &[]));
        assert!(makes_backups(&job(None), &["shop.timer".to_owned()]));
    }
}
