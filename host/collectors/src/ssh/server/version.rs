//! Which OpenSSH it is: that decides keywords, defaults and parsing rules.

use crate::ssh::server::vendor::Distribution;

/// An OpenSSH release and who built it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Build {
    /// As it is shown, such as `9.2p1`; `None` where it could not be told.
    pub(in crate::ssh) text: Option<String>,
    /// The release whose keywords exist.
    pub(in crate::ssh) keywords: Release,
    /// The release whose defaults apply.
    pub(in crate::ssh) defaults: Release,
    /// Whose package it is, with whose patches.
    pub(in crate::ssh) distribution: Distribution,
}

/// Major and minor number of an OpenSSH release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ssh) struct Release(pub(in crate::ssh) u16, pub(in crate::ssh) u16);

/// The first release that this evaluator reads: that of RHEL 8, the oldest distribution in support.
pub(in crate::ssh) const OLDEST: Release = Release(8, 0);
/// From this release on, lines are split as a shell does. Before, a comment is an argument like any
/// other, and the algorithms are not those that this evaluator knows.
pub(in crate::ssh) const SHELL_LIKE: Release = Release(8, 7);
/// The last release whose keywords and defaults this evaluator knows.
pub(in crate::ssh) const NEWEST: Release = Release(10, 5);

impl Build {
    /// A build that could not be told: what its distribution began with. Of an unknown one all
    /// keywords exist, and the oldest defaults apply: they are the weakest, so that nothing looks
    /// safer than it may be.
    pub(in crate::ssh) fn unknown(distribution: Distribution) -> Self {
        let first = distribution.first_release();
        Self {
            text: None,
            keywords: first.unwrap_or(NEWEST),
            defaults: first.unwrap_or(OLDEST),
            distribution,
        }
    }

    /// Finds the release in the server's file. The names of older releases are there too, as
    /// patterns of clients with mistakes, and only its own has a patch level.
    pub(in crate::ssh) fn from_binary(bytes: &[u8], distribution: Distribution) -> Option<Self> {
        const NAME: &[u8] = b"OpenSSH_";
        /// `10.10p10` is shorter.
        const LONGEST: usize = 12;
        let places = bytes.windows(NAME.len()).enumerate();
        places
            .filter(|(_, window)| *window == NAME)
            .find_map(|(at, _)| {
                let rest = bytes.get(at + NAME.len()..)?;
                let number: String = rest
                    .iter()
                    .take(LONGEST)
                    .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.')
                    .map(|byte| char::from(*byte))
                    .collect();
                let (_, patch) = number.split_once('p')?;
                patch.parse::<u16>().ok()?;
                Self::from_number(number, distribution)
            })
    }

    /// Reads what `sshd -V` prints, and what sshd prints instead that knows no `-V`
    /// (before 9.2): both begin a line with `OpenSSH_`.
    pub(in crate::ssh) fn from_banner(text: &str, distribution: Distribution) -> Option<Self> {
        let banner = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("OpenSSH_"))?;
        let number: String = banner
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '.')
            .collect();
        Self::from_number(number, distribution)
    }

    /// Reads the version of a package, such as `1:9.2p1-2+deb12u10` or `9.7_p1-r4`: epoch, upstream
    /// version, revision.
    pub(in crate::ssh) fn from_package(version: &str, distribution: Distribution) -> Option<Self> {
        let upstream = version.split_once(':').map_or(version, |(_, rest)| rest);
        let upstream = upstream.split(['-', '+', '~']).next()?;
        Self::from_number(upstream.replace('_', ""), distribution)
    }

    fn from_number(text: String, distribution: Distribution) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        let minor: String = minor.chars().take_while(char::is_ascii_digit).collect();
        let release = Release(major.parse().ok()?, minor.parse().ok()?);
        Some(Self {
            text: Some(text),
            keywords: release,
            defaults: release,
            distribution,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banners_of_old_and_new_releases_are_read() {
        for (banner, text, release) in [
            (
                "OpenSSH_9.2, OpenSSL 3.0.19 27 Jan 2026",
                "9.2",
                Release(9, 2),
            ),
            (
                "unknown option -- V\nOpenSSH_8.9p1 Ubuntu-3ubuntu0.10, OpenSSL 3.0.2\nusage: sshd",
                "8.9p1",
                Release(8, 9),
            ),
            (
                "OpenSSH_10.0p2 Debian-7, OpenSSL 3.5.1",
                "10.0p2",
                Release(10, 0),
            ),
        ] {
            let build = Build::from_banner(banner, Distribution::UNKNOWN).unwrap();
            assert_eq!(
                (build.text.as_deref(), build.defaults),
                (Some(text), release)
            );
        }
        assert_eq!(
            Build::from_banner("bash: sshd: not found", Distribution::UNKNOWN),
            None
        );
    }

    #[test]
    fn the_file_of_the_server_tells_its_own_release() {
        let file = b"\x7fELF OpenSSH_2.*,OpenSSH_3.0*\0OpenSSH_6.6.1*\0SSH-2.0-OpenSSH_%s\0OpenSSH_9.6p1 Ubuntu-3\0";
        let build = Build::from_binary(file, Distribution::UNKNOWN).unwrap();
        assert_eq!(build.text.as_deref(), Some("9.6p1"));
        assert_eq!(
            Build::from_binary(b"\x7fELF OpenSSH_", Distribution::UNKNOWN),
            None
        );
    }

    #[test]
    fn versions_of_packages_are_read() {
        for (version, text) in [
            ("1:9.2p1-2+deb12u3", "9.2p1"),
            ("9.7_p1-r4", "9.7p1"),
            ("10.0p1-4", "10.0p1"),
            ("8.0p1-19.el8_8", "8.0p1"),
        ] {
            let build = Build::from_package(version, Distribution::UNKNOWN).unwrap();
            assert_eq!(build.text.as_deref(), Some(text));
        }
        assert_eq!(Build::from_package("unknown", Distribution::UNKNOWN), None);
    }
}
