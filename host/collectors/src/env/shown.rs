//! Whether the value of a key can be shown. The project says for which keys it may; what is here no
//! project can switch off. Pure.

use std::collections::HashSet;

use muster_facts::targets::{SENDER_KEY, Shown};
use muster_facts::{REDACTED, env};

use super::line::is_like_a_token;
use super::locator_name::{self, Locates};
use super::secret_name::{self, Announces};
use super::value::{Named, has_secret_form, holds_token};
use super::{known, setting, url};

impl Named<'_> {
    /// Whether the value itself can be shown: everybody knows it, or the project shows the key and
    /// neither its name nor the value speaks of a secret.
    pub(super) fn is_shown(self, shown: Shown<'_>) -> bool {
        known::is_public_value(self.name, self.value)
            || (shown.shows_key(self.name)
                && self.is_showable_name()
                && self.value.chars().all(is_plain)
                && !has_secret_form(self.value)
                && is_plain_value(self.value)
                && (secret_name::is_identity_name(self.name)
                    || !self.value.split(SEPARATORS).any(is_unmarked_address)))
    }

    /// Whether the name leaves it to the value. A password can look like anything.
    fn is_showable_name(self) -> bool {
        let by_secret = match secret_name::announces(self.name) {
            Announces::Nothing => {
                !secret_name::is_guarded(self.name) || setting::cannot_be_secret(self.value)
            }
            Announces::Perhaps => setting::is_setting(Announces::Perhaps, self.value),
            Announces::Secret | Announces::Password => false,
        };
        by_secret && self.is_showable_locator()
    }

    /// Whether the value is one that can be shown under a name of an address: it is one, or a list of them, or says
    /// that there is none.
    fn is_showable_locator(self) -> bool {
        let is_address = || {
            let mut words = self.value.split(SEPARATORS).filter(|word| !word.is_empty());
            let is_known = |word: &str| {
                word.split_once("://")
                    .is_none_or(|(scheme, _)| known::is_scheme(scheme))
            };
            words.all(|word| setting::cannot_be_secret(word) && is_known(word))
        };
        match locator_name::locates(self.name) {
            Locates::Nothing => true,
            Locates::Address => is_address(),
            Locates::Login => is_address() || locator_name::is_kind(self.value),
        }
    }
}

/// Whether the host in the value of a key can be shown, as far as the key is concerned. A password may
/// look like an address.
pub(super) fn shows_host(shown: Shown<'_>, name: &str) -> bool {
    name == SENDER_KEY
        || (shown.shows_host(name) && secret_name::announces(name) != Announces::Password)
}

/// Whether a host that can be shown is one, under a name that may be that of a secret.
pub(super) fn is_certain_host(name: &str, url: &url::Url<'_>) -> bool {
    let may_be_secret = secret_name::announces(name) != Announces::Nothing
        || locator_name::locates(name) == Locates::Login;
    !may_be_secret || (known::is_scheme(url.scheme) && !url.host.split('.').any(is_like_a_token))
}

/// Whether a name can be shown even where the file is torn.
pub(super) fn is_public_name(shown: Shown<'_>, name: &str) -> bool {
    name == SENDER_KEY || known::is_common_name(name) || shown.names(name)
}

/// Characters of words, paths, numbers and lists. A value with others is not what the key is for, or
/// is two values that a missing quotation mark made into one.
const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '-' | '.' | '/' | ':' | ',' | '[' | ']' | '"' | ' ')
}

/// Between the words of a list.
const SEPARATORS: &[char] = &[',', ' ', '"', '[', ']'];

/// Whether a word may be an address without a scheme but with a path, or a user with a password: part of either may be
/// a credential. Names of images have the same form.
fn is_unmarked_address(word: &str) -> bool {
    let is_file = |text: &str| text.contains(['.', '/']);
    // Ports, paths behind a colon, and lists of files are no passwords.
    let is_login = word.split_once(':').is_some_and(|(user, password)| {
        !user.is_empty()
            && password.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '-')
            && !(is_file(user) && is_file(password))
    });
    let (place, path) = word.split_once('/').unwrap_or((word, ""));
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    let is_top_level =
        |label: &str| label.len() > 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_domain = host
        .rsplit_once('.')
        .is_some_and(|(name, label)| !name.is_empty() && is_top_level(label));
    is_login || word.starts_with("//") || (!path.is_empty() && (is_domain || !port.is_empty()))
}

/// Whether no part of a value looks like a token, and each address in it is only a scheme, a host and
/// perhaps a port. What follows them, and who logs in, may be a secret: a webhook's path is one.
fn is_plain_value(value: &str) -> bool {
    let has_token = |text: &str| {
        holds_token(text)
            || text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(is_like_a_token)
    };
    if !value.contains(":/") {
        return !has_token(value);
    }
    value
        .split(SEPARATORS)
        .all(|word| match url::split_url(word) {
            Some(url) => url.is_bare() && !url.host.split('.').any(is_like_a_token),
            None => !word.contains(":/") && !has_token(word),
        })
}

/// Hides each value that is also the value of a secret: facts say which values are equal, so that
/// whoever sees one would know the other.
pub(super) fn hide_copies_of_secrets<'a>(keys: impl Iterator<Item = &'a mut env::Key>) {
    let mut keys: Vec<&mut env::Key> = keys.collect();
    let secrets: HashSet<u32> = keys
        .iter()
        .flat_map(|key| {
            let own = key.equality.filter(|_| is_secret(key));
            let parts = key.components.iter().filter(|part| part.name == "password");
            own.into_iter().chain(
                parts
                    .flat_map(|part| [part.equality, part.decoded_equality])
                    .flatten(),
            )
        })
        .collect();
    let is_copy = |class: Option<u32>| class.is_some_and(|class| secrets.contains(&class));
    for key in &mut keys {
        let mut hides = is_copy(key.equality);
        for part in &mut key.components {
            if part.name != "scheme" && is_copy(part.equality) {
                part.value = None;
                hides = true;
            }
        }
        if key.value.is_some() && hides {
            key.value = None;
            if key.source.text.is_some() {
                key.source.text = Some(format!("{}={REDACTED}", key.name));
            }
        }
    }
}

/// Whether the key counts as secret, or is called like one although its value is that of a setting.
fn is_secret(key: &env::Key) -> bool {
    key.secret
        || matches!(
            secret_name::announces(&key.name),
            Announces::Secret | Announces::Password
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_by(pattern: &str, name: &str, value: &str) -> bool {
        let shown = Shown {
            keys: &[pattern.parse().unwrap()],
            hosts: &[],
        };
        Named { name, value }.is_shown(shown)
    }

    #[test]
    fn what_the_project_shows_is_shown() {
        for (name, value) in [
            ("APP_ENV", "prod"),
            ("UPLOAD_ROOT", "/app/var/uploads/orders"),
            ("ROLES", r#"["owner","administrator"]"#),
            ("MAX_TOKENS", "4096"),
            ("BASE_URL", "https://shop.example.net:8443"),
            ("ORIGINS", "https://a.example.net,https://b.example.net"),
            ("COMPOSE_FILE", "a.yaml:b.yaml"),
            ("LISTEN", "0.0.0.0:8000"),
            ("CONFIG_DIR", "./conf.d/shop"),
            ("APP_IMAGE", "shop:stable"),
            ("JWT", "hs256"),
            ("USE_PRIVATE_ADDRESS", "true"),
            ("DB_CONNECTION", "mysql"),
            ("QUEUE_CONNECTION", "sync"),
            ("CONNECTION_MODE", "pooled"),
            ("VAULT_ADDR", "https://vault.example.net:8200"),
            ("VAULT_NAMESPACE", "shop"),
            ("LOGIN_URL", "/login"),
            (
                "AMQP_URIS",
                "amqp://a.example.net, amqp://b.example.net:5672",
            ),
            ("CACHE_URL", "none"),
            ("DATABASE_URI", "sqlite"),
        ] {
            assert!(shown_by("*", name, value), "{name}={value}");
            assert!(shown_by(name, name, value), "{name}={value}");
            assert!(!shown_by("OTHER", name, value), "{name}={value}");
        }
    }

    #[test]
    fn what_speaks_of_a_secret_is_shown_by_no_project() {
        for (name, value) in [
            ("APP_ENV", "sk_live_0123456789abcdef"),
            ("RUNNER_ID", "kX9vQ2mL7pR4tY8wA1bC"),
            ("APP_ENV", "postgres://a:b@c/d"),
            ("UPLOAD_ROOT", "/x/kX9vQ2mL7pR4tY8wA1bC"),
            ("APP_ENV", "prod;hunter2"),
            ("SECRET", "prod"),
            ("DB_PASSWORD", "summer"),
            ("DB_PASSWORD", "10.0.0.5"),
            ("DB_PASSWORD", "12"),
            ("API_TOKEN", "15m"),
            ("PASSWORD_CHECKER", "kX9vQ2mL"),
            ("DATABASE_URL", "postgres://db"),
            ("GITHUB_PAT", "summer"),
            ("PIN", "4711"),
            ("API_KEY2", "summer"),
            ("DB_LOGIN", "app:summer"),
            ("ACCOUNT", "app:summer"),
            ("CURL_OPTIONS", "-u app:summer"),
            ("DATABASE_URI", "summer"),
            ("DATABASE_URI", "17-summer"),
            ("CONNECTION_STRING", "summer"),
            ("ConnectionStrings__Default", "summer"),
            ("APP_DB_CONN", "summer"),
            ("mongoUri", "summer"),
            ("REDIS_URLS", "redis://a.example.net,summer"),
            ("DATABASE_URI", "summer://db.example.net"),
            ("VAULT", "summer"),
            ("VAULT_SECRET_ID", "summer"),
            ("TOKEN_VAULT", "summer"),
            ("SITE_URL", "summer"),
            ("SLACK_WEBHOOK", "summer"),
            ("HOOK", "example.net/T00"),
            ("HOOK", "//hooks/T00"),
            ("HOOK", "10.0.0.5:8000/T00"),
        ] {
            assert!(!shown_by("*", name, value), "{name}={value}");
            assert!(!shown_by(name, name, value), "{name}={value}");
        }
    }

    #[test]
    fn of_an_address_nothing_but_scheme_host_and_port_is_shown() {
        for value in [
            "https://hooks.example.net/services/T00/B00",
            "https://u:p@example.net",
            "https://u@example.net",
            "https://example.net?t=abc",
            "https://example.net/",
            "sqlite:///srv/app.db",
            "postgres:/srv/app",
            r#"["https://example.net","https://hooks.example.net/abc"]"#,
            "https://a.example.net,https://b.example.net/abc",
            "see https://b.example.net/abc",
            "https://kX9vQ2mL7pR4tY8wA1bC.example.net",
        ] {
            assert!(!shown_by("*", "BASE_ADDRESS", value), "{value}");
        }
    }

    #[test]
    fn a_host_is_shown_where_it_is_certain_to_be_one() {
        let everything = Shown {
            keys: &[],
            hosts: &["*".parse().unwrap()],
        };
        let is_shown = |name: &str, value: &str| {
            let url = url::split_url(value).unwrap();
            shows_host(everything, name) && is_certain_host(name, &url)
        };
        assert!(is_shown(
            "DATABASE_URL",
            "postgres://u:p@db.example.net/app"
        ));
        assert!(is_shown("BASE_URL", "odd://a1b2c3d4.example.net"));
        assert!(!is_shown("DATABASE_URL", "Zq7hWv2K://db.example.net"));
        assert!(!is_shown("DATABASE_URI", "summer://db.example.net"));
        assert!(is_shown("DATABASE_URI", "mysql://db.example.net"));
        assert!(!is_shown(
            "DATABASE_URL",
            "postgres://Zq7hWv2K.bN8cD3sF/app"
        ));
        assert!(!is_shown("DB_PASSWORD", "postgres://db.example.net"));
        assert!(!shows_host(Shown::default(), "BASE_URL"));
        assert!(shows_host(Shown::default(), SENDER_KEY));
    }

    #[test]
    fn a_mail_server_is_shown_where_everybody_knows_it() {
        let nothing = Shown::default();
        let shown = |name, value| Named { name, value }.is_shown(nothing);
        assert!(shown("SMTP_HOST", "smtp.sendgrid.net"));
        assert!(shown("SMTP_HOST", "email-smtp.eu-central-1.amazonaws.com"));
        for value in [
            "smtp.bookshop.dev",
            "Summer.2025",
            "smtp.sendgrid.net:hunter2",
            "hunter2.smtp.sendgrid.net",
            "email-smtp.kX9vQ2mL7pR4.amazonaws.com",
            "email-smtp.a.b.amazonaws.com",
        ] {
            assert!(!shown("SMTP_HOST", value), "{value}");
        }
        assert!(!shown("SMTP_PASSWORD", "smtp.sendgrid.net"));
    }
}
