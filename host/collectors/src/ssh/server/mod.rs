//! The server itself: whether it is there, which build it is, and where its configuration is.

pub(in crate::ssh) mod package;
pub(in crate::ssh) mod socket;
pub(in crate::ssh) mod vendor;
pub(in crate::ssh) mod version;

use std::path::{Path, PathBuf};

use muster_facts::FactError;
use muster_target::{Collection, Command, ReadError, System};

use crate::readers::packages::{Package, Packages};

use self::vendor::{Distribution, Vendor};
use self::version::Build;
use super::invocation;

/// Where distributions put the server, and where `make install` does.
const BINARIES: [&str; 7] = [
    "/usr/sbin/sshd",
    "/usr/bin/sshd",
    "/sbin/sshd",
    "/bin/sshd",
    "/usr/local/sbin/sshd",
    // NixOS, and older NAS systems.
    "/run/current-system/sw/bin/sshd",
    "/opt/bin/sshd",
];

/// The main configuration file.
pub(in crate::ssh) const CONFIG: &str = "/etc/ssh/sshd_config";

/// What SUSE's sshd reads where [`CONFIG`] does not exist: the file of the package, which nobody
/// edits.
const VENDOR_CONFIG: &str = "/usr/etc/ssh/sshd_config";

/// The server is one to two megabytes.
const LARGEST_BINARY: u64 = 16 << 20;

/// Below here, what is not from the distribution has a directory of its own.
const OTHERS: &str = "/opt";

/// Where such a directory has its server.
const BELOW_OTHERS: [&str; 3] = ["sbin/sshd", "bin/sshd", "libexec/sshd"];

/// Whether the server is there: its binary, what starts it, or its configuration. What a removed
/// package leaves behind is not a server.
pub(in crate::ssh) fn installed(collection: &Collection<'_>) -> Result<bool, FactError> {
    let system = collection.context.system;
    for path in BINARIES {
        if exists(system, Path::new(path))? {
            return Ok(true);
        }
    }
    for directory in system.list(Path::new(OTHERS)).unwrap_or_default() {
        for path in BELOW_OTHERS {
            if exists(system, &Path::new(OTHERS).join(&directory).join(path))? {
                return Ok(true);
            }
        }
    }
    match package::state(&*collection.shared::<Packages>()?) {
        Package::Installed(_) => Ok(true),
        Package::Unclear if configured(system)? => Ok(true),
        // It may have been built by hand and lie anywhere.
        Package::Removed | Package::Unclear => Ok(invocation::is_started(system)?),
    }
}

fn configured(system: &dyn System) -> Result<bool, ReadError> {
    Ok(exists(system, Path::new(CONFIG))? || exists(system, Path::new(VENDOR_CONFIG))?)
}

/// The configuration file that sshd reads when it is not told another one. SUSE's looks for the
/// vendor's too, and so may a build whose patches nobody here has read.
pub(in crate::ssh) fn config(system: &dyn System) -> Result<PathBuf, ReadError> {
    let looks = matches!(
        Distribution::of(system).vendor,
        Vendor::Suse | Vendor::Other | Vendor::Unknown
    );
    let vendors =
        looks && !exists(system, Path::new(CONFIG))? && exists(system, Path::new(VENDOR_CONFIG))?;
    Ok(if vendors { VENDOR_CONFIG } else { CONFIG }.into())
}

/// Whether a path exists, as a link to nowhere does.
pub(in crate::ssh) fn exists(system: &dyn System, path: &Path) -> Result<bool, ReadError> {
    match system.link_metadata(path) {
        Ok(_) => Ok(true),
        Err(ReadError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The build: asked from the server, else read from the package manager or the server's file, else
/// what its distribution began with.
pub(in crate::ssh) fn build(collection: &Collection<'_>) -> Build {
    let system = collection.context.system;
    let distribution = Distribution::of(system);
    let banner = || {
        let output = system.run(&Command::new("sshd", ["-V"])).ok()?;
        let text = [output.stderr, output.stdout].concat();
        let text = String::from_utf8_lossy(&text);
        let debian = text.contains("Debian") || text.contains("Ubuntu");
        let distribution = match distribution.vendor {
            Vendor::Unknown if debian => Distribution {
                vendor: Vendor::Debian,
                ..distribution
            },
            _ => distribution,
        };
        Build::from_banner(&text, distribution)
    };
    let from_package = || {
        let packages = collection.shared::<Packages>().ok()?;
        match package::state(&packages) {
            Package::Installed(version) => Build::from_package(&version, distribution),
            Package::Removed | Package::Unclear => None,
        }
    };
    let from_binary = || {
        let read = |path: &&str| system.read(Path::new(path), LARGEST_BINARY).ok();
        Build::from_binary(&BINARIES.iter().find_map(read)?, distribution)
    };
    banner()
        .or_else(from_package)
        .or_else(from_binary)
        .unwrap_or_else(|| Build::unknown(distribution))
}
