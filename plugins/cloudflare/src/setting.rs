//! A setting of the zone.

use muster_sdk::cloudflare;
use muster_sdk::{Finding, NotEvaluated, Requirement, Source};

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

impl Setting {
    /// One finding on it.
    pub(crate) fn against(self, requirement: &Requirement<'_>) -> Finding {
        requirement
            .finding(self.source.name.clone(), &self.value)
            .at(self.source, "is set here")
    }
}
