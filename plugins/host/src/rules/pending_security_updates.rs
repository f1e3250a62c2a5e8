//! `host/pending-security-updates`

use chrono::DateTime;
use muster_sdk::updates::{self, Index, PendingUpdate};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, clock};

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

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Packages that a message names.
const MOST_NAMES: usize = 10;

fn check(parameters: Parameters) -> Outcome {
    let index = applicable(SUBJECT, updates::overview())?;
    let mut pending = updates::pending_updates()?;
    pending.retain(|update| !parameters.ignored.contains(&update.name));
    let distribution = Distribution::of_host();
    let mut waiting = Vec::new();
    let mut findings = Vec::new();
    for update in pending {
        match update.kept.as_str() {
            PendingUpdate::KEPT_NO => waiting.push(update),
            PendingUpdate::KEPT_HELD => findings.push(judge_held(&update, &index)?),
            PendingUpdate::KEPT_PINNED => findings.push(pinned(&update)),
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} is {other}, which this rule does not know",
                    update.name
                )));
            }
        }
    }
    if waiting.is_empty() {
        findings.push(judge_lists(&index, &parameters)?);
    } else {
        findings.push(failure(&waiting, &index, &distribution));
    }
    Ok(findings)
}

fn failure(waiting: &[PendingUpdate], index: &Index, distribution: &Distribution) -> Finding {
    let what = if index.tells_security {
        "a security update"
    } else {
        "an update"
    };
    let subject = match waiting {
        [one] => format!("{} has {what} pending", one.name),
        many => format!("{} packages have {what} pending", many.len()),
    };
    let shown: Vec<String> = waiting
        .iter()
        .take(MOST_NAMES)
        .map(|update| {
            format!(
                "{} {} → {}",
                update.name, update.installed, update.candidate
            )
        })
        .collect();
    let more = match waiting.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names: Vec<&str> = waiting.iter().map(|update| update.name.as_str()).collect();
    let mut finding = Finding::fail(SUBJECT, format!("{subject}: {}{more}.", shown.join(", ")))
        .observed(format!("{} waiting", waiting.len()))
        .required("none waiting")
        .fix(format!("Run `{}`", distribution.upgrade(&names)));
    if let Some(first) = waiting.first() {
        finding = finding.at(first.source.clone(), "offers it");
    }
    finding
}

/// A package that is held back: somebody meant it, and its mistakes are there all the same.
fn judge_held(update: &PendingUpdate, index: &Index) -> Result<Finding, NotEvaluated> {
    let PendingUpdate {
        name: package,
        installed,
        candidate,
        ..
    } = update;
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
    Ok(Finding::fail(
        format!("package/{package}"),
        format!("{package} {installed} is kept at its version, and {candidate} is offered."),
    )
    .observed(installed)
    .required(candidate)
    .at(update.source.clone(), "offers it")
    .fix(fix))
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
    let now = applicable(SUBJECT, clock::now())?;
    let date = DateTime::from_timestamp(index.refreshed_at, 0)
        .map(|time| time.date_naive().to_string())
        .unwrap_or_default();
    let age = now.saturating_sub(index.refreshed_at) / DAY;
    let finding = if age > parameters.max_age_days {
        let refresh = match index.manager.as_str() {
            Index::MANAGER_DPKG => "`apt-get update`",
            Index::MANAGER_APK => "`apk update`",
            _ => &format!("`{}`", Distribution::of_host().refresh()),
        };
        Finding::error(
            SUBJECT,
            format!(
                "It is not known whether updates are pending: the package manager's lists are from {date}, {age} days \
                 ago. Run {refresh}, and find out why that does not happen automatically."
            ),
        )
    } else {
        Finding::pass(
            SUBJECT,
            format!("No package has an update pending, according to lists from {date}."),
        )
    };
    Ok(finding.at(index.source.clone(), "is what was compared with"))
}
