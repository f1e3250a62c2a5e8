//! The names by which a service refers to other parts of its project.

use muster_facts::Source;

use super::super::project::Service;
use super::super::scope::Part;
use super::super::yaml::Value;
use super::merged::{items, last};

/// A name that has to be declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The top-level key under which it has to be declared.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) source: Source,
}

impl Reference {
    pub(super) const SERVICE: &'static str = "services";
    pub(super) const NETWORK: &'static str = "networks";
    pub(super) const VOLUME: &'static str = "volumes";

    /// Says that nothing of that name exists.
    pub(super) fn leads_nowhere(&self, service: &str) -> String {
        let Self { kind, name, .. } = self;
        match *kind {
            Self::SERVICE => {
                format!("service '{service}' depends on '{name}', which is not defined")
            }
            Self::NETWORK => format!(
                "service '{service}' is in network '{name}', which is not declared under top-level `networks`"
            ),
            _ => format!(
                "service '{service}' uses '{name}', which is not declared under top-level `{kind}`"
            ),
        }
    }
}

/// All references of a service. References that contain a variable are left out.
pub(super) fn all(service: &Service) -> Vec<Reference> {
    let mut found = Vec::new();
    for (name, source) in named(service, &["depends_on"]) {
        push(&mut found, Reference::SERVICE, &name, source);
    }
    for part in list(service, "links") {
        if let Some((text, source)) = word(&part) {
            let name = text.split(':').next().unwrap_or_default();
            push(&mut found, Reference::SERVICE, name, source);
        }
    }
    for part in list(service, "volumes_from") {
        if let Some((text, source)) = word(&part)
            && !text.starts_with("container:")
        {
            let name = text.split(':').next().unwrap_or_default();
            push(&mut found, Reference::SERVICE, name, source);
        }
    }
    for key in ["cgroup", "ipc", "network_mode", "pid", "uts"] {
        if let Some((text, source)) = last(service, &[key]).as_ref().and_then(word)
            && let Some(name) = text.strip_prefix("service:")
        {
            push(&mut found, Reference::SERVICE, name, source);
        }
    }
    for (name, source) in named(service, &["networks"]) {
        push(&mut found, Reference::NETWORK, &name, source);
    }
    for part in list(service, "volumes") {
        if let Some((name, source)) = volume(&part) {
            push(&mut found, Reference::VOLUME, &name, source);
        }
    }
    for (key, path) in [
        ("configs", ["configs"].as_slice()),
        ("secrets", &["secrets"]),
        ("secrets", &["build", "secrets"]),
    ] {
        for (name, source) in named(service, path) {
            push(&mut found, key, &name, source);
        }
    }
    found
}

fn push(found: &mut Vec<Reference>, kind: &'static str, name: &str, source: Source) {
    if !name.is_empty() {
        found.push(Reference {
            kind,
            name: name.to_owned(),
            source,
        });
    }
}

/// The items of a list from all definitions. A value that is not a list is reported elsewhere.
fn list(service: &Service, key: &str) -> Vec<Part> {
    items(service, key).unwrap_or_default()
}

/// A plain word.
fn word(part: &Part) -> Option<(String, Source)> {
    match &part.node.value {
        Value::Scalar(text) if !text.contains('$') => Some((text.clone(), part.source())),
        Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// The names under a key, in a list, as keys, or as `source` of the items of a list.
fn named(service: &Service, path: &[&str]) -> Vec<(String, Source)> {
    let Some(part) = last(service, path) else {
        return Vec::new();
    };
    match &part.node.value {
        Value::List(items) => items
            .iter()
            .filter_map(|node| {
                let item = part.with(node);
                match node.get("source") {
                    Some(source) => word(&item.with(source)),
                    None => word(&item),
                }
            })
            .collect(),
        // With `required: false` a service may wait for a profile, and has to be there all the same.
        Value::Map(entries) => entries
            .iter()
            .map(|(name, node)| (name.clone(), node.source()))
            .collect(),
        Value::Scalar(_) | Value::Null => Vec::new(),
    }
}

/// The named volume that an entry of `volumes` mounts.
fn volume(part: &Part) -> Option<(String, Source)> {
    if let Value::Map(_) = &part.node.value {
        let text = |key: &str| part.node.get(key).and_then(|node| word(&part.with(node)));
        let (kind, _) = text("type")?;
        return text("source").filter(|_| kind == "volume");
    }
    let (text, source) = word(part)?;
    let (name, _) = text.split_once(':')?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
        && !name.starts_with('.')
        // The drive of a Windows path.
        && name.len() > 1;
    is_name.then(|| (name.to_owned(), source))
}
