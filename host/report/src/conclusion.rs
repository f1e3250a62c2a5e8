//! What a verdict comes to, in the words of every report for people.

use muster_outcomes::Severity;
use muster_policy::Conclusion;

use crate::view::View;

/// The counts, such as `3 failed (2 high, 1 low) · 1 passed`.
pub(crate) fn counts(view: &View) -> String {
    let totals = view.totals;
    let failed = match by_severity(view.causes().map(|finding| finding.rated)).as_str() {
        "" => "0 failed".to_owned(),
        rated => format!("{} failed ({rated})", view.causes),
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

/// How many rules cannot be judged before a failure is fixed, where there are any.
pub(crate) fn unjudged(rules: usize) -> Option<String> {
    match rules {
        0 => None,
        1 => Some("1 rule cannot be judged before it is fixed".to_owned()),
        _ => Some(format!("{rules} rules cannot be judged before it is fixed")),
    }
}

/// How many there are of each severity, the worst first: `2 high, 1 low`.
pub(crate) fn by_severity(found: impl Iterator<Item = Severity>) -> String {
    let mut counts = [0_usize; Severity::ALL.len()];
    for severity in found {
        let place = Severity::ALL.iter().position(|other| *other == severity);
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    let rated: Vec<String> = Severity::ALL
        .iter()
        .zip(counts)
        .rev()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    rated.join(", ")
}

/// The conclusion in one sentence, about a target whose name is written as given.
pub(crate) fn sentence(view: &View, target: &str) -> String {
    let gate = view.gate;
    let serious = view
        .causes()
        .filter(|finding| finding.rated >= gate)
        .count();
    let serious = match serious {
        0 => "no failure is".to_owned(),
        1 => "1 failure is".to_owned(),
        several => format!("{several} failures are"),
    };
    match view.conclusion {
        Conclusion::Clean => {
            format!("{target} passes muster: nothing fails at or above {gate}.")
        }
        Conclusion::Findings => {
            format!("{target} does not pass muster: {serious} at or above {gate}.")
        }
        Conclusion::Incomplete if view.totals.pass + view.totals.fail == 0 => {
            format!("Nothing was evaluated, so nothing is known about {target}.")
        }
        Conclusion::Incomplete => format!(
            "Incomplete: {} of {} could not be evaluated, and {serious} at or above {gate}.",
            view.totals.error,
            view.totals.all(),
        ),
    }
}
