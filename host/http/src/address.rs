//! The address of an API, and when two of them are the same.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

/// The name of this machine for itself, which the client takes to no other.
pub(crate) const LOCALHOST: &str = "localhost";

/// Where a token goes. Read as the HTTP client reads it, so that what is compared is what is asked.
#[derive(Clone, Debug)]
pub struct Address(Url);

/// Why a text is not the address of an API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not the address of an API; write scheme, host and path, such as https://api.example.com/v4"
)]
pub struct InvalidAddress;

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidAddress)?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        is_plain.then_some(Self(url)).ok_or(InvalidAddress)
    }
}

impl Address {
    /// Whether this very host is asked, over HTTPS at its default port, whatever the path.
    #[must_use]
    pub fn is_https_of(&self, host: &str) -> bool {
        self.0.scheme() == "https"
            && self.host() == host
            // The default port is left out.
            && self.0.port().is_none()
    }

    /// Name or address of the host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether nobody on the way can read what is sent: HTTPS, or an address of this machine.
    #[must_use]
    pub fn is_confidential(&self) -> bool {
        let is_loopback = || {
            let host = self.host();
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            host == LOCALHOST
                || bare
                    .parse()
                    .is_ok_and(|address: IpAddr| address.is_loopback())
        };
        self.0.scheme() == "https" || is_loopback()
    }

    fn parts(&self) -> (&str, Option<&str>, Option<u16>, &str) {
        (
            self.0.scheme(),
            self.0.host_str(),
            self.0.port_or_known_default(),
            self.0.path().trim_end_matches('/'),
        )
    }
}

/// Scheme, host, port and path are the same.
impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Address {}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn only_https_of_the_very_host_is_its_own() {
        for own in [
            "https://api.example.com/v4",
            "https://api.example.com",
            "https://API.Example.com:443/other/",
        ] {
            assert!(address(own).is_https_of("api.example.com"), "{own}");
        }
        for foreign in [
            "http://api.example.com/v4",
            "https://api.example.com:8443/v4",
            "https://api.example.com.example.org/v4",
            "https://example.com/v4",
            "https://example.org/api.example.com",
            "http://127.0.0.1:8099",
        ] {
            assert!(
                !address(foreign).is_https_of("api.example.com"),
                "{foreign}"
            );
        }
    }

    #[test]
    fn nobody_reads_along_on_https_and_on_this_machine() {
        for confidential in [
            "https://api.example.com",
            "http://127.0.0.1:8099/v3",
            "http://127.9.9.9",
            "http://[::1]:8099",
            "http://localhost:8099",
        ] {
            assert!(address(confidential).is_confidential(), "{confidential}");
        }
        for readable in [
            "http://api.example.com",
            "http://192.0.2.1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://[2001:db8::1]",
        ] {
            assert!(!address(readable).is_confidential(), "{readable}");
        }
    }

    #[test]
    fn addresses_are_the_same_by_what_is_asked() {
        let api = address("https://proxy.example:443/v4");
        for same in [
            "https://PROXY.example/v4/",
            "https://proxy.example/a/../v4//",
        ] {
            assert_eq!(address(same), api);
        }
        for other in [
            "http://proxy.example/v4",
            "https://proxy.example:444/v4",
            "https://proxy.example/v5",
            "https://proxy.example",
            "https://proxy.example.org/v4",
        ] {
            assert_ne!(address(other), api);
        }
    }

    #[test]
    fn an_address_is_scheme_host_and_path() {
        for wrong in [
            "",
            "proxy.example",
            "ftp://proxy.example",
            "https://",
            "https://me:secret@proxy.example",
            "https://proxy.example/?a",
            "https://proxy.example/#a",
        ] {
            assert_eq!(wrong.parse::<Address>(), Err(InvalidAddress), "{wrong}");
        }
    }
}
