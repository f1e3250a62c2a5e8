//! A table for each benchmark that the policy follows, with a row for each section: for whoever has to hand one in.

use super::inline::{Within, code, cut, sentence};
use super::room::Room;
use crate::view::{Followed, Section, View};

/// Characters of a name.
const LONGEST_NAME: usize = 100;

/// Characters of what the rules of a section ask for, and of what was found.
const LONGEST_TEXT: usize = 200;

pub(super) fn section(view: &View, mut room: Room) -> String {
    let all = view.followed();
    let mut text = String::new();
    for (number, followed) in (0..).zip(&all) {
        let part = room.part((1, all.len() - number));
        text.push_str(&table(followed, part));
    }
    text
}

/// Nothing where not even one row fits.
fn table(followed: &Followed<'_>, mut room: Room) -> String {
    let Followed { name, sections } = followed;
    // What is left beside the remark.
    let mut rows = room.part((9, 10));
    rows.write(&format!(
        "### Sections of {} ({})\n\n| section | verdict | what is asked for, and what was found |\n|---|---|---|\n",
        code(&cut(name, LONGEST_NAME), Within::Paragraph),
        sections.len()
    ));
    let shown = rows.fill(sections.iter().map(row));
    if shown == 0 {
        return String::new();
    }
    let mut text = rows.into_text();
    let missing = sections.len() - shown;
    if missing > 0 {
        let things = if missing == 1 { "section" } else { "sections" };
        room.write(&format!(
            "\n**Cut to the size of a comment.** {missing} more {things} are in the format `terminal`.\n"
        ));
        text.push_str(&room.into_text());
    }
    text.push('\n');
    text
}

fn row(section: &Section<'_>) -> String {
    let mut text = sentence(&cut(&section.title(), LONGEST_TEXT), Within::Cell);
    let evidence = sentence(&cut(&section.evidence(), LONGEST_TEXT), Within::Cell);
    if !evidence.is_empty() {
        text = format!("{text}<br>{evidence}");
    }
    format!(
        "| {} | {} | {text} |\n",
        code(section.number, Within::Cell),
        section.verdict()
    )
}
