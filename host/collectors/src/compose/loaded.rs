//! The projects, read once for all that need to know of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{Collection, Context, Shared, System};

use super::absent;
use super::environment::{self, Environment};
use super::environment_files::{self, EnvironmentFile};
use super::find::{Place, PlaceSource, Places};
use super::load;
use super::networks::{self, Attachment};
use super::project::Project;
use crate::readers::accounts::Accounts;

/// The projects, or why it is not known which there are, or why the one that the policy names cannot be
/// loaded.
pub(crate) struct Loaded {
    projects: Result<Vec<LoadedProject>, FactError>,
    refused: Option<Refused>,
}

/// The project that the policy names, where it is there and makes no sense.
pub(super) struct Refused {
    pub(super) file: String,
    pub(super) reason: String,
}

/// A project, or why it could not be loaded.
pub(super) struct LoadedProject {
    pub(super) place: Place,
    pub(super) project: Result<Project, FactError>,
    /// Whether it is there and makes no sense.
    pub(super) refused: bool,
    /// What tells its services from those of other projects; none where it is the only one.
    prefix: Option<String>,
}

impl LoadedProject {
    /// What one of its services is called on this host.
    pub(super) fn service(&self, name: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}/{name}"),
            None => name.to_owned(),
        }
    }
}

impl Shared for Loaded {
    fn read(collection: &Collection<'_>) -> Self {
        let accounts = collection.shared::<Accounts>();
        let places = collection.shared::<Places>();
        let mut refused = None;
        Self {
            projects: accounts.and_then(|accounts| {
                let places = places?;
                load_all(collection.context, &accounts, places.all()?, &mut refused)
            }),
            refused,
        }
    }
}

impl Loaded {
    fn all(&self) -> Result<&[LoadedProject], &FactError> {
        self.projects.as_deref()
    }

    /// Those that something on the host could run.
    pub(super) fn in_use(&self) -> Result<impl Iterator<Item = &LoadedProject>, &FactError> {
        let used = |one: &&LoadedProject| one.place.source != PlaceSource::Idle;
        Ok(self.all()?.iter().filter(used))
    }

    /// The project that Compose does not take, where that is why nothing is known.
    pub(super) const fn refused(&self) -> Option<&Refused> {
        self.refused.as_ref()
    }

    /// Where the projects are.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        self.projects.iter().flatten().map(|one| &one.place)
    }

    /// The file of the first project; the root directory where there is none.
    pub(crate) fn file(&self) -> &Path {
        self.places()
            .next()
            .map_or(Path::new("/"), |place| place.file.as_path())
    }

    /// How the ports of each service are published.
    #[must_use]
    pub(crate) fn attachments(&self) -> BTreeMap<String, Attachment> {
        let mut attachments = BTreeMap::new();
        for one in self.projects.iter().flatten() {
            if let Ok(project) = &one.project {
                attachments.extend(project.services.iter().map(|service| {
                    let attachment = networks::attachment(project, service);
                    (one.service(&service.name), attachment)
                }));
            }
        }
        attachments
    }

    /// The service that a container is of, by the name that it has on this host: its labels name the files of
    /// the project, and the service. It need not be defined there any more.
    pub(crate) fn service_of(
        &self,
        system: &dyn System,
        files: &[PathBuf],
        service: &str,
    ) -> Option<String> {
        let identity = |path: &Path| Some(system.metadata(path).ok()?.identity);
        let is_of = |one: &&LoadedProject| {
            let own = &one.place.file;
            files.iter().any(|file| {
                file == own || identity(file).is_some_and(|found| identity(own) == Some(found))
            })
        };
        let mut projects = self.in_use().ok()?;
        projects.find(is_of).map(|one| one.service(service))
    }

    /// The environment of each service.
    pub(crate) fn environments(&self) -> Result<Vec<Environment>, FactError> {
        environment::of_services(self.all().map_err(Clone::clone)?)
    }

    /// The files that the projects name, each once.
    pub(crate) fn environment_files(
        &self,
        context: Context<'_>,
    ) -> Result<Vec<EnvironmentFile>, FactError> {
        environment_files::of_projects(context, self.all().map_err(Clone::clone)?)
    }
}

/// All projects. One that only a pack for more than one host names is left out where it is not there, and
/// nothing on the host runs containers.
fn load_all(
    context: Context<'_>,
    accounts: &Accounts,
    places: &[Place],
    refused: &mut Option<Refused>,
) -> Result<Vec<LoadedProject>, FactError> {
    let several = places.len() > 1;
    let mut all = Vec::new();
    for place in places {
        let prefix = several.then(|| prefix(place, places));
        let is_found = matches!(place.source, PlaceSource::Found | PlaceSource::Idle);
        let called_with = context.targets.compose_env_files.as_slice();
        let loaded = load::project(
            context.system,
            place,
            called_with,
            accounts,
            context.secrets,
        );
        let mut makes_no_sense = false;
        let project = match loaded {
            Ok(Some(project)) => Ok(project),
            Ok(None) if is_found => Err(FactError::Failed(format!(
                "{}, from which Docker says that a project was started, does not exist on this host",
                place.file.display()
            ))),
            Ok(None) => {
                let assumed = place.source == PlaceSource::Assumed;
                if assumed && !absent::runs_containers(context.system) {
                    continue;
                }
                Err(absent::error(context.system, &place.file))
            }
            Err(error) => {
                makes_no_sense =
                    matches!(&error, FactError::Failed(reason) if !reason.contains(load::TOO_MUCH));
                Err(error)
            }
        };
        if !is_found && let Err(error) = project {
            *refused = makes_no_sense.then(|| Refused {
                file: place.file.display().to_string(),
                reason: error.reason().to_owned(),
            });
            return Err(error);
        }
        all.push(LoadedProject {
            place: place.clone(),
            project,
            refused: makes_no_sense,
            prefix,
        });
    }
    Ok(all)
}

/// The name of the project's directory, or all of its path where another one has the same name.
fn prefix(place: &Place, all: &[Place]) -> String {
    let directory = |place: &Place| -> PathBuf {
        place
            .file
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default()
    };
    let own = directory(place);
    let is_alone = all
        .iter()
        .map(directory)
        .filter(|other| other.file_name() == own.file_name())
        .count()
        == 1;
    match own.file_name() {
        Some(name) if is_alone => name.to_string_lossy().into_owned(),
        _ => own.display().to_string(),
    }
}
