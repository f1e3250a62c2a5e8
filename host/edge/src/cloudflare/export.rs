//! An export: the API's answers in one JSON file, by the path of the question. It stands for the
//! API where there is no network, in recordings and in the tests of rules.
//! `docs/edge-cloudflare.md` describes it.

use std::collections::BTreeMap;
use std::path::Path;

use muster_facts::FactError;
use muster_target::{Links, System};
use serde_json::{Map, Value};

use super::answers::{self, Joined, ZoneResult, ZoneResults};
use super::endpoint::{self, ZONE_PERMISSION};
use super::envelope;

/// The largest export that is read: a zone with ten thousand records has some five megabytes.
const LARGEST_EXPORT: u64 = 32 << 20;

/// Keys of the answers that are not about the zone.
const ZONE: &str = "zone";
const RANGES: &str = "ips";
const TOKEN: &str = "token";

/// Reads an export.
///
/// # Errors
/// When the file cannot be read, or is no JSON object.
pub(super) fn read_export(
    system: &dyn System,
    path: &Path,
    zone: &str,
) -> Result<ZoneResults, FactError> {
    let bytes = system.read_named(path, LARGEST_EXPORT, Links::OfOwner)?;
    parse(&bytes, zone)
        .map_err(|message| FactError::Failed(format!("{}: {message}", path.display())))
}

/// Reads the text of an export.
fn parse(bytes: &[u8], zone: &str) -> Result<ZoneResults, String> {
    let answers: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
        format!(
            "not the export of a zone, which is a JSON object of answers: {}",
            muster_http::quote(&error.to_string())
        )
    })?;
    let lookup = match answer(&answers, ZONE, &answers::lookup_name(zone), ZONE_PERMISSION) {
        ZoneResult::Given(list) => answers::pick_zone(zone, list),
        refused => refused,
    };
    let of_zone: BTreeMap<&'static str, ZoneResult> = endpoint::all()
        .into_iter()
        .map(|endpoint| {
            let name = answers::name(zone, endpoint);
            let answer = answer(&answers, endpoint.path, &name, endpoint.permission);
            (endpoint.path, answer)
        })
        .collect();
    Ok(ZoneResults {
        zone: zone.to_owned(),
        lookup,
        of_zone,
        ranges: answer(&answers, RANGES, RANGES, ""),
        token: answers
            .contains_key(TOKEN)
            .then(|| answer(&answers, TOKEN, TOKEN, "API Tokens:Read")),
    })
}

/// One answer, or all of its pages.
fn answer(answers: &Map<String, Value>, key: &str, name: &str, permission: &str) -> ZoneResult {
    let pages = match answers.get(key) {
        Some(Value::Array(pages)) => pages.iter().collect(),
        Some(page) => vec![page],
        None => {
            return ZoneResult::Failed(format!(
                "the export holds no answer with the key \"{key}\""
            ));
        }
    };
    let mut joined = Joined::default();
    let mut expected = 1;
    for page in &pages {
        let page = match envelope::read_value(page) {
            Ok(page) => page,
            Err(refusal) => return ZoneResult::refused(name.to_owned(), permission, refusal),
        };
        expected = page.pages;
        if let Err(reason) = joined.add(page) {
            return ZoneResult::Failed(format!("{name} {reason}"));
        }
    }
    // A list that ends early would make a rule pass.
    if usize::try_from(expected).is_ok_and(|expected| expected != pages.len()) {
        return ZoneResult::Failed(format!(
            "the export holds {} of the {expected} pages of {name}",
            pages.len()
        ));
    }
    ZoneResult::Given(joined.into_value())
}
