// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:host/crypto-policy`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `policy`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Policy {
    /// Such as `DEFAULT`.
    pub name: String,
    /// Such as `NO-SHA1`.
    pub modules: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for Policy {
    fn visit(&mut self, visit: Visit<'_>) {
        self.modules.visit(visit);
        self.source.visit(visit);
    }
}

/// What the policy in force comes to, as `CURRENT.pol` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Property {
    /// Such as `cipher`, or `cipher@openssh-server` for one program.
    pub name: String,
    /// `values`
    pub values: Vec<String>,
    /// `source`
    pub source: Source,
}

impl Words for Property {
    fn visit(&mut self, visit: Visit<'_>) {
        self.values.visit(visit);
        self.source.visit(visit);
    }
}

/// What keeps a program from using the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct OptOut {
    /// The program, such as `sshd`.
    pub name: String,
    /// `source`
    pub source: Source,
}

impl Words for OptOut {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:host/crypto-policy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CryptoPolicyFacts {
    /// What is to be in force.
    pub configured: Fact<Policy>,
    /// What is: another one until `update-crypto-policies` runs.
    pub in_force: Fact<Policy>,
    /// `properties`
    pub properties: Fact<Vec<Property>>,
    /// `opt-outs`
    pub opt_outs: Fact<Vec<OptOut>>,
}

impl DomainFacts for CryptoPolicyFacts {
    const DOMAIN: Domain = Domain::CryptoPolicy;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.crypto_policy.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            configured: Err(error.clone()),
            in_force: Err(error.clone()),
            properties: Err(error.clone()),
            opt_outs: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.properties.as_ref().map_or(0, Vec::len)
            + self.opt_outs.as_ref().map_or(0, Vec::len)
    }
}

impl Words for CryptoPolicyFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.configured.visit(visit);
        self.in_force.visit(visit);
        self.properties.visit(visit);
        self.opt_outs.visit(visit);
    }
}
