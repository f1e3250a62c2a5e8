//! `[targets]`: where the project's files are, and which ports it serves.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::section::{Scalar, section};
use super::{Backup, Deploy, Edge, Http, Logs, Requests, Shown, kinds};

/// The programs that read an environment file; each has its own syntax. The vocabulary of
/// `env-file.dialects` in `wit/deps/env/env.wit`.
pub const DIALECTS: [&str; 6] = [
    "compose",
    "shell",
    "python-dotenv",
    "docker-run",
    "systemd",
    "node-dotenv",
];

section! {
    /// What the project says about the host.
    "targets" => pub struct Targets {
        /// the host's name in reports and fingerprints; when not set, its own name
        "name": maybe name: kinds::Name,
        /// environment files: absolute paths, or tables with `path` and `dialects`; when not set, those
        /// that [are found](#what-is-found)
        "env-files": files env_files: EnvFile,
        /// absolute path of the application's example file; its keys are the known keys
        "env-reference": maybe env_reference: kinds::HostPath,
        /// absolute path of the Docker Compose file, or `false` where there is none; when not set, the
        /// projects that [are found](#what-is-found). What the file includes and extends, and the override
        /// and `.env` beside it, are read with it. It must exist, except where only a pack that the
        /// policy extends names it, and the host runs no containers
        "compose-file": or (ComposeFile::Found) compose_file: kinds::Compose,
        /// absolute path of the Caddyfile of the reverse proxy; when not set, the one that a service of the
        /// Compose project mounts at /etc/caddy/Caddyfile, else the file at that path on the host. It must exist
        "caddyfile": maybe caddyfile: kinds::HostPath,
        /// absolute paths of the environment files that Compose is always called with (`--env-file`), in
        /// that order; when not set, it reads the `.env` beside the Compose file
        "compose-env-files": many compose_env_files: kinds::HostPath,
        /// absolute paths of git work trees; when not set, those that contain the Compose projects
        "repositories": many repositories: kinds::HostPath,
        /// absolute paths of the project's directories, whose owner and permissions matter
        "directories": many directories: kinds::HostPath,
        /// absolute paths of other files and directories whose owner and permissions matter; `*` stands
        /// for any part of a name
        "files": many files: kinds::HostPattern,
        /// the domain that the host serves
        "domain": maybe domain: kinds::Domain,
        /// ports that the internet may reach, on the host or in a container: `443/tcp`, `443/udp`, or
        /// `ssh` for whatever sshd is configured to listen on
        "public-ports": list public_ports: kinds::OpenPort,
        /// ports that only the host itself may reach
        "internal-ports": list internal_ports: kinds::Port,
        /// keys of environment files whose value may be shown and compared, such as `LOG_LEVEL` or
        /// `LIMIT_*`; [never a secret](#what-may-be-shown)
        "shown-keys": many shown_keys: kinds::Keys,
        /// keys of addresses whose host may be shown, such as `*_BASE_URL`
        "shown-hosts": many shown_hosts: kinds::Keys,
        /// where the project keeps its backups
        "backup": table backup: Backup,
        /// the scripts that the project is deployed with
        "deploy": table deploy: Deploy,
        /// which lines of logs mean that something is wrong, and where further logs are
        "logs": table logs: Logs,
        /// the names under which the world reaches the host
        "edge": table edge: Edge,
        /// the application's own endpoints
        "http": table http: Http,
        also {
            /// What the parameters of the selected rules name.
            requests: Requests,
        }
    }
}

impl Targets {
    /// The keys of environment files that the project shows.
    #[must_use]
    pub const fn shown(&self) -> Shown<'_> {
        Shown {
            keys: self.shown_keys.as_slice(),
            hosts: self.shown_hosts.as_slice(),
        }
    }

    /// Adds what follows from what is said once all of it is known: names become whole, and the zone is
    /// that of the domain.
    pub fn complete(&mut self) {
        self.edge.complete(self.domain.as_deref());
        self.http.complete(self.domain.as_deref());
    }
}

/// Which Compose file there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ComposeFile {
    /// Nobody says: the projects that are found.
    #[default]
    Found,
    /// None.
    None,
    /// This one, on the target.
    At(PathBuf),
    /// This one, as far as a pack for more than one host knows: where no program runs containers, it need not
    /// exist.
    Assumed(PathBuf),
}

impl ComposeFile {
    /// Where it is, where somebody says that.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::At(path) | Self::Assumed(path) => Some(path),
            Self::Found | Self::None => None,
        }
    }
}

/// One environment file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// Absolute path on the target.
    pub path: PathBuf,
    /// Who reads it, some of [`DIALECTS`]; empty where that is to be found.
    pub dialects: Vec<String>,
}

impl EnvFile {
    /// The path, which is what a reference stands for.
    pub(super) fn written(&self) -> Scalar {
        Scalar::Text(self.path.display().to_string())
    }
}

/// A port that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortSpec {
    /// `ssh`: whatever ports sshd is configured to listen on.
    Ssh,
    /// `443/tcp`.
    Tcp(u16),
    /// `443/udp`.
    Udp(u16),
}

/// A text that names no port.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a port")]
pub struct InvalidPort;

impl FromStr for PortSpec {
    type Err = InvalidPort;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "ssh" {
            return Ok(Self::Ssh);
        }
        let (number, protocol) = text.split_once('/').ok_or(InvalidPort)?;
        let port = number
            .parse()
            .ok()
            // `+22` and `022` parse too, but would not be found again by their text.
            .filter(|port: &u16| *port > 0 && port.to_string() == number)
            .ok_or(InvalidPort)?;
        match protocol {
            "tcp" => Ok(Self::Tcp(port)),
            "udp" => Ok(Self::Udp(port)),
            _ => Err(InvalidPort),
        }
    }
}

impl fmt::Display for PortSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ssh => f.write_str("ssh"),
            Self::Tcp(port) => write!(f, "{port}/tcp"),
            Self::Udp(port) => write!(f, "{port}/udp"),
        }
    }
}
