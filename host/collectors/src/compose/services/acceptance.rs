//! Whether Compose takes a project, as far as that can be told without asking it: what the loader could
//! not understand, and names that lead nowhere.

use std::collections::{BTreeMap, BTreeSet};

use muster_facts::services::Acceptance;
use muster_facts::{Fact, Source};

use super::super::loaded::Loaded;
use super::super::project::{Project, Service};
use super::merged::last;
use super::references::{self, Reference};

/// One verdict for each project.
pub(super) fn acceptances(loaded: &Loaded) -> Fact<Vec<Acceptance>> {
    if let Some(one) = loaded.refused() {
        return Ok(vec![refused(&one.file, &one.reason)]);
    }
    let mut all = Vec::new();
    for one in loaded.in_use().map_err(Clone::clone)? {
        let file = one.place.file.display().to_string();
        match &one.project {
            Ok(project) => all.push(of_project(&file, project)),
            Err(error) if one.refused => all.push(refused(&file, error.reason())),
            // Not read, so nothing is known of it.
            Err(error) => return Err(error.clone()),
        }
    }
    Ok(all)
}

/// The line that a reason begins with: `/srv/compose.yaml line 5: is not YAML`.
fn line_named_in(reason: &str) -> Option<Source> {
    let (file, rest) = reason.split_once(" line ")?;
    let (number, _) = rest.split_once(':')?;
    let line = number.parse().ok()?;
    file.starts_with('/').then(|| Source::line(file, line))
}

/// A project of which Compose takes nothing.
fn refused(file: &str, reason: &str) -> Acceptance {
    let source = line_named_in(reason).unwrap_or_else(|| Source::file(file));
    acceptance(
        file,
        Acceptance::VERDICT_REFUSED,
        Some(reason.to_owned()),
        source,
    )
}

/// A project that could be read, as far as its parts are known.
fn of_project(file: &str, project: &Project) -> Acceptance {
    // With parts that are not known, a name may be declared there.
    let unknown = project
        .gaps
        .iter()
        .find(|gap| matches!(gap.part.as_str(), "include" | "extends"));
    if let Some(gap) = unknown {
        let reason = Some(gap.reason.clone());
        return acceptance(
            file,
            Acceptance::VERDICT_UNKNOWN,
            reason,
            gap.source.clone(),
        );
    }
    match refusals(project).into_iter().next() {
        Some((reason, source)) => {
            acceptance(file, Acceptance::VERDICT_REFUSED, Some(reason), source)
        }
        None => acceptance(file, Acceptance::VERDICT_READ, None, Source::file(file)),
    }
}

fn acceptance(file: &str, verdict: &str, reason: Option<String>, source: Source) -> Acceptance {
    Acceptance {
        file: file.to_owned(),
        verdict: verdict.to_owned(),
        reason,
        source,
    }
}

/// What Compose refuses in a project of which every part is known.
fn refusals(project: &Project) -> Vec<(String, Source)> {
    let mut found = Vec::new();
    for service in started(project) {
        let name = &service.name;
        if last(service, &["image"]).is_none() && last(service, &["build"]).is_none() {
            found.push((
                format!("service '{name}' has neither `image` nor `build`"),
                service.source(),
            ));
        }
        let all = references::all(service);
        if let Some(mode) = last(service, &["network_mode"])
            && all.iter().any(|one| one.kind == Reference::NETWORK)
        {
            let reason = format!("service '{name}' has both `network_mode` and `networks`");
            found.push((reason, mode.source()));
        }
        for reference in all {
            if !is_declared(project, &reference) {
                found.push((reference.leads_nowhere(name), reference.source));
            }
        }
    }
    found.extend(circle(project));
    found
}

/// The services that do not wait for a profile. Compose does not look at others.
fn started(project: &Project) -> impl Iterator<Item = &Service> {
    let waits = |service: &&Service| {
        service
            .waits_for(&project.profiles)
            .is_ok_and(|profiles| !profiles.is_empty())
    };
    project
        .services
        .iter()
        .filter(move |service| !waits(service))
}

fn is_declared(project: &Project, reference: &Reference) -> bool {
    let name = reference.name.as_str();
    match reference.kind {
        Reference::SERVICE => project.service(name).is_some(),
        Reference::NETWORK => name == "default" || project.declares_network(name),
        Reference::VOLUME => project.volumes.contains(name),
        kind => project.shared_files.contains(&(kind, name.to_owned())),
    }
}

/// Services that depend on each other. Removes services that depend on nothing, then those that depend only on removed
/// ones, until only circles, and services that lead to them, are left.
fn circle(project: &Project) -> Option<(String, Source)> {
    let mut needs: BTreeMap<&str, Vec<Reference>> = BTreeMap::new();
    for service in started(project) {
        let mut all = references::all(service);
        all.retain(|one| one.kind == Reference::SERVICE);
        needs.insert(&service.name, all);
    }
    let mut needed_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, all) in &needs {
        let started = all
            .iter()
            .filter(|one| needs.contains_key(one.name.as_str()));
        let mut count = 0;
        for one in started {
            needed_by.entry(&one.name).or_default().push(name);
            count += 1;
        }
        left.insert(name, count);
    }
    let mut free: Vec<&str> = left
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(name, _)| *name)
        .collect();
    while let Some(name) = free.pop() {
        left.remove(name);
        for other in needed_by.get(name).into_iter().flatten() {
            if let Some(count) = left.get_mut(other) {
                *count -= 1;
                if *count == 0 {
                    free.push(other);
                }
            }
        }
    }
    // From any of them, following the first that is left leads into the circle.
    let mut at: &str = left.first_key_value()?.0;
    let mut way: Vec<&str> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut source = None;
    while seen.insert(at) {
        way.push(at);
        let mut needed = needs.get(at).into_iter().flatten();
        let next = needed.find(|one| left.contains_key(one.name.as_str()))?;
        source = Some(next.source.clone());
        at = left.get_key_value(next.name.as_str())?.0;
    }
    let names: Vec<String> = way
        .iter()
        .copied()
        .skip_while(|name| *name != at)
        .chain([at])
        .map(|name| format!("'{name}'"))
        .collect();
    let reason = format!("services need each other in a circle: {}", names.join(", "));
    Some((reason, source?))
}
