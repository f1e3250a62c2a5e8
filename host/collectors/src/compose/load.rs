//! Which files a project is made of, and how they are put together: the bound file, the override
//! beside it or what `COMPOSE_FILE` names, what they include, and the services of other files that
//! theirs extend.
//!
//! A file that is named in another one is read only as the owner of that other one could read it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_facts::{FactError, Secret, Secrets};
use muster_target::{FileType, LARGEST_FILE, Links, Namers, ReadError, System};

use super::confidential;
use super::files::{Files, files, home, roles};
use super::find::Place;
use super::interpolate::{OF_SHELL, Variables};
use super::project::{Project, gap};
use super::schema;
use super::scope::{Part, Scope};
use super::yaml::{Node, Tag, Value, parse};
use crate::env;
use crate::readers::accounts::Accounts;

/// More than any one machine runs. This limit and the next bound the work that a small file
/// of aliases can ask for.
const MOST_SERVICES: usize = 1000;

/// How every limit of Muster's own ends, which is not one of Compose.
pub(super) const TOO_MUCH: &str = "than Muster reads";

/// Files of one project. The largest collections of stacks include some dozens.
pub(super) const MOST_FILES: usize = 256;

/// Reads a project; none when the file by which it is called does not exist. `called_with` are the
/// environment files that Compose is given on its command line.
pub(super) fn project(
    system: &dyn System,
    place: &Place,
    called_with: &[PathBuf],
    accounts: &Accounts,
    secrets: &Secrets,
) -> Result<Option<Project>, FactError> {
    let file = place.file.as_path();
    let nobody = Namers::default();
    // Nothing else is asked of the target where there is no such file.
    match system.read_named(file, LARGEST_FILE, Links::OfOwner) {
        Ok(_) => {}
        Err(ReadError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let directory = file.parent().unwrap_or(Path::new("/"));
    let home = home(system, file, accounts);
    let mut loader = Loader {
        system,
        secrets,
        bound: file,
        opened: Vec::new(),
        read: 0,
        services: 0,
        refused: None,
        budget: schema::Budget::default(),
    };
    let mut variables = Variables::default();
    for (name, path) in OF_SHELL.into_iter().zip([Some(directory), home.as_deref()]) {
        if let Some(path) = path {
            variables.add(name, &path.display().to_string());
        }
    }
    // Without them not even the list of files is certain: they may set COMPOSE_FILE.
    let environments = if called_with.is_empty() {
        vec![directory.join(".env")]
    } else {
        called_with.to_vec()
    };
    let (environments, namers) = loader.environments(&environments, called_with, &mut variables)?;
    let Files { paths, named } = match &place.listed {
        Some(listed) => Files {
            paths: listed.clone(),
            named: false,
        },
        None => files(system, file, &variables)?,
    };
    let by_variable = named;
    // Whoever owns `.env` must not have root's files shown by naming them there.
    let of_files = namers.clone().filter(|_| named).unwrap_or(nobody);
    let directory = paths.first().and_then(|path| path.parent());
    let directory = directory.unwrap_or(Path::new("/")).to_owned();
    loader.name_project(&paths, &of_files, &directory, &mut variables)?;
    let profiles = match variables.get("COMPOSE_PROFILES") {
        Ok(Some(list)) => list.split(',').map(|name| name.trim().to_owned()).collect(),
        Ok(None) | Err(_) => Vec::new(),
    };
    let scope = Arc::new(Scope {
        directory,
        home,
        variables: Arc::new(variables),
    });
    let named = of_files.clone();
    let mut project = loader.files(
        &paths,
        &Reader {
            namers: named,
            environment: namers.clone().unwrap_or_default(),
        },
        &scope,
        &mut Vec::new(),
    )?;
    if let Some(why) = loader.refused {
        return Err(FactError::Failed(why));
    }
    project.profiles = profiles;
    project.files = roles(&paths, place, by_variable);
    project.namers = loader
        .opened
        .iter()
        .fold(namers.clone().unwrap_or_default(), |all, opened| {
            all.joined(&opened.namers)
        });
    project.environment_files.extend(environments);
    Ok(Some(project))
}

/// Who may choose what is read.
#[derive(Clone)]
pub(super) struct Reader {
    /// The file that names others.
    pub(super) namers: Namers,
    /// The files from which the names are filled.
    pub(super) environment: Namers,
}

impl Reader {
    /// Those who chose a name that is written in the file, or `filled` from others.
    pub(super) fn of(&self, filled: bool) -> Namers {
        if filled {
            self.namers.joined(&self.environment)
        } else {
            self.namers.clone()
        }
    }
}

/// A file that was read.
pub(super) struct Opened {
    path: PathBuf,
    asked_by: Namers,
    pub(super) documents: Vec<Arc<Node>>,
    /// Who chooses what is read when the file names others.
    pub(super) namers: Namers,
}

pub(super) struct Loader<'a> {
    pub(super) system: &'a dyn System,
    secrets: &'a Secrets,
    bound: &'a Path,
    opened: Vec<Arc<Opened>>,
    pub(super) read: usize,
    services: usize,
    /// The first thing because of which Compose takes none of the project.
    refused: Option<String>,
    pub(super) budget: schema::Budget,
}

impl Loader<'_> {
    /// Takes note of what Compose refuses, wherever in the project it is.
    pub(super) fn refuse(&mut self, why: &str) {
        self.refused.get_or_insert_with(|| why.to_owned());
    }

    /// Reads the files from which the project is filled in: those that are there, and who would choose
    /// what they name, if any is. One that Compose is called with has to be there.
    fn environments(
        &self,
        files: &[PathBuf],
        called_with: &[PathBuf],
        variables: &mut Variables,
    ) -> Result<(Vec<PathBuf>, Option<Namers>), FactError> {
        let nobody = Namers::default();
        let mut texts = Vec::new();
        let mut all: Option<Namers> = None;
        for file in files {
            match self.environment_file(file, &nobody) {
                Ok((text, namers)) => {
                    texts.push((file.clone(), text));
                    all = Some(match all {
                        Some(known) => known.joined(&namers),
                        None => namers,
                    });
                }
                Err(ReadError::NotFound { .. }) if !called_with.contains(file) => {}
                Err(error) => {
                    // Nothing of it can be shown, whoever's it is.
                    if let Ok(bytes) = self.system.read(file, LARGEST_FILE) {
                        env::register_file(&Secret::new(bytes), self.secrets);
                    }
                    let is_directory = self
                        .system
                        .metadata(file)
                        .is_ok_and(|found| found.file_type == FileType::Directory);
                    if !is_directory || called_with.contains(file) {
                        return Err(error.into());
                    }
                }
            }
        }
        variables.add_files(&texts).map_err(|(index, why)| {
            let file = texts.get(index).map(|(file, _)| file.display().to_string());
            FactError::Failed(format!("{} {why}", file.unwrap_or_default()))
        })?;
        let files = texts.into_iter().map(|(file, _)| file).collect();
        Ok((files, all))
    }

    /// Reads a file of variables, and says who would choose what it names.
    pub(super) fn environment_file(
        &self,
        path: &Path,
        namers: &Namers,
    ) -> Result<(String, Namers), ReadError> {
        let read = self
            .system
            .read_named_by(path, LARGEST_FILE, Links::OfOwner, namers)?;
        // What is registered must not depend on whether it is understood.
        let bytes = Secret::new(read.content);
        env::register_file(&bytes, self.secrets);
        match std::str::from_utf8(bytes.expose()) {
            Ok(text) => Ok((text.to_owned(), read.namers)),
            Err(_) => {
                let read = self
                    .system
                    .read_named_text_by(path, Links::OfOwner, namers)?;
                Ok((read.content, read.namers))
            }
        }
    }

    pub(super) fn open(
        &mut self,
        path: &Path,
        namers: &Namers,
        variables: &Variables,
    ) -> Result<Arc<Opened>, FactError> {
        let known = self
            .opened
            .iter()
            .find(|file| file.path == path && file.asked_by == *namers);
        if let Some(known) = known {
            return Ok(Arc::clone(known));
        }
        self.read += 1;
        if self.read > MOST_FILES {
            return Err(FactError::Failed(format!(
                "{}: the project has more files than Muster reads",
                path.display()
            )));
        }
        // The policy names that one, whatever another file says.
        let nobody = Namers::default();
        let namers = if path == self.bound { &nobody } else { namers };
        let read = self
            .system
            .read_named_text_by(path, Links::OfOwner, namers)?;
        let parsed = parse(&path.display().to_string(), &read.content);
        let documents = parsed.map_err(|why| {
            if !why.contains(TOO_MUCH) {
                self.refuse(&why);
            }
            FactError::Failed(why)
        })?;
        for tree in &documents {
            confidential::register(tree, variables, self.secrets);
        }
        let opened = Arc::new(Opened {
            path: path.to_owned(),
            asked_by: namers.clone(),
            documents,
            namers: read.namers,
        });
        self.opened.push(Arc::clone(&opened));
        Ok(opened)
    }

    /// Sets `COMPOSE_PROJECT_NAME` as Compose does: by the last file that has a `name`, else by the
    /// directory.
    fn name_project(
        &mut self,
        paths: &[PathBuf],
        namers: &Namers,
        directory: &Path,
        variables: &mut Variables,
    ) -> Result<(), FactError> {
        let mut name = None;
        for path in paths {
            let opened = self.open(path, namers, variables)?;
            for document in &opened.documents {
                if let Some(Value::Scalar(text)) = document.get("name").map(|node| &node.value) {
                    name = variables.fill(text, 256).ok().map(|filled| filled.value);
                }
            }
        }
        let name = name.unwrap_or_else(|| {
            let directory = directory.file_name().unwrap_or_default().to_string_lossy();
            let allowed =
                |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(*c);
            let name: String = directory.to_lowercase().chars().filter(allowed).collect();
            name.trim_start_matches(['_', '-']).to_owned()
        });
        variables.add("COMPOSE_PROJECT_NAME", &name);
        Ok(())
    }

    /// Puts files together that add to one another.
    pub(super) fn files(
        &mut self,
        paths: &[PathBuf],
        reader: &Reader,
        scope: &Arc<Scope>,
        including: &mut Vec<PathBuf>,
    ) -> Result<Project, FactError> {
        let mut project = Project::default();
        for path in paths {
            let opened = self.open(path, &reader.namers, &scope.variables)?;
            let reader = Reader {
                namers: opened.namers.clone(),
                environment: reader.environment.clone(),
            };
            including.push(path.clone());
            for tree in &opened.documents {
                let place = Position {
                    path,
                    reader: &reader,
                    scope,
                };
                self.document(&mut project, tree, &place, including)
                    .map_err(FactError::Failed)?;
            }
            including.pop();
        }
        Ok(project)
    }

    /// Adds one document to those before it.
    fn document(
        &mut self,
        project: &mut Project,
        tree: &Arc<Node>,
        place: &Position<'_>,
        including: &mut Vec<PathBuf>,
    ) -> Result<(), String> {
        let mut own = Project::default();
        let entries = tree.entries()?;
        let whole = Part {
            node: Arc::clone(tree),
            scope: Arc::clone(place.scope),
        };
        if let Err(why) = schema::check_document(&whole, &self.budget) {
            self.refuse(&why);
        }
        for (name, node) in entries {
            match name.as_str() {
                "services" => self.services(project, &mut own, node, place)?,
                "volumes" => {
                    if node.tag != Tag::None {
                        project.volumes.clear();
                        project.volume_parts.clear();
                    }
                    own.volume_parts.push(Part {
                        node: Arc::clone(node),
                        scope: Arc::clone(place.scope),
                    });
                    for (name, volume) in node.entries()? {
                        if volume.tag == Tag::Reset {
                            project.volumes.remove(name);
                        } else {
                            own.volumes.insert(name.clone());
                        }
                    }
                }
                "networks" => own.networks.push(Part {
                    node: Arc::clone(node),
                    scope: Arc::clone(place.scope),
                }),
                "configs" => declare(&mut own, "configs", node)?,
                "secrets" => declare(&mut own, "secrets", node)?,
                _ => {}
            }
        }
        if let Some(include) = tree.get("include") {
            let Value::List(items) = &include.value else {
                return Err(include.problem("a list is expected here"));
            };
            for item in items.iter().filter(|item| item.tag != Tag::Reset) {
                match self.include(item, place, including) {
                    Ok(included) => own.include(included, item),
                    Err(why) => own.miss(gap(None, "include", item, why)),
                }
            }
        }
        project.merge(own);
        Ok(())
    }

    fn services(
        &mut self,
        project: &mut Project,
        own: &mut Project,
        services: &Arc<Node>,
        place: &Position<'_>,
    ) -> Result<(), String> {
        if services.tag != Tag::None {
            project.forget(None);
        }
        if services.tag == Tag::Reset {
            return Ok(());
        }
        for (name, node) in services.entries()? {
            if node.tag != Tag::None {
                project.forget(Some(name));
            }
            if node.tag == Tag::Reset {
                continue;
            }
            node.entries()?;
            self.services += 1;
            if self.services > MOST_SERVICES {
                return Err(node.problem("the project has more services than Muster reads"));
            }
            let mut definitions = Vec::new();
            let outcome = self.define(services, name, node, place, &mut definitions);
            if let Err(why) = outcome {
                own.miss(gap(Some(name), "extends", node, why));
            }
            definitions.reverse();
            own.define(
                name,
                definitions.into_iter().map(|(_, part)| part).collect(),
            );
        }
        Ok(())
    }
}

/// Adds the names under a top-level key.
fn declare(own: &mut Project, key: &'static str, node: &Node) -> Result<(), String> {
    let names = node.entries()?.iter().map(|(name, _)| (key, name.clone()));
    own.shared_files.extend(names);
    Ok(())
}

/// Where a file is read.
pub(super) struct Position<'a> {
    pub(super) path: &'a Path,
    pub(super) reader: &'a Reader,
    pub(super) scope: &'a Arc<Scope>,
}

impl Position<'_> {
    /// A path that is written in the file, and whether a variable has part in it.
    pub(super) fn path_of(&self, part: &Part) -> Result<(PathBuf, bool), String> {
        let text = part.text()?;
        let written = text.filled.value;
        let remote = written.contains("://")
            || written.starts_with("git@")
            || written.starts_with("github.com/")
            || written.ends_with(".git");
        if remote {
            return Err(part
                .node
                .problem("what is not a file of this host is not followed"));
        }
        let path = super::mounts::cleaned(&self.scope.directory.join(written));
        Ok((path.into(), text.interpolated))
    }

    /// One path, or a list of them, and whether a variable has part in any.
    pub(super) fn paths_of(&self, part: &Part, key: &str) -> Result<(Vec<PathBuf>, bool), String> {
        let Some(node) = part.node.get(key) else {
            return Ok((Vec::new(), false));
        };
        let parts = match &node.value {
            Value::List(items) => items.iter().map(|item| part.with(item)).collect(),
            Value::Scalar(_) | Value::Null | Value::Map(_) => vec![part.with(node)],
        };
        let mut paths = Vec::new();
        let mut filled = false;
        for part in &parts {
            let (path, from_variable) = self.path_of(part)?;
            paths.push(path);
            filled |= from_variable;
        }
        Ok((paths, filled))
    }
}

/// Why a file that a line names could not be read.
pub(super) fn unread(node: &Node, error: &FactError) -> String {
    node.problem(error.reason())
}
