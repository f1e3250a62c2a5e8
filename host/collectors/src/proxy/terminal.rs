//! Handlers that answer, and what they take.

use muster_facts::caddy::Route;

use super::stop::{Stop, refused};
use super::tokens::Token;
use super::tree::Node;

/// What `php_fastcgi` takes beside the options of `reverse_proxy`.
pub(super) const PHP: &[&str] = &[
    "capture_stderr",
    "dial_timeout",
    "env",
    "index",
    "read_timeout",
    "resolve_root_symlink",
    "root",
    "split",
    "try_files",
    "write_timeout",
];

/// Statuses from here on say no.
const FIRST_ERROR: u16 = 400;

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    /// `route.kind`
    pub(super) kind: &'static str,
    /// Whether none goes on to the next handler.
    pub(super) always: bool,
}

/// How requests end at a handler, if they do.
pub(super) fn ends(node: &Node, words: &[Token]) -> Option<Ends> {
    let kind = match node.name.text.as_str() {
        "reverse_proxy" | "php_fastcgi" => Route::KIND_PROXY,
        "abort" | "error" => Route::KIND_REFUSAL,
        "redir" => Route::KIND_REDIRECT,
        "respond" if status(words).is_some_and(|status| status >= FIRST_ERROR) => {
            Route::KIND_REFUSAL
        }
        "respond" | "file_server" | "metrics" | "acme_server" => Route::KIND_ANSWER,
        _ => return None,
    };
    // What is not PHP goes on to the files.
    let goes_on = node.is("acme_server") || node.is("php_fastcgi");
    let passes = goes_on || node.inner().iter().any(|option| option.is("pass_thru"));
    Some(Ends {
        kind,
        always: !passes,
    })
}

/// The status of `respond`.
fn status(words: &[Token]) -> Option<u16> {
    let is_status = |token: &Token| token.text.len() == 3;
    match words {
        [only] if is_status(only) => only.text.parse().ok(),
        [_, status] => status.text.parse().ok(),
        _ => None,
    }
}

/// Refuses what the standard modules refuse.
pub(super) fn check(node: &Node, words: &[Token]) -> Result<(), Stop> {
    if node.is_unknown() {
        // The number of words is not known.
        return Ok(());
    }
    let count = words.len();
    let wrong = |reason: &str| Err(refused(node.place(), reason));
    match node.name.text.as_str() {
        "handle" | "route" if count > 0 => wrong("a block of handlers takes a matcher alone"),
        "abort" if count > 0 || node.block.is_some() => wrong("`abort` takes a matcher alone"),
        "invoke" if count != 1 => wrong("`invoke` takes the name of a route"),
        "respond" if !(1..=2).contains(&count) => wrong("`respond` takes a body and a status"),
        "error" if !(1..=2).contains(&count) => wrong("`error` takes a message and a status"),
        "redir" if !(1..=2).contains(&count) => wrong("`redir` takes an address and a status"),
        "redir" if !words.get(1).is_none_or(is_redirect) => {
            wrong("the status of `redir` is not one of a redirect")
        }
        "root" if !(1..=2).contains(&node.arguments.len()) => wrong("`root` takes a directory"),
        "rewrite" if count != 1 => wrong("`rewrite` takes what to rewrite to"),
        "method" if count != 1 => wrong("`method` takes a method"),
        "try_files" if count == 0 => wrong("`try_files` takes files"),
        "basic_auth" | "basicauth" if count > 2 => {
            wrong("`basic_auth` takes an algorithm and a realm")
        }
        "handle_path" => match node.arguments.as_slice() {
            [path] if path.text.starts_with('/') => Ok(()),
            _ => wrong("`handle_path` takes one path"),
        },
        _ => Ok(()),
    }
}

fn is_redirect(status: &Token) -> bool {
    match status.text.as_str() {
        "permanent" | "temporary" | "html" => true,
        text if text.starts_with('{') => true,
        text => text
            .parse::<u16>()
            .is_ok_and(|status| (300..FIRST_ERROR).contains(&status) || status == 401),
    }
}
