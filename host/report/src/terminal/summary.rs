//! The last lines: the counts, and what it comes to.

use muster_outcomes::Severity;
use muster_policy::Conclusion;

use super::page::{Page, Role};
use crate::conclusion;
use crate::view::View;

/// Writes them.
pub(super) fn write(page: &mut Page, view: &View) {
    page.rule();
    page.paragraph(&conclusion::counts(view), Role::Plain);
    let text = conclusion::sentence(view, &view.target.name);
    let exit = view.conclusion.exit_code();
    let role = match view.conclusion {
        Conclusion::Clean => Role::Pass,
        Conclusion::Findings => Role::Rated(Severity::Critical),
        Conclusion::Incomplete => Role::Error,
    };
    page.paragraph(&format!("{text} Exit code {exit}."), role);
}
