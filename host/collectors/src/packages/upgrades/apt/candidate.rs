//! The version that apt chooses of a package: that of the highest priority, and of several the last. Pure.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use muster_versions::dpkg;

use super::lists::{List, Repository, Version};
use super::policy::{NEVER, Policy};
use crate::readers::packages::instances::Instance;

/// Versions of at least this priority are installed though they are earlier ones.
const DOWNGRADES: i32 = 1000;

/// What the database of packages counts as, see apt_preferences(5).
const INSTALLED: i32 = 100;

/// What all hosts are offered.
const ALL_HOSTS: u32 = 100;

/// A version in a list.
pub(super) struct Offer<'a> {
    pub(super) version: Version,
    pub(super) repository: &'a Repository,
    pub(super) list: &'a List,
}

/// An installed package.
pub(super) struct Package<'a> {
    pub(super) name: &'a str,
    pub(super) instance: &'a Instance,
    /// Where it is for all, that of the host.
    pub(super) architecture: &'a str,
    pub(super) is_native: bool,
}

/// The later version that apt prefers to the installed one, and whether it is not offered to all hosts yet.
pub(super) fn choose<'o>(
    package: &Package<'_>,
    offers: &'o [Offer<'o>],
    policy: &Policy,
    phases: bool,
) -> Option<(&'o Offer<'o>, bool)> {
    let whole = |offer: &&Offer<'_>| offer.version.percentage >= ALL_HOSTS;
    let later = preferred(package, &offers.iter().collect::<Vec<_>>(), policy)?;
    let same = |offer: &&Offer<'_>| offer.version.version == later.version.version;
    // What is in two lists is offered as widely as one of them says.
    let is_phased = phases && !offers.iter().filter(same).any(|offer| whole(&offer));
    if !is_phased {
        return Some((later, false));
    }
    // Without it, an earlier update may wait.
    let others: Vec<&Offer<'_>> = offers.iter().filter(whole).collect();
    Some(preferred(package, &others, policy).map_or((later, true), |offer| (offer, false)))
}

/// The same without a look at how widely versions are offered.
fn preferred<'o>(
    package: &Package<'_>,
    offers: &[&'o Offer<'o>],
    policy: &Policy,
) -> Option<&'o Offer<'o>> {
    let installed = package.instance.version.as_str();
    let mut versions: BTreeMap<&str, Vec<&'o Offer<'o>>> = BTreeMap::new();
    versions.insert(installed, Vec::new());
    for offer in offers {
        let same = versions.entry(&offer.version.version).or_default();
        same.push(offer);
    }
    let mut versions: Vec<(&str, Vec<&Offer<'_>>)> = versions.into_iter().collect();
    versions.sort_by(|(a, _), (b, _)| dpkg::compare(b, a));
    let mut best: Option<(i32, &str, Option<&'o Offer<'o>>)> = None;
    for (version, offers) in versions {
        let is_installed = version == installed;
        let lists = offers.iter().map(|offer| policy.of_list(offer));
        let lists = lists.chain(is_installed.then_some(INSTALLED)).max();
        // What only lists have of which nothing is to be taken is not taken, whatever is said of it by name.
        let pin = policy.pin(package, version, &offers);
        let priority = pin.filter(|_| lists != Some(NEVER)).or(lists);
        let is_earlier = dpkg::compare(version, installed) == Ordering::Less;
        let Some(priority) = priority.filter(|priority| *priority > 0) else {
            continue;
        };
        if is_earlier && priority < DOWNGRADES {
            continue;
        }
        if best.is_none_or(|(known, _, _)| priority > known) {
            best = Some((priority, version, offers.first().copied()));
        }
    }
    let (_, version, offer) = best?;
    (dpkg::compare(version, installed) == Ordering::Greater)
        .then_some(offer)
        .flatten()
}
