//! Taking URLs apart, also those that are not what RFC 3986 asks for: a password with a raw `/`, `?`, `#` or `@`
//! has to be known to be kept out of the output. Pure; what is shown of a part is decided elsewhere.

use std::net::IpAddr;

/// A URL, split as RFC 3986 has it.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Url<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) user: Option<&'a str>,
    pub(crate) password: Option<&'a str>,
    pub(crate) host: &'a str,
    pub(crate) port: Option<&'a str>,
    /// With the leading slash; empty when there is none.
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    /// Whether an `@` comes behind the authority: where the password has one itself, the authority ends earlier than
    /// was meant.
    pub(crate) has_later_sign: bool,
}

impl Url<'_> {
    /// Whether there is nothing but a scheme, a host that can be shown, and perhaps a port.
    pub(crate) fn is_bare(&self) -> bool {
        self.user.is_none()
            && self.path.is_empty()
            && self.query.is_empty()
            && self.port.is_none_or(|port| port.parse::<u16>().is_ok())
            && is_showable_host(self.host)
    }
}

/// Schemes of PostgreSQL; behind the sign of addition the driver of SQLAlchemy follows.
const POSTGRES: [&str; 2] = ["postgres", "postgresql"];

impl<'a> Url<'a> {
    /// The address as its reader takes it: in one of PostgreSQL, parameters win over what stands before them, as in
    /// libpq, asyncpg and SQLAlchemy.
    pub(crate) fn with_parameters(mut self) -> Self {
        let scheme = self.scheme.split('+').next().unwrap_or_default();
        if !POSTGRES
            .iter()
            .any(|known| scheme.eq_ignore_ascii_case(known))
        {
            return self;
        }
        for (name, value) in self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
        {
            match name {
                "user" => self.user = Some(value),
                "password" => self.password = Some(value),
                "host" => self.host = value,
                "port" => self.port = Some(value),
                "dbname" | "database" => self.path = value,
                _ => {}
            }
        }
        self
    }
}

/// Splits a URL with an authority. A password that holds a raw `/`, `?` or `#` ends the authority
/// too early; where a later `@` shows that, the authority is taken up to there, because that is
/// what was meant and because the password must be known to be kept out of the output.
pub(crate) fn split_url(value: &str) -> Option<Url<'_>> {
    split_written(value).filter(|_| !value.contains(char::is_whitespace))
}

/// The same for a text that may have blanks in it, as a value in quotes has.
pub(crate) fn split_written(value: &str) -> Option<Url<'_>> {
    let (scheme, rest) = value.split_once("://")?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte));
    if !valid {
        return None;
    }
    let strict = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let end = match (rest.get(..strict)?.rfind('@'), rest.rfind('@')) {
        (None, Some(at)) if is_userinfo(rest.get(..at)?, rest.get(..strict)?, scheme) => {
            let after = rest.get(at..)?;
            at + after.find(['/', '?', '#']).unwrap_or(after.len())
        }
        (Some(first), Some(last)) if last > strict && !may_have_sign_in_path(scheme) => {
            let (between, after) = (rest.get(strict..last)?, rest.get(last + 1..)?);
            if is_password_between(first + 1 == strict, between, after) {
                last + 1 + after.find(['/', '?', '#']).unwrap_or(after.len())
            } else {
                strict
            }
        }
        _ => strict,
    };
    let (authority, rest) = rest.split_at(end);
    let (userinfo, address) = match authority.rsplit_once('@') {
        Some((userinfo, address)) => (Some(userinfo), address),
        None => (None, authority),
    };
    let (user, password) = match userinfo {
        None => (None, None),
        Some(userinfo) => match userinfo.split_once(':') {
            Some((user, password)) => (Some(user), Some(password)),
            None => (Some(userinfo), None),
        },
    };
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (address, None),
    };
    let has_later_sign = rest.contains('@');
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Some(Url {
        scheme,
        user,
        password,
        host,
        port,
        path,
        query,
        has_later_sign,
    })
}

/// Host and port of what comes behind a scheme, as they are written, without who logs in. None where an `@` comes only
/// behind what ends the authority: a password may have ended it too early.
pub(crate) fn host_and_port(behind_scheme: &str) -> Option<&str> {
    let end = behind_scheme.find(['/', '?', '#']);
    let (authority, rest) = behind_scheme.split_at(end.unwrap_or(behind_scheme.len()));
    match authority.rsplit_once('@') {
        Some((_, address)) => Some(address),
        None => (!rest.contains('@')).then_some(authority),
    }
}

/// Schemes whose addresses may have an `@` in the path.
const WITH_PATHS: [&str; 6] = ["file", "git", "git+ssh", "http", "https", "ssh"];

fn may_have_sign_in_path(scheme: &str) -> bool {
    WITH_PATHS
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Whether a password goes on behind an `@` and what ends the authority, up to a later `@`: there is no host before it,
/// or one with a port or a path behind it. In a query an `@` belongs to a parameter.
fn is_password_between(without_host: bool, between: &str, after: &str) -> bool {
    let is_query = between
        .split_once('?')
        .is_some_and(|(_, query)| query.contains('='));
    let address = after.split(['/', '?', '#']).next().unwrap_or_default();
    let has_port = address
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    !is_query && !address.is_empty() && (without_host || has_port)
}

/// Whether what comes before a later `@` was meant as userinfo. Where an `@` may be in the path, it is not, unless what
/// stands for the port is not one.
fn is_userinfo(before: &str, authority: &str, scheme: &str) -> bool {
    if !may_have_sign_in_path(scheme) {
        return before.contains(':');
    }
    let port = authority.rsplit_once(':').map(|(_, port)| port);
    port.is_some_and(|port| !port.contains(']') && !port.is_empty() && port.parse::<u16>().is_err())
}

/// More than an address with one password has.
const MOST_SIGNS: usize = 16;

/// Every text that may have been meant as the password of an address: what is between its first `:` and each `@`.
/// Which one it is cannot be told where the password has such a sign itself.
pub(crate) fn possible_passwords(value: &str) -> impl Iterator<Item = &str> {
    let written = value.split_once("://").map_or(value, |(_, rest)| rest);
    let behind = written.split_once(':').map_or("", |(_, rest)| rest);
    behind
        .match_indices('@')
        .take(MOST_SIGNS)
        .filter_map(move |(at, _)| behind.get(..at))
        .filter(|text| !text.is_empty())
}

/// Whether a text can only be a host: an address, or a name of several labels, none of which is
/// long and mixed enough to be a token.
pub(crate) fn is_showable_host(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || host == "localhost"
        || (host.contains('.')
            && host.split('.').all(|label| {
                label.len() < 20
                    && label
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-*".contains(&byte))
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_database_url() {
        let url = split_url("postgresql+asyncpg://app:p%40ss@db:5432/orchard?ssl=1").unwrap();
        assert_eq!((url.user, url.password), (Some("app"), Some("p%40ss")));
        assert_eq!((url.host, url.port), ("db", Some("5432")));
        assert_eq!((url.path, url.query), ("/orchard", "ssl=1"));
    }

    #[test]
    fn parameters_of_postgres_win() {
        let url = |value| split_url(value).map(Url::with_parameters).unwrap();
        let all = url("postgresql:///x?host=db&port=5433&user=app&password=pw&dbname=shop");
        assert_eq!((all.user, all.password), (Some("app"), Some("pw")));
        assert_eq!((all.host, all.port, all.path), ("db", Some("5433"), "shop"));
        let other = url("postgresql+asyncpg://app:pw@db/shop?user=other&ssl=1");
        assert_eq!((other.user, other.password), (Some("other"), Some("pw")));
        let mysql = url("mysql://app:pw@db/shop?user=other");
        assert_eq!(mysql.user, Some("app"));
    }

    #[test]
    fn a_host_is_told_where_no_password_can_stand_for_it() {
        for (text, expected) in [
            ("a.example:8080/x", Some("a.example:8080")),
            ("me:p@ss@a.example?x=@", Some("a.example")),
            ("me:12/34@a.example", None),
            ("", Some("")),
        ] {
            assert_eq!(host_and_port(text), expected, "{text}");
        }
    }

    #[test]
    fn finds_the_password_that_breaks_the_url() {
        for (value, password) in [
            ("postgres://u:a@b@db/x", "a@b"),
            ("postgres://u:a/b@db/x", "a/b"),
            ("postgres://u:a#b?c@db:1/x", "a#b?c"),
            ("redis://:only@cache", "only"),
            ("postgresql+asyncpg://u:a@/b@db:5432/x", "a@/b"),
            ("postgres://u:a@b/c@db:5432/x", "a@b/c"),
            ("postgres://u:a@?b@db/x", "a@?b"),
            ("https://my.X:x/y@site.de", "x/y"),
            ("https://u:70000?z@site.de/a", "70000?z"),
            ("HTTPS://u:x/y@site.de", "x/y"),
            ("ssh://u:x/y@site.de", "x/y"),
        ] {
            assert_eq!(
                split_url(value).unwrap().password,
                Some(password),
                "{value}"
            );
        }
        for plain in [
            "postgres://u:p@/shop?host=/run/x&application_name=a@b",
            "amqp://u:p@broker/a@b",
            "mongodb://u:p@a,b/x?name=c@d:1",
        ] {
            assert_eq!(split_url(plain).unwrap().password, Some("p"), "{plain}");
        }
        for plain in [
            "https://site.example/@user:x",
            "https://site.example:8443/@user",
            "https://[2001:db8::1]/@user",
            "ssh://site.example:22/srv/a@b.git",
        ] {
            assert_eq!(split_url(plain).unwrap().user, None, "{plain}");
        }
    }

    #[test]
    fn every_text_that_may_be_the_password_is_told() {
        let all = |value: &'static str| possible_passwords(value).collect::<Vec<_>>();
        assert_eq!(
            all("https://u:a@b/c@d/x?e@f"),
            ["a", "a@b/c", "a@b/c@d/x?e"]
        );
        assert_eq!(all("u:a/b@host:x"), ["a/b"]);
        assert!(all("https://u@host:1/x").is_empty());
        assert!(all("https://u:@host").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_split_or_left(text in "[a:/@?#\\[\\] .é]{0,40}") {
            let _ = split_written(&text);
            let _ = split_written(&format!("https://{text}"));
            let _ = possible_passwords(&text).count();
        }
    }
}
