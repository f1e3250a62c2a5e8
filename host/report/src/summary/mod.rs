//! Markdown for people who read no report: the summary of a job, and a comment on a pull request.
//!
//! GitHub shows neither a longer comment than [`MOST_BYTES`] nor any part of it, so that whatever the
//! verdict is, the text is shorter, and says what it left out. Nothing of a host or a plugin in it is a
//! link, an image, HTML, or a name that somebody is told about: see [`inline`].

mod failures;
mod features;
mod followed;
mod inline;
mod others;
mod prose;
mod room;

use crate::conclusion;
use crate::view::View;
use inline::{Within, code, cut};
use room::Room;

/// A comment on GitHub has at most 65,536 characters, none of which is less than a byte. The summary of a
/// step may have 1 MiB, and a comment on GitLab 1,000,000 characters.
const MOST_BYTES: usize = 65_000;

/// For the sentences about what was cut.
const REMARKS: usize = 2_000;

/// Parts of the room for what could not be evaluated, what is left to do by hand, what was done so, and
/// features; failures have the rest, and what these do not need.
const NOT_EVALUATED: (usize, usize) = (1, 4);
const MANUAL: (usize, usize) = (1, 8);
const ATTESTED: (usize, usize) = (1, 8);
const FEATURES: (usize, usize) = (1, 8);

/// Characters of a name in the head.
const LONGEST_NAME: usize = 100;

/// Renders the document.
pub(crate) fn render(view: &View) -> String {
    let mut room = Room::new(MOST_BYTES - REMARKS);
    let head = head(view);
    room.write(&head);
    let not_evaluated = others::not_evaluated(view, room.part(NOT_EVALUATED));
    let manual = others::manual(view, room.part(MANUAL));
    let attested = others::attested(view, room.part(ATTESTED));
    let features = features::section(view, room.part(FEATURES));
    let others = [not_evaluated, manual, attested, features].concat();
    let left = (MOST_BYTES - REMARKS).saturating_sub(head.len() + others.len());
    let failures = failures::section(view, Room::new(left));
    // Each failure is told above, so that the tables have what nothing else needs.
    let followed = followed::section(view, Room::new(left.saturating_sub(failures.len())));
    let text = [room.into_text(), failures, others, followed].concat();
    format!("{}\n", text.trim_end())
}

/// What it comes to, the counts, and what was judged when and by what.
fn head(view: &View) -> String {
    let name = |text: &str| code(&cut(text, LONGEST_NAME), Within::Paragraph);
    let mut policy = name(&view.policy.name);
    if !view.policy.extends.is_empty() {
        let extends: Vec<String> = view
            .policy
            .extends
            .iter()
            .take(4)
            .map(|text| name(text))
            .collect();
        policy = format!("{policy} on {}", extends.join(", "));
    }
    let target = match name(&view.target.name) {
        none if none.is_empty() => "The host".to_owned(),
        target => target,
    };
    format!(
        "## {}\n\n{}\n\n{target} ({}), policy {policy}, {}, exit code {}, Muster {}\n\n",
        conclusion::sentence(view, &target),
        conclusion::counts(view),
        name(&view.target.kind),
        name(&view.collected_at),
        view.conclusion.exit_code(),
        name(&view.muster),
    )
}
