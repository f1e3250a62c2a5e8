//! One connection to a server, and how long anything asked over it may take.

use std::io::ErrorKind;
use std::net::SocketAddr;

use muster_facts::FactError;
use tokio::net::TcpStream;

use crate::network::SLOWEST_ANSWER;

/// The answer, or an error where it takes longer than anything may.
pub(super) async fn in_time<T>(
    at: SocketAddr,
    question: impl Future<Output = Result<T, FactError>>,
) -> Result<T, FactError> {
    let answer = tokio::time::timeout(SLOWEST_ANSWER, question).await;
    answer.unwrap_or_else(|_| {
        let seconds = SLOWEST_ANSWER.as_secs();
        Err(FactError::Failed(format!(
            "{at} did not answer within {seconds} seconds"
        )))
    })
}

/// A connection.
///
/// # Errors
/// When there is none to be had.
pub(super) async fn connect(at: SocketAddr) -> Result<TcpStream, FactError> {
    TcpStream::connect(at)
        .await
        .map_err(|error| match error.kind() {
            ErrorKind::ConnectionRefused => {
                FactError::Failed(format!("{at} refuses the connection"))
            }
            // A property of where Muster runs, such as a machine without IPv6, and not of the server.
            ErrorKind::NetworkUnreachable | ErrorKind::AddrNotAvailable => {
                FactError::Unsupported(format!("there is no route from here to {}", at.ip()))
            }
            _ => FactError::Failed(format!("{at} cannot be reached: {error}")),
        })
}
