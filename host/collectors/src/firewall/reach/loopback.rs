//! What becomes of connections that have to do with the loopback interface: those that come in by it, and those that
//! come in by another one and pretend to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use muster_facts::packet_filter::LoopbackVerdict;

use super::{Door, Reachability, Side};
use crate::firewall::model::packet::{Outgoing, Packet, Protocol};
use crate::firewall::model::port_set::PortSet;
use crate::firewall::model::ruleset::Version;
use crate::firewall::reach::bundle::Bundle;
use crate::firewall::reach::journey::{Passage, TooLarge};
use crate::intervals::number;

/// The name that the kernel gives the interface.
const INTERFACE: &str = "lo";

/// The address of the interface that every host has.
pub(in crate::firewall) const fn address(version: Version) -> IpAddr {
    match version {
        Version::V4 => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Version::V6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
    }
}

impl<'r> Reachability<'r> {
    /// What becomes of both kinds of connections, for each IP version.
    ///
    /// # Errors
    /// When the ruleset is too large.
    pub(in crate::firewall) fn loopback(&self) -> Result<Vec<LoopbackVerdict>, TooLarge> {
        let mut verdicts = Vec::new();
        for side in &self.sides {
            let own = [Some(number(address(side.plan.version)))];
            let inside = self.extreme(side, (&[Some(INTERFACE)], &own), |new, old| {
                new.rank() < old.rank()
            })?;
            let names: Vec<Option<&str>> =
                side.uplinks.names.iter().map(Option::as_deref).collect();
            let forged = self.extreme(side, (&names, &side.destinations), |new, old| {
                new.rank() > old.rank()
            })?;
            for (connection, found) in [
                (LoopbackVerdict::CONNECTION_INSIDE, inside),
                (LoopbackVerdict::CONNECTION_FORGED, forged),
            ] {
                let door = Door {
                    version: side.plan.version,
                    protocol: Protocol::Tcp,
                    port: 0,
                };
                let told = match &found {
                    Some(passage) => self.told(door, passage),
                    None => self.unseen(),
                };
                verdicts.push(LoopbackVerdict {
                    family: side.plan.version.as_str().to_owned(),
                    connection: connection.to_owned(),
                    verdict: told.verdict.to_owned(),
                    decided_by: told.decided_by,
                    unknown_because: told.unknown_because,
                });
            }
        }
        Ok(verdicts)
    }

    /// Of what packets from the loopback address meet at any port, what is the most extreme. NAT is for connections
    /// that begin outside.
    fn extreme(
        &self,
        side: &Side<'r>,
        (interfaces, destinations): (&[Option<&str>], &[Option<u128>]),
        is_more: impl Fn(&Passage<'r>, &Passage<'r>) -> bool,
    ) -> Result<Option<Passage<'r>>, TooLarge> {
        let plan = &side.plan;
        let set = PortSet::of(&[(0, plan.count().saturating_sub(1))]);
        let mut found: Option<Passage<'r>> = None;
        let ways = interfaces.iter().flat_map(|interface| {
            let packets = move |protocol| {
                let to = destinations.iter();
                to.map(move |destination| (*interface, protocol, *destination))
            };
            Protocol::ALL.into_iter().flat_map(packets)
        });
        for (interface, protocol, destination) in ways {
            let packet = Packet {
                version: plan.version,
                protocol,
                source: number(address(plan.version)),
                source_port: u16::try_from(plan.source_ports.usual.one()).unwrap_or(u16::MAX),
                destination,
                port: 0,
                original_destination: destination,
                original_port: 0,
                translated: false,
                local: true,
                untracked: false,
                incoming: interface.map(str::to_owned),
                outgoing: Outgoing::Nowhere,
            };
            let bundle = Bundle {
                packet,
                varies: true,
                senders: &plan.loopback,
                source_ports: &plan.source_ports.usual.lists,
            };
            let keep = |_: u32, passage: Passage<'r>| {
                if found.as_ref().is_none_or(|known| is_more(&passage, known)) {
                    found = Some(passage);
                }
            };
            self.evaluator(side)
                .send(&bundle, set.clone(), false, keep)?;
        }
        Ok(found)
    }
}
