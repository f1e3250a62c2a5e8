//! Expressions of Cloudflare's Rules language
//! (<https://developers.cloudflare.com/ruleset-engine/rules-language/>): whether a rule applies to a
//! request of which only method, host, path and sender are known.
//!
//! What is not understood is never guessed: the answer is then [`Truth::Unknown`] with the reason.

mod evaluate;
mod lexer;
mod parser;
mod pattern;
mod request;
#[cfg(test)]
mod tests;
mod tree;
mod truth;

pub use self::request::{Caller, Path, Request};
pub use self::truth::Truth;

use self::tree::Node;

/// An expression that was understood as far as its syntax goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(Node);

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// With a sentence when it is not one, is too long, or is nested too deeply.
    pub fn parse(text: &str) -> Result<Self, String> {
        parser::parse(text).map(Self)
    }

    /// Whether the expression holds for a request.
    #[must_use]
    pub fn applies_to(&self, request: &Request<'_>) -> Truth {
        evaluate::node(&self.0, request)
    }

    /// Whether it has a regular expression that says more than how a text begins, ends or what it
    /// contains: paths that fit it are not found by trying.
    #[must_use]
    pub fn has_regex(&self) -> bool {
        self.0.has(&|node| {
            matches!(node, Node::Compare(_, tree::Operator::Matches, tree::Value::Text(regex))
                if pattern::Simple::read(regex).is_none())
        })
    }

    /// The strings that the expression compares something with, in order.
    #[must_use]
    pub fn literals(&self) -> Vec<&str> {
        let mut literals = Vec::new();
        self.0.literals(&mut literals);
        literals
    }
}

/// Whether the expression of a rule holds for a request; one that cannot be read is unknown.
#[must_use]
pub fn applies(text: &str, request: &Request<'_>) -> Truth {
    match Expression::parse(text) {
        Ok(expression) => expression.applies_to(request),
        Err(reason) => Truth::Unknown(reason),
    }
}

/// Whether the pattern of a page rule fits every request to a host that is sent over a scheme
/// (<https://developers.cloudflare.com/rules/page-rules/reference/wildcard-matching/>).
#[must_use]
pub fn page_fits(pattern: &str, scheme: &str, host: &str) -> Truth {
    let (asked, rest) = match pattern.split_once("://") {
        Some((asked, rest)) => (Some(asked), rest),
        None => (None, pattern),
    };
    let fits_scheme =
        |asked: &str| pattern::Known::exact(scheme).fits(&asked.to_lowercase()) == Some(true);
    if asked.is_some_and(|asked| !fits_scheme(asked)) {
        return Truth::Never;
    }
    // A pattern without a path is for the start page.
    let slash = if rest.contains('/') || rest.ends_with('*') {
        ""
    } else {
        "/"
    };
    let pattern = format!("{rest}{slash}").to_lowercase();
    let (hosts, _) = pattern.split_once('/').unwrap_or(("*", ""));
    if pattern::Known::exact(host).fits(hosts) == Some(false) {
        return Truth::Never;
    }
    match pattern::Known::open(format!("{host}/")).fits(&pattern) {
        Some(true) => Truth::Always,
        Some(false) => Truth::Never,
        None => Truth::Depends("http.request.uri.path".to_owned()),
    }
}
