//! What the rules on pending updates say alike of updates for security and of all others.

use chrono::DateTime;
use muster_sdk::upgrades::Source;
use muster_sdk::{Distribution, Finding, NotEvaluated, applicable, clock};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Packages that a message names.
const MOST_NAMES: usize = 10;

/// A later version of an installed package.
#[derive(Clone, Copy)]
pub(crate) struct Pending<'a> {
    pub(crate) name: &'a str,
    pub(crate) installed: &'a str,
    pub(crate) candidate: &'a str,
    /// What offers it.
    pub(crate) source: &'a Source,
}

/// Updates that wait, each of which is `what`: `an update`, for example.
pub(crate) fn waiting(subject: &str, what: &str, updates: &[Pending<'_>]) -> Finding {
    let whose = match updates {
        [one] => format!("{} has {what} pending", one.name),
        many => format!("{} packages have {what} pending", many.len()),
    };
    let names: Vec<&str> = updates.iter().map(|update| update.name).collect();
    let mut finding = Finding::fail(subject, format!("{whose}: {}.", in_words(updates)))
        .observed(format!("{} waiting", updates.len()))
        .required("none waiting")
        .fix(format!("Run `{}`", Distribution::of_host().upgrade(&names)));
    if let Some(first) = updates.first() {
        finding = finding.at(first.source.clone(), "offers it");
    }
    finding
}

/// The first of them with their versions, and how many more there are.
pub(crate) fn in_words(updates: &[Pending<'_>]) -> String {
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
pub(crate) fn kept(update: Pending<'_>, fix: String) -> Finding {
    let Pending {
        name,
        installed,
        candidate,
        source,
    } = update;
    Finding::fail(
        format!("package/{name}"),
        format!("{name} {installed} is kept at its version, and {candidate} is offered."),
    )
    .observed(installed)
    .required(candidate)
    .at(source.clone(), "offers it")
    .fix(fix)
}

/// A package that dnf's configuration leaves out.
pub(crate) fn excluded(update: Pending<'_>) -> Finding {
    let package = update.name;
    let upgrade = Distribution::of_host().upgrade(&[package]);
    let fix = format!(
        "Leave {package} out no longer, by `excludepkgs`, `exclude` and `includepkgs` in /etc/dnf/dnf.conf and the files \
         of /etc/yum.repos.d, and run `{upgrade}`"
    );
    kept(update, fix)
}

/// What the package manager fetched last.
pub(crate) struct Lists<'a> {
    /// Seconds since 1970-01-01 UTC.
    pub(crate) refreshed_at: i64,
    pub(crate) source: &'a Source,
    /// Days after which they are too old to say that nothing waits.
    pub(crate) max_age_days: i64,
    /// The command that fetches them again.
    pub(crate) refresh: String,
}

impl Lists<'_> {
    /// Nothing waits, by lists that must be young enough to say so. `passes` is told their date.
    pub(crate) fn judge(
        &self,
        subject: &str,
        passes: impl FnOnce(&str) -> String,
    ) -> Result<Finding, NotEvaluated> {
        let now = applicable(subject, clock::now())?;
        let date = DateTime::from_timestamp(self.refreshed_at, 0)
            .map(|time| time.date_naive().to_string())
            .unwrap_or_default();
        let age = now.saturating_sub(self.refreshed_at) / DAY;
        let finding = if age > self.max_age_days {
            Finding::error(
                subject,
                format!(
                    "It is not known whether updates are pending: the package manager's lists are from {date}, {age} \
                     days ago. Run `{}`, and find out why that does not happen automatically.",
                    self.refresh
                ),
            )
        } else {
            Finding::pass(subject, passes(&date))
        };
        Ok(finding.at(self.source.clone(), "is what was compared with"))
    }
}
