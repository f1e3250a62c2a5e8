//! Metrics for Prometheus, as the textfile collector of its node exporter reads them: how many findings there
//! are, and no text of any.
//!
//! Each series is there in every run, with 0 where nothing was found: an alert cannot depend on a series that
//! comes and goes. The files of several hosts may be in one folder, so that each series names its host, and what
//! is said about a metric is the same in every file, or the collector would refuse them.

use std::fmt::Write as _;

use chrono::DateTime;
use muster_outcomes::{Severity, Status};

use crate::view::{RuleView, View};

/// Renders the document.
pub(crate) fn render(view: &View) -> String {
    let mut page = Page {
        host: &view.target.name,
        text: String::new(),
    };
    let totals = view.totals;
    let statuses = [
        ("error", totals.error),
        ("fail", totals.fail),
        ("manual", totals.manual),
        ("not-applicable", totals.not_applicable),
        ("pass", totals.pass),
    ];
    page.metric(
        "muster_findings",
        "Findings by their status.",
        statuses.map(|(status, count)| (vec![("status", status)], count)),
    );
    page.metric(
        "muster_causes",
        "Failures that follow from no other, by severity: what the terminal report counts as failed.",
        Severity::ALL.map(|severity| {
            let rated = view.causes().filter(|cause| cause.rated == severity);
            (vec![("severity", severity.as_str())], rated.count())
        }),
    );
    let counts = by_rule(view);
    page.metric(
        "muster_rule_failures",
        "Failures of a rule, also earlier ones that could not be judged again, with its severity under the policy.",
        counts.iter().map(|(rule, count)| {
            let severity = rule.severity.as_str();
            let labels = vec![("rule", rule.id.as_str()), ("severity", severity)];
            (labels, count.failures)
        }),
    );
    page.metric(
        "muster_rule_errors",
        "Findings of a rule that could not be evaluated.",
        counts
            .iter()
            .map(|(rule, count)| (vec![("rule", rule.id.as_str())], count.errors)),
    );
    page.metric(
        "muster_exit_code",
        "Muster's exit code: 0 is clean, 1 has findings at or above the gate, 3 is incomplete.",
        [(Vec::new(), usize::from(view.conclusion.exit_code()))],
    );
    let collected = DateTime::parse_from_rfc3339(&view.collected_at).ok();
    let seconds = collected.and_then(|time| usize::try_from(time.timestamp()).ok());
    page.metric(
        "muster_collected_timestamp_seconds",
        "When the facts were collected, in seconds since 1970.",
        seconds.map(|seconds| (Vec::new(), seconds)),
    );
    page.text
}

/// How often a rule ended in what needs attention.
#[derive(Clone, Copy, Default)]
struct Count {
    failures: usize,
    errors: usize,
}

/// The counts of every rule, in the order of their ids.
fn by_rule(view: &View) -> Vec<(&RuleView, Count)> {
    let mut counts: Vec<(&RuleView, Count)> = view
        .rules
        .iter()
        .map(|rule| (&**rule, Count::default()))
        .collect();
    for finding in &view.findings {
        let Some((_, count)) = counts.get_mut(finding.rule.index) else {
            continue;
        };
        match finding.status {
            Status::Fail => count.failures += 1,
            Status::Error(_) => count.errors += 1,
            Status::Pass | Status::NotApplicable(_) | Status::Manual(_) => {}
        }
    }
    // Nobody knows that these are fixed, and an alert must not end by a file that cannot be read.
    for carried in &view.carried {
        if let Some((_, count)) = counts.get_mut(carried.finding.rule.index) {
            count.failures += 1;
        }
    }
    counts
}

/// The text as far as it is written.
struct Page<'a> {
    host: &'a str,
    text: String,
}

impl Page<'_> {
    /// Writes a metric with its series: the labels beside the host, and the value.
    fn metric<'a>(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Vec<(&'a str, &'a str)>, usize)>,
    ) {
        let host = label("host", self.host);
        let mut text = format!("# HELP {name} {help}\n# TYPE {name} gauge\n");
        for (labels, value) in series {
            let labels = labels.iter().map(|(key, value)| label(key, value));
            let labels: Vec<String> = std::iter::once(host.clone()).chain(labels).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}{{{}}} {value}", labels.join(","));
        }
        self.text.push_str(&text);
    }
}

/// A label; a text has no line breaks here, but may have quotes.
fn label(key: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("{key}=\"{value}\"")
}
