//! Options of sshd's command line, as they can be shown, and as they are given to a call that only asks.

use muster_facts::REDACTED;

use super::line;
use super::texts::message;
use crate::ssh::configuration::{keyword, token, variables};
use crate::ssh::invocation::Given;
use crate::ssh::server::version::Build;

/// An option of sshd's command line as it can be shown.
pub(in crate::ssh) fn option(given: &Given, build: &Build) -> String {
    format!("-{} {}", given.letter, argument(given, build))
        .trim_end()
        .to_owned()
}

fn argument(given: &Given, build: &Build) -> String {
    let argument = &given.argument;
    match token::lines(argument).first().map(|line| &line.content) {
        Some(token::Content::Directive { keyword, rest }) if given.letter == 'o' => {
            let known = keyword::find(keyword, build).map(|(known, _)| known);
            line(known, keyword, rest, &token::printable(argument))
        }
        Some(_) if given.letter == 'o' => REDACTED.to_owned(),
        _ => message(&token::printable(argument)),
    }
}

/// The words of an option for a call that only asks. Every user of the host can see the arguments of
/// a program that runs, so that what must not be shown is left out of them.
pub(in crate::ssh) fn words(given: &Given, build: &Build) -> Vec<String> {
    let shown = argument(given, build);
    if shown == token::printable(&given.argument) {
        return given.words();
    }
    let shown = match token::lines(&given.argument)
        .first()
        .map(|line| &line.content)
    {
        Some(token::Content::Directive { keyword, rest })
            if keyword.eq_ignore_ascii_case("setenv") =>
        {
            asked_variables(keyword, rest).unwrap_or(shown)
        }
        _ => shown,
    };
    vec![format!("-{}", given.letter), shown]
}

/// sshd takes no word without `=`, and drops a name that it has seen: a hidden word of a line that
/// it would take becomes a variable of its own.
fn asked_variables(keyword: &str, rest: &str) -> Option<String> {
    let words = token::arguments(rest).ok()?;
    if words.iter().any(|word| !word.contains('=')) {
        return None;
    }
    let asked = variables::shown(&words).into_iter().enumerate();
    let asked: Vec<String> = asked
        .map(|(index, word)| match word.as_str() {
            REDACTED => format!("{REDACTED}{index}={REDACTED}"),
            _ => format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\"")),
        })
        .collect();
    Some(format!("{keyword} {}", asked.join(" ")))
}
