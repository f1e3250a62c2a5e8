//! Which results a run has.

use std::collections::HashSet;

use muster_outcomes::{RuleId, Severity, Status};

use super::Profile;
use super::values::Judgement;
use crate::Options;
use crate::gap::{Gap, gaps};
use crate::view::{Carried, FindingView, View};

/// How bad it is that something could not be looked at, whatever the rules are that it costs.
pub(super) const GAP: Severity = Severity::Medium;

/// One result.
pub(super) enum Alert<'a> {
    /// What a rule says.
    FindingView(&'a FindingView, Judgement),
    /// What it said before, and could not be judged again.
    Carried(&'a Carried, Judgement),
    /// Why rules could not be evaluated that had found nothing before.
    Gap(Gap<'a>),
}

impl Alert<'_> {
    fn severity(&self) -> Severity {
        match self {
            Self::FindingView(finding, _) => finding.rated,
            Self::Carried(carried, _) => carried.finding.rated,
            Self::Gap(_) => GAP,
        }
    }
}

/// The results, in the order of the view; those of GitHub the most severe first.
pub(super) fn alerts<'a>(view: &'a View, profile: Profile, options: &Options) -> Vec<Alert<'a>> {
    let least = options.min_severity;
    let folded = !options.alert_consequences;
    let findings = view.findings.iter().filter_map(|finding| {
        let follows = folded && (finding.follows_from.is_some() || finding.kept_under.is_some());
        let judgement = Judgement::of(&finding.status, finding.rated, follows, profile)?;
        Some(Alert::FindingView(finding, judgement))
    });
    let mut alerts: Vec<Alert<'a>> = findings.collect();
    if profile == Profile::Github {
        alerts.extend(view.carried.iter().filter_map(|carried| {
            let Carried { finding, .. } = carried;
            let follows = folded && finding.follows_from.is_some();
            let judgement = Judgement::of(&finding.status, finding.rated, follows, profile)?;
            Some(Alert::Carried(carried, judgement))
        }));
        let kept: HashSet<(&RuleId, &str)> = view
            .carried
            .iter()
            .map(|carried| (&carried.finding.rule.id, carried.reason.as_str()))
            .collect();
        let is_new = |finding: &FindingView| {
            let reason = finding.status.reason().unwrap_or_default();
            !kept.contains(&(&finding.rule.id, reason))
        };
        alerts.extend(gaps(view, is_new).into_iter().map(Alert::Gap));
        alerts.sort_by_key(|alert| std::cmp::Reverse(alert.severity()));
    }
    let is_failure = |alert: &Alert<'_>| match alert {
        Alert::FindingView(finding, _) => finding.status == Status::Fail,
        Alert::Carried(..) | Alert::Gap(_) => true,
    };
    if let Some(least) = least {
        alerts.retain(|alert| !is_failure(alert) || alert.severity() >= least);
    }
    alerts
}
