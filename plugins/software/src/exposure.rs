//! Which listening sockets the internet reaches: those at an address that it can send to, where the packet filter
//! lets it in. Knows no service.

use std::net::IpAddr;

use muster_sdk::host::{self, Address};
use muster_sdk::packet_filter::{self, Decision, Reach};
use muster_sdk::sockets::Listener;
use muster_sdk::{FactError, NotEvaluated};

const IPV4: &str = "ipv4";
const IPV6: &str = "ipv6";

/// What keeps the internet from a socket, or lets it in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// It is let in, over these IP versions, by these rules.
    Open(Vec<&'static str>, Vec<Decision>),
    /// It is not.
    Closed,
    /// That could not be evaluated, and why.
    Unknown(String),
}

/// What the host can be reached at.
pub(crate) struct Ways {
    families: Vec<&'static str>,
    unrouted: Vec<String>,
}

impl Ways {
    /// Reads them. A host without a global address has no IPv6, and one whose addresses are not known may have it.
    pub(crate) fn of_host() -> Result<Self, NotEvaluated> {
        let is_global = |one: &Address| one.family == IPV6 && one.scope == Address::SCOPE_GLOBAL;
        let has_ipv6 = match host::addresses() {
            Ok(addresses) => addresses.iter().any(is_global),
            Err(FactError::Unsupported(_)) => true,
            Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => return Err(error.into()),
        };
        Ok(Self {
            families: if has_ipv6 {
                vec![IPV4, IPV6]
            } else {
                vec![IPV4]
            },
            unrouted: packet_filter::overview()?.unrouted_addresses,
        })
    }

    /// How a socket is exposed.
    pub(crate) fn exposure(&self, listener: &Listener) -> Result<Exposure, NotEvaluated> {
        if self.unrouted.contains(&listener.address) {
            return Ok(Exposure::Closed);
        }
        let (mut open, mut decisions, mut unknown) = (Vec::new(), Vec::new(), None);
        for family in &self.families {
            if listener.family != *family && !(*family == IPV4 && listener.also_ipv4) {
                continue;
            }
            let reach = packet_filter::find_reach(family, &listener.protocol, listener.port)?;
            match reach.verdict.as_str() {
                Reach::VERDICT_OPEN => {
                    open.push(spoken(family));
                    decisions.extend(reach.decided_by.into_iter().next());
                }
                Reach::VERDICT_LIMITED | Reach::VERDICT_FILTERED | Reach::VERDICT_REFUSED => {}
                Reach::VERDICT_UNKNOWN => {
                    let because = reach.unknown_because.unwrap_or_default();
                    unknown = Some(format!(
                        "{} over {}: {because}",
                        port(listener),
                        spoken(family)
                    ));
                }
                other => {
                    return Err(NotEvaluated::because(format!(
                        "{} is {other}, which this rule does not know",
                        port(listener)
                    )));
                }
            }
        }
        Ok(match (open.is_empty(), unknown) {
            (false, _) => Exposure::Open(open, decisions),
            (true, Some(why)) => Exposure::Unknown(why),
            (true, None) => Exposure::Closed,
        })
    }
}

/// Whether packets from elsewhere can have the address of a socket: neither the host's own, nor one of the link or of
/// a group (RFC 3927, RFC 4291 2.5.6).
pub(crate) fn is_beyond_loopback(listener: &Listener) -> bool {
    let Ok(address) = listener.address.parse::<IpAddr>() else {
        return true;
    };
    let on_the_link = match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !(on_the_link || address.to_canonical().is_loopback() || address.is_multicast())
}

/// `111/tcp`.
pub(crate) fn port(listener: &Listener) -> String {
    format!("{}/{}", listener.port, listener.protocol)
}

fn spoken(family: &str) -> &'static str {
    if family == IPV6 { "IPv6" } else { "IPv4" }
}

#[cfg(test)]
mod tests {
    use muster_sdk::testing::sample;

    use super::*;

    #[test]
    fn the_host_the_link_and_groups_are_not_beyond() {
        let at = |address: &str| {
            is_beyond_loopback(&Listener {
                address: address.to_owned(),
                ..sample()
            })
        };
        for address in [
            "127.0.0.1",
            "127.0.0.53",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1",
            "169.254.0.7",
            "ff02::fb",
        ] {
            assert!(!at(address), "{address}");
        }
        for address in ["0.0.0.0", "::", "192.0.2.7", "10.0.0.5", "2001:db8::1"] {
            assert!(at(address), "{address}");
        }
    }
}
