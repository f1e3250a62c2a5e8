//! Which servers are asked: each name at the addresses that the DNS gives, and at those of the host
//! itself. All of them side by side; one that is slow or silent keeps no other one up.

use std::net::IpAddr;
use std::sync::Arc;

use muster_facts::FactError;
use muster_facts::targets::Edge;
use tokio::task::JoinSet;

use super::Sighting;
use super::probe::{Ports, probe};
use crate::network::resolver::Resolver;

/// The most addresses of one name that are asked. Load balancers publish eight; a zone could
/// publish thousands.
const MOST_ADDRESSES: usize = 16;

/// Asks all of them.
pub(super) async fn survey(edge: &Edge, resolver: Result<Resolver, FactError>) -> Vec<Sighting> {
    let resolver = Arc::new(resolver);
    let mut names = JoinSet::new();
    for name in edge.names() {
        let visit = Visit {
            host: name.clone(),
            edge: edge.clone(),
        };
        names.spawn(visit.everywhere(Arc::clone(&resolver)));
    }
    names.join_all().await.into_iter().flatten().collect()
}

struct Visit {
    host: String,
    edge: Edge,
}

impl Visit {
    async fn everywhere(self, resolver: Arc<Result<Resolver, FactError>>) -> Vec<Sighting> {
        let origin = &self.edge.addresses;
        let (published, mut sightings) = match self.published(&resolver).await {
            Ok(addresses) => (addresses, Vec::new()),
            Err(error) => (Vec::new(), vec![self.sighting(None, "edge", Err(error))]),
        };
        if published.len() > MOST_ADDRESSES {
            let error = format!(
                "{} has {} addresses, but Muster asks at most {MOST_ADDRESSES}",
                self.host,
                published.len()
            );
            sightings.push(self.sighting(None, "edge", Err(FactError::Failed(error))));
        }
        let mut probes = JoinSet::new();
        let places = published
            .iter()
            .take(MOST_ADDRESSES)
            .map(|address| match origin.contains(address) {
                true => (*address, "both"),
                false => (*address, "edge"),
            })
            .chain(
                origin
                    .iter()
                    .filter(|address| !published.contains(address))
                    .map(|address| (*address, "origin")),
            );
        for (address, scope) in places {
            let host = self.host.clone();
            let ports = Ports::at(address, self.edge.ports());
            probes.spawn(async move { (address, scope, probe(&host, ports).await) });
        }
        for (address, scope, outcome) in probes.join_all().await {
            sightings.push(self.sighting(Some(address), scope, outcome));
        }
        sightings
    }

    async fn published(
        &self,
        resolver: &Result<Resolver, FactError>,
    ) -> Result<Vec<IpAddr>, FactError> {
        let resolver = resolver.as_ref().map_err(Clone::clone)?;
        let mut addresses = resolver.addresses_to_ask(&self.host).await?;
        addresses.sort_unstable();
        addresses.dedup();
        Ok(addresses)
    }

    fn sighting(
        &self,
        address: Option<IpAddr>,
        scope: &str,
        outcome: Result<super::Seen, FactError>,
    ) -> Sighting {
        Sighting {
            host: self.host.clone(),
            port: self.edge.https_port,
            address: address
                .map(|address| address.to_string())
                .unwrap_or_default(),
            scope: scope.to_owned(),
            outcome,
        }
    }
}
