//! The last lines: the counts, and what it comes to.

use muster_outcomes::Severity;
use muster_policy::Conclusion;

use super::page::{Page, Role};
use crate::view::View;

/// Writes them.
pub(super) fn write(page: &mut Page, view: &View) {
    page.rule();
    page.paragraph(&counts(view), Role::Plain);
    let (text, role) = conclusion(view);
    let exit = view.conclusion.exit_code();
    page.paragraph(&format!("{text} Exit code {exit}."), role);
}

fn counts(view: &View) -> String {
    let totals = view.totals;
    let failed = match failures_by_severity(view).as_slice() {
        [] => "0 failed".to_owned(),
        rated => format!("{} failed ({})", view.causes, rated.join(", ")),
    };
    let follow = match (totals.fail.saturating_sub(view.causes), view.causes) {
        (1, 1) => "follows from it",
        (1, _) => "follows from them",
        (_, 1) => "follow from it",
        (_, _) => "follow from them",
    };
    let rest = [
        (totals.fail.saturating_sub(view.causes), follow),
        (totals.error, "not evaluated"),
        (totals.manual, "by hand"),
        (totals.not_applicable, "not applicable"),
        (totals.pass, "passed"),
    ];
    let rest = rest
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"));
    std::iter::once(failed)
        .chain(rest)
        .collect::<Vec<_>>()
        .join(" · ")
}

fn failures_by_severity(view: &View) -> Vec<String> {
    Severity::ALL
        .iter()
        .rev()
        .filter_map(|severity| {
            let count = failures(view, |found| found == *severity);
            (count > 0).then(|| format!("{count} {severity}"))
        })
        .collect()
}

fn failures(view: &View, wanted: impl Fn(Severity) -> bool) -> usize {
    view.causes()
        .filter(|finding| wanted(finding.rated))
        .count()
}

fn conclusion(view: &View) -> (String, Role) {
    let target = &view.target.name;
    let gate = view.gate;
    let serious = match failures(view, |severity| severity >= gate) {
        0 => "no failure is".to_owned(),
        1 => "1 failure is".to_owned(),
        several => format!("{several} failures are"),
    };
    let evaluated = view.totals.pass + view.totals.fail;
    match view.conclusion {
        Conclusion::Clean => (
            format!("{target} passes muster: nothing fails at or above {gate}."),
            Role::Pass,
        ),
        Conclusion::Findings => (
            format!("{target} does not pass muster: {serious} at or above {gate}."),
            Role::Rated(Severity::Critical),
        ),
        Conclusion::Incomplete if evaluated == 0 => (
            format!("Nothing was evaluated, so nothing is known about {target}."),
            Role::Error,
        ),
        Conclusion::Incomplete => (
            format!(
                "Incomplete: {} of {} could not be evaluated, and {serious} at or above {gate}.",
                view.totals.error,
                view.totals.all(),
            ),
            Role::Error,
        ),
    }
}
