//! What fails: a table of the causes, the most severe first, and below it each with its evidence, its
//! fix and what follows from it.

use super::inline::{Within, code, cut, sentence};
use super::prose;
use super::room::Room;
use crate::conclusion::{self, by_severity};
use crate::view::{FindingView, View, location, rules_of_all};

/// Characters of a message in the table, and of a text among the details. One sentence is shorter.
const LONGEST_CELL: usize = 200;
const LONGEST_TEXT: usize = 500;

/// Bytes of the details of one failure, which must not keep those of all others out. Of the failures of
/// Muster's own rules none has a third of it.
const LONGEST_DETAILS: usize = 10_000;

/// Places that are listed of one finding, and failures that follow from it, before the rest is counted.
const MOST_PLACES: usize = 8;
const MOST_CONSEQUENCES: usize = 12;

/// Rules that are named before the rest is counted.
const MOST_RULES: usize = 40;

/// Parts of the room that the table takes at most; the details need more for each failure.
const TABLE: (usize, usize) = (2, 5);

/// Writes the section into the room that there is.
pub(super) fn section(view: &View, mut room: Room) -> String {
    let failures: Vec<&FindingView> = view.causes().collect();
    if failures.is_empty() {
        return String::new();
    }
    let mut table = room.part(TABLE);
    let head = format!(
        "### Failures ({})\n\n| severity | failure | where |\n|---|---|---|\n",
        failures.len()
    );
    table.write(&head);
    let rows = table.fill(failures.iter().map(|finding| row(finding)));
    room.give_back(&table);
    let details = room.fill(failures.iter().map(|finding| details(view, finding)));
    let mut text = table.into_text();
    text.push('\n');
    text.push_str(&left_out(&failures, rows, details));
    text.push_str(&room.into_text());
    text
}

/// What did not fit. The most severe come first, so that it is the least severe.
fn left_out(failures: &[&FindingView], rows: usize, details: usize) -> String {
    let of = |shown: usize| {
        let missing = failures.get(shown..).unwrap_or_default();
        by_severity(missing.iter().map(|finding| finding.rated))
    };
    let mut text = String::new();
    for (shown, what) in [
        (rows, "This table does not have"),
        (details, "There are no details of"),
    ] {
        let missing = failures.len().saturating_sub(shown);
        if missing > 0 {
            let failures = if missing == 1 { "failure" } else { "failures" };
            text.push_str(&format!(
                "**Cut to the size of a comment.** {what} {missing} {failures} ({}); the formats \
                 `terminal` and `json` have all.\n\n",
                of(shown)
            ));
        }
    }
    text
}

fn row(finding: &FindingView) -> String {
    let message = cut(&finding.message, LONGEST_CELL);
    let place = finding.places.first().map_or(String::new(), |place| {
        code(&cut(&location(&place.source), LONGEST_CELL), Within::Cell)
    });
    format!(
        "| {} | **{}**<br>{} | {place} |\n",
        finding.rated,
        title(finding, Within::Cell),
        sentence(&message, Within::Cell),
    )
}

fn details(view: &View, finding: &FindingView) -> String {
    let rule = finding.rule.id.as_str();
    let mut names = code(rule, Within::Summary);
    if finding.subject != rule {
        names.push(' ');
        names.push_str(&code(&cut(&finding.subject, LONGEST_CELL), Within::Summary));
    }
    let head = format!(
        "<details><summary>{}: {} ({})</summary>\n\n{}\n\n",
        finding.rated,
        title(finding, Within::Summary),
        names.trim_end(),
        paragraph(&finding.message)
    );
    let mut text = evidence(view, finding);
    if text.len() > LONGEST_DETAILS {
        text = "**Too long to show here:** the format `json` has the rest.\n".to_owned();
    }
    format!("{head}{text}\n</details>\n\n")
}

fn evidence(view: &View, finding: &FindingView) -> String {
    let rule = &finding.rule;
    let mut text = String::new();
    let mut item = |line: String| text.push_str(&format!("- {line}\n"));
    for (label, shown) in [
        ("observed", &finding.observed),
        ("required", &finding.required),
    ] {
        if let Some(shown) = shown {
            item(format!("{label}: {}", value(shown)));
        }
    }
    for place in finding.places.iter().take(MOST_PLACES) {
        let at = value(&location(&place.source));
        item(match place.label.as_str() {
            "" => format!("at {at}"),
            label => format!("at {at}: {}", paragraph(label)),
        });
    }
    if finding.places.len() > MOST_PLACES {
        item(format!(
            "at {} more places",
            finding.places.len() - MOST_PLACES
        ));
    }
    let fix = finding.fix.as_deref();
    let fix = prose::blocks(fix.unwrap_or(&rule.documentation().how_to_fix));
    if !fix.is_empty() {
        text.push_str(&format!("\n**How to fix**\n\n{fix}\n"));
    }
    text.push_str(&unjudged(view, finding));
    text.push_str(&consequences(view, finding));
    text
}

/// The rules that cannot say anything before a failure is fixed.
fn unjudged(view: &View, finding: &FindingView) -> String {
    let rules = rules_of_all(view.unjudged(finding));
    let Some(heading) = conclusion::unjudged(rules.len()) else {
        return String::new();
    };
    let names: Vec<String> = rules
        .iter()
        .take(MOST_RULES)
        .map(|rule| code(rule, Within::Paragraph))
        .collect();
    let more = match rules.len().saturating_sub(MOST_RULES) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("\n{heading}: {}{more}\n", names.join(", "))
}

fn consequences(view: &View, finding: &FindingView) -> String {
    let count = finding.consequences.len();
    let heading = match count {
        0 => return String::new(),
        1 => "1 failure follows from it".to_owned(),
        _ => format!("{count} failures follow from it"),
    };
    let mut text = format!("\n<details><summary>{heading}</summary>\n\n");
    for consequence in view.consequences(finding).take(MOST_CONSEQUENCES) {
        text.push_str(&format!(
            "- {} {}: {}\n",
            consequence.severity,
            code(consequence.rule.id.as_str(), Within::Paragraph),
            paragraph(&cut(&consequence.message, LONGEST_CELL))
        ));
    }
    if count > MOST_CONSEQUENCES {
        text.push_str(&format!("- and {} more\n", count - MOST_CONSEQUENCES));
    }
    text.push_str("\n</details>\n");
    text
}

/// What fails, or what is required where nothing does; a rule without a title has its id.
pub(super) fn title(finding: &FindingView, within: Within) -> String {
    let title = finding.rule.title_for(&finding.status);
    match sentence(&cut(title, LONGEST_CELL), within) {
        none if none.is_empty() => code(finding.rule.id.as_str(), within),
        title => title,
    }
}

fn paragraph(text: &str) -> String {
    sentence(&cut(text, LONGEST_TEXT), Within::Paragraph)
}

fn value(text: &str) -> String {
    code(&cut(text, LONGEST_TEXT), Within::Paragraph)
}
