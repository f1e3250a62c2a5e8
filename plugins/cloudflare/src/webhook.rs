//! Requests of a service that calls the application: a program, which answers no challenge.

use std::net::IpAddr;

use muster_sdk::NotEvaluated;

use crate::expression::{Caller, Path, Request};

/// Who calls.
pub(crate) struct Senders(Vec<IpAddr>);

impl Senders {
    /// Reads the parameter `senders`.
    ///
    /// # Errors
    /// When a text is no address.
    pub(crate) fn read(senders: &[String]) -> Result<Self, NotEvaluated> {
        senders
            .iter()
            .map(|text| {
                text.parse().map_err(|_| {
                    NotEvaluated::because(format!(
                        "`senders` holds {text:?}, which is not an address"
                    ))
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// A call of the webhook.
    pub(crate) fn call<'a>(&'a self, host: &'a str, path: &'a str) -> Request<'a> {
        Request {
            method: Some("POST"),
            host,
            path: Path::Exact(path),
            query: false,
            caller: Caller::Among(&self.0),
        }
    }
}
