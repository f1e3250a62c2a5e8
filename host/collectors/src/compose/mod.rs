//! The Docker Compose project: the bound file, what it includes and extends, the override that Compose
//! loads beside it, and the `.env` from which all are filled in.
//!
//! What cannot be understood and might publish a port or mount a path is a gap that names file and
//! line; the rest of the project is known all the same. A bound file that does not exist, or that
//! Compose would refuse whole, is an error. Every service counts, whatever its profiles.
//! Secrets of the files are registered and stay here; of `.env` nothing leaves but a value that is a
//! port, an address or a plain path, and that only under a name that announces no secret.

mod absent;
mod confidential;
mod env_files;
mod environment;
mod extends;
mod files;
mod include;
mod interpolate;
mod load;
mod mounts;
pub(crate) mod networks;
mod ports;
mod project;
mod scope;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::compose::{ComposeProject, Gap};
use muster_facts::{ComposeFacts, Fact, FactError};
use muster_target::{Collection, Context, Shared};

pub(crate) use self::env_files::env_files;
pub(crate) use self::environment::{Environment, Variable};
pub(crate) use self::files::DEFAULT_FILES;
pub(crate) use self::interpolate::Origin;
use self::networks::Attachment;
use self::project::{Project, note};
use crate::readers::accounts::Accounts;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ComposeFacts {
    match collection.shared::<Loaded>() {
        Ok(loaded) => loaded.facts(),
        Err(error) => unavailable(&error),
    }
}

/// The bound project, read once for all that need to know of it; none where none is bound, or where
/// only a built-in pack says where it would be and nothing on the host runs containers.
pub(crate) struct Loaded(Result<Option<(PathBuf, Project)>, FactError>);

impl Shared for Loaded {
    fn read(collection: &Collection<'_>) -> Self {
        let context = collection.context;
        Self(match &context.targets.compose_file {
            Some(file) => collection
                .shared::<Accounts>()
                .and_then(|accounts| load(context, file, &accounts))
                .map(|project| project.map(|project| (file.clone(), project))),
            None => Ok(None),
        })
    }
}

impl Loaded {
    fn facts(&self) -> ComposeFacts {
        let (file, project) = match &self.0 {
            Ok(Some(bound)) => bound,
            Ok(None) => return nothing(),
            Err(error) => return unavailable(error),
        };
        let mut gaps = project.gaps.clone();
        ComposeFacts {
            project: Ok(Some(ComposeProject {
                file: file.display().to_string(),
                services: services(project, &mut gaps),
            })),
            mounts: mounts::collect(project, &mut gaps).map_err(FactError::Failed),
            ports: ports::collect(project, &mut gaps).map_err(FactError::Failed),
            gaps: Ok(gaps),
        }
    }

    /// How the ports of each service are published.
    #[must_use]
    pub(crate) fn attachments(&self) -> BTreeMap<String, Attachment> {
        let project = self.0.iter().flatten().map(|(_, project)| project);
        project
            .flat_map(|project| {
                project.services.iter().map(|service| {
                    let attachment = networks::attachment(project, service);
                    (service.name.clone(), attachment)
                })
            })
            .collect()
    }

    /// The environment of each service.
    pub(crate) fn environments(&self) -> Result<Vec<Environment>, FactError> {
        match &self.0 {
            Ok(Some((file, project))) => environment::of_services(file, project),
            Ok(None) => Ok(Vec::new()),
            Err(error) => Err(error.clone()),
        }
    }
}

fn services(project: &Project, gaps: &mut Vec<Gap>) -> Vec<muster_facts::compose::Service> {
    let services = project.services.iter().map(|service| {
        let waits_for = service.waits_for(&project.profiles);
        muster_facts::compose::Service {
            name: service.name.clone(),
            waits_for: waits_for.unwrap_or_else(|why| {
                if let Some(gap) = service.gap("profiles", why) {
                    note(gaps, gap);
                }
                Vec::new()
            }),
        }
    });
    services.collect()
}

fn load(
    context: Context<'_>,
    file: &Path,
    accounts: &Accounts,
) -> Result<Option<Project>, FactError> {
    let project = load::project(context.system, file, accounts, context.secrets)?;
    let assumed = context.targets.compose_file_assumed;
    match project {
        None if assumed && !absent::runs_containers(context.system) => Ok(None),
        None => Err(absent::error(context.system, file)),
        project => Ok(project),
    }
}

fn nothing() -> ComposeFacts {
    ComposeFacts {
        project: Ok(None),
        mounts: Ok(Vec::new()),
        ports: Ok(Vec::new()),
        gaps: Ok(Vec::new()),
    }
}

fn unavailable(error: &FactError) -> ComposeFacts {
    fn missing<T>(error: &FactError) -> Fact<T> {
        Err(error.clone())
    }
    ComposeFacts {
        project: missing(error),
        mounts: missing(error),
        ports: missing(error),
        gaps: missing(error),
    }
}

#[cfg(test)]
mod tests;
