//! The server itself: whether it is there, which build it is, and which sockets systemd holds for
//! it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::endpoint;
use super::version::Build;
use crate::system::{Command, ReadError, System};

/// Where every distribution puts the server.
const BINARY: &str = "/usr/sbin/sshd";

/// The main configuration file.
pub(super) const CONFIG: &str = "/etc/ssh/sshd_config";

/// dpkg's status file lists every package; on a large desktop it has about ten megabytes.
const LARGEST_STATUS: u64 = 64 << 20;

/// Directories of systemd units, the strongest last. See systemd.unit(5).
pub(super) const UNITS: [&str; 5] = [
    "/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/run/systemd/generator",
    "/run/systemd/system",
    "/etc/systemd/system",
];

/// Names of the socket unit in Debian and in Fedora.
const SOCKETS: [&str; 2] = ["ssh.socket", "sshd.socket"];

/// Whether the server or its configuration exists.
pub(super) fn installed(system: &dyn System) -> Result<bool, ReadError> {
    Ok(exists(system, Path::new(BINARY))? || exists(system, Path::new(CONFIG))?)
}

/// Whether a path exists, as a link to nowhere does.
pub(super) fn exists(system: &dyn System, path: &Path) -> Result<bool, ReadError> {
    match system.link_metadata(path) {
        Ok(_) => Ok(true),
        Err(ReadError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The build, asked from the binary, else read from dpkg.
pub(super) fn build(system: &dyn System) -> Build {
    let debian = exists(system, Path::new("/etc/debian_version")).unwrap_or(false);
    let banner = system
        .run(&Command::new("sshd", ["-V"]))
        .ok()
        .and_then(|output| {
            let text = [output.stderr, output.stdout].concat();
            let text = String::from_utf8_lossy(&text);
            let debian = debian || text.contains("Debian") || text.contains("Ubuntu");
            Build::from_banner(&text, debian)
        });
    let from_dpkg = || {
        let status = system
            .read(Path::new("/var/lib/dpkg/status"), LARGEST_STATUS)
            .ok()?;
        Build::from_dpkg(&String::from_utf8_lossy(&status))
    };
    banner
        .or_else(from_dpkg)
        .unwrap_or_else(|| Build::unknown(debian))
}

/// The ports of an enabled socket unit; `None` where sshd opens its own sockets.
///
/// # Errors
/// A unit file that could change the ports could not be read.
pub(super) fn socket_ports(system: &dyn System) -> Result<Option<Vec<u16>>, ReadError> {
    for unit in SOCKETS {
        let wanted = [
            format!("/etc/systemd/system/sockets.target.wants/{unit}"),
            format!("/etc/systemd/system/ssh.service.requires/{unit}"),
        ];
        for link in wanted {
            if exists(system, Path::new(&link))? {
                return Ok(Some(listen_streams(system, unit)?));
            }
        }
    }
    Ok(None)
}

fn listen_streams(system: &dyn System, unit: &str) -> Result<Vec<u16>, ReadError> {
    let mut main = None;
    let mut drop_ins: BTreeMap<String, PathBuf> = BTreeMap::new();
    for directory in UNITS {
        let directory = Path::new(directory);
        let path = directory.join(unit);
        if exists(system, &path)? {
            main = Some(path);
        }
        let below = directory.join(format!("{unit}.d"));
        if exists(system, &below)? {
            let names = system.list(&below)?;
            let configuration = names.into_iter().filter(|name| name.ends_with(".conf"));
            drop_ins.extend(configuration.map(|name| {
                let path = below.join(&name);
                (name, path)
            }));
        }
    }
    let mut ports = Vec::new();
    for path in main.into_iter().chain(drop_ins.into_values()) {
        match system.read_text(&path) {
            Ok(text) => apply_unit(&text, &mut ports),
            // A drop-in that leads to nothing has no effect.
            Err(ReadError::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ports)
}

/// Applies the `ListenStream=` lines of one file. An empty one takes back all before it.
fn apply_unit(text: &str, ports: &mut Vec<u16>) {
    for line in text.lines() {
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        if key.trim() != "ListenStream" {
            continue;
        }
        let value = value.trim();
        if value.is_empty() {
            ports.clear();
        }
        let port = value.rsplit_once(':').map_or(value, |(_, port)| port);
        if let Ok(port) = endpoint::real_port(port)
            && !ports.contains(&port)
        {
            ports.push(port);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::Recorded;

    #[test]
    fn an_enabled_socket_unit_and_its_drop_ins_decide_the_ports() {
        let system = Recorded::new()
            .file(
                "/usr/lib/systemd/system/ssh.socket",
                "[Socket]\nListenStream=22\n",
            )
            .file(
                "/etc/systemd/system/ssh.socket.d/port.conf",
                "[Socket]\nListenStream=\nListenStream=0.0.0.0:2222\nListenStream=[::]:2222\n",
            );
        assert_eq!(socket_ports(&system), Ok(None));
        let enabled = system.link(
            "/etc/systemd/system/sockets.target.wants/ssh.socket",
            "/usr/lib/systemd/system/ssh.socket",
        );
        assert_eq!(socket_ports(&enabled), Ok(Some(vec![2222])));
    }
}
