//! Words that people write beside a rule, and names: secrets only where they look like one.

use muster_facts::{REDACTED, Secret, Secrets, is_guessable};

use super::shown_address;
use muster_collectors::command_line;
use muster_collectors::env::is_like_a_token;

/// Marks that are around a word, not in it.
const PUNCTUATION: [char; 12] = ['"', '\'', '`', '(', ')', '[', ']', ',', ';', '.', '<', '>'];

/// Whether a text holds a word that a generator made.
pub(super) fn looks_random(text: &str) -> bool {
    text.split_whitespace()
        .map(|word| word.trim_matches(PUNCTUATION))
        .any(|word| {
            let part = |part: &str| is_like_a_token(part) || !is_guessable(part);
            !is_guessable(word) || word.split(|c: char| !c.is_alphanumeric()).any(part)
        })
}

/// A description without the secrets that are in it: words that look like one, addresses with one,
/// and what a word such as `token` leads in.
pub(super) fn description(text: &str, secrets: &Secrets) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut announced = false;
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_matches(PUNCTUATION).trim_end();
        let word = word.trim_matches(PUNCTUATION);
        let named = word.split_once(['=', ':']);
        let mut hidden = Vec::new();
        if word.contains("://") {
            let address = shown_address::whole(word, &mut hidden);
            shown.push_str(&piece.replace(word, &address));
        } else {
            let secret = match named {
                Some((name, value)) if command_line::is_secret_option(name) => value,
                _ if looks_random(word) || (announced && !is_plain(word)) => word,
                _ => "",
            };
            if secret.is_empty() {
                shown.push_str(piece);
            } else {
                shown.push_str(&piece.replace(secret, REDACTED));
                hidden.push(secret.to_owned());
            }
        }
        for secret in hidden {
            secrets.register(&Secret::new(secret));
        }
        if !word.is_empty() {
            announced = command_line::announces_secret(word);
        }
    }
    shown
}

/// A word of a sentence, and no value.
fn is_plain(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_alphabetic() || c == '-' || c == '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_its_words_and_loses_its_secrets() {
        let secrets = Secrets::default();
        for (text, expected) in [
            (
                "Let in key=S3cr3t for the shop",
                "Let in key=[redacted] for the shop",
            ),
            ("Partner token: hunter2!", "Partner token: [redacted]"),
            ("with password hunter2.", "with password [redacted]."),
            ("for kX9vQ2mL7pR4tY8wA1bC (Acme)", "for [redacted] (Acme)"),
            (
                "see https://a.de/hook?token=S3cr3t",
                "see https://a.de/hook?token=[redacted]",
            ),
        ] {
            assert_eq!(description(text, &secrets), expected);
        }
        assert!(secrets.are_in("kX9vQ2mL7pR4tY8wA1bC"));
        for text in [
            "Block requests without a token",
            "Skip the login/password reset page for Stripe's webhook",
            "Only 3 of 10 paths, since 2024-01-31",
            "Allow x-hub-signature-256 from GitHub",
            "",
        ] {
            assert_eq!(description(text, &secrets), text);
        }
    }

    #[test]
    fn names_of_headers_and_programs_are_no_tokens() {
        for name in [
            "x-hub-signature-256",
            "sec-ch-ua-platform",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "GitHub-Hookshot/",
            "Stripe/1.0",
        ] {
            assert!(!looks_random(name), "{name}");
        }
        for name in [
            "x-kX9vQ2mL7pR4tY8wA1bC",
            "acme 9f86d081884c7d659a2feaa0c55ad015",
        ] {
            assert!(looks_random(name), "{name}");
        }
    }
}
