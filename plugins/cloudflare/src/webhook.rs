//! Requests of a service that calls the application: a program, which answers no challenge.

use std::net::IpAddr;

use muster_sdk::cloudflare::Zone;
use muster_sdk::{Finding, NotEvaluated};

use crate::expression::{Caller, Path, Request};
use crate::proxy;

/// The finding of a rule on webhooks at names of which Cloudflare gets no request.
pub(crate) fn uncalled(subject: &str, zone: &Zone) -> Finding {
    let why = proxy::unserved(zone).unwrap_or_else(|| "their names are not proxied".to_owned());
    Finding::not_applicable(
        subject,
        format!("No webhook call reaches Cloudflare: {why}."),
    )
}

/// Who calls.
pub(crate) struct Senders(Vec<IpAddr>);

impl Senders {
    /// Reads the parameter `senders`.
    ///
    /// # Errors
    /// If a text is not an address.
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
