//! What a rule found on a host, and which of its causes fail there too, for `muster explain`.

use std::collections::BTreeSet;
use std::sync::Arc;

use muster_outcomes::{RuleDescriptor, RuleId, Status};

use super::failures;
use super::page::{Page, Role};
use crate::view::{FindingView, View, location};
use crate::{Options, text};

/// Renders the findings of a rule, and the state of each rule that may explain them. `rules` are all
/// that there are.
pub(crate) fn render(
    rule: &RuleDescriptor,
    rules: &[Arc<RuleDescriptor>],
    view: &View,
    options: &Options,
) -> String {
    let mut page = Page::new(options.width, options.colour);
    let found = findings_of(view, &rule.id);
    page.heading("What was found", found.len());
    page.blank();
    if found.is_empty() {
        page.row(("", Role::Plain), "The rule was not judged.", Role::Plain);
    }
    for finding in found {
        let (label, role) = match &finding.status {
            Status::Fail => ("fail", Role::Rated(finding.severity)),
            Status::Error(_) => ("error", Role::Error),
            Status::Manual(_) => ("manual", Role::Manual),
            Status::Pass => ("pass", Role::Pass),
            Status::NotApplicable(_) => ("n/a", Role::Dim),
        };
        page.row((label, role), &finding.message, Role::Plain);
        page.row(("", Role::Plain), &finding.subject, Role::Dim);
    }
    causes(&mut page, rule, rules, view);
    page.into_text()
}

fn causes(page: &mut Page, rule: &RuleDescriptor, rules: &[Arc<RuleDescriptor>], view: &View) {
    let causes = causes_of(rule, rules);
    if causes.is_empty() {
        return;
    }
    page.heading("What may explain it", causes.len());
    for id in causes {
        page.blank();
        let findings = findings_of(view, id);
        let known = rules.iter().find(|rule| rule.id == *id);
        let state = State::of(&findings);
        let title = known.map_or("", |rule| match state {
            State::Fails => &rule.failure_title,
            _ => &rule.title,
        });
        page.headline(state.label(), &text::line(title), id.as_str());
        if state == State::Unjudged {
            let reason = match known {
                Some(_) => {
                    "Not judged: the policy does not enable it, or it was not part of the evaluation."
                }
                None => "Not judged: no plugin has this rule.",
            };
            page.row(("", Role::Plain), reason, Role::Dim);
        }
        let telling = findings
            .into_iter()
            .filter(|finding| state.is_shown_by(&finding.status));
        for finding in telling {
            cause(page, finding);
        }
    }
}

fn cause(page: &mut Page, finding: &FindingView) {
    page.row(("", Role::Plain), &finding.message, Role::Plain);
    if let Some(place) = finding.places.first() {
        page.row(("", Role::Plain), &location(&place.source), Role::Dim);
    }
    if finding.status == Status::Fail {
        failures::fix(page, finding.how_to_fix());
    }
}

fn findings_of<'a>(view: &'a View, rule: &RuleId) -> Vec<&'a FindingView> {
    let findings = view.findings.iter();
    findings
        .filter(|finding| finding.rule.id == *rule)
        .collect()
}

/// The rules that may explain what a rule finds: those that it names as causes, with theirs; and those that
/// its page mentions.
pub(crate) fn causes_of<'a>(
    rule: &'a RuleDescriptor,
    rules: &'a [Arc<RuleDescriptor>],
) -> Vec<&'a RuleId> {
    let mut seen = BTreeSet::from([&rule.id]);
    let mut found = Vec::new();
    let mut next = vec![rule];
    while !next.is_empty() {
        let named: Vec<&RuleId> = next
            .iter()
            .flat_map(|rule| &rule.explained_by)
            .map(|cause| &cause.rule)
            .filter(|id| seen.insert(*id))
            .collect();
        next = rules
            .iter()
            .map(|rule| &**rule)
            .filter(|rule| named.contains(&&rule.id))
            .collect();
        found.extend(named);
    }
    // What stands between backticks in a Markdown text is every other part of it.
    let mentioned = rule.documentation.split('`').skip(1).step_by(2);
    let known = mentioned.filter_map(|text| {
        let mut rules = rules.iter();
        rules.find(|rule| rule.id.as_str() == text)
    });
    found.extend(known.map(|rule| &rule.id).filter(|id| seen.insert(*id)));
    found
}

/// What a possible cause comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fails,
    Unknown,
    Holds,
    NotConcerned,
    Unjudged,
}

impl State {
    fn of(findings: &[&FindingView]) -> Self {
        let any = |is: fn(&Status) -> bool| findings.iter().any(|finding| is(&finding.status));
        if findings.is_empty() {
            Self::Unjudged
        } else if any(|status| *status == Status::Fail) {
            Self::Fails
        } else if any(|status| matches!(status, Status::Error(_) | Status::Manual(_))) {
            Self::Unknown
        } else if any(|status| *status == Status::Pass) {
            Self::Holds
        } else {
            Self::NotConcerned
        }
    }

    const fn label(self) -> (&'static str, Role) {
        match self {
            Self::Fails => ("fails", Role::Strong),
            Self::Unknown => ("unknown", Role::Error),
            Self::Holds => ("holds", Role::Pass),
            Self::NotConcerned => ("n/a", Role::Dim),
            Self::Unjudged => ("unknown", Role::Dim),
        }
    }

    /// Whether a finding says why it is this state.
    const fn is_shown_by(self, status: &Status) -> bool {
        match self {
            Self::Fails => matches!(status, Status::Fail),
            Self::Unknown => matches!(status, Status::Error(_) | Status::Manual(_)),
            Self::Holds | Self::NotConcerned | Self::Unjudged => false,
        }
    }
}
