//! The address of a package source, of which the host is shown and nothing else.

use crate::env::host_and_port;

/// Longer than the name of any host.
const LONGEST_HOST: usize = 255;

/// Addresses that lead to this host itself, by what they begin with.
const LOCAL: [&str; 9] = [
    "file", "copy", "cdrom", "dir", "cd", "dvd", "hd", "iso", "media",
];

/// What is to be known of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    /// Such as `https://deb.debian.org`, or `file:`.
    pub(super) shown: String,
    pub(super) is_local: bool,
}

impl Address {
    pub(super) fn of(text: &str) -> Self {
        if text.starts_with('/') {
            return Self {
                shown: "file:".to_owned(),
                is_local: true,
            };
        }
        let Some((scheme, rest)) = text.split_once(':') else {
            return Self::default();
        };
        let scheme = scheme.to_ascii_lowercase();
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        if !scheme.chars().all(is_scheme) || scheme.len() > 32 {
            return Self::default();
        }
        if LOCAL.contains(&scheme.as_str()) {
            return Self {
                shown: format!("{scheme}:"),
                is_local: true,
            };
        }
        let host = rest.strip_prefix("//").and_then(host_and_port);
        let host = host.unwrap_or_default();
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]$_".contains(c);
        if host.is_empty() || host.len() > LONGEST_HOST || !host.chars().all(is_host) {
            return Self::default();
        }
        Self {
            shown: format!("{scheme}://{host}"),
            is_local: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_host_is_shown() {
        for (text, shown, is_local) in [
            (
                "https://deb.debian.org/debian",
                "https://deb.debian.org",
                false,
            ),
            (
                "https://me:secret@a.example/x?token=y",
                "https://a.example",
                false,
            ),
            (
                "https://me:sec@ret@a.example:8443#x",
                "https://a.example:8443",
                false,
            ),
            ("tor+http://a.onion/x", "tor+http://a.onion", false),
            (
                "http://$basearch.example/x",
                "http://$basearch.example",
                false,
            ),
            ("cdrom:[Debian GNU/Linux 12]/", "cdrom:", true),
            ("file:///srv/repo", "file:", true),
            ("/srv/repo", "file:", true),
            ("dir:///srv/repo", "dir:", true),
            ("https://me:12/34@a.example", "", false),
            ("secret", "", false),
            ("https://", "", false),
        ] {
            let found = Address::of(text);
            assert_eq!(
                (found.shown.as_str(), found.is_local),
                (shown, is_local),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_not_the_host_is_never_shown(user in "[a-z:@]{1,9}", path in "[a-z/?@]{0,9}") {
            let found = Address::of(&format!("https://{user}@h.example/{path}"));
            prop_assert_eq!(found.shown, "https://h.example");
        }
    }
}
