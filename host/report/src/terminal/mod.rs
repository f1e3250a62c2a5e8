//! The report for people: what fails with its evidence and the way out, what could not be looked
//! at, what is left to do by hand, and what it comes to.
//!
//! Everything stands on one axis: labels to its left, text to its right.

pub(crate) mod doctor;
pub(crate) mod explain;
mod failures;
pub(crate) mod features;
mod followed;
mod frame;
mod page;
mod prose;
mod sections;
mod summary;
pub(crate) mod triage;
mod wrap;

use crate::Options;
use crate::view::View;
use page::{Page, Role};

/// Renders the whole report.
pub(crate) fn render(view: &View, options: &Options) -> String {
    let mut page = Page::new(options.width, options.colour);
    head(&mut page, view);
    failures::write(&mut page, view, options.verbose);
    sections::not_evaluated(&mut page, view, options.verbose);
    sections::manual(&mut page, view);
    sections::attested(&mut page, view);
    sections::not_applicable(&mut page, view, options.verbose);
    if options.verbose {
        sections::passed(&mut page, view);
    }
    followed::write(&mut page, view, options.verbose);
    features::write(&mut page, view, false);
    summary::write(&mut page, view);
    page.into_text()
}

fn head(page: &mut Page, view: &View) {
    let target = format!("{} ({})", view.target.name, view.target.kind);
    let mut policy = format!("policy {}", view.policy.name);
    if !view.policy.extends.is_empty() {
        policy = format!("{policy} on {}", view.policy.extends.join(", "));
    }
    page.paragraph(
        &format!(
            "muster {} · {target} · {policy} · {}",
            view.muster, view.collected_at
        ),
        Role::Dim,
    );
}
