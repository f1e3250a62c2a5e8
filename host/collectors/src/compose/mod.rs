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
use std::path::Path;

use muster_facts::compose::ComposeProject;
use muster_facts::{ComposeFacts, Fact, FactError};
use muster_target::Context;

pub(crate) use self::env_files::env_files;
pub(crate) use self::environment::{Environment, Variable, environments};
pub(crate) use self::files::DEFAULT_FILES;
pub(crate) use self::interpolate::Origin;
use self::networks::Attachment;
use self::project::Project;

/// Collects the domain.
#[must_use]
pub fn collect(context: Context<'_>) -> ComposeFacts {
    read(context).0
}

/// The domain, and for each service how its ports are published.
#[must_use]
pub(crate) fn read(context: Context<'_>) -> (ComposeFacts, BTreeMap<String, Attachment>) {
    let mut attachments = BTreeMap::new();
    let loaded = match &context.targets.compose_file {
        Some(file) => load(context, file).map(|project| Some(file).zip(project)),
        None => Ok(None),
    };
    let facts = match loaded {
        Ok(Some((file, mut project))) => {
            attachments.extend(project.services.iter().map(|service| {
                let attachment = networks::attachment(&project, service);
                (service.name.clone(), attachment)
            }));
            let services = services(&mut project);
            ComposeFacts {
                mounts: mounts::collect(&mut project).map_err(FactError::Failed),
                ports: ports::collect(&mut project).map_err(FactError::Failed),
                project: Ok(Some(ComposeProject {
                    file: file.display().to_string(),
                    services,
                })),
                gaps: Ok(project.gaps),
            }
        }
        Ok(None) => ComposeFacts {
            project: Ok(None),
            mounts: Ok(Vec::new()),
            ports: Ok(Vec::new()),
            gaps: Ok(Vec::new()),
        },
        Err(error) => unavailable(&error),
    };
    (facts, attachments)
}

fn services(project: &mut Project) -> Vec<muster_facts::compose::Service> {
    let mut services = Vec::new();
    let mut gaps = Vec::new();
    for service in &project.services {
        let waits_for = service.waits_for(&project.profiles);
        services.push(muster_facts::compose::Service {
            name: service.name.clone(),
            waits_for: waits_for.unwrap_or_else(|why| {
                gaps.extend(service.gap("profiles", why));
                Vec::new()
            }),
        });
    }
    for gap in gaps {
        project.miss(gap);
    }
    services
}

/// The bound project; none where only a built-in pack says where it would be, and nothing on the
/// host runs containers.
fn load(context: Context<'_>, file: &Path) -> Result<Option<Project>, FactError> {
    let project = load::project(context.system, file, context.secrets)?;
    let assumed = context.targets.compose_file_assumed;
    match project {
        None if assumed && !absent::runs_containers(context.system) => Ok(None),
        None => Err(absent::error(context.system, file)),
        project => Ok(project),
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
