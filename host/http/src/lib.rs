//! Asks over HTTP and HTTPS: an API with a token ([`Client`]), or a host as any visitor would
//! ([`Prober`]). A token goes to the address that is asked and nowhere else,
//! and only once the server has proved who it is: redirects are not followed, and no proxy is used.
//! Answers are read up to a limit, and lose the token if they repeat it.
//!
//! Knows no API: what an answer means, how long to wait and whether to ask again is for the caller.

mod address;
mod careful;
mod certificates;
mod client;
mod failure;
mod prober;
mod redirect;

pub use self::address::{Address, InvalidAddress};
pub use self::certificates::certificates;
pub use self::client::{Client, ClientError, HttpResponse};
pub use self::failure::{CertificateProblem, Failure, quote};
pub use self::prober::{FailedStep, ProbeAnswer, ProbeFailure, Prober, Question};
pub use self::redirect::{RedirectTarget, redirect_target};
