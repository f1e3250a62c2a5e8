//! The fields of Cloudflare's Rules language, by what a string that one is compared with may be
//! (<https://developers.cloudflare.com/ruleset-engine/rules-language/fields/>).

use std::ops::Range;

/// What a string is compared with, the least secret first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A field that holds no secret: the string stays.
    Public,
    /// A name, or that of a program, which is a secret only where it looks like one.
    Name,
    /// A path, which has secrets in practice only where it is written with more than a path.
    Path,
    /// An address, which may have secrets in its query.
    Address,
    /// The query, which a request may be known not to have.
    Query,
    Secret,
}

/// Request headers that say what is asked for, and by which program.
const PUBLIC_HEADERS: [&str; 11] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "origin",
    "upgrade",
    "user-agent",
    "x-forwarded-proto",
];

/// Fields, and beginnings of fields (with a dot at the end), that hold no secret.
const PUBLIC_FIELDS: [&str; 14] = [
    "cf.",
    "http.host",
    "http.request.accepted_languages",
    "http.request.body.mime",
    "http.request.body.size",
    "http.request.body.truncated",
    "http.request.method",
    "http.request.timestamp.",
    "http.request.uri.path.",
    "http.request.version",
    "http.response.code",
    "http.x_forwarded_for",
    "ip.",
    "ssl",
];

const ADDRESSES: [&str; 3] = ["http.referer", "http.request.full_uri", "http.request.uri"];

const USER_AGENT: &str = "http.user_agent";

const PATH: &str = "http.request.uri.path";

const QUERY: &str = "http.request.uri.query";

pub(super) fn class(field: &str) -> Class {
    let (name, keys) = field.split_once('[').unwrap_or((field, ""));
    let name = name.strip_prefix("raw.").unwrap_or(name);
    if name == "http.request.headers"
        && let Some(header) = keys.split('"').nth(1)
    {
        let header = header.to_ascii_lowercase();
        return match header.as_str() {
            "referer" => Class::Address,
            "host" => Class::Public,
            other if PUBLIC_HEADERS.contains(&other) => Class::Name,
            _ => Class::Secret,
        };
    }
    let public = |known: &&str| match known.strip_suffix('.') {
        Some(_) => name.starts_with(*known),
        None => name == *known,
    };
    if name == USER_AGENT || name.ends_with(".names") {
        Class::Name
    } else if PUBLIC_FIELDS.iter().any(public) {
        Class::Public
    } else if name == PATH {
        Class::Path
    } else if ADDRESSES.contains(&name) {
        Class::Address
    } else if name == QUERY {
        Class::Query
    } else {
        Class::Secret
    }
}

/// The beginnings of the names of fields.
const FIELD_ROOTS: [&str; 8] = ["cf", "http", "icmp", "ip", "raw", "ssl", "tcp", "udp"];

/// Whether a word is the name of a field.
pub(super) fn is_field(name: &str) -> bool {
    let root = name.split('.').next().unwrap_or_default();
    FIELD_ROOTS.contains(&root) && (name.contains('.') || name == "ssl")
}

/// Where the name in the brackets of a field is, such as that of a header or a cookie.
pub(super) fn key(field: &str) -> Option<Range<usize>> {
    let start = field.find("[\"")? + 2;
    let length = field.get(start..)?.find('"')?;
    Some(start..start + length)
}
