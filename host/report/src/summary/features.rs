//! Which features are ready.

use muster_policy::Readiness;

use super::inline::{Within, code, cut, sentence};
use super::room::Room;
use crate::view::{FeatureView, View};

/// Characters of a title, and of why something is not known.
const LONGEST_TITLE: usize = 100;
const LONGEST_REASON: usize = 300;

/// Writes a row for each feature. What is missing is among the failures above.
pub(super) fn section(view: &View, mut room: Room) -> String {
    if view.features.is_empty() {
        return String::new();
    }
    room.write(&format!(
        "### Features ({})\n\n| state | feature | what is missing |\n|---|---|---|\n",
        view.features.len()
    ));
    let shown = room.fill(view.features.iter().map(|feature| row(view, feature)));
    let mut text = room.into_text();
    text.push('\n');
    let left_out = view.features.len() - shown;
    if left_out > 0 {
        text.push_str(&format!(
            "**Cut to the size of a comment.** {left_out} more features are in the formats \
             `terminal` and `json`.\n\n"
        ));
    }
    text
}

fn row(view: &View, feature: &FeatureView) -> String {
    let state = match feature.state {
        Readiness::Ready => "ready",
        Readiness::NotReady => "**not ready**",
        Readiness::Unknown => "unknown",
        Readiness::Off => "off",
    };
    let mut rules: Vec<String> = view
        .missing(feature)
        .map(|finding| code(finding.rule.id.as_str(), Within::Cell))
        .collect();
    rules.dedup();
    let verify = feature.verify.iter().map(|one| &one.task);
    let open: Vec<String> = feature
        .unknown
        .iter()
        .chain(verify)
        .map(|reason| sentence(&cut(reason, LONGEST_REASON), Within::Cell))
        .collect();
    let parts: Vec<String> = [vec![rules.join(", ")], open].concat();
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!(
        "| {state} | {} | {} |\n",
        sentence(&cut(&feature.title, LONGEST_TITLE), Within::Cell),
        parts.join("<br>")
    )
}
