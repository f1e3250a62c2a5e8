//! What may be said about a value without the value: status, shape, length, strength and whether it
//! counts as secret. Pure; knows no file and no dialect.

use muster_facts::strength;

use super::secret_name::{self, Announces};
use super::words::Words;
use super::{known, placeholder, published, setting, url};

/// Values of at least this many characters can be machine-made tokens.
const SHORTEST_TOKEN: usize = 20;

/// A value that is certain, with the name of its key.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

impl Named<'_> {
    /// Whether the value counts as secret, by the key's name or the value's form. A switch, a number or a
    /// place is none, unless the name can only be that of a secret.
    pub(crate) fn is_secret(self) -> bool {
        let announced = secret_name::announces(self.name);
        let is_setting = || {
            if secret_name::is_unmistakable(self.name) {
                setting::is_whereabouts(self.value)
            } else {
                setting::is_setting(announced, self.value)
            }
        };
        (announced != Announces::Nothing && !is_setting()) || self.has_secret_form()
    }

    /// The same by the form alone, under a name that does not say that such a form is public.
    fn has_secret_form(self) -> bool {
        if secret_name::is_identity_name(self.name) {
            has_certain_form(self.value)
        } else {
            has_certain_form(self.value) || (is_token(self.value) && has_random_part(self.value))
        }
    }

    /// `set`, `empty` or `placeholder`.
    pub(super) fn status(self) -> &'static str {
        if self.value.is_empty() {
            "empty"
        } else if placeholder::is_placeholder(self.value) || self.is_stand_in() {
            "placeholder"
        } else {
            "set"
        }
    }

    /// Whether the value is where a secret should be.
    fn is_stand_in(self) -> bool {
        if secret_name::is_access_key_name(self.name) {
            return published::is_published(self.value)
                || Words::of(self.value).describe_a_secret();
        }
        self.is_word_for_nothing()
            || self.is_secret()
                && (published::is_default(self.value)
                    || placeholder::is_instruction_for_secret(self.value))
    }

    /// Whether the key is that of a secret, and the value says that there is none. `NEO4J_AUTH=none` chooses a method.
    fn is_word_for_nothing(self) -> bool {
        secret_name::announces(self.name) >= Announces::Secret
            && !secret_name::may_be_a_method(self.name)
            && setting::is_nothing(self.value)
    }

    /// Whether the value names a version of something, as paths and images do.
    fn names_version(self) -> bool {
        let is_digest = |byte: u8| byte.is_ascii_hexdigit() || b"-:".contains(&byte);
        secret_name::is_version_name(self.name)
            && !secret_name::is_secret_name(self.name)
            && self
                .value
                .trim_start_matches("sha256:")
                .bytes()
                .all(is_digest)
    }

    /// Whether the value must be kept out of all output. What protects nothing must not, such as the
    /// name of a region or a bucket: removing it would mutilate paths and messages.
    pub(crate) fn is_confidential(self) -> bool {
        (secret_name::is_secret_name(self.name)
            || has_secret_form(self.value)
            || holds_token(self.value))
            && known::dummy(self.value).is_none()
            && !known::is_public_value(self.name, self.value)
            && !self.names_version()
            && self.status() == "set"
    }
}

/// What tells that a text is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// The name under which it stands.
    Name,
    /// Its own form.
    Form,
}

/// Whether a text that is written under a name is a secret that somebody keeps there, and what tells:
/// not a placeholder, and not what everybody knows.
pub(crate) fn written_secret(name: &str, value: &str) -> Option<Telling> {
    let named = Named { name, value };
    let is_setting = setting::is_setting(secret_name::announces(name), value);
    if !(named.is_secret() && named.is_confidential()) || is_setting {
        None
    } else if named.has_secret_form() {
        Some(Telling::Form)
    } else {
        Some(Telling::Name)
    }
}

/// Whether a value looks like a secret whatever its key is called.
pub(crate) fn has_secret_form(value: &str) -> bool {
    has_certain_form(value) || is_token(value)
}

/// Whether the form is one that only secrets have.
pub(crate) fn has_certain_form(value: &str) -> bool {
    let vendor = known::vendor(value).is_some_and(|class| !known::is_public_token(class));
    vendor
        || matches!(shape(value), "jwt" | "pem")
        || url::split_url(value)
            .map(url::Url::with_parameters)
            .is_some_and(|url| url.password.is_some_and(|text| !text.is_empty()))
}

/// Whether a part of the value looks like a token. A path is judged by its segments, so that a long
/// one is not taken for one.
pub(super) fn holds_token(value: &str) -> bool {
    let separators: &[char] = match shape(value) {
        "path" => &['/'],
        "json-array" | "list" => &[',', ' ', '"', '[', ']'],
        _ => &[],
    };
    value.split(separators).any(|word| {
        word.chars().count() >= SHORTEST_TOKEN && strength::estimate(word).magnitude >= 8.0
    })
}

/// One long word of letters and digits that nobody could guess.
fn is_token(value: &str) -> bool {
    value.len() >= SHORTEST_TOKEN
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte))
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && shape(value) == "opaque"
        && strength::estimate(value).class() == "strong"
}

/// Whether a part between separators looks made by a generator. Options and names of several words are as
/// long as tokens and hold digits, too.
fn has_random_part(value: &str) -> bool {
    value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(super::line::is_like_a_token)
}

/// The class of the length, in characters.
pub(super) fn length(value: &str) -> &'static str {
    match value.chars().count() {
        0 => "0",
        1..=7 => "1-7",
        8..=11 => "8-11",
        12..=15 => "12-15",
        16..=31 => "16-31",
        32..=63 => "32-63",
        _ => "64+",
    }
}

/// The truth of a boolean.
pub(super) fn boolean(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// The shape, in the vocabulary of `key.shape`.
pub(super) fn shape(value: &str) -> &'static str {
    let value = value.trim();
    if boolean(value).is_some() {
        return "boolean";
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    // Longer numbers are keys that happen to have no letters.
    if !digits.is_empty() && digits.len() < 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return "integer";
    }
    match value.chars().next() {
        Some('[') => return json("json-array", value),
        Some('{') => return json("json-object", value),
        _ => {}
    }
    if value.starts_with("-----BEGIN ") {
        "pem"
    } else if is_jwt(value) {
        "jwt"
    } else if url::split_url(value).is_some() {
        "url"
    } else if is_email(value) {
        "email"
    } else if is_path(value) {
        "path"
    } else if value.contains(',') {
        "list"
    } else {
        "opaque"
    }
}

fn json(shape: &'static str, value: &str) -> &'static str {
    match serde_json::from_str::<serde::de::IgnoredAny>(value) {
        Ok(_) => shape,
        Err(_) => "invalid-json",
    }
}

/// Three parts of Base64url, the first of which begins like a JSON object.
fn is_jwt(value: &str) -> bool {
    value.starts_with("eyJ")
        && value.split('.').count() == 3
        && value.split('.').all(|part| {
            part.len() >= 2
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        })
}

fn is_email(value: &str) -> bool {
    let bare = match value.rsplit_once('<') {
        Some((_, bare)) => match bare.strip_suffix('>') {
            Some(bare) => bare,
            None => return false,
        },
        None => value,
    };
    let Some((user, host)) = bare.split_once('@') else {
        return false;
    };
    !user.is_empty()
        && !bare.contains(char::is_whitespace)
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// An absolute path, or a relative one of small letters; Base64 has slashes too, but capitals.
fn is_path(value: &str) -> bool {
    let rooted = ["/", "./", "../", "~/"]
        .iter()
        .any(|start| value.starts_with(start));
    let segment = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~ ".contains(&byte);
    value.bytes().all(segment)
        && (rooted || (value.contains('/') && !value.bytes().any(|byte| byte.is_ascii_uppercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_forms_make_secrets() {
        for (name, value, secret) in [
            ("POSTGRES_PASSWORD", "x", true),
            ("STRIPE_SECRET_KEY", "x", true),
            ("AUTH_SECRET_KEY", "x", true),
            ("DATABASE_URL", "postgres://db/x", false),
            ("DATABASE_URL", "postgres://u:p@db/x", true),
            ("OPENAI_MAX_TOKENS", "4096", false),
            ("REQUIRE_PASSWORD", "yes", false),
            ("PASSWORD_CHECKER", "excellent", false),
            ("PASSWORD_CHECKER", "kX9vQ2mL", true),
            ("DB_PASSWORD", "excellent", true),
            ("DB_PASSWORD", "1234", true),
            ("POSTGRES_PASSWORD", "true", true),
            ("AUTH_SECRET_KEY", "0", true),
            ("PORTAL_SECRET", "local", true),
            ("JWT_SECRET", "HS256", true),
            ("SENDGRID_API_KEY", "disabled", true),
            ("AUTH_SECRET_KEY", "/run/secrets/auth", false),
            ("FORGOT_PASSWORD", "true", false),
            ("USE_CLIENT_SECRET", "true", false),
            ("SECRET_BACKEND", "local", false),
            ("JWT_ALGORITHM", "HS256", false),
            (
                "GIT_COMMIT",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
                false,
            ),
            (
                "SERVICE_USERNAME",
                "9f86d081884c7d659a2feaa0c55ad015",
                false,
            ),
            ("SENTRY_DSN", "x", true),
            ("PGPASSWORD", "x", true),
            ("REDIS_URL", "redis://:hunter2@cache:6379", true),
            ("REDIS_URL", "redis://cache:6379", false),
            ("NEXT_PUBLIC_TURNSTILE_SITE_KEY", "x", false),
            ("ACCESS_TOKEN_TTL_SECONDS", "300", false),
            ("SOMETHING", "sk_live_0123456789abcdef", true),
            ("SOMETHING", "kX9vQ2mL7pR4tY8wA1bC5dE6", true),
            ("APP_ENV", "prod", false),
            ("MONKEY", "banana", false),
        ] {
            assert_eq!(Named { name, value }.is_secret(), secret, "{name}={value}");
        }
    }

    #[test]
    fn tells_placeholders_from_values() {
        for (name, value, status) in [
            ("A_KEY", "", "empty"),
            ("A_KEY", "<your key>", "placeholder"),
            ("A_KEY", "__SET_ME__", "placeholder"),
            ("A_KEY", "Change-Me-Now", "placeholder"),
            ("A_KEY", "your-key-here", "placeholder"),
            ("A_KEY", "sk_live_xxxxxxxx", "placeholder"),
            ("A_KEY", "Password", "placeholder"),
            ("A_KEY", "dev-auth-secret", "placeholder"),
            ("A_KEY", "null", "placeholder"),
            ("DB_PASSWORD", "None", "placeholder"),
            ("METRICS_TOKEN", "N/A", "placeholder"),
            ("NEO4J_AUTH", "none", "set"),
            ("PASSWORD_CHECKER", "none", "set"),
            ("APP_MODE", "none", "set"),
            ("URL", "https://api.example.com/x", "placeholder"),
            ("EMAIL_FROM", "noreply@example.org", "placeholder"),
            ("POSTGRES_USER", "postgres", "set"),
            ("APP_ENV", "test", "set"),
            ("URL", "https://myexample.com", "set"),
            ("URL", "https://example.com.site.de", "set"),
            ("A_KEY", "behaviour-your-own", "set"),
        ] {
            assert_eq!(Named { name, value }.status(), status, "{name}={value}");
        }
    }

    #[test]
    fn recognises_shapes() {
        for (value, expected) in [
            ("Yes", "boolean"),
            ("0", "boolean"),
            ("-42", "integer"),
            ("https://x.de", "url"),
            (r#"["a","b"]"#, "json-array"),
            (r#"{"a":1}"#, "json-object"),
            ("[a]", "invalid-json"),
            ("a@b.de", "email"),
            ("A B <a@b.de>", "email"),
            ("/app/var/uploads", "path"),
            ("var/uploads/orders", "path"),
            ("a,b", "list"),
            ("eyJhbGciOi.eyJzdWIi.c2ln", "jwt"),
            ("-----BEGIN KEY-----\nx", "pem"),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "opaque"),
            ("", "opaque"),
        ] {
            assert_eq!(shape(value), expected, "{value}");
        }
    }

    #[test]
    fn public_words_are_not_confidential() {
        let confidential = |name, value| Named { name, value }.is_confidential();
        assert!(confidential("POSTGRES_PASSWORD", "orchard"));
        assert!(!confidential("SHOP_REGION", "eu-central-1"));
        assert!(!confidential("BUCKET_LABEL", "an odd word"));
        assert!(!confidential("POSTGRES_DB", "orchard"));
        assert!(!confidential("POSTGRES_PASSWORD", "changeme"));
        assert!(!confidential(
            "TURNSTILE_SECRET_KEY",
            "1x0000000000000000000000000000000AA"
        ));
        assert!(!confidential("WORKERS", "4"));
        assert!(!confidential("PUBLIC_BASE_URL", "https://site.de"));
        assert!(confidential("HOOK_URL", "https://u:abcdefgh@site.de/"));
    }
}
