//! Addresses in git's own configuration of a repository, and what logs in with them. Only the host of an
//! address leaves.

use muster_facts::git::Remote;
use muster_facts::{Secret, Secrets, Source};

use super::config::Entry;
use super::place::Repository;
use crate::{command_line, env};

/// The shortest user of an address that can be a token.
const SHORTEST_TOKEN: usize = 20;

/// The addresses of a configuration, and what else in it logs in.
pub(super) fn remotes(repository: &Repository<'_>, secrets: &Secrets) -> Vec<Remote> {
    let root = repository.root.display().to_string();
    let file = repository.config_file.display().to_string();
    let mut found = Vec::new();
    for entry in &repository.config {
        let remote = |host: Option<&str>, credentials: &str| Remote {
            root: root.clone(),
            key: shown_key(entry),
            host: host.map(str::to_owned),
            credentials: credentials.to_owned(),
            source: Source::line(&file, entry.line),
        };
        // `url.<base>.insteadOf` and `http.<url>.extraHeader` have an address in the key.
        let in_key = entry
            .subsection
            .as_deref()
            .filter(|name| name.contains("://") || (entry.section == "url" && name.contains('@')));
        let in_value = is_address(entry).then_some(entry.value.as_str());
        for text in in_key.into_iter().chain(in_value) {
            let address = Address::of(text);
            register(&address, text, secrets);
            found.push(remote(address.host, address.credentials()));
        }
        let host = in_key.and_then(|name| Address::of(name).host);
        if entry.section == "http" && entry.key == "extraheader" {
            secrets.register(&Secret::new(entry.value.as_str()));
            let small = entry.value.to_ascii_lowercase();
            if ["authorization:", "private-token:", "cookie:"]
                .iter()
                .any(|name| small.starts_with(name))
            {
                found.push(remote(host, Remote::CREDENTIALS_HEADER));
            }
        }
        if is_command(entry) || (in_value.is_none() && entry.value.contains("://")) {
            command_line::register_text(&entry.value, secrets);
        }
        if is_command(entry) && command_line::written_secret_in_text(&entry.value).is_some() {
            found.push(remote(host, Remote::CREDENTIALS_PASSWORD));
        }
        if is_password(entry) {
            secrets.register(&Secret::new(entry.value.as_str()));
            if !entry.value.is_empty() && !env::is_placeholder(&entry.value) {
                found.push(remote(host, Remote::CREDENTIALS_PASSWORD));
            }
        }
    }
    found
}

/// Whether git runs the value, as a helper that knows a password or as a program in place of ssh.
fn is_command(entry: &Entry) -> bool {
    entry.value.starts_with('!')
        || entry.value.starts_with("ext::")
        || matches!(
            (entry.section.as_str(), entry.key.as_str()),
            ("credential", "helper") | ("core", "sshcommand" | "askpass" | "gitproxy")
        )
}

/// Whether git or a well-known tool beside it takes the value for a password.
fn is_password(entry: &Entry) -> bool {
    matches!(
        (entry.section.as_str(), entry.key.as_str()),
        ("sendemail", "smtppass")
            | ("imap", "pass")
            | ("credential", "password")
            | (
                "github" | "gitlab" | "gitea",
                "token" | "oauthtoken" | "password"
            )
    )
}

/// Whether other files are read with the configuration, which are not part of the repository.
pub(super) fn includes(repository: &Repository<'_>) -> bool {
    let mut entries = repository.config.iter();
    entries.any(|entry| matches!(entry.section.as_str(), "include" | "includeif"))
}

fn is_address(entry: &Entry) -> bool {
    !is_command(entry)
        && (env::split_written(&entry.value).is_some()
            || matches!(entry.key.as_str(), "url" | "pushurl"))
}

/// A host, where the text has no characters that none has. What has others is not shown.
fn host_of(text: &str) -> Option<&str> {
    let is_host = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._:".contains(&byte));
    Some(text).filter(|text| is_host && !text.is_empty())
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

/// The user before a place, where one is written.
fn split_user(text: &str) -> (Option<&str>, &str) {
    match text.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, text),
    }
}

/// Registers what is or may be the password of an address, or a token in place of its user.
fn register(address: &Address<'_>, text: &str, secrets: &Secrets) {
    let possible = address
        .is_doubtful
        .then(|| env::possible_passwords(text))
        .into_iter()
        .flatten();
    let certain = [address.password, address.token()].into_iter().flatten();
    for secret in certain.chain(possible) {
        secrets.register(&Secret::new(secret));
        // Where it is not certain what it is, its longest pieces are secret by themselves.
        for piece in secret.split(['/', '?', '#', '@', ':']) {
            secrets.register(&Secret::new(piece));
        }
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
    /// As far as it can only be one.
    host: Option<&'a str>,
    /// Whether a later `@` may say that the password is longer than it seems.
    is_doubtful: bool,
}

impl<'a> Address<'a> {
    /// `scheme://user:password@host:port/path`, `user@host:path`, or a path; each perhaps behind the name of a helper,
    /// as in `helper::address`.
    fn of(text: &'a str) -> Self {
        let helped = text.split_once("::").filter(|(helper, _)| {
            helper.len() > 1 && helper.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        let text = helped.map_or(text, |(_, address)| address);
        match env::split_written(text) {
            Some(url) => Self::of_url(&url),
            None => Self::of_ssh(text),
        }
    }

    fn of_url(url: &env::Url<'a>) -> Self {
        let user = url.user.filter(|user| !user.is_empty());
        let bare = url.host.trim_start_matches('[').trim_end_matches(']');
        // A later `@` may say that what stands for the host is a part of the password.
        let is_host = !url.has_later_sign || env::is_showable_host(bare);
        Self {
            is_web: matches!(url.scheme.to_ascii_lowercase().as_str(), "http" | "https"),
            user,
            password: url.password.filter(|password| !password.is_empty()),
            host: host_of(bare).filter(|_| is_host),
            is_doubtful: url.user.is_some() || !is_host,
        }
    }

    fn of_ssh(text: &'a str) -> Self {
        let mut address = Self {
            is_web: false,
            user: None,
            password: None,
            host: None,
            is_doubtful: false,
        };
        let Some((before, after)) = text.split_once(':') else {
            return address;
        };
        // A path, or a drive of Windows.
        if before.contains('/') || before.len() < 2 && !before.starts_with('[') {
            return address;
        }
        if let Some((user, bracketed)) = text.split_once('[')
            && (user.is_empty() || user.ends_with('@'))
        {
            // `[user@host:port]:path` and `[2001:db8::7]:path`
            let inner = bracketed.split(']').next().unwrap_or_default();
            let (inner_user, place) = split_user(inner);
            let is_number = place.parse::<std::net::Ipv6Addr>().is_ok();
            let name = place.split(':').next().unwrap_or_default();
            address.user = inner_user.or(user.strip_suffix('@'));
            address.host = host_of(if is_number { place } else { name });
            return address;
        }
        if let (Some(user), host) = split_user(before) {
            address.user = Some(user);
            address.host = host_of(host);
            return address;
        }
        let Some((secret, place)) = after.rsplit_once('@') else {
            address.host = host_of(before);
            return address;
        };
        // `user:password@host:path`, which git takes for a path of the host `user`.
        address.is_doubtful = true;
        match place.split_once(':') {
            Some((host, _)) if !secret.contains('/') && !host.contains('/') => {
                address.user = Some(before);
                address.password = Some(secret);
                address.host = host_of(host);
            }
            _ => address.host = Some(before).filter(|host| env::is_showable_host(host)),
        }
        address
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
            (
                "https://deploy:pa/ss@git.shop.test/a.git",
                "password",
                Some("git.shop.test"),
            ),
            (
                "https://deploy:a?c#d@git.shop.test/a.git",
                "password",
                Some("git.shop.test"),
            ),
            ("https://deploy:12/ss@git.shop.test/a.git", "none", None),
            ("https://to/ken@git.shop.test/a.git", "none", None),
            ("https://u:a@b/c@git.shop.test/a", "password", None),
            (
                "https://git.shop.test/@shop/a.git",
                "none",
                Some("git.shop.test"),
            ),
            (
                "https://git.shop.test:8443/@shop/a",
                "none",
                Some("git.shop.test"),
            ),
            ("https://x-access-token:secret@", "password", None),
            (
                "deploy:secret@git.shop.test:a/b.git",
                "password",
                Some("git.shop.test"),
            ),
            ("deploy:sec/ret@git.shop.test:a.git", "none", None),
            ("git.shop.test:a@b.git", "none", Some("git.shop.test")),
            (
                "[git@git.shop.test:22]:a.git",
                "user",
                Some("git.shop.test"),
            ),
            ("git@[2001:db8::7]:a.git", "user", Some("2001:db8::7")),
            ("pass word:a.git", "none", None),
            ("git@git:a@b:c.git", "user", Some("git")),
            (
                "hg::https://u:secret@hg.shop.test/a",
                "password",
                Some("hg.shop.test"),
            ),
            ("C:\\git\\a@b", "none", None),
            ("/srv/git/a.git", "none", None),
            ("../a:b", "none", None),
            ("file:///srv/a", "none", None),
        ] {
            assert_eq!(told(text), (credentials, host), "{text}");
        }
    }

    #[test]
    fn whatever_may_be_a_password_is_known() {
        const SECRET: &str = "kX9vQ2mL7pR4tY8wA1bC";
        for before in [
            "https://deploy:12/",
            "https://deploy:x@y/",
            "https://deploy:a#",
            "https://deploy:",
            "deploy:",
            "deploy:ab/",
            "git+ssh://deploy:12?",
        ] {
            let text = format!("{before}{SECRET}@git.shop.test:22/a@b");
            let secrets = Secrets::default();
            register(&Address::of(&text), &text, &secrets);
            assert_ne!(secrets.scrub(&text), text, "{text}");
            assert!(!secrets.scrub(&text).contains(SECRET), "{text}");
        }
    }
}
