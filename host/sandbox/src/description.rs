//! What stands beside a plugin's machine code, in few bytes that are read where they lie: each command
//! of the program reads it for every plugin that comes with it.

use std::sync::Arc;

use muster_facts::Domain;
use muster_outcomes::{
    Artifact, Cause, Form, Parameter, ParameterValue, Precision, Reference, Request,
    RuleDescriptor, Severity,
};
use serde::{Deserialize, Serialize};

use crate::Manifest;

/// What a plugin is, apart from its code.
pub(crate) struct Identity {
    /// SHA-256 of the bytes that were compiled, hexadecimal. Kept, because computing it takes
    /// longer than loading the code on processors without instructions for it.
    pub(crate) sha256: String,
    pub(crate) domains: Vec<Domain>,
    pub(crate) manifest: Manifest,
}

/// All of an [`Identity`], without a text of its own.
#[derive(Serialize, Deserialize)]
struct Description<'a> {
    sha256: &'a str,
    /// The fact interfaces that the plugin imports.
    imports: Vec<&'a str>,
    name: &'a str,
    version: &'a str,
    description: &'a str,
    #[serde(borrow)]
    rules: Vec<Rule<'a>>,
    /// [`FORM`], last: what was written in another form, or cut off, does not end in it.
    form: &'a str,
}

/// Name and version of the form.
const FORM: &str = "muster.description/2";

/// [`RuleDescriptor`]
#[derive(Serialize, Deserialize)]
struct Rule<'a> {
    id: &'a str,
    title: &'a str,
    failure_title: &'a str,
    severity: Severity,
    precision: Precision,
    page: Option<&'a str>,
    #[serde(borrow)]
    parameters: Vec<DescribedParameter<'a>>,
    tags: Vec<&'a str>,
    references: Vec<(&'a str, Option<&'a str>)>,
    explained_by: Vec<Cause>,
    artifact: Option<Artifact>,
    documentation: &'a str,
}

/// [`Parameter`]
#[derive(Serialize, Deserialize)]
struct DescribedParameter<'a> {
    name: &'a str,
    description: &'a str,
    default: ParameterValue,
    requests: Option<Request>,
    forms: Vec<Form>,
    needed: Vec<&'a str>,
    requires: Vec<&'a str>,
    names: Vec<Form>,
    excludes: Vec<&'a str>,
    up_to: Vec<&'a str>,
    apart_from: Vec<&'a str>,
}

/// The bytes of an identity.
pub(crate) fn encode(identity: &Identity) -> Vec<u8> {
    let manifest = &identity.manifest;
    let description = Description {
        sha256: &identity.sha256,
        imports: identity
            .domains
            .iter()
            .map(|domain| domain.interface())
            .collect(),
        name: &manifest.name,
        version: &manifest.version,
        description: &manifest.description,
        rules: manifest.rules.iter().map(|rule| Rule::of(rule)).collect(),
        form: FORM,
    };
    // Texts and numbers always can be written. If they could not, nothing would be loaded.
    postcard::to_allocvec(&description).unwrap_or_default()
}

/// The bytes of many identities: each with its length before it.
pub(crate) fn encode_all(identities: &[Identity]) -> Vec<u8> {
    let each: Vec<Vec<u8>> = identities.iter().map(encode).collect();
    postcard::to_allocvec(&each).unwrap_or_default()
}

/// The identities in bytes that [`encode_all`] made.
pub(crate) fn decode_all(bytes: &[u8]) -> Option<Vec<Identity>> {
    let each: Vec<&[u8]> = postcard::from_bytes(bytes).ok()?;
    each.into_iter().map(decode).collect()
}

/// The identity in bytes that [`encode`] made. Its manifest was validated before.
pub(crate) fn decode(bytes: &[u8]) -> Option<Identity> {
    let (description, rest) = postcard::take_from_bytes::<Description<'_>>(bytes).ok()?;
    if description.form != FORM || !rest.is_empty() {
        return None;
    }
    let domains = description
        .imports
        .into_iter()
        .map(Domain::from_interface)
        .collect::<Option<Vec<_>>>()?;
    let rules = description
        .rules
        .into_iter()
        .map(|rule| rule.into_descriptor().map(Arc::new))
        .collect::<Option<Vec<_>>>()?;
    Some(Identity {
        sha256: description.sha256.to_owned(),
        domains,
        manifest: Manifest::new(
            description.name.to_owned(),
            description.version.to_owned(),
            description.description.to_owned(),
            rules,
        ),
    })
}

impl<'a> Rule<'a> {
    fn of(rule: &'a RuleDescriptor) -> Self {
        Self {
            id: rule.id.as_str(),
            title: &rule.title,
            failure_title: &rule.failure_title,
            severity: rule.severity,
            precision: rule.precision,
            page: rule.page.as_deref(),
            parameters: rule
                .parameters
                .iter()
                .map(|parameter| DescribedParameter {
                    name: &parameter.name,
                    description: &parameter.description,
                    default: parameter.default.clone(),
                    requests: parameter.requests,
                    forms: parameter.forms.clone(),
                    needed: parameter.needed.iter().map(String::as_str).collect(),
                    requires: parameter.requires.iter().map(String::as_str).collect(),
                    names: parameter.names.clone(),
                    excludes: parameter.excludes.iter().map(String::as_str).collect(),
                    up_to: parameter.up_to.iter().map(String::as_str).collect(),
                    apart_from: parameter.apart_from.iter().map(String::as_str).collect(),
                })
                .collect(),
            tags: rule.tags.iter().map(String::as_str).collect(),
            references: rule
                .references
                .iter()
                .map(|reference| (reference.label.as_str(), reference.url.as_deref()))
                .collect(),
            explained_by: rule.explained_by.clone(),
            artifact: rule.artifact.clone(),
            documentation: &rule.documentation,
        }
    }

    fn into_descriptor(self) -> Option<RuleDescriptor> {
        Some(RuleDescriptor {
            id: self.id.parse().ok()?,
            // No plugin's own rule is made of another.
            uses: None,
            title: self.title.to_owned(),
            failure_title: self.failure_title.to_owned(),
            severity: self.severity,
            precision: self.precision,
            page: self.page.map(str::to_owned),
            parameters: self
                .parameters
                .into_iter()
                .map(|parameter| Parameter {
                    name: parameter.name.to_owned(),
                    description: parameter.description.to_owned(),
                    default: parameter.default,
                    requests: parameter.requests,
                    forms: parameter.forms,
                    needed: owned(parameter.needed),
                    requires: owned(parameter.requires),
                    names: parameter.names,
                    excludes: owned(parameter.excludes),
                    up_to: owned(parameter.up_to),
                    apart_from: owned(parameter.apart_from),
                })
                .collect(),
            tags: owned(self.tags),
            references: self
                .references
                .into_iter()
                .map(|(label, url)| Reference {
                    label: label.to_owned(),
                    url: url.map(str::to_owned),
                })
                .collect(),
            explained_by: self.explained_by,
            artifact: self.artifact,
            documentation: self.documentation.to_owned(),
        })
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}
