//! The Docker Compose projects: the file that the policy names or those that are found, what they include
//! and extend, the override that Compose loads beside them, and the `.env` from which all are filled in.
//!
//! What cannot be understood and might publish a port or mount a path is a gap that names file and
//! line; the rest of the project is known all the same. A bound file that does not exist, or that
//! Compose would refuse whole, is an error. Every service counts, whatever its profiles.
//! Secrets of the files are registered and stay here; of `.env` nothing leaves but a value that is a
//! port, an address or a plain path, and that only under a name that announces no secret.

mod absent;
pub mod builds;
mod confidential;
mod env_files;
mod environment;
mod environment_files;
mod extends;
mod files;
mod find;
mod include;
mod interpolate;
mod load;
mod loaded;
mod mounts;
pub(crate) mod networks;
mod ports;
mod project;
mod schema;
mod scope;
pub mod services;
pub mod variables;
mod volume_binds;
mod yaml;

use muster_facts::compose::{ComposeProject, Gap, Mount};
use muster_facts::{ComposeFacts, DomainFacts as _, Fact, FactError, Source};
use muster_target::Collection;

pub(crate) use self::absent::runs_containers;
pub(crate) use self::env_files::env_files;
pub(crate) use self::environment::{Environment, Variable};
pub(crate) use self::environment_files::EnvironmentFile;
pub(crate) use self::files::DEFAULT_FILES;
pub(crate) use self::find::{Place, Places, is_denied};
pub(crate) use self::interpolate::Origin;
pub(crate) use self::loaded::Loaded;
use self::loaded::LoadedProject;
use self::project::{Project, note};

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ComposeFacts {
    let loaded = collection.shared::<Loaded>();
    match loaded.as_ref().map(|loaded| loaded.in_use()) {
        Ok(Ok(projects)) => together(projects),
        Ok(Err(error)) | Err(error) => ComposeFacts::missing(error),
    }
}

/// The facts of all projects. What could not be loaded is a gap where there may be others.
fn together<'a>(projects: impl Iterator<Item = &'a LoadedProject>) -> ComposeFacts {
    let mut facts = nothing();
    let mut gaps = Vec::new();
    for one in projects {
        let file = one.place.file.display().to_string();
        let known = facts.project.as_mut().ok().map(|known| {
            known.get_or_insert_with(|| ComposeProject {
                file: file.clone(),
                services: Vec::new(),
            })
        });
        let project = match &one.project {
            Ok(project) => project,
            Err(error) => {
                note(
                    &mut gaps,
                    Gap {
                        service: None,
                        part: "include".to_owned(),
                        reason: error.reason().to_owned(),
                        container_ports: None,
                        source: Source::file(file),
                    },
                );
                continue;
            }
        };
        let mut own_gaps = project.gaps.clone();
        let services = services(project, &mut own_gaps);
        if let Some(known) = known {
            known
                .services
                .extend(services.into_iter().map(|mut service| {
                    service.name = one.service(&service.name);
                    service
                }));
        }
        let mounts = mounts::collect(project, &mut own_gaps).map_err(FactError::Failed);
        let binds = match &mounts {
            Ok(mounts) => Ok(volume_binds::volume_binds(project, mounts, &mut own_gaps)),
            Err(error) => Err(error.clone()),
        };
        let rename = |mount: &mut Mount| mount.service = one.service(&mount.service);
        add(&mut facts.mounts, mounts, rename);
        add(&mut facts.volume_binds, binds, rename);
        let ports = ports::collect(project, &mut own_gaps).map_err(FactError::Failed);
        add(&mut facts.ports, ports, |port| {
            port.service = one.service(&port.service);
        });
        for mut gap in own_gaps {
            gap.service = gap.service.map(|service| one.service(&service));
            note(&mut gaps, gap);
        }
    }
    facts.gaps = Ok(gaps);
    facts
}

/// Adds what one more project has; what is not known of one is not known of all.
fn add<T>(all: &mut Fact<Vec<T>>, more: Fact<Vec<T>>, rename: impl Fn(&mut T)) {
    match (all.as_mut(), more) {
        (Ok(all), Ok(more)) => all.extend(more.into_iter().map(|mut one| {
            rename(&mut one);
            one
        })),
        (Ok(_), Err(error)) => *all = Err(error),
        (Err(_), _) => {}
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

fn nothing() -> ComposeFacts {
    ComposeFacts {
        project: Ok(None),
        mounts: Ok(Vec::new()),
        volume_binds: Ok(Vec::new()),
        ports: Ok(Vec::new()),
        gaps: Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests;
