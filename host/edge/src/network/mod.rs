//! The network as collectors see it: how it is asked, and within which time.
//!
//! A collector of the network runs on its own thread and asks everything side by side in a runtime
//! of its own, see [`within`].

pub mod resolver;

use std::future::Future;
use std::time::Duration;

use muster_facts::FactError;
use muster_target::Context;

/// Port of the DNS (RFC 1035, 4.2).
const DNS_PORT: u16 = 53;

/// The longest that one question may take, retries included. Resolvers give up after some 5 s, and
/// who waits longer for a handshake gets no page either.
pub const SLOWEST_ANSWER: Duration = Duration::from_secs(5);

/// The longest that one domain's questions may take together. They run side by side, and a few
/// depend on each other: an SPF record can ask for ten more, one after the other.
pub const SLOWEST_COLLECTION: Duration = Duration::from_secs(20);

/// What a recording lacks.
pub(crate) const NOT_RECORDED: &str = "not part of the recording";

/// The answers over a protocol that a target was recorded with. `words` is what messages call them.
pub(crate) fn recorded_answers<'a>(
    context: Context<'a>,
    protocol: &str,
    words: &str,
) -> Result<&'a str, FactError> {
    let answers = context.system.recorded_answers(protocol);
    answers.ok_or_else(|| FactError::Failed(format!("{words} are {NOT_RECORDED}")))
}

/// Runs a collector's questions in a runtime of this thread.
///
/// # Errors
/// When no runtime can be had, or [`SLOWEST_COLLECTION`] is over.
pub fn within<T>(questions: impl Future<Output = T>) -> Result<T, FactError> {
    let failed = |message: String| FactError::Failed(message);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(format!("no asynchronous runtime: {error}")))?;
    runtime
        .block_on(async { tokio::time::timeout(SLOWEST_COLLECTION, questions).await })
        .map_err(|_| {
            failed(format!(
                "the network did not answer within {} seconds",
                SLOWEST_COLLECTION.as_secs()
            ))
        })
}
