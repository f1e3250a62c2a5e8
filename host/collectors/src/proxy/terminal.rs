//! Handlers that answer, and what they take.

use muster_facts::caddy::Route;

use super::stop::{Complaint, Stop, refused};
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
        "basic_auth" | "basicauth" => accounts(node, words),
        "request_body" => match node.inner().iter().find(|option| option.is("max_size")) {
            Some(size) if !size.is_unknown() && !size.first().is_some_and(is_size) => {
                Err(refused(size.place(), "the value of `max_size` is not one"))
            }
            _ => Ok(()),
        },
        "handle_path" => match node.arguments.as_slice() {
            [path] if path.text.starts_with('/') => Ok(()),
            _ => wrong("`handle_path` takes one path"),
        },
        _ => Ok(()),
    }
}

/// Refuses an algorithm that Caddy does not have, and an account without a hash.
fn accounts(node: &Node, words: &[Token]) -> Result<(), Stop> {
    let algorithm = words.first().map(|word| word.text.as_str());
    if words.len() > 2 || !matches!(algorithm, None | Some("bcrypt" | "scrypt" | "argon2id")) {
        return Err(refused(
            node.place(),
            "`basic_auth` takes an algorithm and a realm",
        ));
    }
    let is_empty = |account: &&Node| account.first().is_none_or(|hash| hash.text.is_empty());
    match node.inner().iter().find(is_empty) {
        Some(account) => Err(refused(
            account.place(),
            "an account of `basic_auth` has no hash",
        )),
        None => Ok(()),
    }
}

fn is_size(word: &Token) -> bool {
    word.text.contains('{') || super::logs::mebibytes(&word.text).is_some()
}

/// Directives whose options are known.
const OPTIONS: [(&str, &[&str]); 4] = [
    (
        "encode",
        &["br", "gzip", "match", "minimum_length", "prefer", "zstd"],
    ),
    (
        "file_server",
        &[
            "browse",
            "disable_canonical_uris",
            "etag_file_extensions",
            "fs",
            "hide",
            "index",
            "pass_thru",
            "precompressed",
            "root",
            "status",
        ],
    ),
    (
        "request_body",
        &["max_size", "read_timeout", "set", "write_timeout"],
    ),
    ("respond", &["body", "close"]),
];

/// Encoders of `encode`, with the one that everyone adds.
const ENCODERS: [&str; 3] = ["br", "gzip", "zstd"];

/// What a directive says that no standard module accepts.
pub(super) fn unknown_option(node: &Node, words: &[Token]) -> Option<Complaint> {
    let name = node.name.text.as_str();
    let (_, known) = OPTIONS.iter().find(|(directive, _)| *directive == name)?;
    let option = node
        .inner()
        .iter()
        .find(|option| !option.is_unknown() && !known.contains(&option.name.text.as_str()));
    let encoder = words.iter().find(|word| {
        name == "encode" && !word.is_unknown() && !ENCODERS.contains(&word.text.as_str())
    });
    let place = option
        .map(|option| option.place())
        .or_else(|| encoder.map(|word| &word.place))?;
    Some(Complaint {
        reason: format!("`{name}` has no option of this name"),
        place: place.clone(),
    })
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
