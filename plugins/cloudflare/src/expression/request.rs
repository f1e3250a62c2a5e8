//! The requests that a question is about.

use std::net::IpAddr;

/// Requests that differ only in what is not said here.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `POST`; none for any.
    pub method: Option<&'a str>,
    /// Lower case.
    pub host: &'a str,
    /// What is asked for.
    pub path: Path<'a>,
    /// Whether the address may have a query.
    pub query: bool,
    /// Who asks.
    pub caller: Caller<'a>,
}

impl<'a> Request<'a> {
    /// Any that a stranger may send for a path.
    #[must_use]
    pub const fn of_stranger(host: &'a str, path: Path<'a>) -> Self {
        Self {
            method: None,
            host,
            path,
            query: true,
            caller: Caller::Stranger,
        }
    }
}

/// One path, or all that begin with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path<'a> {
    /// This one.
    Exact(&'a str),
    /// Every path that begins with this text.
    Below(&'a str),
}

/// From where a request comes.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// Someone whom no rule lists: an address outside every list and network that an expression
    /// names. What such a caller cannot do, only a listed one can.
    Stranger,
    /// One of these addresses.
    Among(&'a [IpAddr]),
}
