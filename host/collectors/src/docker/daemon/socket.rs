//! The socket at which root's daemon takes orders: what it is, what systemd makes of it, and who may
//! write to it.

use std::path::{Path, PathBuf};

use muster_facts::daemon::{Member, Setting, Socket};
use muster_facts::{Fact, FactError, Source};
use muster_target::{Collection, ReadError, Shared, System};

use super::settings::setting;
use crate::readers::accounts::{Accounts, GROUP as ETC_GROUP};
use crate::readers::state::file_state;
use crate::readers::units;

const UNIT: &str = "docker.socket";

/// Where the socket is unless something else is set.
const DEFAULT: &str = "/run/docker.sock";

/// The group that dockerd gives the socket to.
const GROUP: &str = "docker";

/// What the unit of the socket says.
#[derive(Default)]
struct Unit {
    /// Each address at which it listens.
    listens: Vec<(String, Source)>,
    mode: Option<(u32, Source)>,
    user: Option<String>,
    group: Option<String>,
    source: Option<Source>,
}

/// The unit of the socket, read once for the settings and for the sockets.
struct SocketUnit(Fact<Unit>);

impl Shared for SocketUnit {
    fn read(collection: &Collection<'_>) -> Self {
        Self(read_unit(collection.context.system))
    }
}

fn read_unit(system: &dyn System) -> Fact<Unit> {
    let mut unit = Unit::default();
    let file = units::file(system, UNIT)?;
    let Some(file) = file else {
        return Ok(unit);
    };
    let file = units::linked(system, &file).unwrap_or(file);
    let drop_ins = units::drop_ins(system, &[UNIT, "socket"])?.into_values();
    for path in std::iter::once(file).chain(drop_ins) {
        let Some(text) = units::text(system, &path)? else {
            continue;
        };
        let name = path.display().to_string();
        unit.source.get_or_insert_with(|| Source::file(&*name));
        for entry in units::entries(&name, &text) {
            if entry.section != "Socket" {
                continue;
            }
            let text = Some(entry.value.clone()).filter(|value| !value.is_empty());
            match entry.key.as_str() {
                "ListenStream" => match text {
                    Some(value) => unit.listens.push((value, entry.source)),
                    None => unit.listens.clear(),
                },
                "SocketMode" => {
                    unit.mode = match text.map(|value| u32::from_str_radix(&value, 8)) {
                        None => None,
                        Some(Ok(mode)) => Some((mode, entry.source)),
                        Some(Err(_)) => {
                            return Err(FactError::Failed(format!(
                                "{name}: `SocketMode` is not of the form `0660`"
                            )));
                        }
                    };
                }
                "SocketUser" => unit.user = text,
                "SocketGroup" => unit.group = text,
                _ => {}
            }
        }
    }
    Ok(unit)
}

/// The addresses of the network at which systemd listens for dockerd, as settings. See systemd.socket(5).
pub(super) fn addresses(collection: &Collection<'_>) -> Fact<Vec<Setting>> {
    let shared = collection.shared::<SocketUnit>()?;
    let unit = shared.0.as_ref().map_err(Clone::clone)?;
    let of_network = unit
        .listens
        .iter()
        .filter(|(value, _)| !value.starts_with(['/', '@', '%']));
    of_network
        .map(|(value, source)| {
            let is_port = value.bytes().all(|byte| byte.is_ascii_digit());
            let address = if is_port {
                format!("tcp://[::]:{value}")
            } else {
                format!("tcp://{value}")
            };
            setting("hosts", &address, source.clone())
        })
        .collect()
}

/// The sockets in the file system.
pub(super) fn sockets(
    collection: &Collection<'_>,
    settings: &[Setting],
    accounts: &Accounts,
) -> Fact<Vec<Socket>> {
    let shared = collection.shared::<SocketUnit>()?;
    let unit = shared.0.as_ref().map_err(Clone::clone)?;
    let mut paths: Vec<PathBuf> = Vec::new();
    let hosts: Vec<&str> = settings
        .iter()
        .filter(|setting| setting.key == Setting::KEY_HOSTS)
        .map(|setting| setting.value.as_str())
        .collect();
    let is_network = |host: &&&str| host.starts_with("tcp://");
    let listens = unit.listens.iter().map(|(value, _)| value.as_str());
    let of_unit: Vec<&str> = listens.filter(|value| value.starts_with('/')).collect();
    for host in &hosts {
        if let Some(path) = host.strip_prefix("unix://") {
            paths.push(ended(if path.is_empty() { DEFAULT } else { path }));
        }
    }
    let by_systemd = hosts.is_empty() || hosts.iter().any(|host| host.starts_with("fd://"));
    if by_systemd {
        paths.extend(of_unit.iter().map(|path| ended(path)));
    }
    // Without `hosts` dockerd makes one of its own.
    if paths.is_empty() && (by_systemd || hosts.iter().filter(is_network).count() == 0) {
        paths.push(DEFAULT.into());
    }
    let mut found: Vec<Socket> = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        if found.iter().any(|socket| socket.path == name) {
            continue;
        }
        found.push(present_socket(collection.context.system, &path, accounts)?);
        let is_of_unit = of_unit.iter().any(|listens| ended(listens) == path);
        if by_systemd && is_of_unit {
            found.push(next_socket(unit, name));
        }
    }
    Ok(found)
}

/// `/var/run` is a link to `/run`.
fn ended(path: &str) -> PathBuf {
    let path = path
        .strip_prefix("%t")
        .map_or_else(|| path.to_owned(), |rest| format!("/run{rest}"));
    match path.strip_prefix("/var/run/") {
        Some(rest) => Path::new("/run").join(rest),
        None => PathBuf::from(path),
    }
}

/// A socket as it is.
fn present_socket(
    system: &dyn System,
    path: &Path,
    accounts: &Accounts,
) -> Result<Socket, ReadError> {
    let name = path.display().to_string();
    let found = file_state(system, path)?;
    let end = found.as_ref().and_then(|state| state.end);
    Ok(Socket {
        state: match end {
            Some(_) => Socket::STATE_PRESENT,
            None => Socket::STATE_MISSING,
        }
        .to_owned(),
        mode: end.map(|end| end.mode),
        owner: end.map(|end| match accounts.user_of(end.uid) {
            Some(user) => user.name.clone(),
            None if end.uid == 0 => "root".to_owned(),
            None => end.uid.to_string(),
        }),
        group: end.map(|end| match accounts.group_of(end.gid) {
            Some(group) => group.to_owned(),
            None if end.gid == 0 => "root".to_owned(),
            None => end.gid.to_string(),
        }),
        acl_extended: found.and_then(|state| state.extended_acl),
        source: Source::file(&*name),
        path: name,
    })
}

/// A socket as systemd makes it the next time, with the defaults of systemd.socket(5).
fn next_socket(unit: &Unit, path: String) -> Socket {
    let root = || "root".to_owned();
    let source = unit.mode.as_ref().map(|(_, source)| source.clone());
    Socket {
        path,
        state: Socket::STATE_UNIT.to_owned(),
        mode: Some(unit.mode.as_ref().map_or(0o666, |(mode, _)| *mode)),
        owner: Some(unit.user.clone().unwrap_or_else(root)),
        group: Some(unit.group.clone().unwrap_or_else(root)),
        acl_extended: None,
        source: source
            .or_else(|| unit.source.clone())
            .unwrap_or_else(|| Source::file(UNIT)),
    }
}

/// Who is in the groups of the sockets, or in the one that a socket would get.
pub(super) fn members(
    sockets: &[Socket],
    settings: &[Setting],
    accounts: &Accounts,
) -> Fact<Vec<Member>> {
    accounts.all_groups()?;
    let mut groups: Vec<&str> = sockets
        .iter()
        .filter_map(|socket| socket.group.as_deref())
        .collect();
    if groups.is_empty() {
        let set = settings
            .iter()
            .rfind(|setting| setting.key == Setting::KEY_GROUP);
        groups.push(set.map_or(GROUP, |setting| setting.value.as_str()));
    }
    groups.sort_unstable();
    groups.dedup();
    let mut found = Vec::new();
    for group in groups {
        for account in accounts.members(group) {
            let is_known = |known: &Member| known.account == account && known.group == group;
            if account != "root" && !found.iter().any(is_known) {
                found.push(Member {
                    account,
                    group: group.to_owned(),
                    source: Source::file(ETC_GROUP),
                });
            }
        }
    }
    Ok(found)
}
