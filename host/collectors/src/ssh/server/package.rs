//! What the package manager says about the server: whether its package is installed, was removed, and
//! which version it has.

use crate::readers::packages::{Manager, Package, Packages};

/// The package of the server. Alpine has one for each set of libraries, and they begin with this
/// too.
const NAME: &str = "openssh-server";

/// pacman's package has both sides.
const BOTH: &str = "openssh";

/// What is known about the package.
pub(in crate::ssh) fn state(packages: &Packages) -> Package {
    let found = match packages.manager() {
        Some(Manager::Dpkg) => packages.get(NAME),
        // These list what is installed and nothing else; a file of a removed package that was changed stays.
        Some(Manager::Apk) => {
            let first = packages.beginning_with(NAME).next();
            first.or(Some(&Package::Removed))
        }
        Some(Manager::Rpm) => packages
            .get(NAME)
            .or_else(|| packages.is_complete().then_some(&Package::Removed)),
        Some(Manager::Pacman) => packages.get(BOTH),
        None => None,
    };
    found.cloned().unwrap_or(Package::Unclear)
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    fn with(path: &str, text: &str) -> Package {
        state(&Packages::of(&Recorded::new().file(path, text)))
    }

    #[test]
    fn a_removed_package_is_not_installed_though_dpkg_knows_it() {
        let with_status = |status: &str| {
            let text = format!(
                "Package: openssh-client\nStatus: install ok installed\nVersion: 1:9.9p1-1\n\n\
                 Package: openssh-server\nStatus: {status}\nVersion: 1:9.2p1-2+deb12u3\n"
            );
            with("/var/lib/dpkg/status", &text)
        };
        let installed = Package::Installed("1:9.2p1-2+deb12u3".to_owned());
        assert_eq!(with_status("install ok installed"), installed);
        assert_eq!(with_status("hold ok installed"), installed);
        assert_eq!(with_status("install ok half-configured"), installed);
        assert_eq!(with_status("deinstall ok config-files"), Package::Removed);
        let other = "Package: dropbear\nStatus: install ok installed\n";
        assert_eq!(with("/var/lib/dpkg/status", other), Package::Unclear);
    }

    #[test]
    fn apk_and_pacman_are_asked_too() {
        let apk = |text: &str| with("/lib/apk/db/installed", text);
        assert_eq!(
            apk("P:musl\nV:1.2.5-r0\n\nP:openssh-server-pam\nV:9.7_p1-r4\n"),
            Package::Installed("9.7_p1-r4".to_owned())
        );
        assert_eq!(apk("P:openssh-client\nV:9.7_p1-r4\n"), Package::Removed);
        let pacman = "/var/lib/pacman/local/openssh-10.0p1-4/desc";
        assert_eq!(with(pacman, ""), Package::Installed("10.0p1-4".to_owned()));
        assert_eq!(state(&Packages::of(&Recorded::new())), Package::Unclear);
    }
}
