// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:config/settings`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `setting`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Setting {
    /// As the rule writes it: the source, the section where its file has some, and the key, such as
    /// `journald/Journal/Storage` or `login.defs/ENCRYPT_METHOD`.
    pub name: String,
}

impl Words for Setting {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// `occurrence`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Occurrence {
    /// None where it is not one that the program takes, so that it is not shown. Switches are `yes` or `no`, sizes
    /// are bytes and times seconds.
    pub value: Option<String>,
    /// `source`
    pub source: Source,
}

impl Words for Occurrence {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
        self.source.visit(visit);
    }
}

/// What holds for some, and not for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Exception {
    /// For whom, such as `shop` or `@shop` (a group), of limits.conf(5).
    pub who: String,
    /// `value`
    pub value: Option<String>,
    /// `source`
    pub source: Source,
}

impl Words for Exception {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
        self.source.visit(visit);
    }
}

/// `configured-setting`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ConfiguredSetting {
    /// The line that counts; none where nothing sets it.
    pub effective: Option<Occurrence>,
    /// Other lines that set it, and do not count.
    pub shadowed: Vec<Occurrence>,
    /// What the program does where nothing sets it; none where that is not known.
    pub default: Option<String>,
    /// `exceptions`
    pub exceptions: Vec<Exception>,
    /// Where an administrator sets it.
    pub file: String,
    /// The line that goes before it there, such as `[Journal]`.
    pub heading: Option<String>,
    /// The line, in which `…` stands for the value.
    pub line: String,
    /// The service that has to be started again to take it.
    pub service: Option<String>,
}

impl Words for ConfiguredSetting {
    fn visit(&mut self, visit: Visit<'_>) {
        self.effective.visit(visit);
        self.shadowed.visit(visit);
        self.default.visit(visit);
        self.exceptions.visit(visit);
        self.heading.visit(visit);
        self.service.visit(visit);
    }
}

/// Answers to the functions of `muster:config/settings`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsFacts {
    /// Those that the selected rules name, sorted.
    pub settings: Fact<Vec<Setting>>,
    /// By `name`.
    ///
    /// `unsupported` where the program is not installed. Asked with `name` of `settings`.
    pub configured: BTreeMap<String, Fact<ConfiguredSetting>>,
}

impl DomainFacts for SettingsFacts {
    const DOMAIN: Domain = Domain::Settings;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.settings.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            settings: Err(error.clone()),
            configured: BTreeMap::new(),
        }
    }

    fn records(&self) -> usize {
        self.settings.as_ref().map_or(0, Vec::len)
    }
}

impl Words for SettingsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.settings.visit(visit);
        self.configured.visit(visit);
    }
}
