//! What goes wrong on the way to the API, in words that lead to a fix. Knows no question.

use muster_http::{CertificateProblem, Failure};

/// Why a question was not answered, as a sentence without a subject.
pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Certificate(problem) => format!(
            "was not asked, and the token was not sent: the server's certificate {}",
            refused(problem)
        ),
        Failure::Connection(reason) => format!("cannot be asked: {reason}"),
        Failure::Redirect(status) => {
            format!("answers with HTTP status {status}; the token is not sent to another address")
        }
        Failure::BrokeOff(reason) => format!("broke off: {reason}"),
        Failure::TooLong { limit } => format!(
            "answers with more than {} MiB, the most that Muster reads",
            limit >> 20
        ),
    }
}

fn refused(problem: &CertificateProblem) -> String {
    match problem {
        CertificateProblem::UnknownIssuer => "is not signed by a trusted authority; if it \
             belongs to a proxy of yours, name its root with `tls-roots` under `[targets.edge]`"
            .to_owned(),
        CertificateProblem::Expired => {
            "has expired; renew it, or set the clock of this machine".to_owned()
        }
        CertificateProblem::NotValidYet => {
            "is not valid yet; set the clock of this machine".to_owned()
        }
        CertificateProblem::OtherNames => {
            "is for other names; correct `api` under `[targets.edge.cloudflare]`".to_owned()
        }
        CertificateProblem::Other(reason) => format!("is not accepted: {reason}"),
    }
}
