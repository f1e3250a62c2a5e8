//! Which Compose projects there are where nobody says: those that Docker knows, or, where Docker cannot
//! be asked, those in the directories in which servers keep their applications. Where nothing runs
//! containers none of these is in use, but what their environment files hold is there all the same.

use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_facts::targets::ComposeFile;
use muster_target::{
    Collection, Command, Context, FileType, Output, ReadError, RunError, Shared, System,
};
use serde::Deserialize;

use super::absent;
use super::files::DEFAULT_FILES;

/// Where applications of a server are kept: each of these, and the directories in it. The Filesystem
/// Hierarchy Standard has them for this (3.13 and 3.17); what lies in a home is often not in use.
const DIRECTORIES: [&str; 2] = ["/opt", "/srv"];

/// Projects of one host. Those with the most have dozens.
const MOST_PROJECTS: usize = 200;

/// Lists every project that Docker has a container of, running or not.
const LIST: [&str; 5] = ["compose", "ls", "--all", "--format", "json"];

/// What the client prints, in its own words, where there is no such command or no engine to ask.
const NOBODY_TO_ASK: [&str; 6] = [
    "is not a docker command",
    "unknown command",
    "unknown flag",
    "unknown shorthand flag",
    "Cannot connect to the Docker daemon",
    "Is the docker daemon running",
];

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file by which it is called.
    pub(crate) file: PathBuf,
    /// All files that it is made of, where Docker says that.
    pub(super) listed: Option<Vec<PathBuf>>,
    /// Whether somebody or something is certain that it is there.
    pub(super) source: PlaceSource,
}

/// Who says that a project is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlaceSource {
    /// The project itself.
    Policy,
    /// A pack for more than one host.
    Assumed,
    /// Nobody: it was found.
    Found,
    /// Nobody, and nothing runs containers.
    Idle,
}

/// The projects of the target, looked for once.
pub(crate) struct Places(Result<Vec<Place>, FactError>);

impl Shared for Places {
    fn read(collection: &Collection<'_>) -> Self {
        Self(places(collection.context))
    }
}

impl Places {
    /// All of them.
    pub(super) fn all(&self) -> Result<&[Place], FactError> {
        self.0.as_deref().map_err(Clone::clone)
    }

    /// The files of those that something on the host could run, whether or not they can be read.
    pub(crate) fn files_in_use(&self) -> Result<impl Iterator<Item = &Path>, FactError> {
        let used = |place: &&Place| place.source != PlaceSource::Idle;
        Ok(self
            .all()?
            .iter()
            .filter(used)
            .map(|place| place.file.as_path()))
    }
}

/// The projects of the target.
///
/// # Errors
/// When nobody says which, and it cannot be found out.
fn places(context: Context<'_>) -> Result<Vec<Place>, FactError> {
    let named = |file: &Path, source| {
        vec![Place {
            file: file.to_owned(),
            listed: None,
            source,
        }]
    };
    match &context.targets.compose_file {
        ComposeFile::None => Ok(Vec::new()),
        ComposeFile::At(file) => Ok(named(file, PlaceSource::Policy)),
        ComposeFile::Assumed(file) => Ok(named(file, PlaceSource::Assumed)),
        ComposeFile::Found => found(context.system),
    }
}

fn found(system: &dyn System) -> Result<Vec<Place>, FactError> {
    let files = if absent::runs_containers(system) {
        match known_to_docker(system) {
            Ok(Some(places)) => places,
            Ok(None) => in_directories(system, PlaceSource::Found)?,
            Err(Unknown::NotRecorded(error)) => {
                // What is recorded is better than nothing, and nothing is not known to be all.
                let places = in_directories(system, PlaceSource::Found)?;
                if places.is_empty() {
                    return Err(error);
                }
                places
            }
            Err(Unknown::Other(error)) => return Err(error),
        }
    } else {
        in_directories(system, PlaceSource::Idle)?
    };
    if files.len() > MOST_PROJECTS {
        return Err(FactError::Failed(format!(
            "there are more than {MOST_PROJECTS} Compose projects; name the file to judge as \
             `compose-file` under `[targets]`"
        )));
    }
    Ok(files)
}

/// Why Docker did not tell.
enum Unknown {
    /// It may have, but that is not part of the recording.
    NotRecorded(FactError),
    Other(FactError),
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "ConfigFiles")]
    config_files: String,
}

/// The projects that Docker knows; none where there is nobody to ask.
fn known_to_docker(system: &dyn System) -> Result<Option<Vec<Place>>, Unknown> {
    let command = Command::new("docker", LIST);
    let failed = |what: &str| {
        FactError::Failed(format!(
            "`{command}` {what}, so it is not known which Compose projects there are; name the file \
             as `compose-file` under `[targets]`, or write `compose-file = false`"
        ))
    };
    let output = match system.run(&command) {
        Ok(output) => output,
        Err(RunError::NotInstalled { .. } | RunError::NotRunning { .. }) => return Ok(None),
        Err(RunError::NotRecorded { .. }) => {
            return Err(Unknown::NotRecorded(failed("is not part of the recording")));
        }
        Err(RunError::TimedOut { .. }) => return Err(Unknown::Other(failed("did not end"))),
        Err(RunError::TooMuchOutput { .. } | RunError::Other { .. }) => {
            return Err(Unknown::Other(failed("cannot be run")));
        }
    };
    if output.status != 0 {
        return refused(&output).map_err(|denied| {
            Unknown::Other(if denied {
                FactError::Denied(format!(
                    "`{command}` may not ask Docker, so it is not known which Compose projects there \
                     are; run Muster as root, or name the file as `compose-file` under `[targets]`"
                ))
            } else {
                failed(&format!("ended with status {}", output.status))
            })
        });
    }
    let listed: Vec<Listed> = serde_json::from_slice(&output.stdout)
        .map_err(|_| Unknown::Other(failed("printed something other than a list")))?;
    let mut places: Vec<Place> = Vec::new();
    for Listed { config_files } in listed {
        let files: Vec<PathBuf> = config_files.split(',').map(PathBuf::from).collect();
        let Some(file) = files.first().filter(|file| file.is_absolute()) else {
            // Docker says `N/A` where nothing tells which files a project was started from.
            return Err(Unknown::Other(failed(
                "does not say which files a project is made of",
            )));
        };
        if !places.iter().any(|place| place.file == *file) {
            places.push(Place {
                file: file.clone(),
                listed: Some(files),
                source: PlaceSource::Found,
            });
        }
    }
    Ok(Some(places))
}

/// What an error means: nobody to ask, or else whether it was denied.
fn refused(output: &Output) -> Result<Option<Vec<Place>>, bool> {
    let said = String::from_utf8_lossy(&output.stderr);
    if is_denied(&said) {
        Err(true)
    } else if NOBODY_TO_ASK.iter().any(|words| said.contains(words)) {
        Ok(None)
    } else {
        Err(false)
    }
}

/// The first file that Compose would load in each of the directories.
fn in_directories(system: &dyn System, source: PlaceSource) -> Result<Vec<Place>, FactError> {
    let mut places = Vec::new();
    for base in DIRECTORIES.map(Path::new) {
        let names = match system.list(base) {
            Ok(names) => names,
            Err(ReadError::NotFound { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let directories = names.iter().map(|name| base.join(name));
        for directory in std::iter::once(base.to_owned()).chain(directories) {
            if let Some(file) = default_file(system, &directory)? {
                places.push(Place {
                    file,
                    listed: None,
                    source,
                });
            }
        }
    }
    Ok(places)
}

fn default_file(system: &dyn System, directory: &Path) -> Result<Option<PathBuf>, FactError> {
    // A file or a link out of the target has nothing in it.
    if !matches!(system.metadata(directory), Ok(found) if found.file_type == FileType::Directory) {
        return Ok(None);
    }
    for name in DEFAULT_FILES {
        let file = directory.join(name);
        match system.metadata(&file) {
            Ok(found) if found.file_type == FileType::Regular => return Ok(Some(file)),
            Ok(_) | Err(ReadError::NotFound { .. } | ReadError::Escapes { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

/// Whether the client says that this user may not ask the engine. What it warns of is another thing, such as its own
/// settings in a home that the user cannot enter.
pub(crate) fn is_denied(said: &str) -> bool {
    let mut lines = said.lines().filter(|line| !line.starts_with("WARNING: "));
    lines.any(|line| line.contains("permission denied"))
}
