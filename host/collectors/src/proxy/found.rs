//! What a Caddyfile says, as facts.

use muster_facts::caddy::{
    Gap, GlobalOption, HeaderOperation, Log, Route, RouteTrust, Server, Site, Upstream,
};

use super::stop::{Complaint, Place, Stop, unknown};

/// Facts of one kind. Sites of a single host have tens.
const MOST_FACTS: usize = 10_000;

/// Parts that are not known and are told one by one; beyond that, only the first of each part of a site.
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
        let is_told = |gap: &Gap| gap.site.as_deref() == site && gap.part == part;
        if self.gaps.len() < MOST_GAPS || !self.gaps.iter().any(is_told) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_gaps_each_part_of_a_site_is_told() {
        let place = Place {
            file: "/Caddyfile".into(),
            line: 1,
        };
        let mut found = Found::default();
        for _ in 0..3 * MOST_GAPS {
            found.miss(Some("a"), Gap::PART_ROUTES, &place, "a plugin");
        }
        found.miss(None, Gap::PART_SITES, &place, "an import");
        found.miss(Some("b"), Gap::PART_ROUTES, &place, "a plugin");
        found.miss(Some("b"), Gap::PART_ROUTES, &place, "a plugin");
        let last: Vec<_> = found.gaps.iter().skip(MOST_GAPS).collect();
        let last: Vec<_> = last
            .iter()
            .map(|gap| (gap.site.as_deref(), gap.part.as_str()))
            .collect();
        assert_eq!(last, [(None, "sites"), (Some("b"), "routes")]);
    }
}
