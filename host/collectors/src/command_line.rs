//! Command lines as configuration files hold them: which of their words are secret. Knows no program.

use muster_facts::{Secret, Secrets};

use crate::env::{self, Telling, has_secret_form, is_secret_name, register_value};

/// Words within words, as in `sh -c "…"`.
const DEEPEST: usize = 3;

/// Registers what the words of a command line tell as secret: values of options, variables and
/// headers with the name of a secret, the password behind `-u USER:`, and whatever looks like one.
pub fn register(words: &[String], secrets: &Secrets) {
    register_at(words, secrets, 0);
}

/// The same for a command line in one text.
pub fn register_text(line: &str, secrets: &Secrets) {
    register(&words(line), secrets);
}

/// Splits at blanks. Quotation marks at the ends of a word go; a text in quotes is looked at as a
/// whole and word by word.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split(['"', '\'']).skip(1).step_by(2);
    line.split_whitespace()
        .map(|word| word.trim_matches(['"', '\'', ';']))
        .chain(quoted)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn register_at(words: &[String], secrets: &Secrets, depth: usize) {
    let register = |value: &str| {
        if !value.is_empty() {
            secrets.register(&Secret::new(value));
        }
    };
    let mut following = words.iter().skip(1);
    for word in words {
        let next = following.next().map(String::as_str).unwrap_or_default();
        if has_secret_form(word) {
            register(word);
        }
        register_value("", url_of(word), secrets);
        let named = word.split_once('=').or_else(|| word.split_once(": "));
        match named {
            Some((name, value)) if is_secret_option(name) => {
                register(value);
                let bare = value.trim_matches(['"', '\'']);
                register(bare);
                // `Bearer` and its like come before the secret.
                register(bare.rsplit(' ').next().unwrap_or_default());
            }
            Some((_, value)) if has_secret_form(value) => register(value),
            Some((_, value)) => register_value("", url_of(value), secrets),
            None if word.starts_with('-') && is_secret_option(word) => register(next),
            None if matches!(word.as_str(), "-u" | "-U" | "--user" | "--proxy-user") => {
                register(password_of(next));
            }
            None => {}
        }
        match short_option(word) {
            Some(('u' | 'U', account)) => register(password_of(account)),
            Some((letter, "")) if PASSWORD_LETTERS.contains(&letter) => register(next),
            Some((letter, value)) if PASSWORD_LETTERS.contains(&letter) => register(value),
            _ => {}
        }
        if depth < DEEPEST && word.contains(char::is_whitespace) {
            register_at(&self::words(word), secrets, depth + 1);
        }
    }
}

/// Whether a secret stands in the words themselves, and what tells. Not where a variable of the shell or
/// the output of a command stands in its place, and not by options of one letter: elsewhere they mean
/// something else.
pub(crate) fn written_secret(words: &[String]) -> Option<Telling> {
    written_secret_at(words, 0)
}

/// The same for a command line in one text.
pub(crate) fn written_secret_in_text(line: &str) -> Option<Telling> {
    written_secret(&words(line))
}

fn written_secret_at(words: &[String], depth: usize) -> Option<Telling> {
    let told = |name: &str, value: &str| {
        let value = value.trim_matches(['"', '\'', ';']);
        let is_filled = value.starts_with(['$', '`', '-']) || value.contains("$(");
        let name = name.trim_start_matches('-');
        let telling = env::written_secret(name, value).filter(|_| !is_filled)?;
        // A password in an address may be a variable, too.
        (!(value.contains("://") && value.contains('$'))).then_some(telling)
    };
    let mut following = words.iter().skip(1);
    words.iter().find_map(|word| {
        let next = following.next().map(String::as_str).unwrap_or_default();
        let found = match word.split_once('=').or_else(|| word.split_once(": ")) {
            Some((name, value)) if is_secret_option(name) => told(name, value),
            Some((_, value)) => told("", value),
            None if word.starts_with('-') && is_secret_option(word) => told(word, next),
            None => told("", word),
        };
        found.or_else(|| {
            let has_more = depth < DEEPEST && word.contains(char::is_whitespace);
            has_more
                .then(|| written_secret_at(&self::words(word), depth + 1))
                .flatten()
        })
    })
}

/// Options that take a password in one program or another: `mysql -p`, `redis-cli -a`, `ldapsearch -w`,
/// `openssl -k`, `smbclient -P`. Elsewhere they take a port or a path, which anybody can guess.
const PASSWORD_LETTERS: [char; 5] = ['a', 'k', 'p', 'P', 'w'];

/// An option of one letter, and what is written behind it in the same word: `-pvalue`.
fn short_option(word: &str) -> Option<(char, &str)> {
    let mut letters = word.strip_prefix('-')?.chars();
    let letter = letters
        .next()
        .filter(|letter| letter.is_ascii_alphabetic())?;
    Some((letter, letters.as_str().trim_matches(['"', '\''])))
}

fn password_of(account: &str) -> &str {
    account.split_once(':').map_or("", |(_, password)| password)
}

/// The word where it is an address, of which env knows what is secret; else nothing.
fn url_of(word: &str) -> &str {
    if word.contains("://") { word } else { "" }
}

/// Whether the name of an option, a variable or a header announces a secret.
pub fn is_secret_option(name: &str) -> bool {
    is_secret_name(name.trim_start_matches('-'))
}

/// Whether a word of a text announces a secret in itself or behind it: an option, variable or header
/// with the name of one, the account of `-u`, or the scheme of an `Authorization` header.
pub fn announces_secret(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', '`', '(', ',', ';']);
    let named = word.split(['=', ':', ',']).any(is_secret_option);
    named
        || ["-u", "--user", "--proxy-user", "bearer", "basic"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "kX9vQ2mL7pR4tY8wA1bC";

    fn is_known(line: &str) -> bool {
        let secrets = Secrets::default();
        register_text(line, &secrets);
        secrets.scrub(VALUE) != VALUE
    }

    #[test]
    fn what_an_option_variable_or_header_says_is_secret() {
        for before in [
            "/usr/bin/restic --password ",
            "serve --db-password=",
            "redis-server --requirepass ",
            "API_TOKEN=",
            "curl -u admin:",
            "curl -uadmin:",
            "mysql -uroot -p",
            "mysqldump --opt -p'",
            "sshpass -p ",
            "redis-cli -a ",
            "sh -c 'redis-cli -h db -a",
            "curl -H \"Authorization: Bearer ",
            "sh -c 'mysqldump --password=",
            "psql postgres://app:",
        ] {
            let line = match before {
                _ if before.contains("://") => format!("{before}{VALUE}@db/app"),
                _ if before.contains('"') => format!("{before}{VALUE}\" https://a.de"),
                _ if before.ends_with('\'') && before.contains("--opt") => {
                    format!("{before}{VALUE}' app")
                }
                _ if before.contains('\'') => format!("{before}{VALUE} app'"),
                _ => format!("{before}{VALUE} check"),
            };
            assert!(is_known(&line), "{line}");
        }
    }

    #[test]
    fn options_and_variables_are_judged_by_the_same_names() {
        for name in [
            "DBPASS",
            "MYSQLPW",
            "ROOTPWD",
            "TOKENS[0]",
            "Cookie",
            "--requirepass",
        ] {
            assert!(is_secret_option(name), "{name}");
        }
        for name in ["COMPASS", "--bypass", "COOKIE_DOMAIN", "OLDPWD"] {
            assert!(!is_secret_option(name), "{name}");
            assert!(!is_secret_name(name), "{name}");
        }
        assert!(is_secret_name("DBPASS") && is_secret_name("MYSQLPW"));
    }

    #[test]
    fn a_secret_is_written_where_nothing_fills_it_in() {
        for (line, telling) in [
            ("redis-server --requirepass hunter-42", Some(Telling::Name)),
            ("serve --db-password=hunter-42", Some(Telling::Name)),
            ("sh -c 'API_TOKEN=hunter-42 serve'", Some(Telling::Name)),
            ("serve kX9vQ2mL7pR4tY8wA1bC5dE6", Some(Telling::Form)),
            ("psql postgres://app:hunter-42@db/app", Some(Telling::Form)),
            ("redis-server --requirepass $REDIS_PASSWORD", None),
            (
                "sh -c 'redis-server --requirepass \"$REDIS_PASSWORD\"'",
                None,
            ),
            ("sh -c 'PGPASSWORD=$(cat /run/secrets/db) psql'", None),
            ("psql postgres://app:$PASSWORD@db/app", None),
            ("redis-server --requirepass", None),
            ("redis-server --requirepass --appendonly yes", None),
            ("serve --password-file /run/secrets/db -p 8443", None),
            ("uvicorn app.main:app --host 0.0.0.0 --port 8000", None),
        ] {
            assert_eq!(written_secret_in_text(line), telling, "{line}");
        }
    }

    #[test]
    fn other_words_are_not() {
        let secrets = Secrets::default();
        register_text(
            "/usr/bin/rsync --server --password-file /etc/rsync.pw -p 8443:443 -a/srv/app-2024 .",
            &secrets,
        );
        for word in [
            "--server",
            "/etc/rsync.pw",
            "/usr/bin/rsync",
            "8443:443",
            "/srv/app-2024",
        ] {
            assert_eq!(secrets.scrub(word), word);
        }
    }
}
