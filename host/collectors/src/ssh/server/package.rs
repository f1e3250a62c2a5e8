//! What the package manager says about the server: whether its package is installed, was removed, and
//! which version it has. Read are the databases that are text: dpkg's, apk's and pacman's.

use std::path::Path;

use muster_target::{ReadError, System};

/// dpkg's status file lists every package; on a large desktop it has about ten megabytes, and apk's
/// lists every file of every package.
const LARGEST: u64 = 64 << 20;

const DPKG: &str = "/var/lib/dpkg/status";
const APK: [&str; 2] = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];
const PACMAN: &str = "/var/lib/pacman/local";

/// The package of the server. Alpine has one for each set of libraries, and they begin with this
/// too.
const NAME: &str = "openssh-server";

/// pacman's package has both sides.
const PACMAN_NAME: &str = "openssh-";

/// What is known about the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Package {
    /// Its version.
    Installed(String),
    /// It was, and its configuration is left.
    Removed,
    /// No database in reach speaks of it.
    Unknown,
}

/// Asks the databases.
pub(in crate::ssh) fn state(system: &dyn System) -> Package {
    let read = |path: &str| -> Result<Option<String>, ReadError> {
        match system.read(Path::new(path), LARGEST) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(ReadError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    };
    if let Ok(Some(status)) = read(DPKG) {
        return dpkg(&status);
    }
    for path in APK {
        if let Ok(Some(installed)) = read(path) {
            return apk(&installed);
        }
    }
    let version = |name: &String| {
        let version = name.strip_prefix(PACMAN_NAME)?;
        version
            .starts_with(|c: char| c.is_ascii_digit())
            .then(|| version.to_owned())
    };
    let names = system.list(Path::new(PACMAN)).unwrap_or_default();
    match names.iter().find_map(version) {
        Some(version) => Package::Installed(version),
        None => Package::Unknown,
    }
}

/// The stanza of the server in dpkg's status file.
fn dpkg(status: &str) -> Package {
    let stanza = status
        .split("\n\n")
        .find(|stanza| field(stanza, "Package: ") == Some(NAME));
    let Some(stanza) = stanza else {
        return Package::Unknown;
    };
    // `want flag status`: "deinstall ok config-files" is a package that was removed and not purged.
    let state = field(stanza, "Status: ").and_then(|status| status.rsplit(' ').next());
    match (state, field(stanza, "Version: ")) {
        (Some("config-files" | "not-installed"), _) => Package::Removed,
        (Some(_), Some(version)) => Package::Installed(version.to_owned()),
        _ => Package::Unknown,
    }
}

/// apk lists what is installed and nothing else; a file of a removed package that was changed stays.
fn apk(installed: &str) -> Package {
    installed
        .split("\n\n")
        .find(|stanza| field(stanza, "P:").is_some_and(|name| name.starts_with(NAME)))
        .map_or(Package::Removed, |stanza| {
            field(stanza, "V:").map_or(Package::Unknown, |version| {
                Package::Installed(version.to_owned())
            })
        })
}

fn field<'a>(stanza: &'a str, name: &str) -> Option<&'a str> {
    stanza.lines().find_map(|line| line.strip_prefix(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_target::Recorded;

    fn with_status(status: &str) -> Package {
        let text = format!(
            "Package: openssh-client\nStatus: install ok installed\nVersion: 1:9.9p1-1\n\n\
             Package: openssh-server\nStatus: {status}\nVersion: 1:9.2p1-2+deb12u3\n"
        );
        state(&Recorded::new().file(DPKG, text))
    }

    #[test]
    fn a_removed_package_is_not_installed_though_dpkg_knows_it() {
        let installed = Package::Installed("1:9.2p1-2+deb12u3".to_owned());
        assert_eq!(with_status("install ok installed"), installed);
        assert_eq!(with_status("hold ok installed"), installed);
        assert_eq!(with_status("install ok half-configured"), installed);
        assert_eq!(with_status("deinstall ok config-files"), Package::Removed);
        let other = Recorded::new().file(DPKG, "Package: dropbear\nStatus: install ok installed\n");
        assert_eq!(state(&other), Package::Unknown);
    }

    #[test]
    fn apk_and_pacman_are_asked_too() {
        let apk = |text: &str| state(&Recorded::new().file(APK[0], text));
        assert_eq!(
            apk("P:musl\nV:1.2.5-r0\n\nP:openssh-server-pam\nV:9.7_p1-r4\n"),
            Package::Installed("9.7_p1-r4".to_owned())
        );
        assert_eq!(apk("P:openssh-client\nV:9.7_p1-r4\n"), Package::Removed);
        let pacman = Recorded::new()
            .file(format!("{PACMAN}/openssh-askpass-1.0-1/desc"), "")
            .file(format!("{PACMAN}/openssh-10.0p1-4/desc"), "");
        assert_eq!(state(&pacman), Package::Installed("10.0p1-4".to_owned()));
        assert_eq!(state(&Recorded::new()), Package::Unknown);
    }
}
