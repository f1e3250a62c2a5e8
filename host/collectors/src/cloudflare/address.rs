//! The address of an API, and when two of them are the same.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// Where Cloudflare's API is (<https://developers.cloudflare.com/api/>).
const CLOUDFLARE_HOST: &str = "api.cloudflare.com";

/// Where a token goes. Read as the HTTP client reads it, so that what is compared is what is asked.
#[derive(Clone, Debug)]
pub struct ApiAddress(Url);

/// Why a text is not the address of an API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not the address of an API; write scheme, host and path, such as https://api.cloudflare.com/client/v4"
)]
pub struct InvalidAddress;

impl FromStr for ApiAddress {
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

impl ApiAddress {
    /// Whether it is Cloudflare's own, whatever the path.
    #[must_use]
    pub fn is_cloudflare(&self) -> bool {
        self.0.scheme() == "https"
            && self.0.host_str() == Some(CLOUDFLARE_HOST)
            // The default port is none.
            && self.0.port().is_none()
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
impl PartialEq for ApiAddress {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for ApiAddress {}

impl fmt::Display for ApiAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> ApiAddress {
        text.parse()
            .unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn only_cloudflare_is_cloudflare() {
        for own in [
            "https://api.cloudflare.com/client/v4",
            "https://api.cloudflare.com",
            "https://API.Cloudflare.com:443/other/",
        ] {
            assert!(address(own).is_cloudflare(), "{own}");
        }
        for foreign in [
            "http://api.cloudflare.com/client/v4",
            "https://api.cloudflare.com:8443/client/v4",
            "https://api.cloudflare.com.example.com/client/v4",
            "https://api-cloudflare.com/client/v4",
            "https://cloudflare.com/client/v4",
            "https://example.com/api.cloudflare.com",
            "http://127.0.0.1:8099",
        ] {
            assert!(!address(foreign).is_cloudflare(), "{foreign}");
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
            assert_eq!(wrong.parse::<ApiAddress>(), Err(InvalidAddress), "{wrong}");
        }
    }
}
