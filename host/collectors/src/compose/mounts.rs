//! The entries of `volumes:` in the short and the long syntax of the Compose specification, and of
//! `tmpfs:`.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use muster_facts::REDACTED;
use muster_facts::compose::Mount;

use super::interpolate::Filled;
use super::project::{Project, Service};
use super::yaml::{Node, Value};
use crate::command_line::is_secret_option;

/// Mounts of all services together.
const MOST_MOUNTS: usize = 10_000;

const NO_MOUNT: &str = "is not a mount that Muster understands; see the Compose specification, \
                        services, volumes";

/// The mounts of every service, whatever its profiles.
pub(super) fn collect(project: &Project) -> Result<Vec<Mount>, String> {
    let mut mounts = Vec::new();
    for service in &project.services {
        if let Some(node) = service.find("volumes_from") {
            return Err(node.problem("`volumes_from` is not followed; write the mounts out"));
        }
        // Of two mounts on one path the later one counts, in the place of the earlier.
        let mut own: Vec<Mount> = Vec::new();
        let mut places = BTreeMap::new();
        for node in service.list("volumes")? {
            let Found { mount, place } = volume(project, service, &node)?;
            let place = *places.entry(place).or_insert(own.len());
            match own.get_mut(place) {
                Some(earlier) => *earlier = mount,
                None => own.push(mount),
            }
        }
        for node in service.list("tmpfs")? {
            own.push(tmpfs(project, service, &node)?);
        }
        mounts.append(&mut own);
        if mounts.len() > MOST_MOUNTS {
            return Err("the project has more mounts than Muster lists".to_owned());
        }
    }
    Ok(mounts)
}

/// A mount, and the path in the container by which Compose tells mounts apart.
struct Found {
    mount: Mount,
    place: String,
}

fn volume(project: &Project, service: &Service, node: &Rc<Node>) -> Result<Found, String> {
    let written = match &node.value {
        Value::Scalar(_) => {
            let text = project.text(node)?;
            let mut written = short(&text.value).ok_or_else(|| node.problem(NO_MOUNT))?;
            written.interpolated = text.interpolated;
            if text.shown != text.value {
                written.show(&text.shown).ok_or_else(|| {
                    node.problem("a secret variable stands for more than a part of a path here")
                })?;
            }
            written
        }
        Value::Map(_) => long(project, node)?,
        Value::Null | Value::List(_) => return Err(node.problem(NO_MOUNT)),
    };
    let plain = |path: &str| {
        path.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_./@+~-".contains(c))
    };
    let paths = [Some(&written.target), written.origin.as_ref()];
    if written.interpolated && !paths.into_iter().flatten().all(|path| plain(&path.value)) {
        return Err(node.problem("the value of a variable here is not a plain path"));
    }
    let origin = match (written.kind, written.origin) {
        (Kind::Bind, Some(path)) => Some(host_path(project, node, &path)?),
        (Kind::Volume, Some(name)) if project.volumes.contains(&name.value) => Some(name.shown),
        (Kind::Volume, Some(_)) => {
            return Err(node.problem("the named volume is not declared under top-level `volumes`"));
        }
        (Kind::Volume | Kind::Tmpfs, None) => None,
        (Kind::Bind, None) | (Kind::Tmpfs, Some(_)) => return Err(node.problem(NO_MOUNT)),
    };
    let mount = Mount {
        service: service.name.clone(),
        kind: match written.kind {
            Kind::Bind => "bind",
            Kind::Volume if origin.is_none() => "anonymous",
            Kind::Volume => "volume",
            Kind::Tmpfs => "tmpfs",
        }
        .to_owned(),
        origin,
        target: container_path(node, &written.target)?,
        read_only: written.read_only,
        source: project.source(node),
    };
    Ok(Found {
        mount,
        place: cleaned(Path::new(&written.target.value)),
    })
}

fn tmpfs(project: &Project, service: &Service, node: &Node) -> Result<Mount, String> {
    let text = project.text(node)?;
    let before = |text: &str| {
        let (target, options) = text.split_once(':').unwrap_or((text, ""));
        (target.to_owned(), options.to_owned())
    };
    let (value, options) = before(&text.value);
    let (shown, _) = before(&text.shown);
    Ok(Mount {
        service: service.name.clone(),
        kind: "tmpfs".to_owned(),
        origin: None,
        target: container_path(node, &Filled { value, shown })?,
        read_only: options.split(',').any(|option| option == "ro"),
        source: project.source(node),
    })
}

/// A mount as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    kind: Kind,
    origin: Option<Filled>,
    target: Filled,
    read_only: bool,
    interpolated: bool,
}

impl Written {
    /// Takes over how the parts are shown. None where they are other parts than those of the value.
    fn show(&mut self, shown: &str) -> Option<()> {
        let shown = short(shown)?;
        self.target.shown = shown.target.shown;
        match (&mut self.origin, shown.origin) {
            (Some(origin), Some(shown)) => origin.shown = shown.shown,
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => return None,
        }
        Some(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bind,
    Volume,
    Tmpfs,
}

/// `[SOURCE:]TARGET[:OPTIONS]`. A source that begins like a path is one, else it names a volume.
pub(super) fn short(text: &str) -> Option<Written> {
    let parts: Vec<&str> = text.split(':').collect();
    let (origin, target, options) = match *parts.as_slice() {
        [target] => (None, target, ""),
        [origin, target] => (Some(origin), target, ""),
        [origin, target, options] => (Some(origin), target, options),
        _ => return None,
    };
    if target.is_empty() || origin == Some("") {
        return None;
    }
    // Later options win; the others concern labels, propagation and caching.
    let read_only = options
        .split(',')
        .rfind(|option| matches!(*option, "ro" | "rw"));
    Some(Written {
        kind: if origin.is_some_and(|origin| origin.starts_with(['.', '/', '~'])) {
            Kind::Bind
        } else {
            Kind::Volume
        },
        origin: origin.map(Filled::plain),
        target: Filled::plain(target),
        read_only: read_only == Some("ro"),
        interpolated: false,
    })
}

fn long(project: &Project, node: &Node) -> Result<Written, String> {
    let (mut kind, mut origin, mut target, mut read_only) = (None, None, None, false);
    let mut interpolated = false;
    for (key, value) in node.entries()? {
        match key.as_str() {
            "type" | "source" | "target" | "read_only" => {
                let text = project.text(value)?;
                interpolated |= text.interpolated;
                let filled = Filled {
                    value: text.value,
                    shown: text.shown,
                };
                match key.as_str() {
                    "type" => kind = kind_named(&filled.value),
                    "source" => origin = Some(filled).filter(|text| !text.value.is_empty()),
                    "target" => target = Some(filled),
                    _ => {
                        read_only = boolean(&filled.value).ok_or_else(|| {
                            value.problem("`read_only` is neither true nor false")
                        })?;
                    }
                }
            }
            "bind" | "volume" | "tmpfs" | "consistency" => {}
            _ if key.starts_with("x-") => {}
            _ => return Err(value.problem("this key of a mount is not known to Muster")),
        }
    }
    match (kind, target) {
        (Some(kind), Some(target)) => Ok(Written {
            kind,
            origin,
            target,
            read_only,
            interpolated,
        }),
        _ => Err(node.problem(NO_MOUNT)),
    }
}

/// `npipe`, `cluster` and `image` have no place in the facts.
fn kind_named(name: &str) -> Option<Kind> {
    match name {
        "bind" => Some(Kind::Bind),
        "volume" => Some(Kind::Volume),
        "tmpfs" => Some(Kind::Tmpfs),
        _ => None,
    }
}

/// The words that Compose takes for booleans.
fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => Some(true),
        "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

/// A path on the host, as it is shown: relative to the project's directory, `~` the home of who owns
/// the project.
fn host_path(project: &Project, node: &Node, path: &Filled) -> Result<String, String> {
    let absolute = match path.value.strip_prefix('~') {
        // What is shown may begin with the name of a variable that holds an absolute path.
        None if path.value.starts_with('/') => Path::new("/").join(&path.shown),
        None => project.directory.join(&path.shown),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            let home = project.home.as_ref().ok_or_else(|| {
                node.problem(
                    "`~` is the home of whoever owns the Compose file, which /etc/passwd does not \
                     tell; write the path out",
                )
            })?;
            let rest = path.shown.strip_prefix('~').unwrap_or(&path.shown);
            home.join(rest.trim_start_matches('/'))
        }
        Some(_) => return Err(node.problem("`~user` is not a path for Compose; write it out")),
    };
    Ok(clean(&absolute))
}

/// A path in the container, as it is shown.
fn container_path(node: &Node, path: &Filled) -> Result<String, String> {
    if !path.value.starts_with('/') {
        return Err(node.problem("the path inside the container must be absolute"));
    }
    Ok(clean(Path::new(&path.shown)))
}

/// [`cleaned`], as it is shown.
fn clean(path: &Path) -> String {
    without_assignments(&cleaned(path))
}

/// The path without `.`, `..` and double slashes, as Compose writes it: links are not followed.
fn cleaned(path: &Path) -> String {
    let mut clean = PathBuf::from("/");
    for component in path.components() {
        match component {
            Component::Normal(name) => clean.push(name),
            Component::ParentDir => {
                clean.pop();
            }
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    clean.display().to_string()
}

/// `NAME=value` in a path is shown without the value where the name says that it is secret.
pub(super) fn without_assignments(path: &str) -> String {
    let marks = ['/', '?', '&', ';', ',', '#', ':'];
    let mut shown = String::new();
    for piece in path.split_inclusive(marks) {
        let bare = piece.trim_end_matches(marks);
        match bare.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_secret_option(name) => {
                shown.push_str(name);
                shown.push('=');
                shown.push_str(REDACTED);
                shown.push_str(piece.get(bare.len()..).unwrap_or_default());
                // A value may go on behind a slash.
                if piece.ends_with('/') {
                    shown.push_str(REDACTED);
                    return shown;
                }
            }
            _ => shown.push_str(piece),
        }
    }
    shown
}
