//! Which programs wait for connections at an open port. It only words findings: an open port at
//! which nothing listens today is still open for what is started tomorrow.

use std::net::IpAddr;

use muster_sdk::packet_filter::FilterOverview;
use muster_sdk::sockets::{self, Listener};
use muster_sdk::{FactError, Finding, NotEvaluated};

use crate::family::IPV4;
use crate::ports::Ports;

/// Programs that a message names before it says how many more there are.
const MOST_NAMED: usize = 3;

/// The listening sockets, where they are known.
pub(crate) struct Listening {
    listeners: Option<Vec<Listener>>,
    /// Why there are none, and nobody can say who will listen: the target is not running.
    at_rest: Option<String>,
}

impl Listening {
    /// Nothing is known of them.
    pub(crate) const UNKNOWN: Self = Self {
        listeners: None,
        at_rest: None,
    };

    /// Reads them, without those at an address to which no router sends anything. In a target that is not
    /// running nothing listens.
    pub(crate) fn read(overview: &FilterOverview) -> Result<Self, NotEvaluated> {
        match sockets::listeners() {
            Ok(mut listeners) => {
                let unrouted = &overview.unrouted_addresses;
                listeners.retain(|listener| !unrouted.contains(&listener.address));
                Ok(Self {
                    listeners: Some(listeners),
                    at_rest: None,
                })
            }
            Err(FactError::Unsupported(reason)) if !in_force(overview) => Ok(Self {
                listeners: Some(Vec::new()),
                at_rest: Some(reason),
            }),
            Err(FactError::Unsupported(_)) => Ok(Self::UNKNOWN),
            Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => Err(error.into()),
        }
    }

    /// The sockets at which these ports can be reached from outside; none when that is not known.
    pub(crate) fn at(&self, family: &str, ports: &Ports) -> Option<Vec<&Listener>> {
        let reached = |listener: &&Listener| {
            let same_family = listener.family == family || (family == IPV4 && listener.also_ipv4);
            same_family
                && ports.contains(&listener.protocol, listener.port)
                && !is_out_of_reach(&listener.address)
        };
        Some(self.listeners.as_ref()?.iter().filter(reached).collect())
    }

    /// Whether nobody can say who will listen.
    pub(crate) const fn is_at_rest(&self) -> bool {
        self.at_rest.is_some()
    }

    /// What is said in place of a pass where ports are open that no rule is about: each program that is started there
    /// can be reached, and in an image none is.
    pub(crate) fn nobody_yet(&self, subject: &str) -> Option<Finding> {
        let reason = self.at_rest.as_ref()?;
        Some(Finding::not_applicable(subject, reason))
    }

    #[cfg(test)]
    pub(crate) const fn of(listeners: Option<Vec<Listener>>) -> Self {
        Self {
            listeners,
            at_rest: None,
        }
    }
}

/// Whether the verdicts rest on rules in force, among which are those of every published port.
pub(crate) fn in_force(overview: &FilterOverview) -> bool {
    overview.basis.iter().any(|name| {
        matches!(
            name.as_str(),
            FilterOverview::BASIS_NFT
                | FilterOverview::BASIS_IPTABLES
                | FilterOverview::BASIS_IP6TABLES
                | FilterOverview::BASIS_IPTABLES_LEGACY
                | FilterOverview::BASIS_KERNEL
        )
    })
}

/// Whether no packet from the internet can have this destination: the host alone has it, or the link,
/// or it is that of a group (RFC 3927, RFC 4291 2.5.6).
fn is_out_of_reach(address: &str) -> bool {
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let on_the_link = match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    on_the_link || address.to_canonical().is_loopback() || address.is_multicast()
}

/// `'postgres' listens on it`, for one program or more.
pub(crate) fn phrase(listeners: &[&Listener]) -> String {
    let mut names: Vec<String> = listeners
        .iter()
        .map(|listener| match &listener.process {
            Some(process) => format!("'{process}'"),
            None => "a program".to_owned(),
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    match (names.len(), more) {
        (0, _) => "nothing listens on it".to_owned(),
        (1, _) => format!("{} listens on it", names.join("")),
        (_, 0) => format!("{} listen on it", names.join(", ")),
        (_, more) => format!("{} and {more} more listen on it", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::IPV6;
    use crate::fixtures::listener;
    use crate::ports::TCP;

    #[test]
    fn addresses_out_of_reach_other_ports_and_other_families_do_not_count() {
        let postgres = Ports::one(TCP, 5432);
        let listening = Listening::of(Some(vec![
            listener("127.0.0.1", 5432, "local"),
            listener("::1", 5432, "local"),
            listener("fe80::1", 5432, "link"),
            listener("ff02::fb", 5432, "group"),
            listener("169.254.0.7", 5432, "link"),
            listener("::ffff:127.0.0.1", 5432, "local"),
            listener("0.0.0.0", 22, "sshd"),
            listener("10.0.0.5", 5432, "postgres"),
        ]));
        let found = listening.at(IPV4, &postgres).unwrap();
        assert_eq!(phrase(&found), "'postgres' listens on it");
        assert_eq!(
            phrase(&listening.at(IPV6, &postgres).unwrap()),
            "nothing listens on it"
        );
        assert!(Listening::of(None).at(IPV4, &postgres).is_none());
    }

    #[test]
    fn a_dual_stack_socket_is_reached_over_both_families() {
        let mut dual = listener("::", 3000, "node");
        dual.also_ipv4 = true;
        let listening = Listening::of(Some(vec![dual]));
        for family in [IPV4, IPV6] {
            assert_eq!(
                listening.at(family, &Ports::one(TCP, 3000)).unwrap().len(),
                1
            );
        }
    }

    #[test]
    fn many_programs_are_counted() {
        let all: Vec<Listener> = ["a", "b", "c", "d", "e"]
            .map(|name| listener("0.0.0.0", 1, name))
            .to_vec();
        let all: Vec<&Listener> = all.iter().collect();
        assert_eq!(phrase(&all), "'a', 'b', 'c' and 2 more listen on it");
        assert_eq!(phrase(&all[..2]), "'a', 'b' listen on it");
    }
}
