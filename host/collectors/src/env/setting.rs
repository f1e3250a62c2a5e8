//! Values that are not secret whatever their key is called: switches, numbers, times, places and the
//! names of methods. Pure; decides by the form alone.

use super::secret_name::Announces;
use super::url;
use super::value;

/// Words that switch something or say that there is nothing.
const SWITCHES: &[&str] = &[
    "always",
    "auto",
    "automatic",
    "disable",
    "disabled",
    "enable",
    "enabled",
    "f",
    "n",
    "n/a",
    "never",
    "nil",
    "none",
    "null",
    "optional",
    "required",
    "t",
    "undefined",
    "unset",
    "y",
    "{}",
    "[]",
    "~",
];

/// Words that say that there is no value: what templates and `jq -r` write where they have none.
const NOTHING: &[&str] = &[
    "(null)",
    "<nil>",
    "<none>",
    "<null>",
    "n/a",
    "nan",
    "nil",
    "none",
    "null",
    "undefined",
    "unset",
    "~",
];

/// Ways to prove who somebody is, as settings name them.
const METHODS: &[&str] = &[
    "basic",
    "bearer",
    "cram-md5",
    "digest",
    "htpasswd",
    "jwt",
    "kerberos",
    "ldap",
    "local",
    "login",
    "md5",
    "oauth",
    "oauth2",
    "oidc",
    "pam",
    "peer",
    "plain",
    "saml",
    "scram-sha-256",
    "sso",
    "starttls",
    "tls",
    "trust",
    "webauthn",
    "xoauth2",
];

/// How the names of algorithms begin; digits and letters of a few follow.
const ALGORITHMS: &[&str] = &[
    "aes", "argon2", "bcrypt", "blake", "chacha20", "ecdsa", "ed25519", "eddsa", "es256", "es384",
    "es512", "hmac", "hs256", "hs384", "hs512", "md5", "pbkdf2", "ps256", "ps384", "ps512",
    "rs256", "rs384", "rs512", "rsa", "scrypt", "sha1", "sha2", "sha3", "sha5", "x25519",
];

/// The longest name of an algorithm with its variants: `chacha20-ietf-poly1305` has 22 characters.
const LONGEST_ALGORITHM: usize = 24;

/// Units of times, amounts and rates.
const UNITS: &[&str] = &[
    "b", "d", "day", "days", "g", "gb", "gib", "h", "hour", "hours", "hr", "hrs", "k", "kb", "kib",
    "m", "mb", "mib", "min", "mins", "minute", "minutes", "month", "months", "ms", "p", "px", "r",
    "req", "requests", "s", "sec", "second", "seconds", "secs", "t", "tb", "times", "u", "w",
    "week", "weeks", "y", "year", "years",
];

/// How a reference to a store of secrets begins.
const REFERENCES: &[&str] = &[
    "arn:aws:",
    "awssm:",
    "aws-ssm:",
    "azurekeyvault:",
    "env:",
    "gcp-sm:",
    "op://",
    "secretref:",
    "sm://",
    "ssm:",
    "vault:",
    "vault://",
    "@microsoft.keyvault(",
];

/// How a place in a file system begins that is written as an address.
const FILE_SCHEMES: &[&str] = &["file:", "sqlite:", "sqlite3:", "jdbc:h2:", "jdbc:sqlite:"];

/// Ends of file names that settings of keys have.
const FILE_ENDS: &[&str] = &[
    ".asc", ".cer", ".conf", ".crt", ".db", ".der", ".env", ".gpg", ".ini", ".jks", ".json",
    ".key", ".p12", ".p8", ".pem", ".pfx", ".pub", ".sqlite", ".sqlite3", ".toml", ".txt", ".yaml",
    ".yml",
];

/// Last labels of the hosts that settings name, beside those of countries.
const TOP_LEVELS: &[&str] = &[
    "app",
    "cloud",
    "com",
    "dev",
    "edu",
    "gov",
    "home",
    "internal",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "net",
    "org",
    "svc",
];

/// Numbers with fewer digits are counts or switches even where a key or token is announced.
const SHORTEST_NUMERIC_KEY: usize = 6;

/// The same for a password: `123` is one that people choose.
const SHORTEST_NUMERIC_PASSWORD: usize = 3;

/// Whether a value is a setting, under a name that announces this much.
pub(super) fn is_setting(announced: Announces, value: &str) -> bool {
    let value = value.trim();
    let quoted = in_quotes(value);
    let value = quoted.unwrap_or(value).trim();
    let small = value.to_ascii_lowercase();
    let small = small.as_str();
    let shortest = match announced {
        Announces::Password => SHORTEST_NUMERIC_PASSWORD,
        Announces::Nothing | Announces::Perhaps | Announces::Secret => SHORTEST_NUMERIC_KEY,
    };
    let is_number = !value.is_empty()
        && value.len() < shortest
        && value.bytes().all(|byte| byte.is_ascii_digit());
    // What follows is never a password that somebody made up, unless it is the name of a method.
    value::boolean(value).is_some()
        || quoted.is_some_and(str::is_empty)
        || SWITCHES.contains(&small)
        || is_number
        || is_amount(small)
        || is_version(small)
        || is_place(value, small)
        || REFERENCES.iter().any(|start| small.starts_with(start))
        || (announced != Announces::Password && METHODS.contains(&small))
        || is_algorithm(small)
        || (announced != Announces::Password && value::shape(value) == "email")
        || (announced == Announces::Perhaps && (is_long_number(value) || is_words(value)))
}

/// Whether a value is a word for no value.
pub(super) fn is_nothing(value: &str) -> bool {
    let value = value.trim();
    let value = in_quotes(value).unwrap_or(value).trim();
    NOTHING.iter().any(|word| word.eq_ignore_ascii_case(value))
}

/// Whether a value is a setting even under a name that can only be that of a secret: where the secret lies. A switch, a
/// number or the name of a method is there by mistake.
pub(super) fn is_whereabouts(value: &str) -> bool {
    let value = value.trim();
    let value = in_quotes(value).unwrap_or(value).trim();
    let small = value.to_ascii_lowercase();
    value.is_empty()
        || REFERENCES.iter().any(|start| small.starts_with(start))
        || is_place(value, &small)
}

/// What is between quotation marks: in a list of a Compose file they are part of the value, as in
/// `- SENTRY_DSN="0"`.
fn in_quotes(value: &str) -> Option<&str> {
    ['"', '\'']
        .iter()
        .find_map(|mark| value.strip_prefix(*mark)?.strip_suffix(*mark))
}

/// Whether a value cannot be a secret, whatever its key is called: it has the form of a setting, and no part of it is
/// a word that somebody chose. `17-alpine` is a version, and `17-summer` may be a password.
pub(super) fn cannot_be_secret(value: &str) -> bool {
    let is_chosen = value.starts_with(|c: char| c.is_ascii_digit() || c == 'v')
        && value
            .split_once('-')
            .is_some_and(|(_, rest)| rest.contains(|c: char| c.is_ascii_alphabetic()))
        && !value.contains(['.', ':', '/']);
    !is_chosen && is_setting(Announces::Password, value)
}

/// A count, time, size, share or rate: `7d`, `1h30m`, `15 minutes`, `0.5`, `80%`, `60/minute`, `10MB`.
fn is_amount(small: &str) -> bool {
    let mut rest = small.trim_start_matches(['+', '-']);
    // ISO 8601 has `PT15M`.
    if let Some(period) = rest.strip_prefix('p').filter(|rest| !rest.is_empty()) {
        rest = period.trim_start_matches('t');
    }
    let mut numbers = 0;
    let mut units = 0;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start_matches([' ', '_']);
        let letters = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        // Longer numbers are keys that happen to have no letters.
        if number.len() >= 12 || (!unit.is_empty() && !UNITS.contains(&unit) && unit != "per") {
            return false;
        }
        if number.is_empty() && unit.is_empty() {
            return false;
        }
        numbers += usize::from(!number.is_empty());
        units += usize::from(!unit.is_empty());
        rest = after.trim_start_matches(['/', ' ', '%', 't', ',']);
    }
    let is_bare = units == 0;
    numbers > 0 && numbers <= 4 && (!is_bare || small.contains(['.', '%', '/', '-', '+']))
}

/// `v1`, `1.25`, `17-alpine`, `2024.10.1`.
fn is_version(small: &str) -> bool {
    let rest = small.strip_prefix('v').unwrap_or(small);
    let numbers = rest
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(rest.len());
    let (number, suffix) = rest.split_at(numbers);
    let dotted = number.contains('.') || small.starts_with('v') || !suffix.is_empty();
    let plain = suffix.is_empty()
        || (suffix.len() <= 12
            && suffix.starts_with('-')
            && suffix
                .trim_start_matches('-')
                .bytes()
                .all(|byte| byte.is_ascii_lowercase()));
    number.starts_with(|c: char| c.is_ascii_digit()) && number.len() <= 12 && dotted && plain
}

fn is_algorithm(small: &str) -> bool {
    small.len() <= LONGEST_ALGORITHM
        && ALGORITHMS.iter().any(|start| {
            small.strip_prefix(start).is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with(['-', '_', '/', '+', 'i'])
                    || rest.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
        && small
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_/+".contains(&byte))
}

/// A path, a file, an address without a password, or a host.
fn is_place(value: &str, small: &str) -> bool {
    FILE_SCHEMES.iter().any(|scheme| small.starts_with(scheme))
        || is_plain_path(value)
        || is_file_name(small)
        || is_plain_url(value)
        || is_host(small)
}

/// A path of which no part looks made by a generator.
fn is_plain_path(value: &str) -> bool {
    let windows = value
        .get(1..3)
        .is_some_and(|colon| matches!(colon, ":\\" | ":/"));
    let tokens = value
        .split(['/', '\\'])
        .flat_map(|segment| segment.split(['.', '-', '_']))
        .any(super::line::is_like_a_token);
    (windows || (value::shape(value) == "path" && value != "/")) && !tokens
}

fn is_file_name(small: &str) -> bool {
    FILE_ENDS.iter().any(|end| {
        small.strip_suffix(end).is_some_and(|stem| {
            stem.len() >= 2
                && !super::line::is_like_a_token(stem)
                && stem
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
        })
    })
}

/// An address without anything that anyone would keep secret.
fn is_plain_url(value: &str) -> bool {
    url::split_url(value).is_some_and(|url| {
        url.password.is_none_or(str::is_empty)
            && url.query.is_empty()
            && !url.path.split('/').any(super::line::is_like_a_token)
    })
}

/// The name or address of a host, with or without a port.
fn is_host(small: &str) -> bool {
    let (host, port) = match small.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => (host, true),
        _ => (small, false),
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if bare.parse::<std::net::IpAddr>().is_ok() || bare == "localhost" {
        return true;
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() < 20
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let mut labels = host.split('.');
    let last = labels.next_back().unwrap_or_default();
    let is_country = last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
    host.split('.').all(is_label)
        && (port || (host.contains('.') && (is_country || TOP_LEVELS.contains(&last))))
        && !host.split('.').any(super::line::is_like_a_token)
}

fn is_long_number(value: &str) -> bool {
    value.len() < 12 && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words and lists of words, in which no digit is between letters.
fn is_words(value: &str) -> bool {
    /// `scram-sha-256-plus` and the like have shorter words; pass-phrases in a row are longer.
    const LONGEST: usize = 16;
    !value.is_empty()
        && value.split(|c: char| " ,;:|-_./".contains(c)).all(|word| {
            word.len() <= LONGEST
                && (word.bytes().all(|byte| byte.is_ascii_digit())
                    || word
                        .trim_end_matches(|c: char| c.is_ascii_digit())
                        .bytes()
                        .enumerate()
                        .all(|(at, byte)| {
                            byte.is_ascii_lowercase() || (at == 0 && byte.is_ascii_uppercase())
                        })
                    || word.bytes().all(|byte| byte.is_ascii_uppercase()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_told_by_their_form() {
        for value in [
            "true",
            "Off",
            "none",
            "NULL",
            "{}",
            "\"\"",
            "''",
            "\"0\"",
            "'false'",
            "7d",
            "3600",
            "1h30m",
            "15 minutes",
            "PT15M",
            "60/minute",
            "100/h",
            "10MB",
            "0.5",
            "80%",
            "v2",
            "1.25.3",
            "17-alpine",
            "HS256",
            "argon2id",
            "aes-256-gcm",
            "chacha20-poly1305",
            "/etc/ssl/private/site.key",
            "./secrets/jwt.pem",
            "private.pem",
            "C:\\keys\\a.pem",
            "sqlite:///data/x.db",
            "file:./dev.db",
            "auth.bookshop.dev",
            "vault.internal:8200",
            "10.0.0.5",
            "localhost",
            "https://auth.bookshop.dev/realms/x",
            "arn:aws:secretsmanager:eu:1:secret:x",
            "op://vault/item/field",
            "basic",
        ] {
            assert!(is_setting(Announces::Secret, value), "{value}");
        }
        for value in [
            "excellent",
            "lower,upper,digit",
            "X-Api-Key",
            "4096",
            "123456",
            "github",
        ] {
            assert!(is_setting(Announces::Perhaps, value), "{value}");
        }
    }

    #[test]
    fn no_value_has_many_names() {
        for value in [
            "null",
            "None",
            "N/A",
            "undefined",
            " nil ",
            "\"null\"",
            "NaN",
        ] {
            assert!(is_nothing(value), "{value}");
        }
        for value in ["", "nonesuch", "no", "false", "0"] {
            assert!(!is_nothing(value), "{value}");
        }
    }

    #[test]
    fn where_a_secret_lies_is_a_setting_under_any_name() {
        for value in ["/run/secrets/auth", "vault:kv/auth", "key.pem", "''"] {
            assert!(is_whereabouts(value), "{value}");
        }
        for value in ["true", "0", "local", "HS256", "disabled", "7d"] {
            assert!(!is_whereabouts(value), "{value}");
        }
    }

    #[test]
    fn what_cannot_be_a_secret_has_no_word_of_its_own() {
        for value in [
            "true",
            "7d",
            "1.25",
            "/run/db",
            "db.internal",
            "https://vault:8200",
        ] {
            assert!(cannot_be_secret(value), "{value}");
        }
        for value in ["summer", "17-summer", "v1-summer", "4711", ""] {
            assert!(!cannot_be_secret(value), "{value}");
        }
    }

    #[test]
    fn what_somebody_could_log_in_with_is_no_setting() {
        for value in [
            "1234",
            "123456",
            "hunter2",
            "secret",
            "admin",
            "password",
            "Summer2025",
            "pass.word1",
            "trust",
            "my@pass.word",
            "/k3jh4kX9vQ2mL7p",
            "basic",
        ] {
            assert!(!is_setting(Announces::Password, value), "{value}");
        }
        for value in [
            "excellent",
            "123456",
            "0123456789abcdef",
            "abc:def",
            "v1a2b3c4d5e6",
        ] {
            assert!(!is_setting(Announces::Secret, value), "{value}");
        }
    }
}
