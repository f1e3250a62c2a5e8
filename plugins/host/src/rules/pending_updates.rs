//! `host/pending-updates`

use chrono::DateTime;
use muster_sdk::upgrades::{self, PackageLists, Upgrade};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, clock};

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

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Packages that a message names.
const MOST_NAMES: usize = 10;

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
    let (mut waiting, mut phased) = (Vec::new(), Vec::new());
    let mut findings = Vec::new();
    for update in all.into_iter().filter(is_meant) {
        match update.kept.as_str() {
            Upgrade::KEPT_NO => waiting.push(update),
            Upgrade::KEPT_PHASED => phased.push(update),
            Upgrade::KEPT_HELD | Upgrade::KEPT_EXCLUDED => {
                findings.push(judge_kept(&update, &lists)?);
            }
            Upgrade::KEPT_UNDECIDED => findings.push(undecided(&update)),
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} is {other}, which this rule does not know",
                    update.name
                )));
            }
        }
    }
    findings.push(if waiting.is_empty() {
        judge_lists(&lists, &phased, &parameters)?
    } else {
        failure(&waiting)
    });
    Ok(findings)
}

fn failure(waiting: &[Upgrade]) -> Finding {
    let subject = match waiting {
        [one] => format!("{} has an update pending", one.name),
        many => format!("{} packages have an update pending", many.len()),
    };
    let names: Vec<&str> = waiting.iter().map(|update| update.name.as_str()).collect();
    let mut finding = Finding::fail(SUBJECT, format!("{subject}: {}.", in_words(waiting)))
        .observed(format!("{} waiting", waiting.len()))
        .required("none waiting")
        .fix(format!("Run `{}`", Distribution::of_host().upgrade(&names)));
    if let Some(first) = waiting.first() {
        finding = finding.at(first.source.clone(), "offers it");
    }
    finding
}

fn in_words(updates: &[Upgrade]) -> String {
    let shown = updates.iter().take(MOST_NAMES).map(|update| {
        format!(
            "{} {} → {}",
            update.name, update.installed, update.candidate
        )
    });
    let shown = shown.collect::<Vec<String>>().join(", ");
    match updates.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A package that somebody keeps at its version.
fn judge_kept(update: &Upgrade, lists: &PackageLists) -> Result<Finding, NotEvaluated> {
    let Upgrade {
        name: package,
        installed,
        candidate,
        ..
    } = update;
    let distribution = Distribution::of_host();
    let upgrade = distribution.upgrade(&[package]);
    let fix = match (lists.manager.as_str(), update.kept.as_str()) {
        (_, Upgrade::KEPT_EXCLUDED) => format!(
            "Remove {package} from `exclude` and `excludepkgs` in /etc/dnf/dnf.conf and the files of /etc/yum.repos.d, \
             and run `{upgrade}`"
        ),
        (PackageLists::MANAGER_APK, _) => format!(
            "Remove the version behind {package} in /etc/apk/world, and run `apk upgrade {package}`"
        ),
        (PackageLists::MANAGER_DPKG | PackageLists::MANAGER_RPM, _) => {
            format!("Run `{} && {upgrade}`", distribution.release(package))
        }
        (other, _) => {
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
    phased: &[Upgrade],
    parameters: &Parameters,
) -> Result<Finding, NotEvaluated> {
    let now = applicable(SUBJECT, clock::now())?;
    let date = DateTime::from_timestamp(lists.refreshed_at, 0)
        .map(|time| time.date_naive().to_string())
        .unwrap_or_default();
    let age = now.saturating_sub(lists.refreshed_at) / DAY;
    let finding = if age > parameters.max_age_days {
        Finding::error(
            SUBJECT,
            format!(
                "It is not known whether updates are pending: the package manager's lists are from {date}, {age} days \
                 ago. Run `{}`, and find out why that does not happen automatically.",
                Distribution::of_host().refresh()
            ),
        )
    } else {
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
        Finding::pass(
            SUBJECT,
            format!("{subject} has an update pending, according to lists from {date}.{later}"),
        )
    };
    Ok(finding.at(lists.source.clone(), "is what was compared with"))
}
