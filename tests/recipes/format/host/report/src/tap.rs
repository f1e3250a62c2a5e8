//! The Test Anything Protocol, version 14: a line for each finding.

use muster_outcomes::Status;

use crate::view::View;

/// Renders the document.
pub(crate) fn render(view: &View) -> String {
    let mut text = format!("TAP version 14\n1..{}\n", view.findings.len());
    for (number, finding) in (1_usize..).zip(&view.findings) {
        let (result, directive) = match &finding.status {
            Status::Pass => ("ok", String::new()),
            Status::Fail | Status::Error(_) => ("not ok", String::new()),
            Status::NotApplicable(reason) | Status::Manual(reason) => {
                ("ok", format!(" # SKIP {reason}"))
            }
        };
        text.push_str(&format!(
            "{result} {number} - {} {}{directive}\n",
            finding.rule.id, finding.message
        ));
    }
    text
}
