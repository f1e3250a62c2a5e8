//! What could not be evaluated, and what a person has to look at.

use muster_outcomes::Status;

use super::failures::title;
use super::inline::{Within, code, cut, sentence};
use super::room::Room;
use crate::by_cause::by_cause;
use crate::gap;
use crate::view::{FindingView, View};

/// Characters of a reason; a reason with its way out is shorter.
const LONGEST_REASON: usize = 400;

/// Characters of a subject.
const LONGEST_SUBJECT: usize = 100;

/// Rules that are named below one reason before the rest is counted.
const MOST_NAMES: usize = 40;

/// The part of the room for what failed before.
const CARRIED: (usize, usize) = (1, 2);

/// What could not be evaluated, a line for each reason: twenty rules that miss one fact are one
/// thing to fix.
pub(super) fn not_evaluated(view: &View, mut room: Room) -> String {
    let findings: Vec<&FindingView> = view.not_evaluated().collect();
    let carried = match view.carried.as_slice() {
        [] => String::new(),
        _ => carried(view, room.part(CARRIED)),
    };
    if findings.is_empty() {
        return carried;
    }
    room.write(&format!("### Not evaluated ({})\n\n", findings.len()));
    let groups = by_cause(&findings);
    let shown = room.fill(
        groups
            .iter()
            .map(|(reason, findings)| group(reason, findings)),
    );
    let mut text = finish(room, groups.len() - shown, "reason", "reasons");
    text.push_str(&carried);
    text
}

/// What failed when it was last judged: nobody knows whether it is fixed.
fn carried(view: &View, mut room: Room) -> String {
    room.write(&format!(
        "### Failed before, and not judged this time ({})\n\n",
        view.carried.len()
    ));
    let shown = room.fill(view.carried.iter().map(|carried| {
        format!(
            "- {} **{}** ({}), last judged {}\n",
            carried.finding.severity,
            title(&carried.finding, Within::Paragraph),
            name(&carried.finding),
            code(
                &cut(&carried.last_judged, LONGEST_SUBJECT),
                Within::Paragraph
            )
        )
    }));
    finish(room, view.carried.len() - shown, "failure", "failures")
}

fn group(reason: &str, findings: &[&FindingView]) -> String {
    let mut names = gap::names(reason, findings, name_of);
    let more = match names.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    names.truncate(MOST_NAMES);
    format!(
        "<details><summary>{} × {}</summary>\n\n{}{more}\n\n</details>\n\n",
        findings.len(),
        sentence(&cut(reason, LONGEST_REASON), Within::Summary),
        names.join(", ")
    )
}

/// The rule, and the subject when it is not the rule as a whole.
fn name(finding: &FindingView) -> String {
    name_of(finding, finding.subject != finding.rule.id.as_str())
}

fn name_of(finding: &FindingView, with_subject: bool) -> String {
    let rule = code(finding.rule.id.as_str(), Within::Paragraph);
    if !with_subject {
        return rule;
    }
    match code(&cut(&finding.subject, LONGEST_SUBJECT), Within::Paragraph) {
        subject if subject.is_empty() => rule,
        subject => format!("{rule} ({subject})"),
    }
}

/// What a person has to look at.
pub(super) fn manual(view: &View, mut room: Room) -> String {
    let findings: Vec<&FindingView> = view
        .with_status(|status| matches!(status, Status::Manual(_)))
        .collect();
    if findings.is_empty() {
        return String::new();
    }
    room.write(&format!("### To check by hand ({})\n\n", findings.len()));
    let shown = room.fill(findings.iter().map(|finding| {
        let reason = finding.status.reason().unwrap_or_default();
        format!(
            "- **{}** ({}): {}\n",
            title(finding, Within::Paragraph),
            name(finding),
            sentence(&cut(reason, LONGEST_REASON), Within::Paragraph)
        )
    }));
    finish(room, findings.len() - shown, "item", "items")
}

/// What a person has looked at and answers for.
pub(super) fn attested(view: &View, mut room: Room) -> String {
    let count = view.attested().count();
    if count == 0 {
        return String::new();
    }
    room.write(&format!("### Attested ({count})\n\n"));
    let shown = room.fill(view.attested().map(|(finding, _)| {
        format!(
            "- **{}** ({}): {}\n",
            title(finding, Within::Paragraph),
            name(finding),
            sentence(&cut(&finding.message, LONGEST_REASON), Within::Paragraph)
        )
    }));
    finish(room, count - shown, "item", "items")
}

fn finish(room: Room, missing: usize, one: &str, several: &str) -> String {
    let mut text = room.into_text();
    if missing > 0 {
        let things = if missing == 1 { one } else { several };
        text.push_str(&format!(
            "\n**Cut to the size of a comment.** {missing} more {things} are in the formats \
             `terminal` and `json`.\n"
        ));
    }
    if !text.ends_with("\n\n") {
        text.push('\n');
    }
    text
}
