//! The entries of `volumes:` in the short and the long syntax of the Compose specification, and of
//! `tmpfs:`.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::REDACTED;
use muster_facts::compose::{Gap, Mount};
use muster_target::plain_path;

use super::interpolate::Filled;
use super::project::{Project, Service, gap, note};
use super::scope::{Part, Text};
use super::yaml::{Node, Value};
use crate::command_line::is_secret_option;

/// Mounts of all services together.
const MOST_MOUNTS: usize = 10_000;

const NO_MOUNT: &str = "is not a mount that Muster understands; see the Compose specification, \
                        services, volumes";

/// The mounts of every service, whatever its profiles.
pub(super) fn collect(project: &Project, gaps: &mut Vec<Gap>) -> Result<Vec<Mount>, String> {
    let mut mounts = Vec::new();
    let mut found_gaps = Vec::new();
    for service in &project.services {
        if let Some(part) = service.find("volumes_from") {
            let why = part
                .node
                .problem("`volumes_from` is not followed; write the mounts out");
            found_gaps.push(gap(Some(&service.name), "volumes_from", &part.node, why));
        }
        // Of two mounts on one path the later one counts, in place of the earlier.
        let mut own: Vec<Option<Mount>> = Vec::new();
        let mut places = BTreeMap::new();
        let mut found = |key: &str, read: &dyn Fn(&Part) -> Result<Found, String>| {
            let parts = match service.list(key) {
                Ok(parts) => parts,
                Err(why) => return found_gaps.extend(service.gap(key, why)),
            };
            for part in parts {
                match read(&part) {
                    Ok(Found { mount, place }) => {
                        let place = *places.entry((key.to_owned(), place)).or_insert(own.len());
                        match own.get_mut(place) {
                            Some(earlier) => *earlier = Some(mount),
                            None => own.push(Some(mount)),
                        }
                    }
                    Err(why) => {
                        // What it replaces is not mounted, whatever it mounts itself.
                        let place =
                            place(&part).and_then(|place| places.get(&(key.to_owned(), place)));
                        if let Some(earlier) = place.and_then(|place| own.get_mut(*place)) {
                            *earlier = None;
                        }
                        found_gaps.push(gap(Some(&service.name), key, &part.node, why));
                    }
                }
            }
        };
        found("volumes", &|part| volume(project, service, part));
        found("tmpfs", &|part| tmpfs(service, part));
        mounts.extend(own.into_iter().flatten());
        if mounts.len() > MOST_MOUNTS {
            return Err("the project has more mounts than Muster lists".to_owned());
        }
    }
    for gap in found_gaps {
        note(gaps, gap);
    }
    Ok(mounts)
}

/// A mount, and the path in the container by which Compose tells mounts apart.
struct Found {
    mount: Mount,
    place: String,
}

/// The path in the container of an entry of which not all is known.
fn place(part: &Part) -> Option<String> {
    let target = match &part.node.value {
        Value::Scalar(_) => short(&part.template().ok()?.filled.value)?.target,
        Value::Map(_) => part.with(part.node.get("target")?).template().ok()?.filled,
        Value::Null | Value::List(_) => return None,
    };
    target.is_known().then(|| cleaned(Path::new(&target.value)))
}

fn volume(project: &Project, service: &Service, part: &Part) -> Result<Found, String> {
    let node = &part.node;
    let written = match &node.value {
        Value::Scalar(_) => {
            let Text {
                filled: text,
                interpolated,
            } = part.text()?;
            let mut written = short(&text.value).ok_or_else(|| node.problem(NO_MOUNT))?;
            written.interpolated = interpolated;
            if text.shown != text.value {
                written.show(&text.shown).ok_or_else(|| {
                    node.problem("a secret variable stands for more than a part of a path here")
                })?;
            }
            written
        }
        Value::Map(_) => long(part)?,
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
        (Kind::Bind, Some(path)) => Some(host_path(part, &path)?),
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
        source: part.source(),
    };
    Ok(Found {
        mount,
        place: cleaned(Path::new(&written.target.value)),
    })
}

fn tmpfs(service: &Service, part: &Part) -> Result<Found, String> {
    let text = part.text()?.filled;
    let before = |text: &str| {
        let (target, options) = text.split_once(':').unwrap_or((text, ""));
        (target.to_owned(), options.to_owned())
    };
    let (value, options) = before(&text.value);
    let (shown, _) = before(&text.shown);
    let place = value.clone();
    let mount = Mount {
        service: service.name.clone(),
        kind: "tmpfs".to_owned(),
        origin: None,
        target: container_path(&part.node, &Filled { value, shown })?,
        read_only: options.split(',').any(|option| option == "ro"),
        source: part.source(),
    };
    Ok(Found { mount, place })
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

fn long(part: &Part) -> Result<Written, String> {
    let node = &part.node;
    let (mut kind, mut origin, mut target, mut read_only) = (None, None, None, false);
    let mut interpolated = false;
    for (key, value) in node.entries()? {
        match key.as_str() {
            "type" | "source" | "target" | "read_only" => {
                let text = part.with(value).text()?;
                interpolated |= text.interpolated;
                let filled = text.filled;
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
pub(super) fn host_path(part: &Part, path: &Filled) -> Result<String, String> {
    let (node, scope) = (&part.node, &part.scope);
    let absolute = match path.value.strip_prefix('~') {
        // What is shown may begin with the name of a variable that holds an absolute path.
        None if path.value.starts_with('/') => Path::new("/").join(&path.shown),
        None => scope.directory.join(&path.shown),
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            let home = scope.home.as_ref().ok_or_else(|| {
                node.problem(
                    "`~` is the home of the owner of the Compose file, whom /etc/passwd does not \
                     list; write the full path",
                )
            })?;
            let rest = path.shown.strip_prefix('~').unwrap_or(&path.shown);
            home.join(rest.trim_start_matches('/'))
        }
        Some(_) => {
            return Err(node.problem("`~user` is not a path for Compose; write the full path"));
        }
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
pub(super) fn cleaned(path: &Path) -> String {
    let path = plain_path(&Path::new("/").join(path));
    path.display().to_string()
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
