//! `host/pending-security-updates`

use muster_sdk::updates::{self, Index, PendingUpdate};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable};

use crate::pending::{Lists, Pending, excluded, kept, waiting};

muster_sdk::parameters! {
    struct Parameters {
        /// Days after which the lists of the package manager are too old to say that nothing waits.
        max_age_days: i64 = 7,
        /// Packages whose updates may wait.
        ignored: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/pending-security-updates",
    severity: High,
    precision: VeryHigh,
    tags: ["host", "updates", "manual"],
    documentation: "pending_security_updates.md",
    parameters: Parameters,
    check: check,
}

/// The subject of all packages that are updated together.
const SUBJECT: &str = "security-updates";

fn check(parameters: Parameters) -> Outcome {
    let index = applicable(SUBJECT, updates::overview())?;
    let mut all = updates::pending_updates()?;
    all.retain(|update| !parameters.ignored.contains(&update.name));
    let mut pending = Vec::new();
    let mut findings = Vec::new();
    for update in &all {
        match update.kept.as_str() {
            PendingUpdate::KEPT_NO => pending.push(of_update(update)),
            PendingUpdate::KEPT_HELD => findings.push(judge_held(update, &index)?),
            PendingUpdate::KEPT_EXCLUDED => findings.push(excluded(of_update(update))),
            PendingUpdate::KEPT_PINNED => findings.push(pinned(update)),
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} is {other}, which this rule does not know",
                    update.name
                )));
            }
        }
    }
    findings.push(if pending.is_empty() {
        judge_lists(&index, &parameters)?
    } else if index.tells_security {
        waiting(SUBJECT, "a security update", &pending)
    } else {
        waiting(SUBJECT, "an update", &pending)
    });
    Ok(findings)
}

fn of_update(update: &PendingUpdate) -> Pending<'_> {
    Pending {
        name: &update.name,
        installed: &update.installed,
        candidate: &update.candidate,
        source: &update.source,
    }
}

/// A package that is held back: somebody meant it, and its mistakes are there all the same.
fn judge_held(update: &PendingUpdate, index: &Index) -> Result<Finding, NotEvaluated> {
    let package = &update.name;
    let fix = match index.manager.as_str() {
        Index::MANAGER_DPKG => {
            format!("Run `apt-mark unhold {package} && apt-get install --only-upgrade {package}`")
        }
        Index::MANAGER_RPM => {
            let distribution = Distribution::of_host();
            format!(
                "Run `{} && {}`",
                distribution.release(package),
                distribution.upgrade(&[package])
            )
        }
        Index::MANAGER_APK => format!(
            "Remove the version behind {package} in /etc/apk/world, and run `apk upgrade {package}`"
        ),
        other => {
            return Err(NotEvaluated::because(format!(
                "packages are those of {other}, which this rule does not know"
            )));
        }
    };
    Ok(kept(of_update(update), fix))
}

fn pinned(update: &PendingUpdate) -> Finding {
    let PendingUpdate {
        name: package,
        installed,
        candidate,
        ..
    } = update;
    Finding::manual(
        format!("package/{package}"),
        format!(
            "Find out whether {package} {installed} has the flaws that {candidate} fixes: the host's configuration \
             says where to take it from."
        ),
    )
    .at(update.source.clone(), "offers it")
}

/// Nothing waits, by lists that must be young enough to say so.
fn judge_lists(index: &Index, parameters: &Parameters) -> Result<Finding, NotEvaluated> {
    let fetched = Lists {
        refreshed_at: index.refreshed_at,
        source: &index.source,
        max_age_days: parameters.max_age_days,
        refresh: match index.manager.as_str() {
            Index::MANAGER_DPKG => "apt-get update".to_owned(),
            Index::MANAGER_APK => "apk update".to_owned(),
            _ => Distribution::of_host().refresh().to_owned(),
        },
    };
    fetched.judge(SUBJECT, |date| {
        format!("No package has an update pending, according to lists from {date}.")
    })
}
