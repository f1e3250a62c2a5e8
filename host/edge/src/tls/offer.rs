//! Offers one version of the protocol alone, and sees what the server makes of it.

use std::net::SocketAddr;

use muster_facts::FactError;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::connection::connect;
use super::flight::{self, Flight, LARGEST_FLIGHT};
use super::hello::{Hello, SIGNATURES, Version, client_hello};

/// What came back for a ClientHello of one version.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Flight(Flight),
    /// The connection was closed without a word.
    Closed,
}

impl Reply {
    /// Whether the version was accepted. Some servers refuse one by closing; here that is known to
    /// be a refusal, because another handshake with the same server went through.
    pub(super) fn accepts(&self, version: Version) -> bool {
        match self {
            Self::Flight(flight) => flight
                .hello
                .is_some_and(|hello| hello.version == version.number()),
            Self::Closed => false,
        }
    }
}

/// Offers one version alone, with these suites, as a client of today does otherwise.
///
/// # Errors
/// When what comes back is not an answer.
pub(super) async fn offer(
    version: Version,
    suites: &[u16],
    host: &str,
    at: SocketAddr,
) -> Result<Reply, FactError> {
    let hello = Hello {
        version,
        suites,
        signatures: SIGNATURES,
        host: Some(host),
    };
    send(hello, at).await
}

/// Sends a first message, and reads what comes back unencrypted.
///
/// # Errors
/// When what comes back is not an answer.
pub(super) async fn send(hello: Hello<'_>, at: SocketAddr) -> Result<Reply, FactError> {
    let mut stream = connect(at).await?;
    let sent = stream.write_all(&client_hello(hello)).await;
    if sent.is_err() {
        return Ok(Reply::Closed);
    }
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        // A reset is a rude way of closing.
        let length = stream.read(&mut piece).await.unwrap_or(0);
        bytes.extend(piece.iter().take(length));
        let flight =
            flight::parse_flight(&bytes).map_err(|error| FactError::Failed(error.to_string()))?;
        let accepted = flight.hello.is_some();
        if flight.complete || (length == 0 && accepted) {
            return Ok(Reply::Flight(flight));
        }
        if length == 0 {
            return Ok(Reply::Closed);
        }
        if bytes.len() > LARGEST_FLIGHT {
            return Err(FactError::Failed(format!(
                "{at} sends more than {} KiB in a handshake",
                LARGEST_FLIGHT >> 10
            )));
        }
    }
}
