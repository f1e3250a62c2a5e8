//! What the host's distribution calls things, so that the commands of a fix can be typed there.
//!
//! It is for words alone: what a rule judges does not depend on it. Whatever is not known of a host
//! has the name that most hosts use.

use crate::host::{self, HostIdentity};

/// Distributions that share the names of packages and services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Debian, Ubuntu, Raspberry Pi OS and what derives from them.
    Debian,
    /// Red Hat Enterprise Linux, Fedora, Rocky, Alma, Oracle, Amazon Linux.
    RedHat,
    /// SUSE Linux Enterprise and openSUSE.
    Suse,
    /// Alpine and postmarketOS.
    Alpine,
    /// Arch and what derives from it.
    Arch,
    /// Gentoo.
    Gentoo,
    /// Any other, and a host that does not say.
    Other,
}

/// What starts services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Init {
    Systemd,
    OpenRc,
    /// The scripts of System V, as Devuan has them.
    SystemV,
}

/// The host's distribution, as the commands of a fix name its packages and services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution {
    family: Family,
    init: Init,
    /// Whether its package manager is `yum`, which `dnf` replaced in Red Hat's release 8.
    is_old: bool,
    /// Whether the running system cannot be written to, and packages go into the next one.
    is_transactional: bool,
}

impl Distribution {
    /// The host's own. One whose identity is not known is like most.
    #[must_use]
    pub fn of_host() -> Self {
        host::identity().map_or(
            Self {
                family: Family::Other,
                init: Init::Systemd,
                is_old: false,
                is_transactional: false,
            },
            |identity| Self::of(&identity),
        )
    }

    /// That of a host with this identity.
    #[must_use]
    pub fn of(identity: &HostIdentity) -> Self {
        let names = std::iter::once(&identity.os_id).chain(&identity.os_like);
        let family = names
            .filter_map(|name| family(name))
            .next()
            .unwrap_or(Family::Other);
        let init = match identity.init_system.as_deref() {
            Some("openrc") => Init::OpenRc,
            None if matches!(family, Family::Alpine | Family::Gentoo) => Init::OpenRc,
            None if identity.os_id == "devuan" => Init::SystemV,
            Some(_) | None => Init::Systemd,
        };
        let release = identity.os_version.split('.').next().unwrap_or_default();
        Self {
            family,
            init,
            // Fedora counts higher, and Amazon Linux 2 is older than 2023.
            is_old: matches!(release, "2" | "6" | "7"),
            is_transactional: TRANSACTIONAL.contains(&identity.os_id.as_str()),
        }
    }

    /// Which distributions it shares its names with.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The service of the OpenSSH server: Debian calls it `ssh`, everybody else `sshd`.
    #[must_use]
    pub const fn ssh_service(&self) -> &'static str {
        match self.family {
            Family::Debian => "ssh",
            Family::RedHat
            | Family::Suse
            | Family::Alpine
            | Family::Arch
            | Family::Gentoo
            | Family::Other => "sshd",
        }
    }

    /// The command that has a running service read its configuration again.
    #[must_use]
    pub fn reload(&self, service: &str) -> String {
        self.control("reload", service)
    }

    /// The command that stops a service and starts it again.
    #[must_use]
    pub fn restart(&self, service: &str) -> String {
        self.control("restart", service)
    }

    fn control(&self, verb: &str, service: &str) -> String {
        match self.init {
            Init::Systemd => format!("systemctl {verb} {service}"),
            Init::OpenRc => format!("rc-service {service} {verb}"),
            Init::SystemV => format!("service {service} {verb}"),
        }
    }

    /// The command that has a service start at boot.
    #[must_use]
    pub fn enable(&self, service: &str) -> String {
        match self.init {
            Init::Systemd => format!("systemctl enable {service}"),
            Init::OpenRc => format!("rc-update add {service}"),
            Init::SystemV => format!("update-rc.d {service} defaults"),
        }
    }

    /// The command that has a service start now and at boot.
    #[must_use]
    pub fn enable_now(&self, service: &str) -> String {
        match self.init {
            Init::Systemd => format!("systemctl enable --now {service}"),
            Init::OpenRc => format!("rc-update add {service} && rc-service {service} start"),
            Init::SystemV => format!("update-rc.d {service} defaults && service {service} start"),
        }
    }

    /// The command that keeps a service from starting at boot, without stopping it now.
    #[must_use]
    pub fn disable(&self, service: &str) -> String {
        match self.init {
            Init::Systemd => format!("systemctl disable {service}"),
            Init::OpenRc => format!("rc-update del {service}"),
            Init::SystemV => format!("update-rc.d {service} disable"),
        }
    }

    /// The command that stops a service now, and keeps it from starting at boot.
    #[must_use]
    pub fn disable_now(&self, service: &str) -> String {
        match self.init {
            Init::Systemd => format!("systemctl disable --now {service}"),
            Init::OpenRc => format!("rc-service {service} stop && rc-update del {service}"),
            Init::SystemV => format!("service {service} stop && update-rc.d {service} disable"),
        }
    }

    /// The command that stops a service now, and keeps everything from starting it: at boot, with another
    /// service, or because somebody asks for it.
    #[must_use]
    pub fn mask_now(&self, service: &str) -> String {
        match self.init {
            Init::Systemd => format!("systemctl mask --now {service}"),
            Init::OpenRc | Init::SystemV => self.disable_now(service),
        }
    }

    /// The command that shows what a unit does and why it does not run. It has its suffix, as systemd wants
    /// it.
    #[must_use]
    pub fn status_of(&self, unit: &str) -> String {
        let service = unit.strip_suffix(".service").unwrap_or(unit);
        match self.init {
            Init::Systemd => format!("systemctl status {unit}"),
            Init::OpenRc => format!("rc-service {service} status"),
            Init::SystemV => format!("service {service} status"),
        }
    }

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
}

impl Distribution {
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

    /// How to have a program run every day: by the timer that its package brings, where systemd runs, or by a script
    /// among the daily jobs.
    #[must_use]
    pub fn run_daily(&self, program: &str) -> String {
        let directory = match self.family {
            Family::Alpine => "/etc/periodic/daily",
            Family::Debian
            | Family::RedHat
            | Family::Suse
            | Family::Arch
            | Family::Gentoo
            | Family::Other => "/etc/cron.daily",
        };
        match self.init {
            Init::Systemd => format!(
                "Run `{}`, or have a script in {directory} call {program}",
                self.enable_now(&format!("{program}.timer"))
            ),
            Init::OpenRc | Init::SystemV => {
                format!("Have a script in {directory} call {program}")
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

/// Those of SUSE that are updated as a whole, by their `ID`.
const TRANSACTIONAL: [&str; 6] = [
    "opensuse-microos",
    "opensuse-leap-micro",
    "opensuse-aeon",
    "sle-micro",
    "suse-microos",
    "sl-micro",
];

/// The family that a name of os-release(5), `ID` or one of `ID_LIKE`, stands for.
fn family(name: &str) -> Option<Family> {
    Some(match name {
        "debian" | "ubuntu" | "raspbian" | "devuan" => Family::Debian,
        "rhel" | "fedora" | "centos" | "rocky" | "almalinux" | "ol" | "amzn" => Family::RedHat,
        "suse" | "opensuse" | "sles" | "sled" => Family::Suse,
        _ if TRANSACTIONAL.contains(&name) => Family::Suse,
        _ if name.starts_with("opensuse-") => Family::Suse,
        "alpine" | "postmarketos" => Family::Alpine,
        "arch" => Family::Arch,
        "gentoo" => Family::Gentoo,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(id: &str, like: &[&str], version: &str, init: Option<&str>) -> Distribution {
        Distribution::of(&HostIdentity {
            name: "web-1".to_owned(),
            os_id: id.to_owned(),
            os_like: like.iter().map(|name| (*name).to_owned()).collect(),
            os_version: version.to_owned(),
            os_name: String::new(),
            init_system: init.map(str::to_owned),
            kernel: None,
            privileged: true,
        })
    }

    fn commands(one: Distribution) -> [String; 2] {
        [one.reload(one.ssh_service()), one.install("nftables")]
    }

    #[test]
    fn each_distribution_has_its_own_names() {
        for (id, like, version, reload, install) in [
            (
                "debian",
                &[][..],
                "12",
                "systemctl reload ssh",
                "apt-get install nftables",
            ),
            (
                "ubuntu",
                &["debian"],
                "24.04",
                "systemctl reload ssh",
                "apt-get install nftables",
            ),
            (
                "pop",
                &["ubuntu", "debian"],
                "22.04",
                "systemctl reload ssh",
                "apt-get install nftables",
            ),
            (
                "rocky",
                &["rhel", "centos", "fedora"],
                "9.4",
                "systemctl reload sshd",
                "dnf install nftables",
            ),
            (
                "fedora",
                &[],
                "42",
                "systemctl reload sshd",
                "dnf install nftables",
            ),
            (
                "centos",
                &["rhel", "fedora"],
                "7",
                "systemctl reload sshd",
                "yum install nftables",
            ),
            (
                "amzn",
                &["centos", "rhel", "fedora"],
                "2",
                "systemctl reload sshd",
                "yum install nftables",
            ),
            (
                "amzn",
                &["fedora"],
                "2023",
                "systemctl reload sshd",
                "dnf install nftables",
            ),
            (
                "opensuse-leap",
                &["suse", "opensuse"],
                "15.6",
                "systemctl reload sshd",
                "zypper install nftables",
            ),
            (
                "sles",
                &["suse"],
                "15.6",
                "systemctl reload sshd",
                "zypper install nftables",
            ),
            (
                "opensuse-microos",
                &["suse", "opensuse", "opensuse-tumbleweed"],
                "20260101",
                "systemctl reload sshd",
                "transactional-update pkg install nftables && reboot",
            ),
            (
                "ol",
                &["fedora"],
                "9.5",
                "systemctl reload sshd",
                "dnf install nftables",
            ),
            (
                "raspbian",
                &["debian"],
                "12",
                "systemctl reload ssh",
                "apt-get install nftables",
            ),
            (
                "devuan",
                &["debian"],
                "5",
                "service ssh reload",
                "apt-get install nftables",
            ),
            (
                "gentoo",
                &[],
                "2.17",
                "rc-service sshd reload",
                "emerge nftables",
            ),
            (
                "alpine",
                &[],
                "3.22.1",
                "rc-service sshd reload",
                "apk add nftables",
            ),
            (
                "manjaro",
                &["arch"],
                "",
                "systemctl reload sshd",
                "pacman -S nftables",
            ),
            (
                "void",
                &[],
                "",
                "systemctl reload sshd",
                "# install the package nftables",
            ),
        ] {
            let found = commands(distribution(id, like, version, None));
            assert_eq!(found, [reload, install], "{id} {version}");
        }
    }

    #[test]
    fn lists_locks_and_daily_jobs_have_their_own_names_too() {
        let debian = distribution("debian", &[], "12", Some("systemd"));
        let rocky = distribution("rocky", &["rhel"], "9.4", None);
        let leap = distribution("opensuse-leap", &["suse"], "15.6", None);
        let alpine = distribution("alpine", &[], "3.22", None);
        assert_eq!(debian.refresh(), "apt-get update");
        assert_eq!(rocky.refresh(), "dnf makecache");
        assert_eq!(alpine.refresh(), "apk update");
        assert_eq!(rocky.release("nginx"), "dnf versionlock delete nginx");
        assert_eq!(leap.release("nginx"), "zypper removelock nginx");
        assert_eq!(
            debian.run_daily("logrotate"),
            "Run `systemctl enable --now logrotate.timer`, or have a script in /etc/cron.daily call logrotate"
        );
        assert_eq!(
            alpine.run_daily("logrotate"),
            "Have a script in /etc/periodic/daily call logrotate"
        );
    }

    #[test]
    fn what_starts_services_decides_over_what_the_distribution_mostly_has() {
        let devuan = distribution("devuan", &["debian"], "5", Some("openrc"));
        assert_eq!(devuan.reload(devuan.ssh_service()), "rc-service ssh reload");
        assert_eq!(devuan.enable("nftables"), "rc-update add nftables");
        assert_eq!(
            devuan.enable_now("ufw"),
            "rc-update add ufw && rc-service ufw start"
        );
        assert_eq!(
            devuan.disable_now("cups"),
            "rc-service cups stop && rc-update del cups"
        );
        assert_eq!(devuan.mask_now("cups"), devuan.disable_now("cups"));
        assert_eq!(devuan.remove("cups"), "apt-get purge cups");
        assert_eq!(devuan.status_of("cron.service"), "rc-service cron status");
        let alpine = distribution("alpine", &[], "3.22", Some("systemd"));
        assert_eq!(alpine.restart("sshd"), "systemctl restart sshd");
        assert_eq!(alpine.mask_now("cups"), "systemctl mask --now cups");
        assert_eq!(alpine.remove("cups"), "apk del cups");
    }
}
