//! What the host's distribution calls things, so that the commands of a fix can be typed there.
//!
//! It is for words alone: what a rule judges does not depend on it. Whatever is not known of a host
//! has the name that most hosts use.

mod container;
mod packages;

pub(crate) use self::container::fix_of_host;

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
    /// Nobody, in a container that runs one program. Commands are the distribution's, as far as they work there, and
    /// [`fix_of_host`] says what to do in place of the others.
    Nobody,
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
            |identity| {
                let distribution = Self::of(&identity);
                let is_contained = || matches!(host::surrounding_container(), Ok(Some(_)));
                if identity.init_system.is_none() && is_contained() {
                    container::remember();
                    distribution.without_init()
                } else {
                    distribution
                }
            },
        )
    }

    /// The same where nobody starts services.
    const fn without_init(self) -> Self {
        Self {
            init: Init::Nobody,
            ..self
        }
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
            // Its scripts work without an init.
            Init::Nobody if self.family == Family::Debian => format!("service {service} {verb}"),
            // It reads its configuration again, and goes on with the same options.
            Init::Nobody if service == "sshd" => "kill -HUP \"$(cat /run/sshd.pid)\"".to_owned(),
            Init::Nobody => format!("systemctl {verb} {service}"),
        }
    }

    /// The command that has a service start at boot.
    #[must_use]
    pub fn enable(&self, service: &str) -> String {
        match self.init {
            Init::Systemd | Init::Nobody => format!("systemctl enable {service}"),
            Init::OpenRc => format!("rc-update add {service}"),
            Init::SystemV => format!("update-rc.d {service} defaults"),
        }
    }

    /// The command that has a service start now and at boot.
    #[must_use]
    pub fn enable_now(&self, service: &str) -> String {
        match self.init {
            Init::Systemd | Init::Nobody => format!("systemctl enable --now {service}"),
            Init::OpenRc => format!("rc-update add {service} && rc-service {service} start"),
            Init::SystemV => format!("update-rc.d {service} defaults && service {service} start"),
        }
    }

    /// The command that keeps a service from starting at boot, without stopping it now.
    #[must_use]
    pub fn disable(&self, service: &str) -> String {
        match self.init {
            Init::Systemd | Init::Nobody => format!("systemctl disable {service}"),
            Init::OpenRc => format!("rc-update del {service}"),
            Init::SystemV => format!("update-rc.d {service} disable"),
        }
    }

    /// The command that stops a service now, and keeps it from starting at boot.
    #[must_use]
    pub fn disable_now(&self, service: &str) -> String {
        match self.init {
            Init::Systemd | Init::Nobody => format!("systemctl disable --now {service}"),
            Init::OpenRc => format!("rc-service {service} stop && rc-update del {service}"),
            Init::SystemV => format!("service {service} stop && update-rc.d {service} disable"),
        }
    }

    /// The command that stops a service now, and keeps everything from starting it: at boot, with another
    /// service, or because somebody asks for it.
    #[must_use]
    pub fn mask_now(&self, service: &str) -> String {
        match self.init {
            Init::Systemd | Init::Nobody => format!("systemctl mask --now {service}"),
            Init::OpenRc | Init::SystemV => self.disable_now(service),
        }
    }

    /// The command that shows what a unit does and why it does not run. It has its suffix, as systemd wants
    /// it.
    #[must_use]
    pub fn status_of(&self, unit: &str) -> String {
        let service = unit.strip_suffix(".service").unwrap_or(unit);
        match self.init {
            Init::Systemd | Init::Nobody => format!("systemctl status {unit}"),
            Init::OpenRc => format!("rc-service {service} status"),
            Init::SystemV => format!("service {service} status"),
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
            Init::OpenRc | Init::SystemV | Init::Nobody => {
                format!("Have a script in {directory} call {program}")
            }
        }
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
mod tests;
