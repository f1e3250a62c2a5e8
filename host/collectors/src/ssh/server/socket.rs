//! systemd's socket unit: whether it listens in place of sshd, and on which ports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{Collection, ReadError, System};

use crate::readers::boot::{Boot, Start};
use crate::readers::units::{self, ADMINISTRATOR};
use crate::ssh::configuration::endpoint;
use crate::ssh::server::exists;

/// Names of the socket unit in Debian and in Fedora.
const SOCKETS: [&str; 2] = ["ssh.socket", "sshd.socket"];

/// Ubuntu's generator makes `ssh.socket` listen on the ports of `sshd_config`, each time systemd
/// reads its units.
const GENERATOR: &str = "sshd-socket-generator";

/// What the generator writes below a directory that is only there while systemd runs.
const GENERATED: &str = "addresses.conf";
const GENERATED_BELOW: &str = "/run/systemd/generator";

/// Directories of generators, the strongest first. See systemd.generator(7).
const GENERATORS: [&str; 5] = [
    "/run/systemd/system-generators",
    "/etc/systemd/system-generators",
    "/usr/local/lib/systemd/system-generators",
    "/usr/lib/systemd/system-generators",
    "/lib/systemd/system-generators",
];

/// The port that sshd has without a `Port` line. With it, the generator writes nothing.
const DEFAULT_PORTS: [u16; 1] = [22];

/// An enabled socket unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ssh) struct Socket {
    listens: Vec<Listens>,
}

/// A `ListenStream=`, or what stands for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listens {
    On(u16),
    /// The generator will put those of sshd here, in place of all before.
    AsConfigured,
}

impl Socket {
    /// The ports, given those that the configuration of sshd asks for.
    pub(in crate::ssh) fn ports(&self, configured: &[u16]) -> Vec<u16> {
        let mut ports = Vec::new();
        for listens in &self.listens {
            match listens {
                Listens::On(port) => ports.push(*port),
                Listens::AsConfigured if configured != DEFAULT_PORTS => {
                    ports = configured.to_vec();
                }
                Listens::AsConfigured => {}
            }
        }
        ports.sort_unstable();
        ports.dedup();
        ports
    }
}

/// The enabled socket unit; `None` where sshd opens its own sockets.
///
/// # Errors
/// A unit file that could change the ports could not be read.
pub(in crate::ssh) fn enabled(collection: &Collection<'_>) -> Result<Option<Socket>, FactError> {
    let boot = collection.shared::<Boot>()?;
    for unit in SOCKETS {
        match boot.start(unit) {
            Start::Yes(_) => return Ok(Some(read_socket_unit(collection.context.system, unit)?)),
            Start::No(_) => {}
            // What could not be looked at could be the link.
            Start::Unknown => {
                let link = format!("{ADMINISTRATOR}/sockets.target.wants/{unit}");
                exists(collection.context.system, Path::new(&link))?;
            }
        }
    }
    Ok(None)
}

fn read_socket_unit(system: &dyn System, unit: &str) -> Result<Socket, ReadError> {
    let mut drop_ins: BTreeMap<String, Option<PathBuf>> = BTreeMap::new();
    if unit == SOCKETS[0] && will_generate(system)? {
        drop_ins.insert(GENERATED.to_owned(), None);
    }
    let found = units::drop_ins(system, &[unit, "socket"])?;
    drop_ins.extend(found.into_iter().map(|(name, path)| (name, Some(path))));
    let main = units::file(system, unit)?;
    let mut socket = Socket::default();
    for file in main.into_iter().map(Some).chain(drop_ins.into_values()) {
        let Some(path) = file else {
            socket.listens.push(Listens::AsConfigured);
            continue;
        };
        // A drop-in that leads to nothing has no effect.
        if let Some(text) = units::text(system, &path)? {
            apply(&text, &mut socket.listens);
        }
    }
    Ok(socket)
}

/// Whether the generator has yet to run: it is there, as in an image, and systemd is not.
fn will_generate(system: &dyn System) -> Result<bool, ReadError> {
    if exists(system, Path::new(GENERATED_BELOW))? {
        return Ok(false);
    }
    for directory in GENERATORS {
        let path = Path::new(directory).join(GENERATOR);
        if exists(system, &path)? {
            // The strongest one counts, and a link to nothing switches the others off.
            return Ok(!units::leads_nowhere(system, &path));
        }
    }
    Ok(false)
}

/// Applies the `ListenStream=` lines of one file. An empty one takes back all before it.
fn apply(text: &str, listens: &mut Vec<Listens>) {
    let entries = units::entries("", text).into_iter();
    for entry in entries.filter(|one| one.section == "Socket" && one.key == "ListenStream") {
        let value = entry.value.as_str();
        if value.is_empty() {
            listens.clear();
        }
        // Sockets of virtual machines and in the file system are not network ports.
        if value.starts_with("vsock:") || value.starts_with(['/', '@']) {
            continue;
        }
        let port = value.rsplit_once(':').map_or(value, |(_, port)| port);
        if let Ok(port) = endpoint::real_port(port) {
            listens.push(Listens::On(port));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_facts::Secrets;
    use muster_facts::targets::Targets;
    use muster_target::{Context, Recorded, with_collection};

    const LINK: &str = "/etc/systemd/system/ssh.service.requires/ssh.socket";
    const UNIT: &str = "/usr/lib/systemd/system/ssh.socket";
    const PROGRAM: &str = "/usr/lib/systemd/system-generators/sshd-socket-generator";

    fn ports(system: &Recorded, configured: &[u16]) -> Option<Vec<u16>> {
        let secrets = Secrets::default();
        let targets = Targets::default();
        let context = Context::recorded(system, &targets, &secrets);
        let socket = with_collection(context, &[crate::COLLECTORS], enabled).unwrap();
        socket.map(|socket| socket.ports(configured))
    }

    fn unit() -> Recorded {
        Recorded::new().file(UNIT, "[Socket]\nListenStream=22\nListenStream=vsock::23\n")
    }

    #[test]
    fn an_enabled_socket_unit_and_its_drop_ins_decide_the_ports() {
        let system = unit().file(
            "/etc/systemd/system/ssh.socket.d/port.conf",
            "[Socket]\nListenStream=\nListenStream=0.0.0.0:2222\nListenStream=[::]:2222\n",
        );
        assert_eq!(ports(&system, &[22]), None);
        let wanted = "/etc/systemd/system/sockets.target.wants/ssh.socket";
        let on = system.link(wanted, UNIT);
        assert_eq!(ports(&on, &[22]), Some(vec![2222]));
        let masked = on.link("/etc/systemd/system/ssh.socket", "/dev/null");
        assert_eq!(ports(&masked, &[22]), None);
    }

    #[test]
    fn a_generator_that_has_yet_to_run_takes_the_ports_of_the_configuration() {
        let image = unit().link(LINK, UNIT).file(PROGRAM, "");
        assert_eq!(ports(&image, &[2222, 2223]), Some(vec![2222, 2223]));
        assert_eq!(ports(&image, &[22]), Some(vec![22]));
        let without = unit().link(LINK, UNIT);
        assert_eq!(ports(&without, &[2222]), Some(vec![22]));
        let off = image.clone().link(
            "/etc/systemd/system-generators/sshd-socket-generator",
            "/dev/null",
        );
        assert_eq!(ports(&off, &[2222]), Some(vec![22]));
        // The names of the drop-ins decide over their order.
        let later = image.file(
            "/etc/systemd/system/ssh.socket.d/override.conf",
            "[Socket]\nListenStream=\nListenStream=2200\n",
        );
        assert_eq!(ports(&later, &[2222]), Some(vec![2200]));
    }

    #[test]
    fn what_the_generator_wrote_counts_where_systemd_runs() {
        let written = "/run/systemd/generator/ssh.socket.d/addresses.conf";
        let host = unit().link(LINK, UNIT).file(PROGRAM, "").file(
            written,
            "[Socket]\nListenStream=\nListenStream=0.0.0.0:2200\n",
        );
        assert_eq!(ports(&host, &[2222]), Some(vec![2200]));
    }
}
