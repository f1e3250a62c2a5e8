//! Cipher suites: which there are, what they are called, and which of them a server accepts with
//! TLS 1.2. It chooses one of those that it is offered, so that it is offered them again and again
//! without what it has chosen, until it refuses the rest.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::time::Duration;

use muster_facts::FactError;
use rustls::CipherSuite;
use tokio::time::{Instant, timeout_at};

use super::connection::in_time;
use super::hello::Version;
use super::offer::{Reply, offer};
use crate::network::{SLOWEST_ANSWER, SLOWEST_COLLECTION};

/// The longest that a search may take: what is left of the collection's time where the DNS, with an
/// alias, took as long as it may, and a second for the rest.
const SLOWEST_SEARCH: Duration =
    Duration::from_secs(SLOWEST_COLLECTION.as_secs() - 2 * SLOWEST_ANSWER.as_secs() - 1);

/// The most suites that are told from each other. OpenSSL with all that it has switched on, and
/// keys of RSA and of an elliptic curve, accepts 77.
const MOST_ACCEPTED: usize = 100;

/// The most suites of one offer: old servers look no further than the first 128.
const LARGEST_OFFER: usize = 100;

/// Suites of TLS 1.0 to 1.2 that authenticate the server and encrypt, strongest first: whoever
/// serves a version at all serves one of these. Numbers from the IANA registry "TLS Cipher Suites".
const USUAL: &[u16] = &[
    // ECDHE: AEAD, then CBC, then RC4 and 3DES.
    0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc0ad, 0xc0ac, 0xc05d, 0xc061, 0xc05c, 0xc060,
    0xc024, 0xc028, 0xc023, 0xc027, 0xc00a, 0xc014, 0xc009, 0xc013, 0xc073, 0xc077, 0xc072, 0xc076,
    0xc007, 0xc011, 0xc008, 0xc012, // DHE, with RSA and with DSS.
    0x009f, 0x009e, 0xccaa, 0xc09f, 0xc09e, 0x006b, 0x0067, 0x0039, 0x0033, 0x0088, 0x0045, 0x009a,
    0x0016, 0x00a3, 0x00a2, 0x006a, 0x0040, 0x0038, 0x0032, 0x0013, // Key transport by RSA.
    0x009d, 0x009c, 0xc09d, 0xc09c, 0x003d, 0x003c, 0x0035, 0x002f, 0x0084, 0x0041, 0x0096, 0x0007,
    0x000a, 0x0005, 0x0004, 0x0009, // Fixed ECDH.
    0xc02e, 0xc032, 0xc02d, 0xc031, 0xc005, 0xc00f, 0xc004, 0xc00e, 0xc003, 0xc00d,
];

/// All suites up to TLS 1.2 in that registry, except those that need a shared key, a password or
/// Kerberos (PSK, SRP, ECCPWD, KRB5), which a server of the public cannot have, and GOST's.
const REGISTERED: [RangeInclusive<u16>; 13] = [
    0x0001..=0x001b,
    0x002f..=0x0046,
    0x0067..=0x006d,
    0x0084..=0x0089,
    0x0096..=0x00a7,
    0x00ba..=0x00c5,
    0xc001..=0xc019,
    0xc023..=0xc032,
    0xc03c..=0xc063,
    0xc072..=0xc08d,
    0xc09c..=0xc0a3,
    0xc0ac..=0xc0af,
    0xcca8..=0xccaa,
];

/// The suites of RFC 8446, B.4.
const TLS13: &[u16] = &[0x1301, 0x1302, 0x1303, 0x1304, 0x1305];

/// The alert that refuses a version (RFC 5246, 7.2.2).
const PROTOCOL_VERSION: u8 = 70;

/// Alerts that refuse every suite of an offer: handshake_failure and insufficient_security.
const NO_SUCH_SUITE: [u8; 2] = [40, 71];

/// The suites that a server of this version has one of.
pub(super) const fn usual(version: Version) -> &'static [u16] {
    match version {
        Version::Tls10 | Version::Tls11 | Version::Tls12 => USUAL,
        Version::Tls13 => TLS13,
    }
}

/// The usual ones of TLS 1.2 whose server has a key of RSA, or one on an elliptic curve (ECDSA and
/// EdDSA, RFC 8422, 5.4), to sign with or to be sent a secret.
pub(super) fn with_key_of(rsa: bool) -> Vec<u16> {
    let starts: &[&str] = if rsa {
        &["TLS_ECDHE_RSA_", "TLS_DHE_RSA_", "TLS_RSA_"]
    } else {
        &["TLS_ECDHE_ECDSA_"]
    };
    let with_it = |number: &u16| {
        let name = name(*number);
        starts.iter().any(|start| name.starts_with(start))
    };
    USUAL.iter().copied().filter(with_it).collect()
}

/// The name that IANA gives to a number; rustls marks those of TLS 1.3.
pub(super) fn name(number: u16) -> String {
    match CipherSuite::from(number).as_str() {
        Some(name) => name.replacen("TLS13_", "TLS_", 1),
        None => format!("0x{number:04x}"),
    }
}

/// Whether a suite of TLS 1.2 has this name.
pub(super) fn is_known(suite: &str) -> bool {
    REGISTERED
        .into_iter()
        .flatten()
        .any(|number| name(number) == suite)
}

/// What a server makes of TLS 1.2, and all suites of it that it accepts: none where it refuses
/// TLS 1.2.
pub(super) async fn of_tls12(
    host: &str,
    at: SocketAddr,
) -> (Result<Reply, FactError>, Result<Vec<String>, FactError>) {
    let deadline = Instant::now() + SLOWEST_SEARCH;
    let first = match in_time(at, offer(Version::Tls12, USUAL, host, at)).await {
        Ok(first) => first,
        Err(error) => return (Err(error.clone()), Err(error)),
    };
    if refuses_version(&first) {
        return (Ok(first), Ok(Vec::new()));
    }
    let mut search = Search {
        at,
        host,
        accepted: Vec::new(),
        acceptance: None,
    };
    let suites = search.within(deadline, first.clone()).await;
    (Ok(search.acceptance.unwrap_or(first)), suites)
}

/// One offer after the other.
struct Search<'a> {
    at: SocketAddr,
    host: &'a str,
    /// In the order in which the server chose them.
    accepted: Vec<u16>,
    /// The first reply that chose one.
    acceptance: Option<Reply>,
}

impl Search<'_> {
    /// Goes on from the reply to the usual suites.
    async fn within(&mut self, deadline: Instant, first: Reply) -> Result<Vec<String>, FactError> {
        let reason = match timeout_at(deadline, self.all(first)).await {
            Ok(Ok(())) => return Ok(self.accepted.iter().copied().map(name).collect()),
            Ok(Err(reason)) => reason,
            Err(_) => format!("they took longer than {} seconds", SLOWEST_SEARCH.as_secs()),
        };
        Err(FactError::Failed(format!(
            "{} may accept more cipher suites of TLS 1.2 than were seen ({}): {reason}",
            self.at,
            self.accepted.len()
        )))
    }

    async fn all(&mut self, first: Reply) -> Result<(), String> {
        let unusual: Vec<u16> = REGISTERED
            .into_iter()
            .flatten()
            .filter(|number| !USUAL.contains(number))
            .collect();
        let mut replied = Some(first);
        for suites in std::iter::once(USUAL).chain(unusual.chunks(LARGEST_OFFER)) {
            let mut suites = suites.to_vec();
            while !suites.is_empty() {
                let reply = match replied.take() {
                    Some(reply) => reply,
                    None => self.offer(&suites).await?,
                };
                let Some(chosen) = choice(&reply)? else {
                    break;
                };
                let place = suites.iter().position(|suite| *suite == chosen);
                let place = place.ok_or_else(|| {
                    let name = name(chosen);
                    format!("it chose {name}, which it was not offered")
                })?;
                suites.remove(place);
                if self.accepted.len() == MOST_ACCEPTED {
                    return Err("Muster looks for no more than that".to_owned());
                }
                self.accepted.push(chosen);
                self.acceptance.get_or_insert(reply);
            }
        }
        Ok(())
    }

    async fn offer(&self, suites: &[u16]) -> Result<Reply, String> {
        let reply = in_time(self.at, offer(Version::Tls12, suites, self.host, self.at)).await;
        reply.map_err(|error| error.reason().to_owned())
    }
}

/// Whether it is the version that is refused, whatever the suites.
fn refuses_version(reply: &Reply) -> bool {
    match reply {
        Reply::Flight(flight) => match flight.hello {
            Some(hello) => hello.version != Version::Tls12.number(),
            None => flight.alert == Some(PROTOCOL_VERSION),
        },
        Reply::Closed => false,
    }
}

/// The suite that the server chose; `None` where it refused all of them.
fn choice(reply: &Reply) -> Result<Option<u16>, String> {
    let flight = match reply {
        Reply::Flight(flight) => flight,
        Reply::Closed => return Err("it closed the connection without an answer".to_owned()),
    };
    match (flight.hello, flight.alert) {
        (Some(hello), _) if hello.version == Version::Tls12.number() => Ok(Some(hello.suite)),
        (Some(_), _) => Err("it chose another version".to_owned()),
        (None, Some(alert)) if NO_SUCH_SUITE.contains(&alert) => Ok(None),
        (None, Some(alert)) => Err(format!("it ended the handshake with alert {alert}")),
        (None, None) => Err("it ended the handshake without a reason".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_suite_that_is_offered_has_a_name_and_is_registered() {
        let registered: HashSet<u16> = REGISTERED.into_iter().flatten().collect();
        assert!(USUAL.iter().all(|number| registered.contains(number)));
        for number in registered.iter().chain(TLS13) {
            let name = name(*number);
            assert!(name.starts_with("TLS_"), "{name}");
            for other in ["PSK", "SRP", "KRB5", "draft", "EXPORT1024"] {
                assert!(!name.contains(other), "{name}");
            }
        }
    }
}
