//! What of the Caddyfile is not known.

use muster_sdk::caddy::{self, Gap};
use muster_sdk::{ByName, FactError, Finding};

/// Parts of the Caddyfile that are not known.
pub(crate) struct Gaps(Vec<Gap>);

impl Gaps {
    /// Those of some parts, and of what decides which sites there are.
    pub(crate) fn read(parts: &[&str]) -> Result<Self, FactError> {
        let mut gaps = caddy::gaps()?;
        gaps.retain(|gap| gap.part == Gap::PART_SITES || parts.contains(&gap.part.as_str()));
        Ok(Self(gaps))
    }

    /// Whether nothing is missing.
    pub(crate) const fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something of a site is missing.
    pub(crate) fn are_of(&self, site: &str) -> bool {
        self.0.iter().any(|gap| gap.site.as_deref() == Some(site))
    }

    /// One error for each site and part.
    pub(crate) fn errors(&self) -> Vec<Finding> {
        let mut found: ByName<Finding> = ByName::default();
        for gap in &self.0 {
            let (subject, whose) = match &gap.site {
                Some(site) => (format!("caddy/{site}/{}", gap.part), format!("of {site}")),
                None => (format!("caddy/{}", gap.part), "of Caddy".to_owned()),
            };
            found.get_or_insert_with(subject.clone(), || {
                let reason = format!(
                    "Not everything about the {} {whose} is known: {}: {}.",
                    gap.part,
                    gap.source.location(),
                    gap.reason
                );
                Finding::error(subject, reason).at(gap.source.clone(), "is not known")
            });
        }
        found.into_values()
    }
}
