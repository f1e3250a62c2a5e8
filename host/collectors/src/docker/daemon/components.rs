//! What of Docker is installed, by the lists of packages and by the files that distributions, Docker's own
//! packages, snaps and people put there.

use std::path::{Path, PathBuf};

use muster_facts::daemon::Component;
use muster_facts::{Fact, Source};
use muster_target::{Collection, Command, FileType, Kind, System, present};

use crate::docker::dockerd::engine_packages;
use crate::readers::accounts::Accounts;
use crate::readers::packages::{Package, Packages};

/// Where dockerd is.
const ENGINES: [&str; 6] = [
    "/usr/bin/dockerd",
    "/usr/sbin/dockerd",
    "/usr/local/bin/dockerd",
    "/usr/local/sbin/dockerd",
    "/opt/bin/dockerd",
    "/snap/docker/current/bin/dockerd",
];

/// Where the client looks for its plugins, the strongest first, after those of the user's own
/// `.docker/cli-plugins`.
const PLUGINS: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

/// Packages of the plugin: Docker's, Ubuntu's and Alpine's.
const PLUGIN_PACKAGES: [&str; 3] = [
    "docker-compose-plugin",
    "docker-compose-v2",
    "docker-cli-compose",
];

/// The package of the program of its own, which since its second release is the plugin as well.
const STANDALONE_PACKAGE: &str = "docker-compose";

/// Where that program is.
const STANDALONE: [&str; 2] = ["/usr/local/bin/docker-compose", "/usr/bin/docker-compose"];

/// The users whose homes are looked into.
const MOST_USERS: usize = 500;

/// The parts that are installed.
pub(super) fn components(collection: &Collection<'_>) -> Fact<Vec<Component>> {
    let system = collection.context.system;
    let packages = collection.shared::<Packages>()?;
    let accounts = collection.shared::<Accounts>()?;
    let engine = component(
        "engine",
        package(&packages, engine_packages(packages.manager())),
        program(system, ENGINES.into_iter().map(PathBuf::from))?,
        &packages,
    );
    let standalone = package(&packages, &[STANDALONE_PACKAGE]);
    let is_plugin = |version: &str| release(version).is_some_and(|release| release >= 2);
    let of_plugin = package(&packages, &PLUGIN_PACKAGES)
        .or_else(|| standalone.filter(|(_, version)| is_plugin(version)));
    let directories = PLUGINS.into_iter().map(PathBuf::from).chain(
        accounts
            .users()
            .filter(|user| user.home.is_absolute())
            .take(MOST_USERS)
            .map(|user| user.home.join(".docker/cli-plugins")),
    );
    let file = program(
        system,
        directories.map(|directory| directory.join("docker-compose")),
    )?;
    // What a package brings lies below /usr/lib or /usr/libexec.
    let is_packaged = file
        .as_ref()
        .is_none_or(|path| PLUGINS.iter().skip(2).any(|base| path.starts_with(base)));
    let mut plugin = component(
        "compose-plugin",
        of_plugin.filter(|_| is_packaged),
        file,
        &packages,
    );
    if let Some(plugin) = &mut plugin {
        plugin.version = asked_version(system).or(plugin.version.take());
    }
    let standalone = component(
        "compose-standalone",
        standalone,
        program(system, STANDALONE.into_iter().map(PathBuf::from))?,
        &packages,
    );
    Ok([engine, plugin, standalone].into_iter().flatten().collect())
}

/// The first of some packages that is installed, with its version.
fn package<'a>(packages: &'a Packages, names: &[&'a str]) -> Option<(&'a str, &'a str)> {
    names.iter().find_map(|name| match packages.get(name)? {
        Package::Installed(version) => Some((*name, version.as_str())),
        Package::Removed | Package::Unclear => None,
    })
}

fn component(
    kind: &str,
    package: Option<(&str, &str)>,
    file: Option<PathBuf>,
    packages: &Packages,
) -> Option<Component> {
    let source = match (&file, package) {
        (Some(path), _) => Source::file(path.display().to_string()),
        (None, Some(_)) => Source::file(packages.path()),
        (None, None) => return None,
    };
    Some(Component {
        kind: kind.to_owned(),
        package: package.map(|(name, _)| name.to_owned()),
        version: package.map(|(_, version)| version.to_owned()),
        source,
    })
}

/// The first of some paths at which there is a program.
fn program(system: &dyn System, paths: impl Iterator<Item = PathBuf>) -> Fact<Option<PathBuf>> {
    for path in paths {
        match present(system.metadata(&path)) {
            Ok(Some(found)) if found.file_type == FileType::Regular => return Ok(Some(path)),
            Ok(_) => {}
            // A home that may not be looked into says nothing of the host.
            Err(_) if is_of_home(&path) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

fn is_of_home(path: &Path) -> bool {
    path.components()
        .any(|component| component.as_os_str() == ".docker")
}

/// What the plugin calls its release. It is asked nothing else, and asks no daemon.
fn asked_version(system: &dyn System) -> Option<String> {
    if system.kind() == Kind::Root {
        return None;
    }
    let output = system
        .run(&Command::new("docker", ["compose", "version", "--short"]))
        .ok()
        .filter(|output| output.status == 0)?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.trim();
    let version = version.strip_prefix('v').unwrap_or(version);
    is_version(version).then(|| version.to_owned())
}

/// `2.29.7`, `2.37.1+ds1-0ubuntu2`
fn is_version(text: &str) -> bool {
    /// Longer ones are something else.
    const LONGEST: usize = 40;
    text.len() <= LONGEST
        && release(text).is_some()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".+~-".contains(c))
}

/// The first number of a version, behind the epoch.
fn release(version: &str) -> Option<u32> {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let (release, _) = version.split_once('.')?;
    release.parse().ok()
}
