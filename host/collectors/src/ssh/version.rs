//! Which OpenSSH it is: that decides keywords, defaults and parsing rules.

/// An OpenSSH release and who built it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Build {
    /// As it is shown, such as `9.2p1`; `None` where it could not be told.
    pub(super) text: Option<String>,
    /// The release whose keywords exist.
    pub(super) keywords: Release,
    /// The release whose defaults apply.
    pub(super) defaults: Release,
    /// Whether it is Debian's or a derivative's package, with its patches.
    pub(super) debian: bool,
}

/// Major and minor number of an OpenSSH release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Release(pub(super) u16, pub(super) u16);

/// The first release whose tokeniser reads quotes and comments as this evaluator does.
pub(super) const OLDEST: Release = Release(8, 7);
/// The last release whose keywords and defaults this evaluator knows.
pub(super) const NEWEST: Release = Release(10, 2);

impl Build {
    /// A build that could not be told. All keywords exist, and the oldest defaults apply: they
    /// are the weakest, so that nothing looks safer than it may be.
    pub(super) const fn unknown(debian: bool) -> Self {
        Self {
            text: None,
            keywords: NEWEST,
            defaults: OLDEST,
            debian,
        }
    }

    /// Reads what `sshd -V` prints, and what sshd prints instead that knows no `-V`
    /// (before 9.2): both begin a line with `OpenSSH_`.
    pub(super) fn from_banner(text: &str, debian: bool) -> Option<Self> {
        let banner = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("OpenSSH_"))?;
        let number: String = banner
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '.')
            .collect();
        Self::from_number(number, debian)
    }

    /// Reads the stanza of `openssh-server` in dpkg's status file.
    pub(super) fn from_dpkg(status: &str) -> Option<Self> {
        let stanza = status.split("\n\n").find(|stanza| {
            let mut lines = stanza.lines();
            lines.any(|line| line == "Package: openssh-server")
                && lines.any(|line| line.starts_with("Status: ") && line.ends_with(" installed"))
        })?;
        let version = stanza
            .lines()
            .find_map(|line| line.strip_prefix("Version: "))?;
        // 1:9.2p1-2+deb12u10 is epoch, upstream version, revision.
        let upstream = version.split_once(':').map_or(version, |(_, rest)| rest);
        let upstream = upstream.split(['-', '+', '~']).next()?;
        Self::from_number(upstream.to_owned(), true)
    }

    fn from_number(text: String, debian: bool) -> Option<Self> {
        let (major, minor) = text.split_once('.')?;
        let minor: String = minor.chars().take_while(char::is_ascii_digit).collect();
        let release = Release(major.parse().ok()?, minor.parse().ok()?);
        Some(Self {
            text: Some(text),
            keywords: release,
            defaults: release,
            debian,
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
            let build = Build::from_banner(banner, true).unwrap();
            assert_eq!(
                (build.text.as_deref(), build.defaults),
                (Some(text), release)
            );
        }
        assert_eq!(Build::from_banner("bash: sshd: not found", false), None);
    }

    #[test]
    fn only_an_installed_package_tells_the_version() {
        let status = |state| {
            format!(
                "Package: openssh-client\nStatus: install ok installed\nVersion: 1:9.9p1-1\n\n\
                 Package: openssh-server\nStatus: deinstall ok {state}\nVersion: 1:9.2p1-2+deb12u3\n"
            )
        };
        let build = Build::from_dpkg(&status("installed")).unwrap();
        assert_eq!((build.text.as_deref(), build.debian), (Some("9.2p1"), true));
        assert_eq!(Build::from_dpkg(&status("config-files")), None);
    }
}
