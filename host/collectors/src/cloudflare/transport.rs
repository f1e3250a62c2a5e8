//! What goes wrong on the way to the API, in words that lead to a fix. Knows no question.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::envelope::quote;

/// Why a question was not answered, as a sentence without a subject. A server that does not prove
/// who it is gets no request, and so no token.
pub(super) fn failure(error: &reqwest::Error) -> String {
    match certificate(error) {
        Some(problem) => format!(
            "was not asked, and the token was not sent: the server's certificate {}",
            refused(problem)
        ),
        None => format!("cannot be asked: {}", reason(error)),
    }
}

/// An error with its causes, without the address and without anything that a terminal obeys.
pub(super) fn reason(error: &dyn Error) -> String {
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
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(problem)) = error.downcast_ref() {
            return Some(problem);
        }
        // What an input/output error holds is none of its sources.
        let held = error.downcast_ref().and_then(io::Error::get_ref);
        next = match held {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    None
}

fn refused(problem: &CertificateError) -> String {
    match problem {
        CertificateError::UnknownIssuer => "is signed by no authority that is trusted; if a proxy \
             of yours stands in between, name its root with `tls-roots` under `[targets.edge]`"
            .to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "has expired; renew it, or set the clock of this machine".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet; set the clock of this machine".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "is for other names; mend `api` under `[targets.edge.cloudflare]`".to_owned()
        }
        other => format!("is not accepted: {}", quote(&other.to_string())),
    }
}
