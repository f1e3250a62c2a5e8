//! Why an upload did not go well, in words that lead to a fix.

use muster_http::{CertificateProblem, HttpResponse};
use muster_report::MOST_COMPRESSED;

use crate::advice::advice;
use crate::answer;

/// How an upload did not go well. Each text is whole, and the second line of one is the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// Nothing was sent.
    #[error(
        "the file has {found} bytes after compression, but GitHub takes at most {MOST_COMPRESSED}\n\
         fix: select fewer rules, or limit the file with `--min-severity`"
    )]
    TooLarge {
        /// Bytes after compression.
        found: usize,
    },
    /// GitHub refuses the request.
    #[error("GitHub refuses it with HTTP status {status}{said}{advice}")]
    Refused {
        /// Of HTTP.
        status: u16,
        /// `: ` and GitHub's words, if it has any.
        said: String,
        /// The line with the way out, if there is one.
        advice: String,
    },
    /// GitHub has taken the file and cannot use it.
    #[error("GitHub has read it but kept nothing of it:\n{}", list(.0))]
    Unusable(Vec<String>),
    /// There is no answer, or none of GitHub's.
    #[error("{0}")]
    Unreachable(String),
    /// GitHub has the file, and what became of it is not known.
    #[error("GitHub has taken it, but it is not known whether GitHub can read it: {0}")]
    Unconfirmed(String),
}

fn list(errors: &[String]) -> String {
    match errors {
        [] => "  (without a reason)".to_owned(),
        errors => errors
            .iter()
            .map(|error| format!("  {error}"))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// A refusal with GitHub's words and the way out.
pub(crate) fn refused(answer: &HttpResponse) -> UploadError {
    let words = answer::refusal(&answer.body).unwrap_or_default();
    UploadError::Refused {
        status: answer.status,
        advice: advice(answer.status, &words)
            .map(|advice| match answer.retry_after {
                Some(wait) => format!("\nfix: {advice}, in {} seconds", wait.as_secs()),
                None => format!("\nfix: {advice}"),
            })
            .unwrap_or_default(),
        said: match words.as_str() {
            "" => String::new(),
            words => format!(": {words}"),
        },
    }
}

/// What is wrong with a certificate, as a predicate, with the way out.
pub(crate) fn refused_certificate(problem: &CertificateProblem) -> String {
    match problem {
        CertificateProblem::UnknownIssuer => "is not signed by a trusted authority\nfix: if \
             the server is yours, name its root with `--tls-roots FILE`"
            .to_owned(),
        CertificateProblem::Expired => "has expired".to_owned(),
        CertificateProblem::NotValidYet => {
            "is not valid yet\nfix: set the clock of this machine".to_owned()
        }
        CertificateProblem::OtherNames => "is for other names\nfix: correct `--api`".to_owned(),
        CertificateProblem::Other(reason) => format!("is not accepted: {reason}"),
    }
}
