//! By what a reader knows a result again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use muster_outcomes::{Fingerprint, RuleId};

use super::line_hash::line_hashes;
use super::location::Spot;

/// Larger files are not configuration, and the action takes its time over them, too.
const LARGEST_FILE: u64 = 16 << 20;

/// Makes the fingerprints of one run's results, in their order.
pub(super) struct Fingerprints<'a> {
    /// The work tree in which GitHub's upload action will look for the files, where the host's files
    /// are kept in it.
    checkout: Option<&'a Path>,
    /// By the path in the work tree, of the files that are there.
    hashes: HashMap<String, Option<Vec<String>>>,
    /// Rule, path and hash of the results so far.
    given: BTreeSet<(RuleId, String, String)>,
}

impl<'a> Fingerprints<'a> {
    pub(super) fn new(checkout: Option<&'a Path>) -> Self {
        Self {
            checkout,
            hashes: HashMap::new(),
            given: BTreeSet::new(),
        }
    }

    /// GitHub compares `primaryLocationLineHash` alone, everyone else may compare the whole hash.
    /// Both name rule, target and subject, so that they stay when lines move; but in a file of the
    /// repository GitHub's action has a value of its own, and the first result of a rule on a line
    /// gets that.
    pub(super) fn of(
        &mut self,
        rule: &RuleId,
        fingerprint: &Fingerprint,
        spot: &Spot<'_>,
    ) -> BTreeMap<String, String> {
        let whole = fingerprint.as_str();
        let short = format!("{}:1", whole.get(..16).unwrap_or(whole));
        let in_repository = self.in_repository(spot).filter(|hash| {
            let uri = spot.uri.as_str().to_owned();
            self.given.insert((rule.clone(), uri, hash.clone()))
        });
        BTreeMap::from([
            ("musterFinding/v1".to_owned(), whole.to_owned()),
            (
                "primaryLocationLineHash".to_owned(),
                in_repository.unwrap_or(short),
            ),
        ])
    }

    /// The hash of the line, where the file is in the repository.
    fn in_repository(&mut self, spot: &Spot<'_>) -> Option<String> {
        let checkout = self.checkout.filter(|_| spot.is_on_target())?;
        let path = spot.uri.decoded();
        let hashes = self
            .hashes
            .entry(path)
            .or_insert_with_key(|path| Some(line_hashes(&checked_out_text(&checkout.join(path))?)));
        let line = usize::try_from(spot.line()).ok()?.checked_sub(1)?;
        hashes.as_ref()?.get(line).cloned()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the user's own work tree, not a target"
)]
fn checked_out_text(path: &Path) -> Option<String> {
    let metadata = std::fs::metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST_FILE {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
