//! A Compose project: which files it is made of, and for each service the mappings that define it,
//! merged by Compose's rules as far as lists are concerned.
//!
//! It does not know what a port or a mount is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use muster_facts::{FactError, Secret, Secrets, Source};

use super::confidential;
use super::interpolate::Variables;
use super::yaml::{Node, Tag, Value, parse};
use crate::env;
use crate::system::{LARGEST_FILE, Links, Namers, ReadError, System};

/// Files that `docker compose` finds by itself; only beside one of them an override is loaded.
pub(super) const DEFAULT_FILES: [&str; 4] = [
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

/// More than any one machine runs. This limit and the next three bound the work that a small file
/// of aliases can ask for.
const MOST_SERVICES: usize = 1000;

/// Services that extend one another in a row.
const LONGEST_CHAIN: usize = 32;

/// Entries that one service may list under one key.
const MOST_ITEMS: usize = 1000;

/// Files that `COMPOSE_FILE` may name.
const MOST_FILES: usize = 32;

const UNKNOWN_TAG: &str = "Muster does not know this tag here";

pub(super) struct Project {
    /// Of the first file; relative paths begin here.
    pub(super) directory: PathBuf,
    /// Of the owner of the Compose file; none when `/etc/passwd` does not tell.
    pub(super) home: Option<PathBuf>,
    pub(super) services: Vec<Service>,
    /// Names under top-level `volumes`.
    pub(super) volumes: BTreeSet<String>,
    variables: Variables,
}

pub(super) struct Service {
    pub(super) name: String,
    /// The weakest first: what it extends, then itself, file by file.
    definitions: Vec<Rc<Node>>,
}

/// A scalar with its variables filled in.
pub(super) struct Text {
    pub(super) value: String,
    /// The same, with the names of secret variables in the place of their values.
    pub(super) shown: String,
    /// Whether part of it may come from `.env`, so that it must not be shown as it is.
    pub(super) interpolated: bool,
}

impl Project {
    /// Reads the project of a Compose file; none when that does not exist.
    pub(super) fn load(
        system: &dyn System,
        file: &Path,
        secrets: &Secrets,
    ) -> Result<Option<Self>, FactError> {
        let first = match system.read_named_text(file, Links::OfOwner) {
            Ok(text) => text,
            Err(ReadError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let beside = file.parent().unwrap_or(Path::new("/"));
        let environment = beside.join(".env");
        // What is registered must not depend on whether it is understood.
        if let Ok(bytes) = system.read(&environment, LARGEST_FILE) {
            env::register_file(&Secret::new(bytes), secrets);
        }
        // Without it not even the list of files is certain: it may set COMPOSE_FILE.
        let nobody = Namers::default();
        let read = system.read_named_text_by(&environment, Links::OfOwner, &nobody);
        let (variables, namers) = match read {
            Ok(read) => {
                let variables = Variables::parse(&read.content).map_err(|problem| {
                    FactError::Failed(format!("{} {problem}", environment.display()))
                })?;
                (variables, read.namers)
            }
            Err(ReadError::NotFound { .. }) => (Variables::default(), nobody),
            Err(error) => return Err(error.into()),
        };
        let Files {
            paths: files,
            named,
        } = files(system, file, &variables)?;
        // Whoever owns `.env` must not have root's files shown by naming them there.
        let namers = if named { namers } else { Namers::default() };
        let mut trees = Vec::new();
        for path in &files {
            let text = if path == file {
                first.clone()
            } else {
                let read = system.read_named_text_by(path, Links::OfOwner, &namers)?;
                read.content
            };
            let tree = parse(&path.display().to_string(), &text).map_err(FactError::Failed)?;
            confidential::register(&tree, &variables, secrets);
            trees.push(tree);
        }
        let directory = files.first().and_then(|path| path.parent());
        let mut project = Self {
            directory: directory.unwrap_or(beside).to_owned(),
            home: home(system, file),
            services: Vec::new(),
            volumes: BTreeSet::new(),
            variables,
        };
        for tree in &trees {
            project.add(tree).map_err(FactError::Failed)?;
        }
        Ok(Some(project))
    }

    /// Merges one more file.
    fn add(&mut self, tree: &Node) -> Result<(), String> {
        tree.entries()?;
        if let Some(include) = tree.get("include") {
            return Err(include.problem("`include` is not followed; bind the included file"));
        }
        if let Some(volumes) = tree.get("volumes") {
            self.volumes
                .extend(volumes.entries()?.iter().map(|(name, _)| name.clone()));
        }
        let Some(services) = tree.get("services") else {
            return Ok(());
        };
        if services.tag != Tag::None {
            return Err(services.problem(UNKNOWN_TAG));
        }
        for (name, node) in services.entries()? {
            match node.tag {
                Tag::None | Tag::Override => {}
                Tag::Reset => {
                    self.services.retain(|service| service.name != *name);
                    continue;
                }
                Tag::Unknown => return Err(node.problem(UNKNOWN_TAG)),
            }
            let mut definitions = Vec::new();
            self.define(services, node, &mut definitions)?;
            match self.services.iter_mut().find(|known| known.name == *name) {
                Some(known) if node.tag == Tag::Override => known.definitions = definitions,
                Some(known) => known.definitions.append(&mut definitions),
                None => self.services.push(Service {
                    name: name.clone(),
                    definitions,
                }),
            }
            if self.services.len() > MOST_SERVICES {
                return Err(node.problem("the project has more services than Muster reads"));
            }
        }
        Ok(())
    }

    /// The definitions of a service of one file, the weakest first.
    fn define(
        &self,
        services: &Node,
        node: &Rc<Node>,
        definitions: &mut Vec<Rc<Node>>,
    ) -> Result<(), String> {
        let mut node = Rc::clone(node);
        loop {
            node.entries()?;
            if definitions.iter().any(|known| Rc::ptr_eq(known, &node))
                || definitions.len() >= LONGEST_CHAIN
            {
                return Err(node.problem("services extend each other in a circle, or too often"));
            }
            definitions.push(Rc::clone(&node));
            let Some(extends) = node.get("extends") else {
                break;
            };
            if extends.get("file").is_some() {
                return Err(extends.problem(
                    "`extends` with a file is not followed; move the service into this file",
                ));
            }
            let base = match &extends.value {
                Value::Map(_) => extends.get("service").unwrap_or(extends),
                Value::Scalar(_) | Value::Null | Value::List(_) => extends,
            };
            let base = self.text(base)?.value;
            let next = services
                .get(&base)
                .ok_or_else(|| extends.problem("the service to extend is not in this file"))?;
            node = Rc::clone(next);
        }
        definitions.reverse();
        Ok(())
    }

    /// The text of a scalar.
    pub(super) fn text(&self, node: &Node) -> Result<Text, String> {
        let Value::Scalar(written) = &node.value else {
            return Err(node.problem("a single value is expected here"));
        };
        if node.tag != Tag::None {
            return Err(node.problem(UNKNOWN_TAG));
        }
        if !written.contains('$') {
            return Ok(Text {
                value: written.clone(),
                shown: written.clone(),
                interpolated: false,
            });
        }
        let filled = self.variables.fill(written);
        let filled = filled.map_err(|why| node.problem(why))?;
        Ok(Text {
            value: filled.value,
            shown: filled.shown,
            interpolated: true,
        })
    }

    /// Where an entry stands, with its text when that cannot hold anything but itself.
    pub(super) fn source(&self, node: &Node) -> Source {
        match &node.value {
            Value::Scalar(text) if !text.contains(|c: char| c == '$' || c.is_control()) => node
                .source()
                .with_text(super::mounts::without_assignments(text)),
            Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => node.source(),
        }
    }
}

impl Service {
    /// What the strongest definition says for a key.
    pub(super) fn find(&self, key: &str) -> Option<&Rc<Node>> {
        self.definitions.iter().rev().find_map(|node| node.get(key))
    }

    /// The items that all definitions together list under a key: a later one adds to the earlier
    /// ones, unless it says `!override` or `!reset`. A single value is a list of one.
    pub(super) fn list(&self, key: &str) -> Result<Vec<Rc<Node>>, String> {
        let mut items = Vec::new();
        for definition in &self.definitions {
            for (_, node) in definition.entries()?.iter().filter(|(name, _)| name == key) {
                match node.tag {
                    Tag::None => {}
                    Tag::Reset => {
                        items.clear();
                        continue;
                    }
                    Tag::Override => items.clear(),
                    Tag::Unknown => return Err(node.problem(UNKNOWN_TAG)),
                }
                match &node.value {
                    Value::Null => {}
                    Value::List(more) => {
                        if let Some(item) = more.iter().find(|item| item.tag != Tag::None) {
                            return Err(item.problem(UNKNOWN_TAG));
                        }
                        items.extend(more.iter().cloned());
                    }
                    Value::Scalar(_) if key == "tmpfs" => items.push(Rc::clone(node)),
                    Value::Scalar(_) | Value::Map(_) => {
                        return Err(node.problem("a list is expected here"));
                    }
                }
                if items.len() > MOST_ITEMS {
                    return Err(node.problem("the list has more entries than Muster reads"));
                }
            }
        }
        Ok(items)
    }
}

/// The files that Compose loads.
struct Files {
    paths: Vec<PathBuf>,
    /// Whether `COMPOSE_FILE` names them.
    named: bool,
}

/// The files that Compose loads when it is called beside the bound one without `-f`.
fn files(system: &dyn System, file: &Path, variables: &Variables) -> Result<Files, FactError> {
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
        let separator = variable("COMPOSE_PATH_SEPARATOR")?.unwrap_or(":");
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

/// The home of the file's owner, who is taken to run Compose.
fn home(system: &dyn System, file: &Path) -> Option<PathBuf> {
    let owner = system.metadata(file).ok()?.uid.to_string();
    let passwd = system.read_text(Path::new("/etc/passwd")).ok()?;
    let home = passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        match *fields.as_slice() {
            [_, _, uid, _, _, home, ..] if uid == owner => Some(PathBuf::from(home)),
            _ => None,
        }
    });
    home.filter(|home| home.is_absolute())
}
