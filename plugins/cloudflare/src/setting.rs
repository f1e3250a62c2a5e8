//! A setting of the zone, and whether it has one of the values that it may have.

use muster_sdk::cloudflare;
use muster_sdk::{Finding, NotEvaluated, Source};

/// A setting that was read.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// A setting that every zone has.
pub(crate) fn required(name: &str) -> Result<Setting, NotEvaluated> {
    find(name)?.ok_or_else(|| {
        NotEvaluated::because(format!("Cloudflare's answer has no value for `{name}`"))
    })
}

/// A setting that only some plans have.
pub(crate) fn find(name: &str) -> Result<Option<Setting>, NotEvaluated> {
    let settings = cloudflare::settings()?;
    // What could not be read has one name, whatever it would have held.
    let is_part_of = |whole: &str| {
        name.strip_prefix(whole)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    let found = settings.into_iter().find(|setting| {
        setting.name == name || (setting.value.is_err() && is_part_of(&setting.name))
    });
    let Some(setting) = found else {
        return Ok(None);
    };
    Ok(Some(Setting {
        value: setting.value?,
        source: setting.source,
    }))
}

/// What a setting must be.
pub(crate) struct Requirement<'a> {
    /// The values that pass.
    pub(crate) allowed: &'a [&'a str],
    /// What the setting is called in the dashboard.
    pub(crate) called: &'a str,
    /// What follows from another value, as a clause after `so`.
    pub(crate) consequence: &'a str,
    /// How to fix it.
    pub(crate) fix: &'a str,
}

impl Requirement<'_> {
    /// One finding on one setting.
    pub(crate) fn judge(&self, setting: Setting) -> Finding {
        let Setting { value, source } = setting;
        let subject = source.name.clone();
        let finding = if self.allowed.contains(&value.as_str()) {
            Finding::pass(subject, format!("{} is `{value}`.", self.called))
        } else {
            Finding::fail(
                subject,
                format!("{} is `{value}`, so {}.", self.called, self.consequence),
            )
            .required(self.allowed.join(" or "))
            .fix(self.fix)
        };
        finding.observed(value).at(source, "is set here")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn only_a_value_that_is_allowed_passes() {
        let requirement = Requirement {
            allowed: &["strict", "origin_pull"],
            called: "The SSL mode",
            consequence: "anything goes",
            fix: "Set it.",
        };
        let judged = |value: &str| {
            FindingRecord::from(requirement.judge(Setting {
                value: value.to_owned(),
                source: fixtures::logical("cloudflare/example.com/settings/ssl"),
            }))
        };
        assert_eq!(judged("strict").status, Status::Pass);
        let failed = judged("full");
        assert_eq!(failed.status, Status::Fail);
        assert_eq!(failed.subject, "cloudflare/example.com/settings/ssl");
        assert_eq!(failed.message, "The SSL mode is `full`, so anything goes.");
        assert_eq!(failed.required.as_deref(), Some("strict or origin_pull"));
    }
}
