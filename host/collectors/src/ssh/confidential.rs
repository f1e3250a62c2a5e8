//! What of the configuration must not be shown: values of variables that env would call secret, all
//! of a command line but its program, what follows an unknown keyword, and comments.

mod options;
mod texts;

use muster_facts::{REDACTED, Secret, Secrets, sshd};

pub(super) use self::options::{option, words};
pub(super) use self::texts::message;
use self::texts::{command, free_text, named_command, word};
use crate::command_line;
use crate::env::{has_secret_form, shows_name};
use crate::ssh::configuration::keyword::{KEYWORDS, Keyword, Kind};
use crate::ssh::configuration::token;
use crate::ssh::configuration::variables;

/// How the values of a keyword are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As they are.
    Public,
    /// Free text.
    Text,
    /// `NAME=value`.
    Variables,
    /// A program with its arguments.
    Command,
    /// A name, and a program with its arguments.
    NamedCommand,
}

/// Names every kind, so that a new one is thought about.
fn form(keyword: &Keyword) -> Form {
    match keyword.kind {
        Kind::Command => Form::Command,
        Kind::Verbatim if keyword.name == "forcecommand" => Form::Command,
        Kind::Subsystem => Form::NamedCommand,
        Kind::Environment => Form::Variables,
        Kind::Verbatim => Form::Text,
        Kind::Choice(_)
        | Kind::Tunnel
        | Kind::Integer
        | Kind::Time
        | Kind::TimeOrNone
        | Kind::Path { .. }
        | Kind::Word
        | Kind::Algorithms(_)
        | Kind::GssKex
        | Kind::Words
        | Kind::KeysFiles
        | Kind::RevokedKeys
        | Kind::Users
        | Kind::EnvironmentNames
        | Kind::Port
        | Kind::ListenAddress
        | Kind::MaxStartups
        | Kind::PerSourceMaxStartups
        | Kind::NetBlockSize
        | Kind::RekeyLimit
        | Kind::IpQos
        | Kind::Mask
        | Kind::PermitUserEnvironment
        | Kind::PubkeyAuthOptions
        | Kind::AuthenticationMethods
        | Kind::Forwards { .. }
        | Kind::ChannelTimeout
        | Kind::Ignored { .. }
        | Kind::Refused => Form::Public,
    }
}

/// Tells the run what a line holds.
pub(super) fn register(keyword: Option<&Keyword>, written: &str, rest: &str, secrets: &Secrets) {
    if keyword.map(form) == Some(Form::Variables) {
        variables::register(rest, secrets);
        return;
    }
    if keyword.is_none() {
        // It may be `SetEnv` with a misspelling, or a variable that has lost its `SetEnv`.
        variables::register(rest, secrets);
        if command_line::announces_secret(written) {
            for text in rest.split_whitespace().chain([rest]) {
                secrets.register(&Secret::new(text));
            }
        }
    }
    command_line::register_text(rest, secrets);
}

/// A line as it can be shown. `text` is all of it. Comments are not: they may say anything.
pub(super) fn line(keyword: Option<&Keyword>, written: &str, rest: &str, text: &str) -> String {
    let whole = uncommented(text, rest);
    let rest = without_comment(rest);
    // One that this OpenSSH does not have is still known.
    let keyword = keyword.or_else(|| {
        KEYWORDS
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(written))
    });
    let written = self::keyword(written);
    let values = match keyword.map(form) {
        _ if written.eq_ignore_ascii_case("match") => criteria(rest),
        None if written.eq_ignore_ascii_case("include") => return message(&whole),
        Some(Form::Public) => return message(&whole),
        None if rest.is_empty() => String::new(),
        None => REDACTED.to_owned(),
        Some(Form::Text) => free_text(rest),
        Some(Form::Command) => command(rest),
        Some(Form::Variables) => token::arguments(rest).map_or_else(
            |_| REDACTED.to_owned(),
            |words| variables::shown(&words).join(" "),
        ),
        Some(Form::NamedCommand) => token::arguments(rest).map_or_else(
            |_| REDACTED.to_owned(),
            |words| named_command(&words.join(" ")),
        ),
    };
    let shown = format!("{written} {values}");
    if shown.contains(REDACTED) {
        token::printable(shown.trim_end())
    } else {
        message(&whole)
    }
}

/// The text of a line up to its comment.
pub(super) fn uncommented(text: &str, rest: &str) -> String {
    let before = text
        .strip_suffix(&token::printable(rest))
        .unwrap_or_default();
    let rest = token::printable(without_comment(rest));
    format!("{before}{rest}").trim_end().to_owned()
}

/// What follows a keyword up to where sshd sees a comment. Where a quote is not closed, nobody
/// knows; then every `#` that begins a word counts.
fn without_comment(rest: &str) -> &str {
    let mut quote = None;
    let mut begins = true;
    let mut end = None;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, next)) = characters.next() {
        match (next, quote) {
            ('#', None) if begins => {
                end = Some(at);
                break;
            }
            ('\\', _) => {
                characters.next_if(|(_, after)| matches!(after, '\'' | '"' | '\\'));
            }
            ('\'' | '"', None) => quote = Some(next),
            (_, Some(open)) if open == next => quote = None,
            _ => {}
        }
        begins = matches!(next, ' ' | '\t');
    }
    if quote.is_some() {
        end = [" #", "\t#"].iter().filter_map(|it| rest.find(it)).min();
    }
    end.and_then(|end| rest.get(..end))
        .unwrap_or(rest)
        .trim_end()
}

/// A keyword as it can be shown: one that does not exist may be a piece of a value.
pub(super) fn keyword(written: &str) -> String {
    let name = written.trim_end_matches(':');
    if shows_name(name, "value") && !has_secret_form(name) {
        written.to_owned()
    } else {
        REDACTED.to_owned()
    }
}

/// The criteria of a `Match` line as they can be shown: of a command only the program, and nothing
/// behind a word that is not a criterion.
pub(super) fn criteria(rest: &str) -> String {
    const ATTRIBUTES: [&str; 8] = [
        "user",
        "group",
        "host",
        "address",
        "localaddress",
        "localport",
        "rdomain",
        "version",
    ];
    let rest = without_comment(rest);
    let mut words = rest.split([' ', '\t', '=']).filter(|word| !word.is_empty());
    let mut shown = Vec::new();
    while let Some(written) = words.next() {
        let attribute = written.trim_matches(['"', '\'']).to_ascii_lowercase();
        match attribute.as_str() {
            "all" | "invalid-user" => shown.push(attribute),
            "exec" => {
                let text: Vec<&str> = words.collect();
                let program = command(text.join(" ").trim_matches(['"', '\'']));
                shown.push(format!("{written} {program}"));
                return shown.join(" ");
            }
            known if ATTRIBUTES.contains(&known) => {
                shown.push(written.to_owned());
                let Some(value) = words.next() else { break };
                shown.push(word(value));
                // A list in quotes may hold blanks.
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let mut last = value;
                while let Some(quote) = quote
                    && (last.len() < 2 || !last.ends_with(quote))
                {
                    let Some(next) = words.next() else { break };
                    shown.push(word(next));
                    last = next;
                }
            }
            _ => {
                shown.push(REDACTED.to_owned());
                return shown.join(" ");
            }
        }
    }
    token::printable(&message(rest))
}

/// The values of a keyword as they can be shown.
pub(super) fn values(name: &str, values: &[String]) -> Vec<String> {
    let keyword = KEYWORDS.iter().find(|keyword| keyword.name == name);
    let show = |value: &String| match keyword.map(form) {
        Some(Form::Text) => free_text(without_comment(value)),
        Some(Form::Command) => command(value),
        Some(Form::NamedCommand) => named_command(value),
        Some(Form::Public) => value.clone(),
        Some(Form::Variables) | None => message(value),
    };
    match keyword.map(form) {
        Some(Form::Variables) => variables::shown(values),
        _ => values.iter().map(show).collect(),
    }
}

/// A difference to what `sshd -T` prints, as it can be shown.
pub(super) fn disagreement(found: sshd::Disagreement) -> sshd::Disagreement {
    sshd::Disagreement {
        sshd: values(&found.keyword, &found.sshd),
        evaluated: values(&found.keyword, &found.evaluated),
        ..found
    }
}

#[cfg(test)]
mod tests;
