//! Which files Compose loads by itself, and whose home `~` is.

use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{ReadError, System};

use super::find::Place;
use super::interpolate::Variables;
use crate::readers::accounts::Accounts;

/// Files that `docker compose` finds by itself; only beside one of them an override is loaded.
pub(crate) const DEFAULT_FILES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// In the order in which Compose looks for them; it takes the first.
const OVERRIDE_FILES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Files that `COMPOSE_FILE` may name.
const MOST_FILES: usize = 32;

/// The files that Compose loads.
pub(super) struct Files {
    pub(super) paths: Vec<PathBuf>,
    /// Whether `COMPOSE_FILE` names them.
    pub(super) named: bool,
}

/// The files that Compose loads when it is called beside the bound one without `-f`.
pub(super) fn files(
    system: &dyn System,
    file: &Path,
    variables: &Variables,
) -> Result<Files, FactError> {
    let beside = file.parent().unwrap_or(Path::new("/"));
    let failed = |message: String| {
        FactError::Failed(format!("{}: {message}", beside.join(".env").display()))
    };
    let variable = |name: &str| {
        variables
            .get(name)
            .map_err(|why| failed(format!("{name}: {why}")))
    };
    if let Some(list) = variable("COMPOSE_FILE")?.filter(|list| !list.is_empty()) {
        let separator = variable("COMPOSE_PATH_SEPARATOR")?
            .filter(|separator| !separator.is_empty())
            .unwrap_or(":");
        let files: Vec<PathBuf> = list
            .split(separator)
            .map(|name| beside.join(name.strip_prefix("./").unwrap_or(name)))
            .take(MOST_FILES + 1)
            .collect();
        if files.len() > MOST_FILES {
            return Err(failed("COMPOSE_FILE names too many files".to_owned()));
        }
        if !files.iter().any(|path| path == file) {
            return Err(failed(format!(
                "COMPOSE_FILE does not load {}; bind the file that is loaded",
                file.display()
            )));
        }
        return Ok(Files {
            paths: files,
            named: true,
        });
    }
    let mut files = vec![file.to_owned()];
    let name = file.file_name().and_then(|name| name.to_str());
    if name.is_some_and(|name| DEFAULT_FILES.contains(&name)) {
        for name in OVERRIDE_FILES {
            let path = beside.join(name);
            match system.metadata(&path) {
                Ok(_) => {
                    files.push(path);
                    break;
                }
                Err(ReadError::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(Files {
        paths: files,
        named: false,
    })
}

/// Whether Compose loads a file by itself where it is called by another one.
fn is_override(path: &Path, called: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    path.parent() == called.parent() && name.is_some_and(|name| OVERRIDE_FILES.contains(&name))
}

/// The home of the file's owner, who is taken to run Compose.
pub(super) fn home(system: &dyn System, file: &Path, accounts: &Accounts) -> Option<PathBuf> {
    let owner = system.metadata(file).ok()?.uid;
    let home = &accounts.user_of(owner)?.home;
    home.is_absolute().then(|| home.clone())
}

/// Why each file is loaded, see `project-file.role`.
pub(super) fn roles(
    paths: &[PathBuf],
    place: &Place,
    by_variable: bool,
) -> Vec<(PathBuf, &'static str)> {
    let role = |path: &PathBuf| {
        if *path == place.file {
            "called"
        } else if by_variable {
            "compose-file"
        } else if place.listed.is_none() || is_override(path, &place.file) {
            "override"
        } else {
            "started"
        }
    };
    paths
        .iter()
        .map(|path| (path.clone(), role(path)))
        .collect()
}
