//! The Compose projects, and what runs in them.

use std::path::Path;

use super::{Look, known};

/// A Compose project.
pub(super) struct Project {
    /// The file by which it is called.
    pub(super) file: String,
    pub(super) services: Vec<String>,
}

/// The projects, or why it is not known which there are.
pub(super) fn find(look: Look<'_>) -> Result<Vec<Project>, String> {
    let services = look.facts.services.as_ref();
    let accepted = known(services.map(|services| &services.acceptances))?;
    let defined = known(services.map(|services| &services.definitions));
    let defined = defined.map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = defined.iter().map(|one| one.name.as_str()).collect();
    let files: Vec<&str> = accepted.iter().map(|one| one.file.as_str()).collect();
    let projects = files.iter().map(|file| Project {
        file: (*file).to_owned(),
        services: match files.len() {
            1 => names.iter().map(|name| (*name).to_owned()).collect(),
            _ => within(file, &names),
        },
    });
    Ok(projects.collect())
}

/// The services of one of several projects, which are called `shop/db`, after its directory.
fn within(file: &str, names: &[&str]) -> Vec<String> {
    let directory = Path::new(file).parent().and_then(Path::file_name);
    let Some(directory) = directory.and_then(|name| name.to_str()) else {
        return Vec::new();
    };
    let of_project = |name: &&str| {
        let rest = name.strip_prefix(directory)?.strip_prefix('/')?;
        Some(rest.to_owned())
    };
    names.iter().filter_map(of_project).collect()
}
