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

pub use self::request::{Caller, Network, Path, Request};
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
