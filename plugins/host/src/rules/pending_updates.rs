//! `host/pending-updates`

use muster_sdk::upgrades::{self, PackageLists, Upgrade};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable};

use crate::pending::{Lists, Pending, excluded, in_words, kept, waiting};

muster_sdk::parameters! {
    struct Parameters {
        /// The packages that the rule is about; `*` stands for all.
        #[requests(Update)]
        packages: Vec<String> = ["*"],
        /// Days after which the lists of the package manager are too old to say that nothing waits.
        max_age_days: i64 = 7,
        /// Packages whose updates may wait, or that another rule is about.
        ignored: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/pending-updates",
    severity: Low,
    precision: High,
    tags: ["host", "updates", "manual"],
    explained_by: [Host("host/pending-security-updates")],
    documentation: "pending_updates.md",
    parameters: Parameters,
    check: check,
}

/// The subject of all packages that are updated together.
const SUBJECT: &str = "updates";

/// What stands for all packages.
const ALL: &str = "*";

fn check(parameters: Parameters) -> Outcome {
    if parameters.packages.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy names no package for this rule.",
        )]);
    }
    let lists = applicable(SUBJECT, upgrades::overview())?;
    let is_meant = |update: &Upgrade| {
        let is_named = |name: &String| name == ALL || *name == update.name;
        parameters.packages.iter().any(is_named) && !parameters.ignored.contains(&update.name)
    };
    let all = upgrades::upgrades()?;
    let (mut pending, mut phased) = (Vec::new(), Vec::new());
    let mut findings = Vec::new();
    for update in all.iter().filter(|update| is_meant(update)) {
        match update.kept.as_str() {
            Upgrade::KEPT_NO => pending.push(of_upgrade(update)),
            Upgrade::KEPT_PHASED => phased.push(of_upgrade(update)),
            Upgrade::KEPT_HELD | Upgrade::KEPT_EXCLUDED => {
                findings.push(judge_kept(update, &lists)?);
            }
            Upgrade::KEPT_UNDECIDED => findings.push(undecided(update)),
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} is {other}, which this rule does not know",
                    update.name
                )));
            }
        }
    }
    findings.push(if pending.is_empty() {
        judge_lists(&lists, &phased, &parameters)?
    } else {
        waiting(SUBJECT, "an update", &pending)
    });
    Ok(findings)
}

fn of_upgrade(update: &Upgrade) -> Pending<'_> {
    Pending {
        name: &update.name,
        installed: &update.installed,
        candidate: &update.candidate,
        source: &update.source,
    }
}

/// A package that somebody keeps at its version.
fn judge_kept(update: &Upgrade, lists: &PackageLists) -> Result<Finding, NotEvaluated> {
    let package = &update.name;
    let distribution = Distribution::of_host();
    let upgrade = distribution.upgrade(&[package]);
    if update.kept == Upgrade::KEPT_EXCLUDED {
        return Ok(excluded(of_upgrade(update)));
    }
    let fix = match lists.manager.as_str() {
        PackageLists::MANAGER_APK => format!(
            "Remove the version behind {package} in /etc/apk/world, and run `apk upgrade {package}`"
        ),
        PackageLists::MANAGER_DPKG | PackageLists::MANAGER_RPM => {
            format!("Run `{} && {upgrade}`", distribution.release(package))
        }
        other => {
            return Err(NotEvaluated::because(format!(
                "packages are those of {other}, which this rule does not know"
            )));
        }
    };
    Ok(kept(of_upgrade(update), fix))
}

fn undecided(update: &Upgrade) -> Finding {
    let Upgrade {
        name: package,
        installed,
        candidate,
        ..
    } = update;
    Finding::manual(
        format!("package/{package}"),
        format!(
            "Find out whether {package} {installed} has an update pending: {candidate} is offered, and may be of a \
             stream or a repository that this host does not use."
        ),
    )
    .at(update.source.clone(), "offers it")
}

/// Nothing waits, by lists that must be young enough to say so.
fn judge_lists(
    lists: &PackageLists,
    phased: &[Pending<'_>],
    parameters: &Parameters,
) -> Result<Finding, NotEvaluated> {
    let fetched = Lists {
        refreshed_at: lists.refreshed_at,
        source: &lists.source,
        max_age_days: parameters.max_age_days,
        refresh: Distribution::of_host().refresh().to_owned(),
    };
    fetched.judge(SUBJECT, |date| {
        let later = match phased {
            [] => String::new(),
            some => format!(
                " Ubuntu does not yet offer to all hosts: {}.",
                in_words(some)
            ),
        };
        let subject = if parameters.packages.iter().any(|name| name == ALL) {
            "No package".to_owned()
        } else {
            format!("None of {}", parameters.packages.join(", "))
        };
        format!("{subject} has an update pending, according to lists from {date}.{later}")
    })
}
