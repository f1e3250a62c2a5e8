//! `extends`: a service that is made of another one, of the same file or of another.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::load::{Loader, Position, Reader, unread};
use super::schema;
use super::scope::Part;
use super::yaml::{Node, Value};

/// Services that extend one another in a row.
const LONGEST_CHAIN: usize = 32;

/// A service of a file.
type Id = (PathBuf, String);

impl Loader<'_> {
    /// The definitions of a service, the strongest first, each with the file that it is in. What
    /// was found before an error is left.
    pub(super) fn define(
        &mut self,
        services: &Node,
        name: &str,
        node: &Arc<Node>,
        place: &Position<'_>,
        definitions: &mut Vec<(Id, Part)>,
    ) -> Result<(), String> {
        let id = (place.path.to_owned(), name.to_owned());
        node.entries()?;
        if let Some((_, first)) = definitions.iter().find(|(known, _)| *known == id) {
            return Err(first.node.problem(format!(
                "services extend each other in a circle: {}",
                circle(definitions, &id)
            )));
        }
        if definitions.len() >= LONGEST_CHAIN {
            return Err(node.problem("more services extend each other than Muster follows"));
        }
        let part = Part {
            node: Arc::clone(node),
            scope: Arc::clone(place.scope),
        };
        if let Err(why) = schema::check_service(&part, &self.budget) {
            self.refuse(&why);
        }
        definitions.push((id, part.clone()));
        let Some(extends) = node.get("extends") else {
            return Ok(());
        };
        let base = match &extends.value {
            Value::Map(_) => extends.get("service").unwrap_or(extends),
            Value::Scalar(_) | Value::Null | Value::List(_) => extends,
        };
        let base = part.with(base).text()?.filled.value;
        let Some(file) = extends.get("file") else {
            let next = services
                .named(&base)
                .ok_or_else(|| extends.problem("the service to extend is not in this file"))?;
            return self.define(services, &base, next, place, definitions);
        };
        let (path, filled) = place.path_of(&part.with(file))?;
        let opened = self
            .open(&path, &place.reader.of(filled), &place.scope.variables)
            .map_err(|error| unread(file, &error))?;
        let directory = path.parent().unwrap_or(Path::new("/"));
        let there = Position {
            path: &path,
            reader: &Reader {
                namers: opened.namers.clone(),
                environment: place.reader.environment.clone(),
            },
            scope: &Arc::new(place.scope.within(directory)),
        };
        for tree in &opened.documents {
            if let Some(services) = tree.get("services")
                && let Some(next) = services.named(&base)
            {
                return self.define(services, &base, next, &there, definitions);
            }
        }
        Err(extends.problem("the service to extend is not in the file that it names"))
    }
}

/// `a, b, a`, where the file does not change.
fn circle(definitions: &[(Id, Part)], id: &Id) -> String {
    let names: Vec<&str> = definitions
        .iter()
        .map(|(known, _)| known)
        .skip_while(|known| *known != id)
        .chain([id])
        .map(|(_, name)| name.as_str())
        .collect();
    names.join(", ")
}
