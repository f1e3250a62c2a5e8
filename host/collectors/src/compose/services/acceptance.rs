//! Whether Compose takes a project, as far as that can be told without asking it: what the loader could
//! not understand, and names that lead nowhere.

use muster_facts::services::Acceptance;
use muster_facts::{Fact, Source};

use super::super::loaded::Loaded;
use super::super::project::{Project, Service};
use super::super::scope::Part;
use super::super::yaml::{Node, Value};
use super::merged::last;

/// One verdict for each project.
pub(super) fn acceptances(loaded: &Loaded) -> Fact<Vec<Acceptance>> {
    if let Some(refused) = loaded.refused() {
        return Ok(vec![acceptance(
            &refused.file,
            Some(refused.reason.clone()),
            line_named_in(&refused.reason),
        )]);
    }
    let mut all = Vec::new();
    for one in loaded.in_use().map_err(Clone::clone)? {
        let file = one.place.file.display().to_string();
        match &one.project {
            Ok(project) => {
                let refusal = refusals(project).into_iter().next();
                all.push(match refusal {
                    Some((reason, source)) => acceptance(&file, Some(reason), Some(source)),
                    None => acceptance(&file, None, None),
                });
            }
            // Not read, so nothing is known of it.
            Err(error) => return Err(error.clone()),
        }
    }
    Ok(all)
}

/// The line at which a reason begins: `/srv/compose.yaml line 5: is not YAML`.
fn line_named_in(reason: &str) -> Option<Source> {
    let (file, rest) = reason.split_once(" line ")?;
    let (number, _) = rest.split_once(':')?;
    let line = number.parse().ok()?;
    file.starts_with('/').then(|| Source::line(file, line))
}

fn acceptance(file: &str, reason: Option<String>, source: Option<Source>) -> Acceptance {
    Acceptance {
        file: file.to_owned(),
        verdict: if reason.is_some() { "refused" } else { "read" }.to_owned(),
        reason,
        source: source.unwrap_or_else(|| Source::file(file)),
    }
}

/// What Compose refuses in a project that could be read.
fn refusals(project: &Project) -> Vec<(String, Source)> {
    let mut found = Vec::new();
    // With parts that are not known, a name may be declared there.
    let is_whole = !project
        .gaps
        .iter()
        .any(|gap| matches!(gap.part.as_str(), "include" | "extends"));
    for service in &project.services {
        if !is_whole {
            break;
        }
        if last(service, &["image"]).is_none() && last(service, &["build"]).is_none() {
            found.push((
                format!("service '{}' has neither `image` nor `build`", service.name),
                service.source(),
            ));
        }
        for (name, node) in names(service, "depends_on") {
            if project.service(&name).is_none() {
                let reason = format!(
                    "service '{}' depends on '{name}', which is not defined",
                    service.name
                );
                found.push((reason, node.source()));
            }
        }
        for (name, node) in names(service, "networks") {
            if name != "default" && !project.declares_network(&name) {
                let reason = format!(
                    "service '{}' is in network '{name}', which is not declared under top-level \
                     `networks`",
                    service.name
                );
                found.push((reason, node.source()));
            }
        }
    }
    found
}

/// The names under a key of a service, in a list or as keys, where they are plain words.
fn names(service: &Service, key: &str) -> Vec<(String, std::sync::Arc<Node>)> {
    let Some(part) = last(service, &[key]) else {
        return Vec::new();
    };
    let word = |part: &Part| match &part.node.value {
        Value::Scalar(text) if !text.contains('$') => Some(text.clone()),
        Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => None,
    };
    match &part.node.value {
        Value::List(items) => items
            .iter()
            .filter_map(|node| Some((word(&part.with(node))?, std::sync::Arc::clone(node))))
            .collect(),
        // `required: false` lets a service be missing.
        Value::Map(entries) => entries
            .iter()
            .filter(|(_, node)| node.get("required").is_none())
            .map(|(name, node)| (name.clone(), std::sync::Arc::clone(node)))
            .collect(),
        Value::Scalar(_) | Value::Null => Vec::new(),
    }
}
