//! Who built this OpenSSH. Distributors patch it: they add keywords, change defaults and take over
//! what a later release brought. What their patches do is in the tables of keywords and
//! defaults; here is whose tables apply.

use std::path::Path;

use muster_target::System;

use crate::host::{self, OsRelease};
use crate::ssh::server::exists;
use crate::ssh::server::version::Release;

/// A distributor with patches of its own. Derivatives that rebuild a package count as its maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Vendor {
    Debian,
    Ubuntu,
    /// RHEL and its rebuilds.
    RedHat,
    Fedora,
    Amazon,
    Suse,
    Alpine,
    Arch,
    /// One that is not listed here, with patches that nobody here has read.
    Other,
    /// It cannot be told, so that the patches of all of them may be there.
    Unknown,
}

/// The patches that Red Hat's builds share, Amazon's included, which are made from Fedora's.
pub(in crate::ssh) const RED_HAT: &[Vendor] = &[Vendor::RedHat, Vendor::Fedora, Vendor::Amazon];

/// Those that carry the patch of GSSAPI key exchange.
pub(in crate::ssh) const GSSAPI_KEX: &[Vendor] = &[
    Vendor::Debian,
    Vendor::Ubuntu,
    Vendor::RedHat,
    Vendor::Fedora,
    Vendor::Amazon,
    Vendor::Suse,
];

/// A vendor, and the version of its distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Distribution {
    pub(in crate::ssh) vendor: Vendor,
    /// Major and minor number; zeros where there are none, as for a rolling release.
    pub(in crate::ssh) version: (u32, u32),
}

/// By `ID` of os-release(5), or a word of `ID_LIKE`.
const IDS: &[(&str, Vendor)] = &[
    ("debian", Vendor::Debian),
    ("raspbian", Vendor::Debian),
    ("kali", Vendor::Debian),
    ("devuan", Vendor::Debian),
    ("ubuntu", Vendor::Ubuntu),
    ("rhel", Vendor::RedHat),
    ("centos", Vendor::RedHat),
    ("rocky", Vendor::RedHat),
    ("almalinux", Vendor::RedHat),
    ("ol", Vendor::RedHat),
    ("fedora", Vendor::Fedora),
    ("amzn", Vendor::Amazon),
    ("suse", Vendor::Suse),
    ("opensuse", Vendor::Suse),
    ("sles", Vendor::Suse),
    ("sled", Vendor::Suse),
    ("alpine", Vendor::Alpine),
    ("postmarketos", Vendor::Alpine),
    ("arch", Vendor::Arch),
    ("archarm", Vendor::Arch),
    ("manjaro", Vendor::Arch),
];

/// Rolling releases are numbered by their day.
const ROLLING: (u32, u32) = (10_000, 0);

/// Which OpenSSH came with a distribution from which version on, by its release notes, oldest first.
/// Distributions whose package manager can be read are not needed here.
const FIRST_RELEASES: &[(Vendor, (u32, u32), Release)] = &[
    (Vendor::RedHat, (7, 0), Release(7, 4)),
    (Vendor::RedHat, (8, 0), Release(8, 0)),
    (Vendor::RedHat, (9, 0), Release(8, 7)),
    (Vendor::RedHat, (10, 0), Release(9, 9)),
    (Vendor::Fedora, (40, 0), Release(9, 6)),
    (Vendor::Fedora, (41, 0), Release(9, 8)),
    (Vendor::Fedora, (42, 0), Release(9, 9)),
    (Vendor::Fedora, (43, 0), Release(10, 0)),
    (Vendor::Amazon, (2, 0), Release(7, 4)),
    (Vendor::Amazon, (2023, 0), Release(8, 7)),
    (Vendor::Suse, (15, 0), Release(7, 6)),
    (Vendor::Suse, (15, 2), Release(8, 1)),
    (Vendor::Suse, (15, 3), Release(8, 4)),
    (Vendor::Suse, (15, 6), Release(9, 6)),
    (Vendor::Suse, (16, 0), Release(10, 0)),
];

impl Distribution {
    /// One that cannot be told.
    pub(in crate::ssh) const UNKNOWN: Self = Self {
        vendor: Vendor::Unknown,
        version: (0, 0),
    };

    /// The distribution of the target.
    pub(in crate::ssh) fn of(system: &dyn System) -> Self {
        if let Ok(os) = host::os_release(system) {
            return Self::from_release(&os);
        }
        match exists(system, Path::new("/etc/debian_version")) {
            Ok(true) => Self {
                vendor: Vendor::Debian,
                ..Self::UNKNOWN
            },
            Ok(false) | Err(_) => Self::UNKNOWN,
        }
    }

    fn from_release(os: &OsRelease) -> Self {
        let vendor = [&os.id]
            .into_iter()
            .chain(&os.like)
            .find_map(|id| {
                // `opensuse-leap`, `sles_sap` and the like name a product of theirs.
                let id = id.split(['-', '_']).next().unwrap_or(id);
                IDS.iter().find(|(known, _)| *known == id)
            })
            .map_or(Vendor::Other, |(_, vendor)| *vendor);
        let mut numbers = os.version.split('.').map(|part| part.parse().unwrap_or(0));
        Self {
            vendor,
            version: (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)),
        }
    }

    /// The OpenSSH that a distribution was first published with, where its version says so. Updates
    /// keep the release or replace it with a later one.
    pub(in crate::ssh) fn first_release(self) -> Option<Release> {
        FIRST_RELEASES
            .iter()
            .rev()
            .find(|(vendor, since, _)| *vendor == self.vendor && *since <= self.version)
            .filter(|_| self.version < ROLLING)
            .map(|(_, _, release)| *release)
    }

    /// Whether its sshd may know keywords and algorithms that the tables do not. Debian's patches
    /// and those of the distributions that hardly patch are known in full.
    pub(in crate::ssh) fn is_patched(self) -> bool {
        match self.vendor {
            Vendor::Debian | Vendor::Ubuntu | Vendor::Alpine | Vendor::Arch => false,
            Vendor::RedHat
            | Vendor::Fedora
            | Vendor::Amazon
            | Vendor::Suse
            | Vendor::Other
            | Vendor::Unknown => true,
        }
    }

    /// Whether it is Debian's package or one that is made from it.
    pub(in crate::ssh) fn is_debian(self) -> bool {
        matches!(self.vendor, Vendor::Debian | Vendor::Ubuntu)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_target::Recorded;

    #[test]
    fn derivatives_count_as_those_whose_package_they_rebuild() {
        for (text, vendor, version) in [
            (
                "ID=rocky\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=\"9.5\"",
                Vendor::RedHat,
                (9, 5),
            ),
            (
                "ID=virtuozzo\nID_LIKE=\"rhel fedora\"",
                Vendor::RedHat,
                (0, 0),
            ),
            (
                "ID=amzn\nID_LIKE=fedora\nVERSION_ID=2023",
                Vendor::Amazon,
                (2023, 0),
            ),
            ("ID=opensuse-leap\nVERSION_ID=15.6", Vendor::Suse, (15, 6)),
            (
                "ID=opensuse-tumbleweed\nVERSION_ID=20260101",
                Vendor::Suse,
                (20_260_101, 0),
            ),
            (
                "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_ID=22",
                Vendor::Ubuntu,
                (22, 0),
            ),
            ("ID=gentoo", Vendor::Other, (0, 0)),
        ] {
            let system = Recorded::new().file("/etc/os-release", text);
            assert_eq!(
                Distribution::of(&system),
                Distribution { vendor, version },
                "{text}"
            );
        }
        assert_eq!(Distribution::of(&Recorded::new()), Distribution::UNKNOWN);
    }
}
