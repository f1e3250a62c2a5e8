//! Who runs the containers of the Compose project, and how it is set up: Docker or Podman, as root or
//! as a user, with the settings of `daemon.json` and of dockerd's command line that decide what it
//! means to publish a port. See dockerd(8), and in Docker's documentation "Port publishing and
//! mapping" and "Rootless mode".

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{Collection, System};
use serde_json::Value;

use crate::docker::dockerd::{Rootful, USER_UNIT, engine_packages};
use crate::firewall::owners::programs::{DOCKER, PODMAN};
use crate::readers::accounts::Accounts;
use crate::readers::boot::{Boot, Start};
use crate::readers::packages::Packages;
use crate::readers::processes;

/// The release from which on IPv6 is translated unless that is switched off.
const TRANSLATES_IPV6: u32 = 27;

/// The users whose homes are looked into.
const MOST_USERS: usize = 500;

const BINDING: &str = "com.docker.network.bridge.host_binding_ipv4";

/// Who publishes ports, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) struct Engine {
    /// `docker` or `podman`.
    pub(in crate::firewall) name: &'static str,
    /// Whether ports are published by destination NAT, per IP version; else a process of the host
    /// listens.
    pub(in crate::firewall) translates: [bool; 2],
    /// Whether a process listens for what is not translated.
    pub(in crate::firewall) proxies: bool,
    /// Where ports of the default bridge are published that have no address.
    pub(in crate::firewall) bridge_address: Option<IpAddr>,
    /// Where those of other networks are.
    pub(in crate::firewall) network_address: Option<IpAddr>,
    /// Whether Docker has nft tables of its own, rather than chains in those of iptables.
    pub(in crate::firewall) own_tables: bool,
}

impl Engine {
    /// As it is installed.
    pub(in crate::firewall) const DOCKER: Self = Self {
        name: DOCKER,
        translates: [true, true],
        proxies: true,
        bridge_address: None,
        network_address: None,
        own_tables: false,
    };

    /// netavark and CNI translate, and nothing listens.
    const PODMAN: Self = Self {
        name: PODMAN,
        proxies: false,
        ..Self::DOCKER
    };

    /// Finds out who runs the containers of the project with this Compose file. Where nothing tells, it is Docker as it is
    /// installed.
    ///
    /// # Errors
    /// When the settings are there and cannot be read.
    pub(in crate::firewall) fn of(
        collection: &Collection<'_>,
        boot: &Boot,
        project: &Path,
    ) -> Result<Self, FactError> {
        let context = collection.context;
        let system = context.system;
        let accounts = collection.shared::<Accounts>()?;
        let exists = |path: &str| system.metadata(Path::new(path)).is_ok();
        let as_root = matches!(
            boot.start_any(&["docker", "snap.docker.dockerd", "docker.socket"]),
            Start::Yes(_)
        ) || exists("/run/docker.pid");
        if as_root {
            return Self::docker(collection);
        }
        let daemons = [
            "/usr/bin/dockerd",
            "/usr/sbin/dockerd",
            "/usr/local/bin/dockerd",
        ];
        let has_podman = exists("/usr/bin/podman") || exists("/usr/local/bin/podman");
        if has_podman && !daemons.iter().any(|path| exists(path)) {
            let home = owner_home(system, project, &accounts);
            let rootless = home.is_some_and(|home| project.starts_with(home));
            return Ok(if rootless {
                Self {
                    translates: [false, false],
                    proxies: true,
                    ..Self::PODMAN
                }
            } else {
                Self::PODMAN
            });
        }
        let by_user = || {
            let has_unit = |home: &PathBuf| system.metadata(&home.join(USER_UNIT)).is_ok();
            homes(&accounts).iter().any(has_unit)
        };
        if EVERYBODYS_UNITS.into_iter().any(exists) || by_user() || rootlesskit_runs(system) {
            // RootlessKit listens in the network of the host; what dockerd translates is its own.
            return Ok(Self {
                translates: [false, false],
                ..Self::DOCKER
            });
        }
        Self::docker(collection)
    }

    fn docker(collection: &Collection<'_>) -> Result<Self, FactError> {
        let packages = collection.shared::<Packages>()?;
        let mut engine = Self::DOCKER;
        if release(&packages).is_some_and(|release| release < TRANSLATES_IPV6) {
            engine.translates = [true, false];
        }
        let daemon = collection.shared::<Rootful>()?;
        let configuration = daemon.configuration()?;
        match &configuration.settings {
            Ok(settings) => {
                for (key, value) in &settings.values {
                    engine.set(key, value);
                }
            }
            Err(_) if !configuration.refusals.is_empty() => {}
            Err(error) => return Err(error.clone()),
        }
        for option in &configuration.options {
            engine.set_option(&option.name, &option.value);
        }
        Ok(engine)
    }

    /// A setting of `daemon.json`.
    fn set(&mut self, key: &str, value: &Value) {
        match (key, value) {
            ("default-network-opts", Value::Object(drivers)) => {
                let address = drivers
                    .get("bridge")
                    .and_then(|options| options.get(BINDING))
                    .and_then(Value::as_str);
                if let Some(address) = address {
                    self.network_address = address.parse().ok();
                }
            }
            (_, Value::Bool(on)) => self.set_option(key, if *on { "true" } else { "false" }),
            (_, Value::String(text)) => self.set_option(key, text),
            _ => {}
        }
    }

    /// An option of the command line; its name is that of the setting.
    fn set_option(&mut self, key: &str, text: &str) {
        let on = !matches!(text, "false" | "0" | "f" | "F" | "FALSE" | "False");
        match key {
            "iptables" => {
                let [ipv4, _] = &mut self.translates;
                *ipv4 = on;
            }
            "ip6tables" => {
                let [_, ipv6] = &mut self.translates;
                *ipv6 = on;
            }
            "userland-proxy" => self.proxies = on,
            "ip" => self.bridge_address = text.parse().ok(),
            "firewall-backend" => self.own_tables = text == "nftables",
            "default-network-opt" => {
                let option = text
                    .strip_prefix("bridge=")
                    .and_then(|text| text.split_once('='));
                if let Some((BINDING, address)) = option {
                    self.network_address = address.parse().ok();
                }
            }
            _ => {}
        }
    }
}

/// The same for all users.
const EVERYBODYS_UNITS: [&str; 2] = [
    "/etc/systemd/user/docker.service",
    "/usr/lib/systemd/user/docker.service",
];

/// What rootless Docker runs in, however it was started: elsewhere there is no unit.
fn rootlesskit_runs(system: &dyn System) -> bool {
    processes::all(system).iter().any(|process| {
        process
            .name(system)
            .is_ok_and(|name| name == b"rootlesskit\n")
    })
}

fn homes(accounts: &Accounts) -> Vec<PathBuf> {
    let homes = accounts.users().map(|user| user.home.clone());
    let mut homes: Vec<PathBuf> = homes
        .filter(|home| home.is_absolute() && home.components().count() > 1)
        .take(MOST_USERS)
        .collect();
    homes.sort_unstable();
    homes.dedup();
    homes
}

/// The home of the user who owns the Compose file; none for root's.
fn owner_home<'a>(system: &dyn System, file: &Path, accounts: &'a Accounts) -> Option<&'a Path> {
    let owner = system.metadata(file).ok()?.uid;
    let user = accounts.user_of(owner).filter(|_| owner != 0)?;
    Some(&user.home)
}

/// The release of Docker that is installed, by the lists of packages.
fn release(packages: &Packages) -> Option<u32> {
    let names = engine_packages(packages.manager());
    let version = packages.version(names)?;
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}
