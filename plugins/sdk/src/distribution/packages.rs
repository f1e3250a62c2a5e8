//! Commands of the package manager.

use super::{Distribution, Family};

impl Distribution {
    /// The command that installs a package. A comment in its place where the package manager is not
    /// known.
    #[must_use]
    pub fn install(&self, package: &str) -> String {
        match self.family {
            Family::Debian => format!("apt-get install {package}"),
            Family::RedHat if self.is_old => format!("yum install {package}"),
            Family::RedHat => format!("dnf install {package}"),
            Family::Suse if self.is_transactional => {
                format!("transactional-update pkg install {package} && reboot")
            }
            Family::Suse => format!("zypper install {package}"),
            Family::Alpine => format!("apk add {package}"),
            Family::Arch => format!("pacman -S {package}"),
            Family::Gentoo => format!("emerge {package}"),
            Family::Other => format!("# install the package {package}"),
        }
    }

    /// The command that removes a package. A comment in its place where the package manager is not known.
    #[must_use]
    pub fn remove(&self, package: &str) -> String {
        match self.family {
            Family::Debian => format!("apt-get purge {package}"),
            Family::RedHat if self.is_old => format!("yum remove {package}"),
            Family::RedHat => format!("dnf remove {package}"),
            Family::Suse if self.is_transactional => {
                format!("transactional-update pkg remove {package} && reboot")
            }
            Family::Suse => format!("zypper remove {package}"),
            Family::Alpine => format!("apk del {package}"),
            Family::Arch => format!("pacman -R {package}"),
            Family::Gentoo => format!("emerge --depclean {package}"),
            Family::Other => format!("# remove the package {package}"),
        }
    }

    /// The command that reads again which versions are offered. A comment in its place where the package manager is
    /// not known.
    #[must_use]
    pub const fn refresh(&self) -> &'static str {
        match self.family {
            Family::Debian => "apt-get update",
            Family::RedHat if self.is_old => "yum makecache",
            Family::RedHat => "dnf makecache",
            Family::Suse => "zypper refresh",
            Family::Alpine => "apk update",
            Family::Arch => "pacman -Sy",
            Family::Gentoo => "emerge --sync",
            Family::Other => "# refresh the lists of packages",
        }
    }

    /// The command that lets a package be updated again that was told to keep its version. A comment in its place
    /// where it is not known how that is told.
    #[must_use]
    pub fn release(&self, package: &str) -> String {
        match self.family {
            Family::Debian => format!("apt-mark unhold {package}"),
            Family::RedHat if self.is_old => format!("yum versionlock delete {package}"),
            Family::RedHat => format!("dnf versionlock delete {package}"),
            Family::Suse => format!("zypper removelock {package}"),
            Family::Alpine | Family::Arch | Family::Gentoo | Family::Other => {
                format!("# take the lock from {package}")
            }
        }
    }

    /// The command that updates packages to the last versions that are offered.
    #[must_use]
    pub fn upgrade(&self, packages: &[&str]) -> String {
        /// More are updated with all others.
        const MOST: usize = 20;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
        let names =
            if packages.len() <= MOST && packages.iter().all(|name| name.chars().all(is_plain)) {
                packages.join(" ")
            } else {
                String::new()
            };
        let command = match self.family {
            Family::Debian if names.is_empty() => "apt-get update && apt-get upgrade",
            Family::Debian => "apt-get update && apt-get install --only-upgrade",
            Family::RedHat if self.is_old => "yum update",
            Family::RedHat => "dnf upgrade --refresh",
            Family::Suse if self.is_transactional => {
                return "transactional-update patch && reboot".to_owned();
            }
            Family::Suse => "zypper refresh && zypper update",
            Family::Alpine => "apk upgrade --update-cache",
            Family::Arch => return "pacman -Syu".to_owned(),
            Family::Gentoo => "emerge --update",
            Family::Other => "# update the packages",
        };
        format!("{command} {names}").trim_end().to_owned()
    }
}
