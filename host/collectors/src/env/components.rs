//! The parts of values that are URLs, mail addresses or lists of origins. Splitting is pure; what
//! can be shown of a part is decided here, per part, and never includes userinfo or a path.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::known;
use super::url::{Url, is_showable_host, split_url};

/// One part of a value.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Part {
    pub(super) name: String,
    /// None where the value has no such part.
    pub(super) text: Option<String>,
    /// The text as it can be shown.
    pub(super) shown: Option<String>,
    pub(super) properties: Vec<&'static str>,
}

/// The parts of a URL. The host is shown only for keys that hold public addresses.
pub(super) fn of_url(url: &Url<'_>, public_host: bool) -> Vec<Part> {
    let part = |name: &str, text: Option<&str>| Part {
        name: name.to_owned(),
        text: text.map(str::to_owned),
        shown: None,
        properties: Vec::new(),
    };
    let database =
        Some(url.path.strip_prefix('/').unwrap_or(url.path)).filter(|path| !path.is_empty());
    let mut scheme = part("scheme", Some(url.scheme));
    if known::is_scheme(url.scheme) {
        scheme.shown = Some(url.scheme.to_ascii_lowercase());
        scheme.properties.extend(scheme_property(url.scheme));
    }
    let mut host = part("host", Some(url.host));
    host.properties.extend(host_class(url.host));
    if asks_for_encryption(url) {
        host.properties.push("encrypted");
    }
    if public_host && is_showable_host(url.host) {
        host.shown = Some(url.host.to_owned());
    }
    let mut port = part("port", url.port);
    port.shown = url
        .port
        .filter(|port| port.parse::<u16>().is_ok())
        .map(str::to_owned);
    let account = |name: &str, text: Option<&str>| {
        let mut part = part(name, text);
        part.properties
            .extend(text.filter(|text| !is_escaped(text)).map(|_| "unescaped"));
        part
    };
    vec![
        scheme,
        account("user", url.user),
        account("password", url.password),
        host,
        port,
        part("database", database),
    ]
}

/// Schemes of programs that speak TLS under that name alone.
const ENCRYPTED_SCHEMES: [&str; 9] = [
    "amqps",
    "ftps",
    "https",
    "ldaps",
    "mongodb+srv",
    "mqtts",
    "rediss",
    "smtps",
    "tls",
];

/// Whether a URL asks for a connection that is encrypted, or none: by its scheme, or by a parameter such as
/// PostgreSQL's `sslmode=require`, MySQL's `ssl-mode=REQUIRED` and MongoDB's `tls=true`.
fn asks_for_encryption(url: &Url<'_>) -> bool {
    let scheme = url.scheme.to_ascii_lowercase();
    let asks = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let name = name.to_ascii_lowercase().replace(['-', '_'], "");
        let value = value.to_ascii_lowercase().replace(['-', '_'], "");
        matches!(name.as_str(), "sslmode" | "ssl" | "tls" | "usessl")
            && matches!(
                value.as_str(),
                "require"
                    | "required"
                    | "verifyca"
                    | "verifyfull"
                    | "verifyidentity"
                    | "true"
                    | "1"
            )
    };
    ENCRYPTED_SCHEMES.contains(&scheme.as_str()) || url.query.split('&').any(asks)
}

/// Whether a user name or password has none of the characters that end it where it stands in a URL (RFC
/// 3986, 3.2.1), and no `%` that encodes nothing.
fn is_escaped(text: &str) -> bool {
    let encodes = |after: &str| {
        after
            .get(..2)
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    !text.contains(['@', '/', '?', '#', '[', ']', ' ']) && text.split('%').skip(1).all(encodes)
}

/// The parts of a mail address, `Name <user@host>` included.
pub(super) fn of_email(address: &str, public_host: bool) -> Vec<Part> {
    let bare = address
        .rsplit_once('<')
        .map_or(address, |(_, bare)| bare.trim_end_matches('>'));
    let (user, host) = bare.rsplit_once('@').unwrap_or((bare, ""));
    let part = |name: &str, text: &str| Part {
        name: name.to_owned(),
        text: Some(text.to_owned()),
        shown: None,
        properties: Vec::new(),
    };
    let mut host = part("host", host);
    if public_host {
        host.shown = host.text.clone().filter(|host| is_showable_host(host));
    }
    vec![part("user", user), host]
}

/// The entries of a list of origins: a JSON array of strings, or separated by commas. None where
/// the value is neither.
pub(super) fn of_origins(value: &str, public_host: bool) -> Option<Vec<Part>> {
    let entries: Vec<String> = if value.trim_start().starts_with(['[', '{']) {
        serde_json::from_str(value).ok()?
    } else {
        value
            .split(',')
            .map(|entry| entry.trim().to_owned())
            .collect()
    };
    let parts = entries.into_iter().enumerate().map(|(index, entry)| {
        let properties = origin_properties(&entry);
        let plain = !properties.contains(&"not-an-origin") && !properties.contains(&"userinfo");
        let host_is_plain = split_url(&entry).is_some_and(|url| is_showable_host(url.host));
        let star = entry == "*" || entry == "null";
        Part {
            name: format!("origin[{}]", index + 1),
            shown: (public_host && (star || (plain && host_is_plain))).then(|| entry.clone()),
            text: Some(entry),
            properties,
        }
    });
    Some(parts.collect())
}

fn origin_properties(entry: &str) -> Vec<&'static str> {
    if entry == "null" {
        return vec!["null", "not-an-origin"];
    }
    let mut properties = Vec::new();
    if entry.contains('*') {
        properties.push("wildcard");
    }
    let Some(url) = split_url(entry).filter(|url| matches!(url.scheme, "http" | "https")) else {
        properties.push("not-an-origin");
        return properties;
    };
    properties.extend(scheme_property(url.scheme));
    if url.user.is_some() {
        properties.push("userinfo");
    }
    match url.path {
        "" => {}
        "/" => properties.push("trailing-slash"),
        _ => properties.push("path"),
    }
    properties.extend(host_class(url.host));
    let port_is_valid = url.port.is_none_or(|port| port.parse::<u16>().is_ok());
    let bare = format!("{}://", url.scheme).len()
        + url.host.len()
        + url.port.map_or(0, |port| port.len() + 1);
    if url.host.is_empty() || !port_is_valid || bare != entry.len() {
        properties.push("not-an-origin");
    }
    properties
}

fn scheme_property(scheme: &str) -> Option<&'static str> {
    match scheme {
        "http" => Some("http"),
        "https" => Some("https"),
        _ => None,
    }
}

/// `loopback`, `private`, `single-label` or `public`; none for no host at all.
fn host_class(host: &str) -> Option<&'static str> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if bare.is_empty() {
        return None;
    }
    Some(match bare.parse::<IpAddr>() {
        Ok(address) => address_class(address),
        Err(_) if bare == "localhost" || bare.ends_with(".localhost") => "loopback",
        Err(_) if !bare.contains('.') => "single-label",
        // Names that never resolve on the public internet (RFC 6762, ICANN's `.internal`).
        Err(_) if bare.ends_with(".local") || bare.ends_with(".internal") => "private",
        Err(_) => "public",
    })
}

fn address_class(address: IpAddr) -> &'static str {
    let private_v4 = |v4: Ipv4Addr| v4.is_private() || v4.is_link_local() || v4.is_unspecified();
    let private_v6 =
        |v6: Ipv6Addr| v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified();
    match address.to_canonical() {
        address if address.is_loopback() => "loopback",
        IpAddr::V4(v4) if private_v4(v4) => "private",
        IpAddr::V6(v6) if private_v6(v6) => "private",
        IpAddr::V4(_) | IpAddr::V6(_) => "public",
    }
}

/// Percent-decoding; none where nothing is encoded, or the result is not text.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let digits = after
            .get(..2)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..)?;
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes)
        .ok()
        .filter(|decoded| decoded != text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_decoded() {
        assert_eq!(decoded("p%40ss"), Some("p@ss".to_owned()));
        assert_eq!(decoded("100%"), None);
    }

    #[test]
    fn tells_what_has_to_be_encoded_and_what_is_encrypted() {
        let properties = |value: &str, name: &str| {
            of_url(&split_url(value).unwrap(), false)
                .into_iter()
                .find(|part| part.name == name)
                .unwrap()
                .properties
        };
        for (value, expected) in [
            ("postgres://u:p%40ss@db/x", false),
            ("postgres://u:p:ss@db/x", false),
            ("postgres://u:a@b@db/x", true),
            ("postgres://u:a/b@db/x", true),
            ("postgres://u:100%@db/x", true),
        ] {
            let found = properties(value, "password").contains(&"unescaped");
            assert_eq!(found, expected, "{value}");
        }
        for (value, expected) in [
            ("postgres://u:p@db.site.de/x", false),
            ("postgres://u:p@db.site.de/x?a=b&sslmode=require", true),
            ("postgres://u:p@db.site.de/x?sslmode=prefer", false),
            ("mysql://u:p@db.site.de/x?ssl-mode=REQUIRED", true),
            ("mongodb://u:p@db.site.de/x?tls=true", true),
            ("rediss://:p@cache.site.de", true),
        ] {
            let found = properties(value, "host").contains(&"encrypted");
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn judges_origins_one_by_one() {
        let properties = |value: &str| {
            of_origins(value, true)
                .unwrap()
                .into_iter()
                .map(|part| part.properties)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            properties(r#"["https://a.example.de","http://localhost:3000"]"#),
            [vec!["https", "public"], vec!["http", "loopback"]]
        );
        assert_eq!(
            properties("*, null, https://*.x.de, https://x.de/, https://x.de/a, x.de"),
            [
                vec!["wildcard", "not-an-origin"],
                vec!["null", "not-an-origin"],
                vec!["wildcard", "https", "public"],
                vec!["https", "trailing-slash", "public", "not-an-origin"],
                vec!["https", "path", "public", "not-an-origin"],
                vec!["not-an-origin"],
            ]
        );
        assert_eq!(of_origins(r#"["a"#, true), None);
    }

    #[test]
    fn shows_no_host_that_could_be_a_token() {
        let shown = |value: &str| of_origins(value, true).unwrap().remove(0).shown;
        assert_eq!(
            shown("https://app.site.de"),
            Some("https://app.site.de".to_owned())
        );
        assert_eq!(shown("https://kX9vQ2mL7pR4tY8wA1bC.site.de"), None);
        assert_eq!(shown("https://u:p@site.de"), None);
        assert_eq!(shown("https://site.de/secret-path"), None);
    }

    #[test]
    fn classes_of_hosts() {
        for (host, class) in [
            ("127.0.0.1", "loopback"),
            ("[::1]", "loopback"),
            ("10.1.2.3", "private"),
            ("fd00::1", "private"),
            ("db", "single-label"),
            ("8.8.8.8", "public"),
        ] {
            assert_eq!(host_class(host), Some(class), "{host}");
        }
    }
}
