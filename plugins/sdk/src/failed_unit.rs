//! Units that have failed because of what a rule found.

use crate::units::{self, Unit};
use crate::{Finding, Source};

/// Shows in each failure those of some units that have failed, as `host/failed-units` names them: what that rule says
/// of such a unit then follows from the failure, where it names the other rule with `Place`. Names are as in
/// [`units::find_unit`].
#[must_use]
pub fn with_failed_units(findings: Vec<Finding>, names: &[&str]) -> Vec<Finding> {
    if !findings.iter().any(Finding::is_failure) {
        return findings;
    }
    let mut failed: Vec<String> = Vec::new();
    for name in names {
        // Whoever cannot be asked has nothing to add to what was found.
        if let Ok(Some(unit)) = units::find_unit(name)
            && unit.state == Unit::STATE_FAILED
        {
            let name = unit.name.strip_suffix(".service").unwrap_or(&unit.name);
            let subject = format!("unit/{name}");
            if !failed.contains(&subject) {
                failed.push(subject);
            }
        }
    }
    let show = |finding: Finding| {
        let failed = failed.iter();
        failed.fold(finding, |finding, subject| {
            finding.at(Source::logical(subject), "has failed")
        })
    };
    findings
        .into_iter()
        .map(|finding| {
            if finding.is_failure() {
                show(finding)
            } else {
                finding
            }
        })
        .collect()
}
