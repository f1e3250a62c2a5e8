//! The Docker Compose project: the bound file, the override that Compose loads beside it, and the
//! `.env` from which both are filled in.
//!
//! What cannot be understood and might publish a port or mount a path is an error that names file
//! and line, and so is a bound file that does not exist. Every service counts, whatever its profiles.
//! Secrets of the files are registered and stay here; of `.env` nothing leaves but a value that is a
//! port, an address or a plain path, and that only under a name that announces no secret.

mod absent;
mod confidential;
mod interpolate;
mod mounts;
mod ports;
mod project;
mod yaml;

use std::path::Path;

use muster_facts::compose::ComposeProject;
use muster_facts::{ComposeFacts, Fact, FactError};

use self::project::Project;
use crate::Context;

/// Collects the domain.
#[must_use]
pub fn collect(context: Context<'_>) -> ComposeFacts {
    let loaded = match &context.targets.compose_file {
        Some(file) => load(context, file).map(|project| Some(file).zip(project)),
        None => Ok(None),
    };
    match loaded {
        Ok(Some((file, project))) => ComposeFacts {
            mounts: mounts::collect(&project).map_err(FactError::Failed),
            ports: ports::collect(&project).map_err(FactError::Failed),
            project: Ok(Some(ComposeProject {
                file: file.display().to_string(),
                services: project
                    .services
                    .into_iter()
                    .map(|service| service.name)
                    .collect(),
            })),
        },
        Ok(None) => ComposeFacts {
            project: Ok(None),
            mounts: Ok(Vec::new()),
            ports: Ok(Vec::new()),
        },
        Err(error) => unavailable(&error),
    }
}

/// The bound project; none where only a built-in pack says where it would be, and nothing on the
/// host runs containers.
fn load(context: Context<'_>, file: &Path) -> Result<Option<Project>, FactError> {
    let project = Project::load(context.system, file, context.secrets)?;
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
    }
}

#[cfg(test)]
mod tests;
