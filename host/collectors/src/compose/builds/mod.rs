//! The images that the services of the Compose projects are built into: which environment files and private keys lie in
//! their build contexts, and whether the build leaves them out. Of the files only paths leave.

mod dockerfile;
mod files;
mod ignore;
mod pattern;

use std::path::{Path, PathBuf};

use muster_facts::builds::{BuildContext, ContextFile};
use muster_facts::{BuildsFacts, DomainFacts as _, Source};
use muster_target::{Collection, ReadError, System, plain_path, present};

use self::dockerfile::{Copies, Instruction};
use self::ignore::Ignore;
use super::loaded::Loaded;
use super::project::Service;
use super::scope::Part;
use super::yaml::Value;

/// Files of all contexts together.
const MOST_FILES: usize = 1_000;

/// Dockerfiles and ignore files have some hundred lines.
const LARGEST: u64 = 256 << 10;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> BuildsFacts {
    let loaded = match collection.shared::<Loaded>() {
        Ok(loaded) => loaded,
        Err(error) => return BuildsFacts::missing(&error),
    };
    let projects = match loaded.in_use() {
        Ok(projects) => projects,
        Err(error) => return BuildsFacts::missing(error),
    };
    let mut contexts = Vec::new();
    let mut all = Vec::new();
    for one in projects {
        // A project that could not be loaded is a gap of `compose`.
        let Ok(project) = &one.project else { continue };
        for service in &project.services {
            let Some(build) = Build::of(service) else {
                continue;
            };
            let mut judged = judged(collection.context.system, &build);
            judged.context.service = one.service(&service.name);
            for mut file in judged.files {
                if all.len() >= MOST_FILES {
                    judged.context.state = BuildContext::STATE_UNKNOWN.to_owned();
                    judged.context.reason =
                        Some("the build contexts have more such files than are listed".to_owned());
                    break;
                }
                file.service.clone_from(&judged.context.service);
                all.push(file);
            }
            contexts.push(judged.context);
        }
    }
    BuildsFacts {
        contexts: Ok(contexts),
        files: Ok(all),
    }
}

/// What a service says under `build`, in all its definitions, the weakest first.
struct Build(Vec<Part>);

impl Build {
    fn of(service: &Service) -> Option<Self> {
        let mut parts: Vec<Part> = Vec::new();
        for part in service.values("build") {
            match part.node.value {
                Value::Null => parts.clear(),
                Value::Scalar(_) | Value::List(_) | Value::Map(_) => parts.push(part),
            }
        }
        (!parts.is_empty()).then_some(Self(parts))
    }

    /// The strongest value of a key; a text in place of a mapping is the context.
    fn find(&self, key: &str) -> Option<Part> {
        self.0.iter().rev().find_map(|part| match part.node.value {
            Value::Scalar(_) if key == "context" => Some(part.clone()),
            Value::Scalar(_) | Value::Null | Value::List(_) | Value::Map(_) => {
                Some(part.with(part.node.get(key)?))
            }
        })
    }

    fn text(&self, key: &str) -> Result<Option<String>, String> {
        match self.find(key) {
            Some(part) => Ok(Some(part.text()?.filled.value)),
            None => Ok(None),
        }
    }

    /// The text of a path. Paths are shown, so that it is not known where a variable is more than a part of one.
    fn path(&self, key: &str) -> Result<Option<String>, String> {
        let Some(part) = self.find(key) else {
            return Ok(None);
        };
        let text = part.text()?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./@+~-".contains(c);
        let filled = text.filled;
        if text.interpolated
            && (filled.shown != filled.value || !filled.value.chars().all(is_plain))
        {
            let why = "the value of a variable here is not a plain path";
            return Err(part.node.problem(why));
        }
        Ok(Some(filled.value))
    }

    fn source(&self) -> Source {
        self.0
            .last()
            .map_or_else(|| Source::file(""), |part| part.node.source())
    }
}

struct Judged {
    context: BuildContext,
    files: Vec<ContextFile>,
}

fn judged(system: &dyn System, build: &Build) -> Judged {
    let mut judged = Judged {
        context: BuildContext {
            service: String::new(),
            directory: None,
            dockerfile: None,
            ignore_file: None,
            state: BuildContext::STATE_READ.to_owned(),
            reason: None,
            source: build.source(),
        },
        files: Vec::new(),
    };
    if let Err((state, reason)) = judged.fill(system, build) {
        state.clone_into(&mut judged.context.state);
        judged.context.reason = Some(reason);
    }
    judged
}

/// The state of a context that was not read, and why.
type Unread = (&'static str, String);

fn unknown(reason: impl ToString) -> Unread {
    (BuildContext::STATE_UNKNOWN, reason.to_string())
}

impl Judged {
    fn fill(&mut self, system: &dyn System, build: &Build) -> Result<(), Unread> {
        let written = build.path("context").map_err(unknown)?;
        let written = written.unwrap_or_else(|| ".".to_owned());
        let is_remote = written.contains("://")
            || written.starts_with("git@")
            || written.starts_with("github.com/");
        if is_remote {
            let reason = "the context is not a directory of this host".to_owned();
            return Err((BuildContext::STATE_REMOTE, reason));
        }
        if written.starts_with('~') {
            return Err(unknown("the context begins with `~`; write the full path"));
        }
        let base = build.find("context").or_else(|| build.0.last().cloned());
        let base = base.map(|part| part.scope.directory.clone());
        let root = plain_path(&base.unwrap_or_default().join(&written));
        self.context.directory = Some(root.display().to_string());
        match present(system.metadata(&root)) {
            Ok(Some(_)) => {}
            Ok(None) => {
                let reason = format!("{} does not exist", root.display());
                return Err((BuildContext::STATE_MISSING, reason));
            }
            Err(error) => return Err(unknown(error)),
        }
        let dockerfile = dockerfile(build, &root).map_err(unknown)?;
        let ignore = self.ignore(system, &root, dockerfile.as_deref())?;
        let copies = self.copies(system, build, dockerfile.as_deref())?;
        let found = files::files(system, &root, &ignore);
        for file in found.found {
            let path = root.join(&file.path);
            let (copied, copied_by) = copied(&copies, &file.path);
            self.files.push(ContextFile {
                service: String::new(),
                kind: match file.is_key {
                    true => ContextFile::KIND_PRIVATE_KEY,
                    false => ContextFile::KIND_ENVIRONMENT,
                }
                .to_owned(),
                ignored: ignore.leaves_out(&file.path),
                copied: copied.to_owned(),
                copied_by: copied_by
                    .and_then(|line| Some(Source::line(self.context.dockerfile.clone()?, line))),
                source: Source::file(path.display().to_string()),
                path: file.path,
            });
        }
        match found.incomplete {
            Some(reason) => Err(unknown(reason)),
            None => Ok(()),
        }
    }

    /// The ignore file that counts: the one beside the Dockerfile that has its name, else the one of the context.
    fn ignore(
        &mut self,
        system: &dyn System,
        root: &Path,
        dockerfile: Option<&Path>,
    ) -> Result<Ignore, Unread> {
        let own = dockerfile.map(|path| PathBuf::from(format!("{}.dockerignore", path.display())));
        for path in own.into_iter().chain([root.join(".dockerignore")]) {
            let Some(text) = file_text(system, &path).map_err(unknown)? else {
                continue;
            };
            let shown = path.display().to_string();
            let ignore = Ignore::parse(&text).map_err(|line| {
                unknown(format!("{shown} line {line}: Docker refuses this pattern"))
            })?;
            self.context.ignore_file = Some(shown);
            return Ok(ignore);
        }
        Ok(Ignore::default())
    }

    /// What the Dockerfile copies out of the context.
    fn copies(
        &mut self,
        system: &dyn System,
        build: &Build,
        dockerfile: Option<&Path>,
    ) -> Result<Vec<Instruction>, Unread> {
        let text = match dockerfile {
            None => build.text("dockerfile_inline").map_err(unknown)?,
            Some(path) => {
                self.context.dockerfile = Some(path.display().to_string());
                file_text(system, path).map_err(unknown)?
            }
        };
        let Some(text) = text else {
            return Err(unknown(format!(
                "{} does not exist",
                self.context.dockerfile.as_deref().unwrap_or("Dockerfile")
            )));
        };
        dockerfile::copies(&text)
            .ok_or_else(|| unknown("the Dockerfile has more instructions than Muster reads"))
    }
}

/// The path of the Dockerfile; none where it is written into the Compose file.
fn dockerfile(build: &Build, root: &Path) -> Result<Option<PathBuf>, String> {
    if build.find("dockerfile_inline").is_some() {
        return Ok(None);
    }
    let written = build.path("dockerfile")?;
    let name = written.as_deref().unwrap_or("Dockerfile");
    Ok(Some(plain_path(&root.join(name))))
}

/// Whether the instructions copy a file, and which one does.
fn copied(copies: &[Instruction], path: &str) -> (&'static str, Option<u32>) {
    let find = |wanted: Copies| copies.iter().find(|copy| copy.copies(path) == wanted);
    if let Some(copy) = find(Copies::Yes) {
        return (ContextFile::COPIED_YES, Some(copy.line));
    }
    match find(Copies::Unknown) {
        Some(copy) => (ContextFile::COPIED_UNKNOWN, Some(copy.line)),
        None => (ContextFile::COPIED_NO, None),
    }
}

/// The text of a file; none where there is no file.
fn file_text(system: &dyn System, path: &Path) -> Result<Option<String>, String> {
    match system.read(path, LARGEST) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(format!("{} is not text", path.display())),
        },
        Err(ReadError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
