//! Who is shown another certificate than a browser of today: a server may have one of RSA and one of
//! ECDSA, and one for clients that do not say whom they ask for. Each of them expires on its own.

use std::net::SocketAddr;

use muster_facts::FactError;
use rustls::SignatureScheme;

use super::certificate::{Certificate, covers};
use super::connection::in_time;
use super::handshake::{self, Client, Failure};
use super::hello::{Hello, SIGNATURES, Version};
use super::offer::{Reply, send};
use super::suites;

/// DER of the certificates that a server sends; none where it refuses the client.
type ShownChain = Result<Option<Vec<Vec<u8>>>, FactError>;

/// Clients that a server may treat in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// They verify signatures of RSA alone.
    Rsa,
    /// Of ECDSA alone.
    Ecdsa,
    /// Of EdDSA alone.
    Eddsa,
    /// They do not name the server.
    NoName,
}

/// What they are shown besides.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Who.
    pub to: Audience,
    /// DER of the certificates, as sent, or why it could not be seen.
    pub chain: Result<Vec<Vec<u8>>, FactError>,
}

impl Audience {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ecdsa, Self::Rsa, Self::Eddsa, Self::NoName];

    /// The word of the facts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ecdsa => "ecdsa",
            Self::Eddsa => "eddsa",
            Self::NoName => "no-name",
        }
    }

    /// The audience of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// What the server may sign with (RFC 8446, 4.2.3), and the same for a handshake.
    const fn signatures(self) -> (&'static [u16], &'static [SignatureScheme]) {
        match self {
            Self::Rsa => (
                &[
                    0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0301,
                    0x0201,
                ],
                &[
                    SignatureScheme::RSA_PSS_SHA256,
                    SignatureScheme::RSA_PSS_SHA384,
                    SignatureScheme::RSA_PSS_SHA512,
                ],
            ),
            Self::Ecdsa => (
                &[0x0403, 0x0503, 0x0603, 0x0303, 0x0203],
                &[
                    SignatureScheme::ECDSA_NISTP256_SHA256,
                    SignatureScheme::ECDSA_NISTP384_SHA384,
                    SignatureScheme::ECDSA_NISTP521_SHA512,
                ],
            ),
            Self::Eddsa => (
                &[0x0807, 0x0808],
                &[SignatureScheme::ED25519, SignatureScheme::ED448],
            ),
            Self::NoName => (SIGNATURES, handshake::ALL_SCHEMES),
        }
    }

    fn suites(self) -> Vec<u16> {
        match self {
            Self::Rsa => suites::with_key_of(true),
            Self::Ecdsa | Self::Eddsa => suites::with_key_of(false),
            Self::NoName => suites::usual(Version::Tls12).to_vec(),
        }
    }

    /// The chain that the server shows them; none where it refuses them. With TLS 1.2 it comes in
    /// clear, whatever the suite; a server of TLS 1.3 alone has to be spoken to.
    async fn shown(self, host: &str, at: SocketAddr) -> ShownChain {
        let (signatures, schemes) = self.signatures();
        let suites = self.suites();
        let hello = Hello {
            version: Version::Tls12,
            suites: &suites,
            signatures,
            host: (self != Self::NoName).then_some(host),
        };
        let mut reply = in_time(at, send(hello, at)).await?;
        // A server that limits connections closes one that it would have answered.
        if matches!(reply, Reply::Closed) {
            reply = in_time(at, send(hello, at)).await?;
        }
        if let Reply::Flight(flight) = reply
            && !flight.chain.is_empty()
        {
            return Ok(Some(flight.chain));
        }
        let client = Client {
            names_host: self != Self::NoName,
            versions: &[&rustls::version::TLS13],
            schemes,
            ..Client::BROWSER
        };
        let asked = async {
            match handshake::by(&client, host, at).await {
                Ok(handshake) => Ok(Some(handshake.chain)),
                Err(Failure::Refused(_)) => Ok(None),
                Err(Failure::Unasked(error)) => Err(error),
            }
        };
        in_time(at, asked).await
    }
}

/// What each audience is shown.
pub(super) struct ChainsByAudience(Vec<(Audience, ShownChain)>);

/// Asks for each audience, side by side.
pub(super) async fn ask(host: &str, at: SocketAddr) -> ChainsByAudience {
    let [ecdsa, rsa, eddsa, no_name] = Audience::ALL;
    let answers = tokio::join!(
        ecdsa.shown(host, at),
        rsa.shown(host, at),
        eddsa.shown(host, at),
        no_name.shown(host, at),
    );
    ChainsByAudience(vec![
        (ecdsa, answers.0),
        (rsa, answers.1),
        (eddsa, answers.2),
        (no_name, answers.3),
    ])
}

impl ChainsByAudience {
    /// Those that differ from what a browser is shown, each certificate once. A client that names
    /// nobody and is shown another name's certificate is at the wrong door, which says nothing about
    /// `host`.
    pub(super) fn besides(self, usual: &[Vec<u8>], host: &str) -> Vec<Shown> {
        let mut leaves: Vec<Vec<u8>> = usual.iter().take(1).cloned().collect();
        let mut found = Vec::new();
        for (to, answer) in self.0 {
            let chain = match answer {
                Ok(None) => continue,
                Ok(Some(chain)) => {
                    let Some(leaf) = chain.first().filter(|leaf| !leaves.contains(leaf)) else {
                        continue;
                    };
                    if to == Audience::NoName && !is_for(leaf, host) {
                        continue;
                    }
                    leaves.push(leaf.clone());
                    Ok(chain)
                }
                Err(error) => Err(error),
            };
            found.push(Shown { to, chain });
        }
        found
    }
}

fn is_for(leaf: &[u8], host: &str) -> bool {
    Certificate::read(leaf).is_ok_and(|read| covers(&read.fact.names, host))
}
