//! `include`: files that are read as projects of their own, in a directory and with variables of their
//! own, before they become part of this one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_target::{FileType, Metadata, ReadError};

use super::load::{Loader, MOST_FILES, Position, Reader, unread};
use super::project::Project;
use super::scope::{Part, Scope};
use super::yaml::{Node, Value};

/// Files that include one another in a row.
const DEEPEST_INCLUDE: usize = 16;

impl Loader<'_> {
    /// What one entry of `include` brings.
    pub(super) fn include(
        &mut self,
        item: &Arc<Node>,
        place: &Position<'_>,
        including: &mut Vec<PathBuf>,
    ) -> Result<Project, String> {
        let part = Part {
            node: Arc::clone(item),
            scope: Arc::clone(place.scope),
        };
        let (paths, filled) = match &item.value {
            Value::Map(_) => place.paths_of(&part, "path")?,
            Value::Scalar(_) | Value::Null | Value::List(_) => {
                let (path, filled) = place.path_of(&part)?;
                (vec![path], filled)
            }
        };
        let main = paths
            .first()
            .ok_or_else(|| item.problem("`include` names no file"))?;
        if including.contains(main) {
            let names: Vec<String> = including
                .iter()
                .skip_while(|path| *path != main)
                .chain([main])
                .map(|path| path.display().to_string())
                .collect();
            return Err(item.problem(format!(
                "files include each other in a circle: {}",
                names.join(", ")
            )));
        }
        self.read += 1;
        if including.len() >= DEEPEST_INCLUDE || self.read > MOST_FILES {
            return Err(item.problem("more files include each other than Muster follows"));
        }
        let directory = match item.get("project_directory") {
            Some(node) => {
                let (directory, _) = place.path_of(&part.with(node))?;
                // Compose takes the parent of a directory that does not exist.
                match self.system.metadata(&directory) {
                    Err(ReadError::NotFound { .. }) => {
                        directory.parent().unwrap_or(&directory).to_owned()
                    }
                    Ok(_) | Err(_) => directory,
                }
            }
            None => main.parent().unwrap_or(Path::new("/")).to_owned(),
        };
        let (files, filled_too) = match item.get("env_file") {
            Some(_) => place.paths_of(&part, "env_file")?,
            None => {
                let beside = directory.join(".env");
                let is_file = |found: Metadata| found.file_type != FileType::Directory;
                let found = self.system.metadata(&beside).is_ok_and(is_file);
                (found.then_some(beside).into_iter().collect(), false)
            }
        };
        // The directory is as good as a name.
        let in_place = item.get("project_directory").is_some();
        let all = place.reader.of(filled || filled_too || in_place);
        let mut texts = Vec::new();
        let mut environment = place.reader.environment.clone();
        for file in &files {
            let (text, namers) = self
                .environment_file(file, &all)
                .map_err(|error| unread(item, &error.into()))?;
            texts.push((file.clone(), text));
            environment = environment.joined(&namers);
        }
        let mut variables = place.scope.variables.as_ref().clone();
        variables.add_files(&texts).map_err(|(index, why)| {
            let file = files.get(index).map(|path| path.display().to_string());
            item.problem(format!("{} {why}", file.unwrap_or_default()))
        })?;
        let scope = Arc::new(Scope {
            directory,
            home: place.scope.home.clone(),
            variables: Arc::new(variables),
        });
        let reader = Reader {
            namers: all,
            environment,
        };
        let mut included = self
            .files(&paths, &reader, &scope, including)
            .map_err(|error| unread(item, &error))?;
        included.environment_files.extend(files);
        Ok(included)
    }
}
