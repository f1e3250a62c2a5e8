//! Which features are ready, and what is missing of the others.

use muster_policy::Readiness;

use super::page::{Page, Role};
use super::{failures, prose};
use crate::Options;
use crate::view::{FeatureView, View, location};

/// Failures of a feature that are listed beside the rest of a report, which has them in full.
const MOST_MISSING: usize = 4;

/// Renders the features alone, each failure with its place and its fix.
pub(crate) fn render(view: &View, options: &Options) -> String {
    let mut page = Page::new(options.width, options.colour);
    write(&mut page, view, true);
    page.into_text()
}

/// Writes the section. In `full` it has what the rest of a report would show.
pub(super) fn write(page: &mut Page, view: &View, full: bool) {
    if view.features.is_empty() {
        return;
    }
    page.heading("Features", view.features.len());
    for feature in &view.features {
        page.blank();
        let label = match feature.state {
            Readiness::Ready => ("ready", Role::Pass),
            Readiness::NotReady => ("missing", Role::Strong),
            Readiness::Unknown => ("unknown", Role::Error),
            Readiness::Off => ("off", Role::Dim),
        };
        page.headline(label, &feature.title, &feature.name);
        missing(page, view, feature, full);
        for reason in &feature.unknown {
            page.row(("", Role::Plain), reason, Role::Plain);
        }
        for task in &feature.verify {
            page.row(("verify", Role::Manual), &task.task, Role::Plain);
            let then = format!("then: muster attest {}", task.rule);
            page.row(("", Role::Plain), &then, Role::Dim);
        }
    }
}

fn missing(page: &mut Page, view: &View, feature: &FeatureView, full: bool) {
    let most = if full { usize::MAX } else { MOST_MISSING };
    for finding in view.missing(feature).take(most) {
        let item = format!("- {} ({})", finding.message, finding.rule.id);
        let lines = prose::lines(&item, page.body());
        page.rows(("", Role::Plain), &lines, Role::Plain);
        if !full {
            continue;
        }
        if let Some(place) = finding.places.first() {
            page.row(("", Role::Plain), &location(&place.source), Role::Dim);
        }
        failures::fix(page, finding.how_to_fix());
    }
    let more = view.missing(feature).count().saturating_sub(most);
    if more > 0 {
        let more = format!("- and {more} more");
        page.row(("", Role::Plain), &more, Role::Dim);
    }
}
