//! Asks one host as any visitor would, once for each question: redirects are not followed, no proxy is
//! used, and a server that does not prove who it is gets nothing. Answers are read up to a limit.

use std::net::SocketAddr;

use muster_facts::{Secret, Secrets};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response};
use rustls::pki_types::CertificateDer;

use crate::careful::careful;
use crate::failure::{causes, reason};

/// As much of a body as is read: documents on an application's state have a few kilobytes.
const LARGEST_BODY: usize = 256 << 10;

/// Asks one host.
#[derive(Clone, Debug)]
pub struct Prober(reqwest::Client);

/// A question.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The whole address, without a query.
    pub url: &'a str,
    /// JSON to hand over; without it, the resource is asked for.
    pub json: Option<&'static str>,
    /// The Origin that a script would come from.
    pub origin: Option<&'static str>,
    /// The whole value of Authorization.
    pub authorization: Option<&'a Secret>,
}

/// An answer, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// The status.
    pub status: u16,
    /// Names in lower case, each with its value as text.
    pub headers: Vec<(String, String)>,
    /// At most 256 KiB.
    pub body: Vec<u8>,
    /// Whether that is all of it.
    pub whole: bool,
}

/// Where asking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailedStep {
    /// There is no connection.
    Connection,
    /// No agreement on TLS, or the server did not prove who it is.
    Tls,
    /// What came is not a whole answer.
    Http,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeFailure {
    /// Where it ended.
    pub step: FailedStep,
    /// Why, in words that hold nothing of the question.
    pub reason: String,
}

impl Prober {
    /// Asks a host at these addresses, which nobody is asked for again. Its server must prove who it is
    /// by the public roots or by one of these.
    ///
    /// # Errors
    /// When a root has no form that can be used, in words.
    pub fn new(
        host: &str,
        addresses: &[SocketAddr],
        roots: &[CertificateDer<'_>],
    ) -> Result<Self, String> {
        careful(roots)
            .and_then(|client| client.resolve_to_addrs(host, addresses).build())
            .map(Self)
            .map_err(|error| reason(&error))
    }

    /// Asks, and reads the answer.
    ///
    /// # Errors
    /// When there is none.
    pub async fn ask(&self, question: &Question<'_>) -> Result<ProbeAnswer, ProbeFailure> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        // Without it, any coding would do (RFC 9110, 12.5.3).
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        if let Some(origin) = question.origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        let echoed = Secrets::default();
        if let Some(authorization) = question.authorization {
            let mut value =
                HeaderValue::from_bytes(authorization.expose()).map_err(|_| ProbeFailure {
                    step: FailedStep::Http,
                    reason: "the credentials have characters that no header can hold".to_owned(),
                })?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
            echoed.register_credential(authorization);
        }
        let method = match question.json {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        let mut request = self.0.request(method, question.url).headers(headers);
        if let Some(json) = question.json {
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .body(json);
        }
        let failed = |error: &reqwest::Error| ProbeFailure {
            step: failed_step(error),
            // A server may answer with what it was sent.
            reason: echoed.scrub(&reason(error)).into_owned(),
        };
        let answer = request.send().await.map_err(|error| failed(&error))?;
        let status = answer.status().as_u16();
        let headers = answer.headers().iter().map(text).collect();
        let (body, whole) = body(answer).await.map_err(|error| failed(&error))?;
        Ok(ProbeAnswer {
            status,
            headers,
            body,
            whole,
        })
    }
}

/// No byte is left out: a redirect to a path with an umlaut is a redirect too.
fn text((name, value): (&HeaderName, &HeaderValue)) -> (String, String) {
    let value = String::from_utf8_lossy(value.as_bytes());
    (name.as_str().to_owned(), value.into_owned())
}

/// The body, as far as it is read, and whether that is all of it.
async fn body(mut answer: Response) -> Result<(Vec<u8>, bool), reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        let left = LARGEST_BODY - body.len();
        body.extend(chunk.iter().take(left));
        if chunk.len() > left {
            return Ok((body, false));
        }
    }
    Ok((body, true))
}

fn failed_step(error: &reqwest::Error) -> FailedStep {
    let is_about_tls = causes(error).any(|cause| cause.downcast_ref::<rustls::Error>().is_some());
    if is_about_tls {
        FailedStep::Tls
    } else if error.is_connect() {
        FailedStep::Connection
    } else {
        FailedStep::Http
    }
}
