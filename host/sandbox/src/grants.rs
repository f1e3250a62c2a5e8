//! Which fact interfaces a plugin may import. Nothing is granted by default.

use std::collections::BTreeSet;

use muster_facts::Domain;

use crate::LoadError;
use crate::artifact::Artifact;

/// The version that every interface of Muster has.
const VERSION: &str = "0.1.0";

/// An interface without functions: the types that the fact interfaces share. It gives nothing.
const SHARED_TYPES: &str = "muster:facts/types";

/// The fact interfaces that the policy grants to one plugin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants(BTreeSet<Domain>);

impl Grants {
    /// What the plugins that come with Muster get.
    #[must_use]
    pub fn all() -> Self {
        Domain::ALL.into_iter().collect()
    }
}

impl FromIterator<Domain> for Grants {
    fn from_iter<I: IntoIterator<Item = Domain>>(domains: I) -> Self {
        Self(domains.into_iter().collect())
    }
}

/// What a plugin exports.
const POLICY: &str = "muster:policy/policy";

/// Refuses a component that is not a plugin, or one of another version of the contract.
pub(crate) fn exports_policy(artifact: &Artifact) -> Result<(), LoadError> {
    let mut others = Vec::new();
    for export in &artifact.exports {
        match export.split_once('@').unwrap_or((export, "")) {
            (POLICY, VERSION) => return Ok(()),
            (POLICY, _) => others.push(export.clone()),
            _ => {}
        }
    }
    if let Some(interface) = others.pop() {
        return Err(LoadError::UnsupportedPolicy {
            interface,
            supported: VERSION,
        });
    }
    Err(LoadError::NoPolicy(match artifact.exports.as_slice() {
        [] => "it exports nothing".to_owned(),
        [only] => format!("it exports `{only}`"),
        [first, rest @ ..] => format!("it exports `{first}` and {} more", rest.len()),
    }))
}

/// The fact domains that a component imports.
///
/// # Errors
/// When it imports anything else, or another version.
pub(crate) fn imported_domains(artifact: &Artifact) -> Result<Vec<Domain>, LoadError> {
    let mut domains = Vec::new();
    for import in &artifact.imports {
        let (interface, version) = import.split_once('@').unwrap_or((import, ""));
        let domain = Domain::from_interface(interface);
        if domain.is_none() && interface != SHARED_TYPES {
            return Err(LoadError::UnknownImport(import.clone()));
        }
        if version != VERSION {
            return Err(LoadError::UnsupportedVersion {
                interface: import.clone(),
                supported: VERSION,
            });
        }
        domains.extend(domain);
    }
    domains.sort_unstable();
    domains.dedup();
    Ok(domains)
}

/// Refuses imports that are not granted.
pub(crate) fn check(domains: &[Domain], grants: &Grants) -> Result<(), LoadError> {
    let missing: Vec<&'static str> = domains
        .iter()
        .filter(|domain| !grants.0.contains(domain))
        .map(|domain| domain.interface())
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(LoadError::NotGranted { missing })
    }
}
