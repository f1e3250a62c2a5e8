//! Where a redirect leads, as a browser reads it.

use reqwest::Url;

/// Where a Location leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectTarget {
    /// `https`; of another kind of address, its own.
    pub scheme: String,
    /// Host, with the port where it is not the usual one; empty where it has none.
    pub authority: String,
    /// The path, without a query.
    pub path: String,
}

/// Where a Location leads that the answer to `asked` has; none where it leads nowhere. What a browser
/// sends as user, password, query or fragment is not part of it.
#[must_use]
pub fn redirect_target(asked: &str, location: &str) -> Option<RedirectTarget> {
    let url = Url::parse(asked).ok()?.join(location).ok()?;
    let host = url.host_str().unwrap_or_default();
    Some(RedirectTarget {
        scheme: url.scheme().to_owned(),
        authority: match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        },
        path: url.path().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_leads_where_a_browser_goes() {
        let asked = "http://shop.example/a/b";
        for (location, scheme, authority, path) in [
            ("https://shop.example/a/b", "https", "shop.example", "/a/b"),
            (
                "HTTPS://Shop.Example:443/a/b",
                "https",
                "shop.example",
                "/a/b",
            ),
            (
                "https://me:pw@shop.example/x?token=1#y",
                "https",
                "shop.example",
                "/x",
            ),
            ("//www.shop.example", "http", "www.shop.example", "/"),
            ("/login?next=https://x", "http", "shop.example", "/login"),
            ("c", "http", "shop.example", "/a/c"),
            ("https:\\\\evil.example", "https", "evil.example", "/"),
            (
                "https://evil.example\\@shop.example",
                "https",
                "evil.example",
                "/@shop.example",
            ),
            (
                "https://shop.example:8443/",
                "https",
                "shop.example:8443",
                "/",
            ),
            ("mailto:me@shop.example", "mailto", "", "me@shop.example"),
        ] {
            let expected = RedirectTarget {
                scheme: scheme.to_owned(),
                authority: authority.to_owned(),
                path: path.to_owned(),
            };
            assert_eq!(
                redirect_target(asked, location),
                Some(expected),
                "{location}"
            );
        }
        assert_eq!(redirect_target(asked, "https://"), None);
    }
}
