//! What services set, and what of it is not known.

use muster_sdk::services::{self, Setting, Unknown};
use muster_sdk::{ByName, FactError, Finding};

use crate::project::WHOLE;

/// The settings of all services.
pub(crate) struct Settings {
    settings: Vec<Setting>,
    unknowns: Vec<Unknown>,
}

impl Settings {
    pub(crate) fn read() -> Result<Self, FactError> {
        Ok(Self {
            settings: services::settings()?,
            unknowns: services::unknowns()?,
        })
    }

    /// What services set for any of these keys.
    pub(crate) fn any<'a>(&'a self, keys: &'a [&str]) -> impl Iterator<Item = &'a Setting> {
        let is_one = move |setting: &&Setting| keys.contains(&setting.key.as_str());
        self.settings.iter().filter(is_one)
    }

    /// What a service sets for a key; of a list the first entry.
    pub(crate) fn find(&self, service: &str, key: &str) -> Option<&Setting> {
        let is_it = |setting: &&Setting| setting.service == service && setting.key == key;
        self.settings.iter().find(is_it)
    }

    /// Whether it is not known what a service sets for a key.
    pub(crate) fn is_unknown(&self, service: &str, key: &str) -> bool {
        self.unknowns.iter().any(|unknown| {
            let theirs = unknown
                .service
                .as_deref()
                .is_none_or(|name| name == service);
            theirs && (unknown.key == key || WHOLE.contains(&unknown.key.as_str()))
        })
    }

    /// One error for each service and key of which it is not known what is set.
    pub(crate) fn unknown(&self, keys: &[&str]) -> Vec<Finding> {
        unknown_keys(&self.unknowns, keys)
    }
}

/// One error for each service and key of which it is not known what is set.
pub(crate) fn unknown_keys(unknowns: &[Unknown], keys: &[&str]) -> Vec<Finding> {
    let mut found: ByName<Finding> = ByName::default();
    for unknown in unknowns {
        let key = unknown.key.as_str();
        if !keys.contains(&key) && !WHOLE.contains(&key) {
            continue;
        }
        let (subject, whose) = match &unknown.service {
            Some(service) => (
                format!("compose/{service}/{key}"),
                format!("`{key}` of '{service}'"),
            ),
            None => (format!("compose/{key}"), format!("`{key}` of the project")),
        };
        found.get_or_insert_with(subject.clone(), || {
            Finding::error(
                subject,
                format!("{whose} is not known: {}.", unknown.reason),
            )
            .at(unknown.source.clone(), "is not known")
        });
    }
    found.into_values()
}

/// Whether a table of allowed values has this one for a service.
pub(crate) fn is_allowed(allowed: &[(String, Vec<String>)], service: &str, value: &str) -> bool {
    allowed
        .iter()
        .any(|(name, values)| name == service && values.iter().any(|one| one == value))
}

/// A failure of one key of a service.
pub(crate) fn failure(setting: &Setting, message: String) -> Finding {
    let Setting {
        service,
        key,
        value,
        ..
    } = setting;
    Finding::fail(format!("compose/{service}/{key}"), message)
        .observed(value)
        .at(setting.source.clone(), "sets it")
}

/// The name of a service for the command line of Compose: without the project's.
pub(crate) fn own_name(service: &str) -> &str {
    service.rsplit('/').next().unwrap_or(service)
}
