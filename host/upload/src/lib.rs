//! Hands a SARIF file to GitHub code scanning, and waits until GitHub has read it
//! (<https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data>).
//!
//! Knows neither rules nor hosts, and reads no file and no environment: the caller has done that.

mod advice;
mod answer;
mod destination;
mod error;
mod inspect;
mod session;
mod token;

pub use self::destination::{Commit, Destination, GitRef, Invalid, Repository, parse_api};
pub use self::error::UploadError;
pub use self::inspect::{Inspected, Unfit, inspect};
pub use self::session::{Limits, UploadResult, upload};
pub use self::token::{InvalidToken, token};
