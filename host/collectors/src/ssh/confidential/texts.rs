//! Texts in which a secret may stand, as they can be shown: command lines, free texts and messages.

use muster_facts::REDACTED;

use crate::command_line;
use crate::env::{has_secret_form, is_like_a_token};
use crate::ssh::configuration::keyword::KEYWORDS;
use crate::ssh::configuration::token;

/// The program of a command line: its first word, up to what is not part of a path.
pub(super) fn command(text: &str) -> String {
    // Nobody knows where the program ends.
    if token::arguments(text).is_err() {
        return REDACTED.to_owned();
    }
    let text = text.trim_start_matches(['"', '\'', ' ', '\t']);
    let ends = |c: char| !c.is_ascii_alphanumeric() && !"/._+-".contains(c);
    let end = text.find(ends).unwrap_or(text.len());
    let (program, rest) = text.split_at(end);
    let rest = rest.trim_matches(['"', '\'', ' ', '\t']);
    let torn = !program.contains('/') && is_like_a_token(program);
    if has_secret_form(program) || torn || program.is_empty() {
        return REDACTED.to_owned();
    }
    if rest.is_empty() {
        program.to_owned()
    } else if rest.starts_with('=') {
        format!("{program}={REDACTED}")
    } else {
        format!("{program} {REDACTED}")
    }
}

pub(super) fn named_command(text: &str) -> String {
    match text.split_once(' ') {
        Some((name, line)) => format!("{} {}", word(name), command(line)),
        None => word(text),
    }
}

/// A text that may say anything: nothing is shown from the first word on that announces a secret.
pub(super) fn free_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive([' ', '\t']) {
        if command_line::announces_secret(piece.trim_end()) {
            shown.push_str(REDACTED);
            return shown;
        }
        shown.push_str(piece);
    }
    message(&shown)
}

/// A text of which nothing is expected to be secret: a word that looks like a secret all the same,
/// or is said to be one, is hidden.
pub(in crate::ssh) fn message(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut follows_secret_option = false;
    for piece in text.split_inclusive([' ', '\t']) {
        let bare = piece.trim_end_matches([' ', '\t']);
        let blanks = piece.get(bare.len()..).unwrap_or_default();
        if follows_secret_option && !bare.is_empty() {
            shown.push_str(REDACTED);
        } else {
            shown.push_str(&word(bare));
        }
        if !bare.is_empty() {
            follows_secret_option = bare.starts_with('-')
                && !bare.contains('=')
                && command_line::is_secret_option(bare);
        }
        shown.push_str(blanks);
    }
    shown
}

pub(super) fn word(word: &str) -> String {
    let core = word.trim_matches(['"', '\'', '`', '(', ')', ',', ';', '.']);
    let value = core.rsplit_once('=').filter(|(name, value)| {
        let name = name.rsplit('=').next().unwrap_or(name);
        let says_so = command_line::is_secret_option(name) && !is_setting(name, value);
        !value.is_empty() && (says_so || has_secret_form(value))
    });
    match value {
        Some((_, value)) => word.replace(value, REDACTED),
        None if has_secret_form(core) => word.replace(core, REDACTED),
        None => word.to_owned(),
    }
}

/// Whether a name is a keyword, such as `PasswordAuthentication`, or one with a misspelling.
fn is_setting(name: &str, value: &str) -> bool {
    matches!(value, "yes" | "no")
        || KEYWORDS
            .iter()
            .any(|keyword| keyword.name.eq_ignore_ascii_case(name))
}
