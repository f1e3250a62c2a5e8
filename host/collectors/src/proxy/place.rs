//! Where the Caddyfile is, and who reads it: a program of the host, or a service of the Compose project.

use std::path::{Path, PathBuf};

use muster_facts::caddy::Caddyfile;
use muster_facts::compose::Mount;
use muster_facts::{Fact, FactError};
use muster_target::{Collection, present};

/// Where Caddy's packages and images have it.
const USUAL: &str = "/etc/caddy/Caddyfile";

/// The last part of the name of Caddy's image, and the usual name of its service.
const NAME: &str = "caddy";

/// A Caddyfile.
#[derive(Debug)]
pub(super) struct Located {
    /// On the host.
    pub(super) file: PathBuf,
    /// Where Caddy sees it.
    pub(super) seen: PathBuf,
    /// `caddyfile.found`
    pub(super) found: &'static str,
    pub(super) service: Option<String>,
    /// What of the host the service sees.
    pub(super) mounts: Vec<Mount>,
    /// The Compose file that mounts it, where nobody else names it.
    pub(super) named_in: Option<PathBuf>,
}

/// Finds it. None where there is no Caddy.
pub(super) fn locate(collection: &Collection<'_>) -> Fact<Option<Located>> {
    let context = collection.context;
    let named = context.targets.caddyfile.as_deref();
    let mounts = match mounts(collection) {
        Ok(mounts) => mounts,
        // Who reads a file that is named matters less than what it says.
        Err(_) if named.is_some() => Vec::new(),
        Err(error) => return Err(error),
    };
    if let Some(file) = named {
        if present(context.system.metadata(file))?.is_none() {
            return Err(FactError::Failed(format!(
                "{} does not exist; the policy names it (`caddyfile` under [targets])",
                file.display()
            )));
        }
        return named_file(collection, file, &mounts).map(Some);
    }
    let mut seen = Vec::new();
    for mount in &mounts {
        let Some(rest) = below(&mount.target, USUAL) else {
            continue;
        };
        if mount.target == "/" {
            continue;
        }
        match mounted(mount, rest) {
            Some(file) => seen.push((file, mount)),
            None => return Err(in_a_volume(&mount.service)),
        }
    }
    if let Some((file, mount)) = seen.first() {
        if let Some((_, other)) = seen.iter().find(|(other, _)| other != file) {
            return Err(FactError::Failed(format!(
                "'{}' and '{}' have different Caddyfiles; name one under [targets]: `caddyfile = \"/…\"`",
                mount.service, other.service
            )));
        }
        return Ok(Some(located(
            file.clone(),
            PathBuf::from(USUAL),
            Caddyfile::FOUND_MOUNTED,
            Some(&mount.service),
            &mounts,
            Some(PathBuf::from(&mount.source.name)),
        )));
    }
    if let Some(service) = by_image(collection)?.first() {
        unknown_mounts(collection, service)?;
        return Err(in_a_volume(service));
    }
    if present(context.system.metadata(Path::new(USUAL)))?.is_none() {
        return Ok(None);
    }
    let usual = PathBuf::from(USUAL);
    let found = Caddyfile::FOUND_USUAL;
    Ok(Some(located(usual.clone(), usual, found, None, &[], None)))
}

fn in_a_volume(service: &str) -> FactError {
    FactError::Failed(format!(
        "the Caddyfile of '{service}' is not mounted from the host, so that Muster cannot read it; mount it, or name a copy \
         under [targets]: `caddyfile = \"/…\"`"
    ))
}

fn located(
    file: PathBuf,
    seen: PathBuf,
    found: &'static str,
    service: Option<&str>,
    mounts: &[Mount],
    named_in: Option<PathBuf>,
) -> Located {
    let own = mounts
        .iter()
        .filter(|mount| Some(mount.service.as_str()) == service);
    Located {
        file,
        seen,
        found,
        service: service.map(str::to_owned),
        mounts: own.cloned().collect(),
        named_in,
    }
}

/// A file that the policy names: whose it is follows from who mounts it, else from what services are called.
fn named_file(collection: &Collection<'_>, file: &Path, mounts: &[Mount]) -> Fact<Located> {
    let text = file.display().to_string();
    let found = Caddyfile::FOUND_NAMED;
    for mount in mounts.iter().filter(|mount| mount.kind == Mount::KIND_BIND) {
        let rest = mount
            .origin
            .as_deref()
            .and_then(|origin| below(origin, &text));
        if let Some(rest) = rest {
            let seen = join(&mount.target, rest);
            if seen.ends_with("Caddyfile") || mount.service.ends_with(NAME) {
                return Ok(located(
                    file.to_owned(),
                    seen,
                    found,
                    Some(&mount.service),
                    mounts,
                    None,
                ));
            }
        }
    }
    let by_image = by_image(collection).unwrap_or_default();
    let service = match by_image.as_slice() {
        [only] => Some(only.as_str()),
        _ => None,
    };
    let seen = match service {
        Some(_) => PathBuf::from(USUAL),
        None => file.to_owned(),
    };
    Ok(located(file.to_owned(), seen, found, service, mounts, None))
}

fn mounts(collection: &Collection<'_>) -> Fact<Vec<Mount>> {
    let compose = collection.compose()?;
    if compose.project.as_ref().map_err(Clone::clone)?.is_none() {
        return Ok(Vec::new());
    }
    compose.mounts.clone()
}

/// The services that run Caddy's image.
fn by_image(collection: &Collection<'_>) -> Fact<Vec<String>> {
    let services = collection.services()?;
    let definitions = services.definitions.as_ref().map_err(Clone::clone)?;
    let is_caddy = |image: &str| image.rsplit('/').next() == Some(NAME);
    Ok(definitions
        .iter()
        .filter(|service| service.image.as_deref().is_some_and(is_caddy))
        .map(|service| service.name.clone())
        .collect())
}

/// An error where it is not known what a service mounts.
fn unknown_mounts(collection: &Collection<'_>, service: &str) -> Fact<()> {
    let gaps = collection.compose()?.gaps.as_ref().map_err(Clone::clone)?;
    let gap = gaps.iter().find(|gap| {
        gap.service.as_deref().is_none_or(|name| name == service)
            && matches!(
                gap.part.as_str(),
                "volumes" | "volumes_from" | "include" | "extends"
            )
    });
    match gap {
        Some(gap) => Err(FactError::Failed(gap.reason.clone())),
        None => Ok(()),
    }
}

/// What is left of a path below another one. None where it is elsewhere.
pub(super) fn below<'a>(above: &str, path: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix(above.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
}

/// A path of the host that a mount shows. None where it is not one of the host.
pub(super) fn mounted(mount: &Mount, rest: &str) -> Option<PathBuf> {
    let origin = mount.origin.as_deref()?;
    // What stands for a secret variable is not a path.
    let is_path = mount.kind == Mount::KIND_BIND && !origin.contains("${");
    is_path.then(|| join(origin, rest))
}

fn join(above: &str, rest: &str) -> PathBuf {
    let above = PathBuf::from(above);
    if rest.is_empty() {
        above
    } else {
        above.join(rest)
    }
}
