//! What a path of a container is on the host. Caddy's log is written in its container, and read and rotated on
//! the host.

use std::path::PathBuf;

use muster_facts::Fact;
use muster_facts::caddy::Log;
use muster_facts::compose::Mount;
use muster_target::Collection;

/// Where a file of a service is on the host.
pub(super) enum OnHost {
    At(PathBuf),
    /// It is in a volume of this name, or in the container itself.
    In(Option<String>),
}

/// A log that Caddy writes to a file.
pub(super) struct CaddyLog<'a> {
    pub(super) log: &'a Log,
    pub(super) place: OnHost,
}

/// The logs that Caddy writes to files, with the service that it is. Devices such as `/dev/stdout` are no files.
///
/// # Errors
/// When its configuration is not known, or what its service mounts.
pub(super) fn caddy_logs<'a>(
    collection: &Collection<'a>,
) -> Fact<(Option<String>, Vec<CaddyLog<'a>>)> {
    let caddy = collection.caddy()?;
    let Some(caddyfile) = caddy.configuration.as_ref().map_err(Clone::clone)? else {
        return Ok((None, Vec::new()));
    };
    let service = caddyfile.service.clone();
    let mounts = match &service {
        Some(_) => collection
            .compose()?
            .mounts
            .as_deref()
            .map_err(Clone::clone)?,
        None => &[],
    };
    let logs = caddy.logs.as_deref().map_err(Clone::clone)?;
    let of_file = |log: &'a Log| {
        let path = log.path.as_deref()?;
        let is_file = path.starts_with('/') && !path.starts_with("/dev/");
        is_file.then(|| CaddyLog {
            log,
            place: match &service {
                Some(service) => on_host(mounts, service, path),
                None => OnHost::At(PathBuf::from(path)),
            },
        })
    };
    Ok((service.clone(), logs.iter().filter_map(of_file).collect()))
}

/// The mount that is nearest to a path decides.
fn on_host(mounts: &[Mount], service: &str, path: &str) -> OnHost {
    let below = |mount: &Mount| -> Option<(usize, String)> {
        let target = mount.target.trim_end_matches('/');
        let rest = path.strip_prefix(target)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| (target.len(), rest.to_owned()))
    };
    let own = mounts.iter().filter(|mount| mount.service == service);
    let nearest = own
        .filter_map(|mount| Some((below(mount)?, mount)))
        .max_by_key(|((length, _), _)| *length);
    let Some(((_, rest), mount)) = nearest else {
        return OnHost::In(None);
    };
    match &mount.origin {
        // What stands for a secret variable is not a path.
        Some(origin) if mount.kind == Mount::KIND_BIND && !origin.contains("${") => OnHost::At(
            PathBuf::from(format!("{}{rest}", origin.trim_end_matches('/'))),
        ),
        Some(origin) if mount.kind == Mount::KIND_VOLUME => OnHost::In(Some(origin.clone())),
        Some(_) | None => OnHost::In(None),
    }
}
