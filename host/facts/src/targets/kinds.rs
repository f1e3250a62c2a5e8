//! What may be written for the settings of the targets.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use super::backup::is_file_name;
use super::section::{Kind, Raw, Scalar};
use super::{
    ComposeFile, Credential as CredentialPlace, FileNames, HttpEndpoint as Endpoint, KeyPattern,
    LinePart, PortSpec,
};

/// Port of the DNS (RFC 1035, 4.2).
const DNS_PORT: u16 = 53;

/// A kind of text.
macro_rules! text {
    (
        $(#[doc = $doc:literal])+
        $name:ident: $value:ty = $noun:literal, $help:expr, $pattern:expr;
        $read:expr, $write:expr
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub enum $name {}

        impl Kind for $name {
            type Value = $value;
            const NOUN: &'static str = $noun;
            const HELP: &'static str = $help;
            const PATTERN: Option<&'static str> = $pattern;

            fn read(raw: Raw<'_>) -> Option<$value> {
                let read: fn(&str) -> Option<$value> = $read;
                match raw {
                    Raw::Text(text) => read(text),
                    Raw::Boolean(_) | Raw::Integer(_) | Raw::Other => None,
                }
            }

            fn write(value: &$value) -> Scalar {
                let write: fn(&$value) -> String = $write;
                Scalar::Text(write(value))
            }
        }
    };
}

fn kept(text: &str, fits: bool) -> Option<String> {
    fits.then(|| text.to_owned())
}

text! {
    /// A name that a report can show on one line.
    Name: String = "a name", "write 1 to 100 characters without control characters", Some(NAME_PATTERN);
    |text| kept(text, is_name(text)), Clone::clone
}

/// Of one line, and not only blanks.
const NAME_PATTERN: &str = r"^(?=[^\n]*\S)[^\n]{1,100}$";

/// Whether a report can show the name on one line.
#[must_use]
pub fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= 100 && !text.contains(char::is_control)
}

const PATH_HELP: &str = "write an absolute path on the host, without `.` and `..`";

/// Begins with a slash, and no part is empty, `.` or `..`.
const PATH_PATTERN: &str = r"^(/(?!\.{0,2}(/|$))[^/]+)+$";

text! {
    /// An absolute path on the host.
    HostPath: PathBuf = "an absolute path", PATH_HELP, Some(PATH_PATTERN);
    host_path, |path| path.display().to_string()
}

/// A path that needs no resolving to be compared.
pub(super) fn host_path(text: &str) -> Option<PathBuf> {
    let rest = text.strip_prefix('/')?;
    let fits = !text.chars().any(char::is_control)
        && rest.split('/').all(|part| !matches!(part, "" | "." | ".."));
    fits.then(|| PathBuf::from(text))
}

text! {
    /// An absolute path on the host, or many.
    HostPattern: PathBuf = "an absolute path",
    "write an absolute path on the host, without `.` and `..`; `*` stands for any part of a name",
    Some(PATH_PATTERN);
    host_path, |path| path.display().to_string()
}

/// The Compose file, or that there is none.
#[derive(Debug)]
pub enum Compose {}

impl Kind for Compose {
    type Value = ComposeFile;
    const NOUN: &'static str = "an absolute path";
    const HELP: &'static str =
        "write an absolute path on the host, without `.` and `..`, or `false` where there is none";
    const TYPE: &'static str = "string or `false`";
    const PATTERN: Option<&'static str> = Some(PATH_PATTERN);

    fn has_type(raw: Raw<'_>) -> bool {
        matches!(raw, Raw::Text(_) | Raw::Boolean(false))
    }

    fn read(raw: Raw<'_>) -> Option<ComposeFile> {
        match raw {
            Raw::Text(text) => host_path(text).map(ComposeFile::At),
            Raw::Boolean(false) => Some(ComposeFile::None),
            Raw::Boolean(true) | Raw::Integer(_) | Raw::Other => None,
        }
    }

    fn write(value: &ComposeFile) -> Scalar {
        Scalar::Text(
            value
                .path()
                .map_or_else(String::new, |path| path.display().to_string()),
        )
    }
}

text! {
    /// A domain that somebody serves.
    Domain: String = "a domain",
    "write a domain such as `example.com`, an international one in its `xn--` form",
    Some(r"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$");
    |text| kept(text, is_domain(text)).map(|text| text.to_ascii_lowercase()), Clone::clone
}

/// Host name syntax and lengths of RFC 1123, 2.1, and RFC 1035, 2.3.4; at least two labels.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(is_label)
}

text! {
    /// The name of a host as it is written beside a domain.
    WebName: String = "a host name",
    "write `@` for the domain itself, `www` for a name below it, or a whole name",
    Some(r"^(@|[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*)$");
    |text| kept(text, is_web_name(text)).map(|text| text.to_ascii_lowercase()), Clone::clone
}

pub(super) fn is_web_name(text: &str) -> bool {
    text == "@" || is_domain(text) || is_domain(&format!("{text}.x"))
}

text! {
    /// A sequence of labels. RFC 6376, 3.1, takes those of a host's name; providers also use selectors
    /// with underscores and hyphens anywhere, which the DNS allows (RFC 2181, 11) and verifiers ask for.
    Selector: String = "a DKIM selector", "write a selector such as `s1`",
    Some(r"^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$");
    |text| kept(text, is_selector(text)), Clone::clone
}

/// What is left of the 253 characters of a name beside `._domainkey.` and a domain such as `a.de`.
const LONGEST_SELECTOR: usize = 253 - "._domainkey.".len() - "a.de".len();

fn is_selector(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.len() <= LONGEST_SELECTOR && text.split('.').all(is_label)
}

const ADDRESS_HELP: &str = "write an address such as `203.0.113.7` or `2001:db8::7`";

text! {
    /// An IP address.
    Address: IpAddr = "an address", ADDRESS_HELP, Some(r"^[0-9A-Fa-f:.]+$");
    |text| text.parse().ok(), ToString::to_string
}

text! {
    /// An IP address with or without a port.
    NameServer: SocketAddr = "an address", ADDRESS_HELP, Some(r"^\[?[0-9A-Fa-f:.]+(\]:[1-9][0-9]*)?$");
    |text| {
        let address = text.parse::<IpAddr>();
        address
            .map(|address| SocketAddr::new(address, DNS_PORT))
            .or_else(|_| text.parse())
            .ok()
            .filter(|server: &SocketAddr| server.port() > 0)
    },
    ToString::to_string
}

text! {
    /// A port with its protocol, or `ssh`.
    OpenPort: PortSpec = "a port", "write `443/tcp`, `443/udp` or `ssh`",
    Some(r"^(ssh|[1-9][0-9]{0,4}/(tcp|udp))$");
    |text| text.parse().ok(), ToString::to_string
}

text! {
    /// A key of an environment file, or many of them.
    Keys: KeyPattern = "the name of a key",
    "write letters, digits, `_` and `.`, and `*` for any text, such as `LOG_LEVEL` or `LIMIT_*`",
    Some(r"^[A-Za-z_*][A-Za-z0-9_.*]{0,63}$");
    |text| text.parse().ok(), ToString::to_string
}

/// Neither `.` nor `..`, and no slash.
const FILE_NAME_PATTERN: &str = r"^(?!\.{1,2}$)[^/]+$";

text! {
    /// The name of one file in a directory.
    FileName: String = "the name of a file", "write a name without a directory, such as `LAST_SUCCESS.txt`",
    Some(FILE_NAME_PATTERN);
    |text| kept(text, is_file_name(text)), Clone::clone
}

text! {
    /// The name of a file, or of many.
    NamesOfFiles: FileNames = "the name of a file",
    "write a name without a directory, with `*` for any text, such as `shop-*.dump`", Some(FILE_NAME_PATTERN);
    |text| text.parse().ok(), ToString::to_string
}

text! {
    /// A command of a script, or the beginning of one.
    ScriptCommand: String = "a command",
    "write the words of a command on one line, such as `alembic upgrade head`", Some(NAME_PATTERN);
    |text| kept(text, is_name(text)), Clone::clone
}

text! {
    /// A part of a line, or of many.
    PartOfLine: LinePart = "a part of a line",
    "write 4 to 200 characters of the line, with `*` for any text, such as `cannot reach the cache`",
    Some(r"^(?=[^\n]*[^*\s][^*\n]{2,}[^*\s])[^\n]{4,200}$");
    |text| text.parse().ok(), ToString::to_string
}

text! {
    /// A name as POSIX has it (IEEE Std 1003.1, 8.1).
    Variable: String = "the name of an environment variable",
    "write a name such as `CLOUDFLARE_API_TOKEN`; the token itself does not belong here",
    Some(r"^[A-Z_][A-Z0-9_]*$");
    |text| kept(text, is_variable(text)), Clone::clone
}

pub(super) fn is_variable(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

text! {
    /// An endpoint: a host name as it is written beside a domain, and a path.
    HttpEndpoint: Endpoint = "an endpoint",
    "write a host name and a path, such as `api/healthz`, without a query",
    Some(r"^(http://)?(@|\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:[1-9][0-9]{0,4})?/[A-Za-z0-9._~/-]*$");
    |text| text.parse().ok(), ToString::to_string
}

text! {
    /// Where a credential is.
    Credential: CredentialPlace = "the place of a credential",
    "write `env:NAME`, `file:/PATH` or `key:NAME`; the credential itself does not belong here",
    Some(r"^(env:[A-Z_][A-Z0-9_]*|file:/[^/].*|key:[A-Za-z_][A-Za-z0-9_.]*)$");
    |text| text.parse().ok(), ToString::to_string
}

/// The address of an API. Only a test's server on this machine is spoken to without TLS: the token would
/// travel unencrypted.
#[derive(Debug)]
pub enum Api {}

impl Kind for Api {
    type Value = String;
    const NOUN: &'static str = "the address of an API";
    const HELP: &'static str = "write an address such as `https://api.cloudflare.com/client/v4`";
    const PATTERN: Option<&'static str> =
        Some(r"^(https://|http://127\.0\.0\.1:|http://\[::1\]:)[^@?#\\\s]*$");

    fn read(raw: Raw<'_>) -> Option<String> {
        let Raw::Text(text) = raw else {
            return None;
        };
        // Nothing but scheme, host, port and path: what a user name hides from the eye, or a query
        // or fragment takes out of the path, is not an address that anybody means.
        let fits = !text
            .contains(|c: char| "@?#\\".contains(c) || c.is_whitespace() || c.is_control())
            && (text.starts_with("https://")
                || text.starts_with("http://127.0.0.1:")
                || text.starts_with("http://[::1]:"));
        kept(text, fits)
    }

    fn write(value: &String) -> Scalar {
        Scalar::Text(value.clone())
    }

    /// An address with a password in it is refused, and not shown.
    fn may_be_shown(raw: Raw<'_>) -> bool {
        matches!(raw, Raw::Text(text) if !text.contains('@'))
    }
}

/// The number of a port.
#[derive(Debug)]
pub enum Port {}

impl Kind for Port {
    type Value = u16;
    const NOUN: &'static str = "a port";
    const HELP: &'static str = "write an integer from 1 to 65535";
    const TYPE: &'static str = "integer";

    fn has_type(raw: Raw<'_>) -> bool {
        matches!(raw, Raw::Integer(_))
    }

    fn read(raw: Raw<'_>) -> Option<u16> {
        match raw {
            Raw::Integer(number) => u16::try_from(number).ok().filter(|port| *port > 0),
            Raw::Boolean(_) | Raw::Text(_) | Raw::Other => None,
        }
    }

    fn write(value: &u16) -> Scalar {
        Scalar::Integer((*value).into())
    }
}
