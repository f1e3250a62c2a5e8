//! What a Caddyfile says, as facts.

use muster_facts::caddy::{
    Gap, GlobalOption, HeaderOperation, Log, Route, RouteTrust, Server, Site, Upstream,
};

use super::stop::{Complaint, Place, Stop, unknown};

/// Facts of one kind. Sites of a single host have tens.
const MOST_FACTS: usize = 10_000;

/// Parts that are not known and are told one by one.
const MOST_GAPS: usize = 500;

/// The facts of one Caddyfile.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) options: Vec<GlobalOption>,
    pub(super) servers: Vec<Server>,
    pub(super) sites: Vec<Site>,
    pub(super) logs: Vec<Log>,
    pub(super) routes: Vec<Route>,
    pub(super) operations: Vec<HeaderOperation>,
    pub(super) upstreams: Vec<Upstream>,
    pub(super) trusts: Vec<RouteTrust>,
    pub(super) gaps: Vec<Gap>,
    /// What may be a plugin's, or a mistake.
    pub(super) foreign: Vec<Complaint>,
}

impl Found {
    /// Takes note of a part that is not known.
    pub(super) fn miss(&mut self, site: Option<&str>, part: &str, place: &Place, reason: &str) {
        if self.gaps.len() < MOST_GAPS {
            self.gaps.push(Gap {
                site: site.map(str::to_owned),
                part: part.to_owned(),
                reason: reason.to_owned(),
                source: place.source(),
            });
        }
    }

    /// The same for what may be a plugin's.
    pub(super) fn miss_foreign(
        &mut self,
        site: Option<&str>,
        part: &str,
        place: &Place,
        reason: &str,
    ) {
        self.miss(site, part, place, reason);
        self.foreign.push(Complaint {
            reason: reason.to_owned(),
            place: place.clone(),
        });
    }

    /// Stops where there is more than anybody has written.
    pub(super) fn is_too_much(&self, place: &Place) -> Result<(), Stop> {
        let counts = [
            self.routes.len(),
            self.operations.len(),
            self.upstreams.len(),
            self.logs.len(),
        ];
        if counts.iter().any(|count| *count > MOST_FACTS) {
            return Err(unknown(
                place,
                "the sites have more routes than Muster lists",
            ));
        }
        Ok(())
    }
}
