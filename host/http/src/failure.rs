//! What goes wrong on the way to an API, so that a caller can say what leads to a fix.

use std::error::Error;
use std::io;

use rustls::CertificateError;

/// As much of a foreign message as helps.
const LONGEST_QUOTE: usize = 200;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server did not prove who it is. It got no request, and so no token.
    Certificate(CertificateProblem),
    /// No connection, or none that lasted until an answer began; with the causes.
    Connection(String),
    /// The answer leads to another address, with this status. It is not followed.
    Redirect(u16),
    /// The answer broke off; with the causes.
    BrokeOff(String),
    /// The answer is longer than is read.
    TooLong {
        /// In bytes.
        limit: usize,
    },
}

/// What is wrong with a server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// No authority that is trusted has signed it.
    UnknownIssuer,
    /// It is not valid any more.
    Expired,
    /// It is not valid yet.
    NotValidYet,
    /// It is for other names.
    OtherNames,
    /// Anything else, in words.
    Other(String),
}

impl Failure {
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        match certificate(error) {
            Some(problem) => Self::Certificate(problem.into()),
            None => Self::Connection(reason(error)),
        }
    }
}

impl From<&CertificateError> for CertificateProblem {
    fn from(error: &CertificateError) -> Self {
        match error {
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotValidYet
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherNames
            }
            other => Self::Other(quote(&other.to_string())),
        }
    }
}

/// An error with its causes, without the address and without anything that a terminal obeys.
pub(crate) fn reason(error: &dyn Error) -> String {
    let mut words = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push(error.to_string());
        cause = error.source();
    }
    if words.is_empty() {
        "the connection failed".to_owned()
    } else {
        quote(&words.join(": "))
    }
}

/// What is wrong with the server's certificate, where that is the cause.
fn certificate<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CertificateError> {
    causes(error).find_map(|cause| match cause.downcast_ref() {
        Some(rustls::Error::InvalidCertificate(problem)) => Some(problem),
        _ => None,
    })
}

/// The error, what it comes from, and so on.
pub(crate) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let next = |error: &&'a (dyn Error + 'static)| -> Option<&'a (dyn Error + 'static)> {
        let error = *error;
        // What an input/output error holds is not one of its sources.
        let held = error.downcast_ref().and_then(io::Error::get_ref);
        match held {
            Some(held) => Some(held),
            None => error.source(),
        }
    };
    std::iter::successors(Some(error), next)
}

/// A foreign text inside a sentence: short, on one line, without anything that a terminal obeys.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut quoted = String::new();
    for character in text.chars() {
        if quoted.len() >= LONGEST_QUOTE {
            quoted.push('…');
            break;
        }
        if character.is_control() {
            quoted.extend(character.escape_default());
        } else {
            quoted.push(character);
        }
    }
    quoted
}
