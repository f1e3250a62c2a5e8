//! `muster:firewall/packet-filter`

use muster_facts::packet_filter::{FilterOverview, Host, PublishedPort, Reach};
use muster_facts::{Fact, FactError};
use wasmtime::Result;

use super::State;

impl Host for State {
    fn overview(&mut self) -> Result<Fact<FilterOverview>> {
        self.answer(
            |facts| facts.packet_filter.as_ref(),
            |facts| facts.overview.clone(),
        )
    }

    fn reachability(&mut self) -> Result<Fact<Vec<Reach>>> {
        self.answer(
            |facts| facts.packet_filter.as_ref(),
            |facts| facts.reachability.clone(),
        )
    }

    fn find_reach(&mut self, family: String, protocol: String, port: u16) -> Result<Fact<Reach>> {
        self.answer(
            |facts| facts.packet_filter.as_ref(),
            |facts| {
                let ranges = facts.reachability.as_ref().map_err(Clone::clone)?;
                ranges
                    .iter()
                    .find(|range| {
                        range.family == family
                            && range.protocol == protocol
                            && (range.first_port..=range.last_port).contains(&port)
                    })
                    .cloned()
                    .ok_or_else(|| {
                        FactError::Failed(format!(
                            "there is no verdict for {family} {protocol} port {port}"
                        ))
                    })
            },
        )
    }

    fn published_ports(&mut self) -> Result<Fact<Vec<PublishedPort>>> {
        self.answer(
            |facts| facts.packet_filter.as_ref(),
            |facts| facts.published_ports.clone(),
        )
    }
}
