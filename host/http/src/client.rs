//! The client: one token, one way to ask, and an answer that holds no token.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use muster_facts::{Secret, Secrets};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Response};
use rustls::pki_types::CertificateDer;

use crate::address::LOCALHOST;
use crate::careful::careful;
use crate::failure::{self, Failure};

/// The largest answer that is read. A page of 1,000 DNS records is less than one megabyte.
const LARGEST_ANSWER: usize = 8 << 20;

/// Asks with one token.
#[derive(Clone)]
pub struct Client {
    client: reqwest::Client,
    /// Knows the token alone: an answer that repeats it is read without it.
    token: Secrets,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No header can hold the token.
    #[error("the token has characters that a token cannot have")]
    Token,
    /// Anything else.
    #[error("no HTTP client: {0}")]
    Other(String),
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The status, which is not a redirect.
    pub status: u16,
    /// How long to wait before asking again, where the server says so in seconds (RFC 9110, 10.2.3).
    pub retry_after: Option<Duration>,
    /// The body without the token; empty where it is not text.
    pub body: String,
}

impl Client {
    /// A client that sends the token and these headers with every request. A server must prove who it
    /// is by the public roots or by one of these.
    ///
    /// # Errors
    /// When the token or a root has no form that can be used.
    pub fn new(
        token: &Secret,
        headers: &[(&'static str, &'static str)],
        roots: &[CertificateDer<'_>],
    ) -> Result<Self, ClientError> {
        let bearer = Secret::new([b"Bearer ".as_slice(), token.expose()].concat());
        let mut authorization =
            HeaderValue::from_bytes(bearer.expose()).map_err(|_| ClientError::Token)?;
        authorization.set_sensitive(true);
        let mut all: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        all.insert(header::AUTHORIZATION, authorization);
        let no_client = |error: reqwest::Error| ClientError::Other(failure::reason(&error));
        // An address of this machine without a name server's help (RFC 6761, 6.3); 0 keeps the port.
        let this_machine = [
            (Ipv4Addr::LOCALHOST, 0).into(),
            (Ipv6Addr::LOCALHOST, 0).into(),
        ];
        let client = careful(roots)
            .map_err(no_client)?
            .resolve_to_addrs(LOCALHOST, &this_machine)
            .default_headers(all)
            .build()
            .map_err(no_client)?;
        let secrets = Secrets::default();
        secrets.register_credential(token);
        Ok(Self {
            client,
            token: secrets,
        })
    }

    /// Asks for a resource.
    ///
    /// # Errors
    /// When there is no whole answer, or one that leads to another address.
    pub async fn get(&self, url: &str) -> Result<HttpResponse, Failure> {
        self.send(self.client.get(url)).await
    }

    /// Hands over JSON.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post(&self, url: &str, json: Vec<u8>) -> Result<HttpResponse, Failure> {
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .body(json);
        self.send(request).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<HttpResponse, Failure> {
        let answer = request.send().await.map_err(|error| Failure::of(&error))?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(Failure::Redirect(status.as_u16()));
        }
        let retry_after = retry_after(answer.headers());
        let body = body(answer).await?;
        Ok(HttpResponse {
            status: status.as_u16(),
            retry_after,
            body: self.without_token(body),
        })
    }

    /// A body that repeats the token in any encoding loses it here.
    fn without_token(&self, body: Vec<u8>) -> String {
        String::from_utf8(body)
            .map(|text| self.token.scrub(&text).into_owned())
            // No JSON; it is refused with words that quote nothing of it.
            .unwrap_or_default()
    }
}

/// The body, as far as it is not too long.
async fn body(mut answer: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| Failure::BrokeOff(failure::reason(&error)))?
    {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Failure::TooLong {
                limit: LARGEST_ANSWER,
            });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
