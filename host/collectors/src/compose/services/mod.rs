//! What the projects say of each service beside its mounts and ports.

mod acceptance;
pub(super) mod env_file_entries;
mod image;
pub(super) mod merged;
mod references;
mod settings;

use muster_facts::services::{ProjectFile, Unknown};
use muster_facts::{DomainFacts as _, FactError, ServicesFacts, Source};
use muster_target::Collection;

use super::loaded::{Loaded, LoadedProject};
use super::project::{Project, Service};
use super::scope::{Part, Text};
use super::yaml::Node;

/// Things that are not known and are told one by one.
const MOST_UNKNOWNS: usize = 1000;

/// Entries of all services together.
const MOST_SETTINGS: usize = 50_000;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ServicesFacts {
    let loaded = match collection.shared::<Loaded>() {
        Ok(loaded) => loaded,
        Err(error) => return ServicesFacts::missing(&error),
    };
    let acceptances = acceptance::acceptances(&loaded);
    let mut facts = match loaded.in_use() {
        Ok(projects) => together(collection, projects),
        Err(error) => ServicesFacts::missing(error),
    };
    facts.acceptances = acceptances;
    facts
}

/// The facts of all projects. What could not be loaded is unknown where there may be others.
fn together<'a>(
    collection: &Collection<'_>,
    projects: impl Iterator<Item = &'a LoadedProject>,
) -> ServicesFacts {
    let bound = env_file_entries::Bound::read(collection.context);
    let mut definitions = Vec::new();
    let mut found = Vec::new();
    let mut entries = Vec::new();
    let mut project_files = Vec::new();
    let mut unknowns = Unknowns::default();
    for one in projects {
        let project = match &one.project {
            Ok(project) => project,
            Err(error) => {
                unknowns.add(Unknown {
                    service: None,
                    key: "include".to_owned(),
                    reason: error.reason().to_owned(),
                    source: Source::file(one.place.file.display().to_string()),
                });
                continue;
            }
        };
        unknowns.of_project(one, project);
        project_files.extend(project.files.iter().map(|(path, role)| ProjectFile {
            project: one.place.file.display().to_string(),
            path: path.display().to_string(),
            role: (*role).to_owned(),
        }));
        for service in &project.services {
            let name = one.service(&service.name);
            let mut own = Own {
                service,
                name: &name,
                unknowns: &mut unknowns,
            };
            definitions.push(image::definition(&mut own, project));
            found.extend(settings::settings(&mut own));
            own.miss_variables();
            entries.extend(env_file_entries::entries(
                collection.context,
                &mut own,
                &bound,
            ));
        }
    }
    let settings = if found.len() > MOST_SETTINGS {
        Err(FactError::Failed(
            "the projects have more settings than Muster lists".to_owned(),
        ))
    } else {
        Ok(found)
    };
    ServicesFacts {
        acceptances: Ok(Vec::new()),
        definitions: Ok(definitions),
        settings,
        env_file_entries: Ok(entries),
        project_files: Ok(project_files),
        unknowns: Ok(unknowns.0),
    }
}

/// What is not known.
#[derive(Default)]
pub(super) struct Unknowns(Vec<Unknown>);

impl Unknowns {
    /// Of very many only the first of each key of a service is added.
    fn add(&mut self, unknown: Unknown) {
        let is_told =
            |known: &Unknown| known.service == unknown.service && known.key == unknown.key;
        if self.0.len() < MOST_UNKNOWNS || !self.0.iter().any(is_told) {
            self.0.push(unknown);
        }
    }

    /// What decides which services there are, and what they are.
    fn of_project(&mut self, one: &LoadedProject, project: &Project) {
        for gap in &project.gaps {
            if matches!(gap.part.as_str(), "include" | "extends") {
                self.add(Unknown {
                    service: gap.service.as_deref().map(|name| one.service(name)),
                    key: gap.part.clone(),
                    reason: gap.reason.clone(),
                    source: gap.source.clone(),
                });
            }
        }
    }
}

/// One service, and where what is not known of it goes.
pub(super) struct Own<'a> {
    service: &'a Service,
    name: &'a str,
    unknowns: &'a mut Unknowns,
}

impl Own<'_> {
    /// Takes note of a key that is not known.
    fn miss(&mut self, key: &str, source: Source, reason: String) {
        self.unknowns.add(Unknown {
            service: Some(self.name.to_owned()),
            key: key.to_owned(),
            reason,
            source,
        });
    }

    /// The same for the service as a whole.
    fn miss_at(&mut self, key: &str, node: &Node, reason: String) {
        self.miss(key, node.source(), reason);
    }

    /// Takes note of the variables whose values are not known.
    fn miss_variables(&mut self) {
        for variable in super::environment::of_service(self.service) {
            if variable.value.is_none() {
                let reason = format!(
                    "{} line {}: {}",
                    variable.source.name,
                    variable.source.line.unwrap_or_default(),
                    super::interpolate::UNSET
                );
                self.miss(
                    &format!("environment.{}", variable.name),
                    variable.source,
                    reason,
                );
            }
        }
    }

    /// The text of a scalar that may be shown; what may not, or is not known, is noted.
    fn shown(&mut self, key: &str, part: &Part) -> Option<String> {
        match shown(part) {
            Ok(text) => Some(text),
            Err(why) => {
                self.miss_at(key, &part.node, why);
                None
            }
        }
    }
}

/// A text, where all of it may be shown: nothing of `.env` is that is more than a word or a path.
fn shown(part: &Part) -> Result<String, String> {
    /// Longer words are tokens and hashes.
    const LONGEST: usize = 200;
    let Text {
        filled,
        interpolated,
    } = part.text()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./@:+-".contains(c);
    if interpolated {
        if filled.shown != filled.value {
            return Err(part
                .node
                .problem("a secret variable is part of the value, so it is not shown"));
        }
        if filled.value.len() > LONGEST || !filled.value.chars().all(is_plain) {
            return Err(part
                .node
                .problem("the value of a variable here is not a plain word"));
        }
    }
    Ok(super::mounts::without_assignments(&filled.value))
}

#[cfg(test)]
mod oracle;
