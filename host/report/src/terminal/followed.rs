//! A line for each section of a benchmark that the policy follows.

use super::page::{Page, Role};
use crate::view::{Followed, View};

/// With what was found, if asked for: what fails, is not known or is left to a person is told above.
pub(super) fn write(page: &mut Page, view: &View, verbose: bool) {
    for Followed { name, sections } in view.followed() {
        page.heading(&format!("Sections of {name}"), sections.len());
        page.blank();
        for section in &sections {
            let verdict = section.verdict();
            let role = match verdict {
                "pass" => Role::Pass,
                "fail" => Role::Strong,
                "error" => Role::Error,
                "manual" => Role::Manual,
                _ => Role::Dim,
            };
            page.headline((verdict, role), &section.title(), section.number);
            let evidence = section.evidence();
            if verbose && !evidence.is_empty() {
                page.row(("", Role::Plain), &evidence, Role::Dim);
            }
        }
    }
}
