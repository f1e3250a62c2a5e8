//! What many rules ask: is there anything to judge, does a setting have one of a few values, and is
//! nothing wrong?

use crate::{FactError, Finding, NotEvaluated};

/// A fact, or the end of the rule. A host that cannot have the fact is not one that the rule is
/// about: its result is then `not-applicable` for the subject. Any other missing fact is an error.
///
/// # Errors
/// When the fact is missing; return them with `?`.
pub fn applicable<T>(subject: &str, fact: Result<T, FactError>) -> Result<T, NotEvaluated> {
    fact.map_err(|error| match error {
        FactError::Unsupported(reason) => NotEvaluated::not_applicable(subject, reason),
        FactError::Denied(_) | FactError::Failed(_) => error.into(),
    })
}

/// What a rule found, or one finding that says that nothing is wrong.
#[must_use]
pub fn pass_unless(findings: Vec<Finding>, pass: impl FnOnce() -> Finding) -> Vec<Finding> {
    if findings.is_empty() {
        vec![pass()]
    } else {
        findings
    }
}

/// A setting that must have one of a few values.
#[derive(Clone, Copy, Debug)]
pub struct Requirement<'a> {
    /// What the setting is called, as the beginning of a sentence.
    pub called: &'a str,
    /// The values that pass.
    pub allowed: &'a [&'a str],
    /// What follows from another value, as a clause after `so`.
    pub consequence: &'a str,
    /// How to fix it.
    pub fix: &'a str,
}

impl Requirement<'_> {
    /// The finding on a setting that has this value.
    #[must_use]
    pub fn finding(&self, subject: impl Into<String>, value: &str) -> Finding {
        let finding = if self.allowed.contains(&value) {
            Finding::pass(subject, format!("{} is `{value}`.", self.called))
        } else {
            Finding::fail(
                subject,
                format!("{} is `{value}`, so {}.", self.called, self.consequence),
            )
            .required(self.allowed.join(" or "))
            .fix(self.fix)
        };
        finding.observed(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FindingRecord, Status};

    #[test]
    fn only_a_fact_that_cannot_be_had_makes_a_rule_not_applicable() {
        let stopped = |error| applicable::<()>("dns", Err(error)).unwrap_err().outcome();
        let reason = "an image has no network".to_owned();
        let finding = stopped(FactError::Unsupported(reason.clone())).unwrap();
        assert_eq!(finding, Finding::not_applicable("dns", reason.clone()));
        assert_eq!(
            stopped(FactError::Denied(reason.clone())),
            Err(reason.clone())
        );
        assert_eq!(stopped(FactError::Failed(reason.clone())), Err(reason));
        assert_eq!(applicable("dns", Ok(1)), Ok(1));
    }

    #[test]
    fn only_a_value_that_is_allowed_passes() {
        let requirement = Requirement {
            called: "The SSL mode",
            allowed: &["strict", "origin_pull"],
            consequence: "anything goes",
            fix: "Set it.",
        };
        let judged = |value: &str| FindingRecord::from(requirement.finding("ssl", value));
        assert_eq!(judged("strict").status, Status::Pass);
        let failed = judged("full");
        assert_eq!(failed.status, Status::Fail);
        assert_eq!(failed.message, "The SSL mode is `full`, so anything goes.");
        assert_eq!(failed.observed.as_deref(), Some("full"));
        assert_eq!(failed.required.as_deref(), Some("strict or origin_pull"));
        assert_eq!(failed.fix.as_deref(), Some("Set it."));
    }

    #[test]
    fn nothing_wrong_is_one_pass() {
        let pass = || Finding::pass("all", "Nothing is wrong.");
        assert_eq!(pass_unless(Vec::new(), pass), [pass()]);
        let wrong = Finding::fail("one", "It is wrong.");
        assert_eq!(pass_unless(vec![wrong.clone()], pass), [wrong]);
    }
}
