//! The environment files of the projects: `.env`, from which a project is filled, and what its services
//! name in `env_file:`.

use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{Context, Namers};

use super::loaded::LoadedProject;
use super::project::{Project, Service};
use super::scope::{Part, Scope};
use super::yaml::Value;

/// A file that a project names.
#[derive(Clone, Debug)]
pub(crate) struct EnvironmentFile {
    pub(crate) path: PathBuf,
    /// Whether its lines are taken as they are (`format: raw`).
    pub(crate) raw: bool,
    /// Who chose that it is read.
    pub(crate) namers: Namers,
}

/// The environment files of all projects, each once.
///
/// # Errors
/// When a project, or the name of a file in it, is not known.
pub(super) fn of_projects(
    context: Context<'_>,
    projects: &[LoadedProject],
) -> Result<Vec<EnvironmentFile>, FactError> {
    let mut files: Vec<EnvironmentFile> = Vec::new();
    for one in projects {
        let directory = one.place.file.parent().unwrap_or(Path::new("/"));
        let beside = directory.join(".env");
        let project = one.project.as_ref().map_err(Clone::clone)?;
        let filled_from = project
            .environment_files
            .iter()
            .map(|path| EnvironmentFile {
                path: path.clone(),
                raw: false,
                // Compose reads that one unasked, and the policy names the others.
                namers: if *path == beside || context.targets.compose_env_files.contains(path) {
                    Namers::default()
                } else {
                    project.namers.clone()
                },
            });
        let mut found: Vec<EnvironmentFile> = filled_from.collect();
        for service in &project.services {
            of_service(context, service, project, &mut found).map_err(FactError::Failed)?;
        }
        for file in found {
            let is_known =
                |known: &EnvironmentFile| known.path == file.path && known.raw == file.raw;
            if !files.iter().any(is_known) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn of_service(
    context: Context<'_>,
    service: &Service,
    project: &Project,
    found: &mut Vec<EnvironmentFile>,
) -> Result<(), String> {
    for entry in entries(service)? {
        let Entry {
            part,
            raw,
            required,
        } = entry;
        let path = path_to_name(&part)?;
        let exists = context.system.metadata(&path).is_ok();
        let is_filled = matches!(&part.node.value, Value::Scalar(text) if text.contains('$'));
        if required && is_filled && !exists {
            // The shell in which Compose was called may have set the variable.
            return Err(part.node.problem(format!(
                "{} does not exist, and a variable is part of its name; name the environment file as \
                 `env-files` under `[targets]`",
                path.display()
            )));
        }
        if required || exists {
            found.push(EnvironmentFile {
                path,
                raw,
                namers: project.namers.clone(),
            });
        }
    }
    Ok(())
}

/// An entry of `env_file:`.
pub(super) struct Entry {
    /// The path, as it is written.
    pub(super) part: Part,
    /// Whether its lines are taken as they are (`format: raw`).
    pub(super) raw: bool,
    pub(super) required: bool,
}

/// The entries of a service, in the order in which they are read.
pub(super) fn entries(service: &Service) -> Result<Vec<Entry>, String> {
    let mut found = Vec::new();
    for part in service.list("env_file")? {
        let entry = match &part.node.value {
            Value::Map(_) => {
                let Some(path) = part.node.get("path") else {
                    continue;
                };
                let word = |key: &str| part.node.get(key).map(|node| part.with(node).text());
                let format = word("format").transpose()?;
                let required = word("required").transpose()?;
                Entry {
                    part: part.with(path),
                    raw: format.is_some_and(|format| format.filled.value == "raw"),
                    required: required.is_none_or(|required| required.filled.value != "false"),
                }
            }
            Value::Scalar(_) | Value::Null | Value::List(_) => Entry {
                part,
                raw: false,
                required: true,
            },
        };
        found.push(entry);
    }
    Ok(found)
}

/// The path that an entry leads to.
pub(super) fn path(part: &Part) -> Result<PathBuf, String> {
    let text = part.text()?;
    let written = text.filled.value;
    if text.interpolated && text.filled.shown != written {
        return Err(part
            .node
            .problem("a secret is part of the name of an environment file"));
    }
    Ok(resolved(&part.scope, &written))
}

/// Where a written path leads: `~/` is the home of the owner of the Compose file.
pub(super) fn resolved(scope: &Scope, written: &str) -> PathBuf {
    let path = match (written.strip_prefix("~/"), &scope.home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => scope.directory.join(written),
    };
    super::mounts::cleaned(&path).into()
}

/// The same for whoever asks which files are judged, and can name them.
fn path_to_name(part: &Part) -> Result<PathBuf, String> {
    path(part).map_err(|why| {
        format!(
            "{why}, so it is not known which environment file is meant; name it as `env-files` under \
             `[targets]`"
        )
    })
}
