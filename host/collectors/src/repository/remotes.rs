//! Addresses in git's own configuration of a repository, and what logs in with them. Only the host of an
//! address leaves.

use muster_facts::git::Remote;
use muster_facts::{Secret, Secrets, Source};

use super::config::Entry;
use super::place::Repository;
use crate::env;

/// The shortest user of an address that can be a token.
const SHORTEST_TOKEN: usize = 20;

/// The addresses of a configuration.
pub(super) fn remotes(repository: &Repository<'_>, secrets: &Secrets) -> Vec<Remote> {
    let root = repository.root.display().to_string();
    let file = repository.config_file.display().to_string();
    let mut found = Vec::new();
    for entry in &repository.config {
        // `url.<base>.insteadOf` and `http.<url>.extraHeader` have an address in the key.
        let in_key = entry
            .subsection
            .as_deref()
            .filter(|name| name.contains("://"));
        let in_value = is_address(entry).then_some(entry.value.as_str());
        for address in in_key.into_iter().chain(in_value) {
            let address = Address::of(address);
            register(&address, secrets);
            found.push(Remote {
                root: root.clone(),
                key: shown_key(entry),
                host: address.host.map(str::to_owned),
                credentials: address.credentials().to_owned(),
                source: Source::line(&file, entry.line),
            });
        }
        if entry.section == "http" && entry.key == "extraheader" {
            secrets.register(&Secret::new(entry.value.as_str()));
            let small = entry.value.to_ascii_lowercase();
            if ["authorization:", "private-token:", "cookie:"]
                .iter()
                .any(|name| small.starts_with(name))
            {
                found.push(Remote {
                    root: root.clone(),
                    key: shown_key(entry),
                    host: entry
                        .subsection
                        .as_deref()
                        .and_then(|name| Address::of(name).host.map(str::to_owned)),
                    credentials: Remote::CREDENTIALS_HEADER.to_owned(),
                    source: Source::line(&file, entry.line),
                });
            }
        }
    }
    found
}

/// Whether other files are read with the configuration, which are not part of the repository.
pub(super) fn includes(repository: &Repository<'_>) -> bool {
    let mut entries = repository.config.iter();
    entries.any(|entry| matches!(entry.section.as_str(), "include" | "includeif"))
}

fn is_address(entry: &Entry) -> bool {
    entry.value.contains("://") || matches!(entry.key.as_str(), "url" | "pushurl")
}

/// The key as it is written, without an address in it.
fn shown_key(entry: &Entry) -> String {
    match &entry.subsection {
        Some(name) if name.contains("://") || name.contains('@') => {
            format!("{}.*.{}", entry.section, entry.key)
        }
        Some(name) => format!("{}.{name}.{}", entry.section, entry.key),
        None => format!("{}.{}", entry.section, entry.key),
    }
}

fn register(address: &Address<'_>, secrets: &Secrets) {
    for secret in [address.password, address.token()].into_iter().flatten() {
        secrets.register(&Secret::new(secret));
        if let Some(decoded) = env::percent_decoded(secret) {
            secrets.register(&Secret::new(decoded));
        }
    }
}

/// What an address consists of.
struct Address<'a> {
    is_web: bool,
    user: Option<&'a str>,
    password: Option<&'a str>,
    host: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// `scheme://user:password@host:port/path`, `user@host:path`, or a path.
    fn of(text: &'a str) -> Self {
        let Some((scheme, rest)) = text.split_once("://") else {
            let host = text
                .split_once(':')
                .map(|(before, _)| before)
                .filter(|before| !before.contains('/'));
            let (user, host) = match host.and_then(|before| before.rsplit_once('@')) {
                Some((user, host)) => (Some(user), Some(host)),
                None => (None, host),
            };
            return Self {
                is_web: false,
                user,
                password: None,
                host,
            };
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (info, place) = match authority.rsplit_once('@') {
            Some((info, place)) => (Some(info), place),
            None => (None, authority),
        };
        let (user, password) = match info.map(|info| info.split_once(':').unwrap_or((info, ""))) {
            Some((user, password)) => (Some(user), Some(password).filter(|text| !text.is_empty())),
            None => (None, None),
        };
        let host = match place.strip_prefix('[') {
            Some(address) => address.split(']').next().unwrap_or_default(),
            None => place.split(':').next().unwrap_or_default(),
        };
        Self {
            is_web: matches!(scheme, "http" | "https"),
            user: user.filter(|user| !user.is_empty()),
            password,
            host: Some(host).filter(|host| !host.is_empty()),
        }
    }

    /// A user that is a token, as GitHub takes it: what nobody could guess.
    fn token(&self) -> Option<&'a str> {
        let user = self.user.filter(|_| self.is_web)?;
        (env::has_secret_form(user)
            || (user.len() >= SHORTEST_TOKEN && !muster_facts::is_guessable(user)))
        .then_some(user)
    }

    fn credentials(&self) -> &'static str {
        if self
            .password
            .is_some_and(|password| password != "x-oauth-basic")
        {
            Remote::CREDENTIALS_PASSWORD
        } else if self.token().is_some() {
            Remote::CREDENTIALS_TOKEN
        } else if self.user.is_some() {
            Remote::CREDENTIALS_USER
        } else {
            Remote::CREDENTIALS_NONE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_host_and_that_something_logs_in() {
        let told = |text: &'static str| {
            let address = Address::of(text);
            (address.credentials(), address.host)
        };
        for (text, credentials, host) in [
            ("https://git.shop.test/a.git", "none", Some("git.shop.test")),
            (
                "https://deploy@git.shop.test:8443/a",
                "user",
                Some("git.shop.test"),
            ),
            (
                "https://a:b@git.shop.test",
                "password",
                Some("git.shop.test"),
            ),
            ("https://x:@git.shop.test", "user", Some("git.shop.test")),
            (
                "https://7r5Qeb9tWz2xv8LmNc3HkQz@git.shop.test/a",
                "token",
                Some("git.shop.test"),
            ),
            ("git@git.shop.test:a/b.git", "user", Some("git.shop.test")),
            ("ssh://git@[2001:db8::7]:22/a", "user", Some("2001:db8::7")),
            ("/srv/git/a.git", "none", None),
            ("../a:b", "none", None),
            ("file:///srv/a", "none", None),
        ] {
            assert_eq!(told(text), (credentials, host), "{text}");
        }
    }
}
