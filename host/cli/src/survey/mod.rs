//! What a host's own `muster.toml` has to say about it: looked for in the facts of the host and in a few of its
//! files. Nobody else is asked. What is found is a name, a path or a port, each with the place that says so, and
//! never a value of an environment file.
//!
//! Nothing here decides what a scan accepts: what would silence a finding is proposed, and left off.

mod backups;
mod draft;
mod environment;
mod hint;
mod names;
mod ports;
mod projects;
mod render;
mod repositories;
mod web_servers;
mod zone;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_facts::targets::{EnvFile, Kind as _, Raw, Targets, kinds};
use muster_facts::{Domain, Fact, FactError, Facts, Secrets, Source};
use muster_report::printable_line;
use muster_target::{NetworkAccess, System};

use self::backups::Backups;
use self::environment::EnvironmentFiles;
use self::names::Names;
use self::ports::Ports;
use self::projects::Project;
use self::repositories::Repositories;
use self::zone::Zone;
use crate::args::TargetArgs;
use crate::{edge, target};

/// What is collected to look through. All of it is on the host.
const DOMAINS: [Domain; 9] = [
    Domain::Host,
    Domain::Env,
    Domain::Sshd,
    Domain::PacketFilter,
    Domain::Sockets,
    Domain::Compose,
    Domain::Services,
    Domain::Caddy,
    Domain::Jobs,
];

/// A unit, or the configuration of a web server. Real ones are a few kilobytes.
const LARGEST_TEXT: u64 = 256 << 10;

/// Names of one directory that are looked at.
const MOST_NAMES: usize = 500;

/// Where to read why something is not known. The reason itself can quote what a program printed, and a policy
/// is written to be shared.
const ASK: &str = "`muster doctor` says why";

/// How whatever stands in a secret's place begins.
const REDACTED: &str = "[redacted";

/// What was found.
pub(crate) struct Survey {
    host: String,
    projects: Result<Vec<Project>, String>,
    environment: EnvironmentFiles,
    ports: Ports,
    names: Names,
    repositories: Repositories,
    backups: Backups,
    zone: Option<Zone>,
}

/// What is looked through.
#[derive(Clone, Copy)]
struct Look<'a> {
    facts: &'a Facts,
    system: &'a dyn System,
    secrets: &'a Secrets,
    /// What the pack says that the policy will extend.
    targets: &'a Targets,
}

impl Survey {
    /// Looks at a host. `targets` are those of the pack that its policy will extend.
    pub(crate) fn of(system: &dyn System, targets: &Targets, secrets: &Secrets) -> Self {
        let facts = collect(system, targets, &DOMAINS, secrets);
        let look = Look {
            facts: &facts,
            system,
            secrets,
            targets,
        };
        let projects = projects::find(look);
        let files: Vec<&Path> = projects
            .iter()
            .flatten()
            .map(|project| Path::new(&project.file))
            .collect();
        let names = names::find(look);
        Self {
            host: host(&facts),
            environment: environment::find(look, &|files| readable(look, files)),
            ports: ports::find(look),
            repositories: repositories::find(look, &files),
            backups: backups::find(look, &files),
            zone: zone::find(look),
            names,
            projects,
        }
    }

    /// The policy that says so.
    pub(crate) fn to_policy(&self) -> String {
        render::policy(self)
    }

    /// What was found, in numbers.
    pub(crate) fn summary(&self) -> String {
        let projects = self.projects.as_ref().map_or(0, Vec::len);
        let all = [
            counted(projects, "Compose project"),
            counted(self.environment.named.len(), "environment file"),
            counted(self.ports.on().count(), "public port"),
            counted(self.names.served.len(), "served name"),
            counted(self.backups.places.len(), "directory of backups"),
        ];
        all.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What a scan without a policy says of `muster init`, in one line; none where there is nothing to say. `targets` are
/// those of the pack that it was judged by.
pub(crate) fn hint(
    facts: &Facts,
    system: &dyn System,
    targets: &Targets,
    secrets: &Secrets,
    target: &TargetArgs,
) -> Option<String> {
    let look = Look {
        facts,
        system,
        secrets,
        targets,
    };
    hint::line(look, target)
}

impl Look<'_> {
    /// A small text file, where there is one that can be read.
    fn text(&self, path: &Path) -> Option<String> {
        let bytes = self.system.read(path, LARGEST_TEXT).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// The names in a directory, where there is one that can be read.
    fn names(&self, directory: &Path) -> Vec<String> {
        let mut names = self.system.list(directory).unwrap_or_default();
        names.truncate(MOST_NAMES);
        names.retain(|name| self.word(name).is_some());
        names
    }

    /// A word that only the survey reads, unless it holds a secret that was met elsewhere.
    fn word(&self, text: &str) -> Option<String> {
        let clean = self.secrets.scrub(text);
        (clean == text).then(|| text.to_owned())
    }
}

/// The facts of the host itself.
fn collect(
    system: &dyn System,
    targets: &Targets,
    domains: &[Domain],
    secrets: &Secrets,
) -> Arc<Facts> {
    let network = NetworkAccess::Off(FactError::Unsupported(
        "Only the host itself is looked at.".to_owned(),
    ));
    let confirmed = edge::Confirmed::default();
    target::collect(
        system,
        &network,
        targets,
        domains,
        &confirmed,
        &|_| {},
        secrets,
    )
    .facts
}

/// Who reads the environment files by a policy that names just their paths, and why those cannot be judged that cannot.
fn readable(look: Look<'_>, files: &[&str]) -> BTreeMap<String, Result<Vec<String>, String>> {
    let named = files.iter().map(|path| EnvFile {
        path: PathBuf::from(path),
        dialects: Vec::new(),
    });
    let targets = Targets {
        env_files: Some(named.collect()),
        ..look.targets.clone()
    };
    let facts = collect(look.system, &targets, &[Domain::Env], look.secrets);
    let env = facts.env.as_ref();
    let all = known(env.map(|env| &env.files));
    let one = |path: &str| {
        let all = all.as_ref().map_err(Clone::clone)?;
        known(env.and_then(|env| env.keys.get(path)))?;
        let file = all.iter().find(|file| file.path == path);
        Ok(file.map_or_else(Vec::new, |file| file.dialects.clone()))
    };
    files
        .iter()
        .map(|path| ((*path).to_owned(), one(path)))
        .collect()
}

/// A fact, or why there is none.
fn known<T>(fact: Option<&Fact<T>>) -> Result<&T, String> {
    match fact {
        Some(Ok(found)) => Ok(found),
        Some(Err(error)) => Err(error.reason().to_owned()),
        None => Err("it was not collected".to_owned()),
    }
}

/// The host, as people call it.
fn host(facts: &Facts) -> String {
    let identity = known(facts.host.as_ref().map(|host| &host.identity));
    match identity {
        Ok(identity) if !identity.name.is_empty() && !identity.os_name.is_empty() => {
            format!("{} ({})", identity.name, identity.os_name)
        }
        Ok(identity) if !identity.name.is_empty() => identity.name.clone(),
        Ok(_) | Err(_) => "this host".to_owned(),
    }
}

/// Where something was read, as people write it.
fn place(source: &Source) -> String {
    match (source.kind.as_str(), source.line) {
        ("command", _) => format!("`{}`", source.name),
        (_, Some(line)) => format!("{}:{line}", source.name),
        (_, None) => source.name.clone(),
    }
}

/// A path as a policy can name it; none for one that a policy cannot, or that is not what it was.
fn written_path(path: &str) -> Option<String> {
    let fits = kinds::HostPath::read(Raw::Text(path)).is_some()
        && printable_line(path) == path
        && !path.contains(['"', '\\'])
        && !path.contains(REDACTED);
    fits.then(|| format!("\"{path}\""))
}

/// `2 Compose projects`; none where there are none.
fn counted(number: usize, what: &str) -> Option<String> {
    match (number, what.split_once(" of ")) {
        (0, _) => None,
        (1, _) => Some(format!("1 {what}")),
        (_, Some((one, of_what))) => Some(format!("{number} {} of {of_what}", plural(one))),
        (_, None) => Some(format!("{number} {}", plural(what))),
    }
}

fn plural(what: &str) -> String {
    match what.strip_suffix("ory") {
        Some(beginning) => format!("{beginning}ories"),
        None => format!("{what}s"),
    }
}

#[cfg(test)]
mod tests;
