//! Secrets that everybody knows: defaults of software, words that nobody has replaced, and random
//! values that a project publishes in its example files.

use std::collections::HashSet;
use std::sync::LazyLock;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};

/// Digests of published values, with where each is published. The values themselves would be found
/// by programs that look for secrets in repositories.
const DIGESTS: &str = include_str!("published.txt");

/// Hexadecimal digits of a digest in the list: more would tell no more of a few hundred values.
const DIGITS: usize = 20;

/// Words in place of a secret. Compared without regard to case, and only where the key is secret.
const DEFAULTS: &[&str] = &[
    "000000",
    "111111",
    "1234",
    "12345",
    "123456",
    "12345678",
    "123456789",
    "1234567890",
    "123",
    "abc123",
    "admin",
    "admin123",
    "adminadmin",
    "administrator",
    "changeit",
    "correcthorsebatterystaple",
    "default",
    "dev-auth-secret",
    "dev-client-portal-secret",
    "dev-worker-portal-secret",
    "dummy",
    "elastic",
    "example",
    "fixme",
    "foobar",
    // redis.conf of every release shows it behind `requirepass`.
    "foobared",
    "guest",
    "letmein",
    "mariadb",
    "minio",
    "minioadmin",
    "mongo",
    "mysecretpassword",
    "mysql",
    "pass",
    "passw0rd",
    "password",
    "password1",
    "password123",
    "placeholder",
    "postgres",
    "postgresql",
    "qwerty",
    "rabbitmq",
    "redis",
    "root",
    "s3cr3t",
    "secret",
    "secretkey",
    "supersecret",
    "tbd",
    "test",
    "toor",
    "user",
    "worker-secret",
];

/// Stretches of letters that no generator makes and that say what the value is, whatever else it holds:
/// Django's own prefix (`django.core.checks.security.base`), the documentation of AWS, and what
/// developers write. Compared without regard to case.
const MARKS: &[&str] = &[
    "changeme",
    "django-insecure-",
    "examplekey",
    "insecure",
    "7mdeng/bpxrficy",
    "notsecret",
    "not-secret",
    "not_secret",
    "notasecret",
    "not-a-secret",
    "not_a_secret",
    "placeholder",
    "supersecret",
    "super-secret",
    "super_secret",
    "topsecret",
    "top-secret",
    "unsecure",
    "verysecret",
    "very-secret",
    "very_secret",
];

/// Whether a value is a well-known default.
pub(super) fn is_default(value: &str) -> bool {
    DEFAULTS.iter().any(|word| word.eq_ignore_ascii_case(value)) || is_published(value)
}

/// Whether a value is in the list of digests.
pub(super) fn is_published(value: &str) -> bool {
    /// Shorter ones are words, which are listed as they are.
    const SHORTEST: usize = 6;
    /// A private key in one line has less than this.
    const LONGEST: usize = 2_000;
    static PUBLISHED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        DIGESTS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_whitespace().next())
            .collect()
    });
    if !(SHORTEST..=LONGEST).contains(&value.len()) {
        return false;
    }
    let digest = HEXLOWER.encode(&Sha256::digest(value.as_bytes()));
    digest
        .get(..DIGITS)
        .is_some_and(|digest| PUBLISHED.contains(digest))
}

/// Whether the value of a secret says that it is not one, between whatever else it holds.
pub(super) fn is_marked(value: &str) -> bool {
    /// Data of this size holds any stretch of letters by chance.
    const LONGEST: usize = 256;
    let small = value.to_ascii_lowercase();
    value.len() <= LONGEST && MARKS.iter().any(|mark| small.contains(mark))
}

/// Whether a token says in its claims that it is one of a demonstration: those of Supabase are in every
/// copy of its example file.
pub(super) fn is_demo_token(token: &str) -> bool {
    token
        .split('.')
        .nth(1)
        .and_then(|claims| {
            let bare = claims.trim_end_matches('=');
            BASE64URL_NOPAD.decode(bare.as_bytes()).ok()
        })
        .and_then(|claims| String::from_utf8(claims).ok())
        .is_some_and(|claims| claims.contains("supabase-demo"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_defaults_by_word_and_by_digest() {
        for value in [
            "Postgres",
            "changeit",
            "123456",
            "CorrectHorseBatteryStaple",
        ] {
            assert!(is_default(value), "{value}");
        }
        for value in [
            // FastAPI's tutorial on tokens.
            "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
            // MD5 of nothing and of `password`, SHA-256 of nothing.
            "d41d8cd98f00b204e9800998ecf8427e",
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "foobared",
        ] {
            assert!(is_default(value), "{value}");
        }
        // The key of the documentation of AWS.
        assert!(is_default(concat!("AKIA", "IOSFODNN7", "EXAMPLE")));
        assert!(!is_default("kX9vQ2mL7pR4tY8wA1bC5dE6"));
    }

    #[test]
    fn every_line_of_the_list_has_a_digest_and_a_source() {
        for line in DIGESTS.lines().filter(|line| !line.starts_with('#')) {
            let (digest, source) = line.split_once("  ").unwrap();
            assert_eq!(digest.len(), DIGITS, "{line}");
            assert!(
                digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{line}"
            );
            assert!(source.contains('/'), "{line}");
        }
    }

    #[test]
    fn a_token_of_a_demonstration_is_known_by_its_claims() {
        let token =
            |claims: &str| format!("eyJh.{}.c2ln", BASE64URL_NOPAD.encode(claims.as_bytes()));
        assert!(is_demo_token(&token(
            r#"{"role":"anon","iss":"supabase-demo"}"#
        )));
        assert!(!is_demo_token(&token(
            r#"{"role":"anon","iss":"supabase"}"#
        )));
        assert!(!is_demo_token("eyJh"));
    }

    #[test]
    fn a_mark_counts_between_random_characters() {
        assert!(is_marked("django-insecure-3k#x9@0w!q7v^y2r&l8m5n1p4t6z"));
        assert!(!is_marked("3k#x9@0w!q7v^y2r&l8m5n1p4t6z"));
    }
}
