//! What holds for the results of a run.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rules::rank_of;
use super::{ensure, items, text};

pub(super) fn results(run: &Value, github: bool, faults: &mut Vec<String>) {
    let mut alerts = BTreeSet::new();
    for (number, result) in items(run, "results").iter().enumerate() {
        let mut ensure =
            |holds: bool, what: &str| ensure(faults, holds, &format!("result {number}: {what}"));
        let failed = text(result, "/kind") == "fail";
        // [3.27.9], [3.27.10], [3.27.25]
        ensure(
            failed || text(result, "/level") == "none",
            "a level, although it does not fail",
        );
        ensure(
            failed || result.get("rank").is_none(),
            "a rank, although it does not fail",
        );
        ensure(failed || !github, "GitHub would open an alert for it");
        for field in ["suppressions", "baselineState", "fixes", "fingerprints"] {
            ensure(result.get(field).is_none(), field);
        }
        let rule = run.pointer(&format!("/tool/driver/rules/{}", result["ruleIndex"]));
        ensure(
            rule.is_some_and(|rule| rule["id"] == result["ruleId"]),
            "its index names another rule",
        );
        if let (Some(rank), Some(rule)) = (result["rank"].as_f64(), rule) {
            let own = rank_of(text(rule, "/properties/muster~1severity"));
            // A cause is as bad as the worst that follows from it.
            let follows = result.pointer("/properties/muster~1consequences").is_some();
            ensure(
                own.map_or(follows, |own| own == rank || follows && own < rank),
                "its rank disagrees",
            );
            ensure(
                follows || result["level"] == rule["defaultConfiguration"]["level"],
                "its level disagrees",
            );
        }
        message(result, &mut ensure);
        let places = items(result, "locations");
        ensure(!places.is_empty(), "no location");
        for place in places.iter().chain(items(result, "relatedLocations")) {
            location(run, place, &mut ensure);
        }
        let prints = result["partialFingerprints"].as_object();
        for (key, value) in prints.into_iter().flatten() {
            // [3.27.17]; DefectDojo reads what follows `/` as a version.
            let version = key.rsplit_once('/').map(|(_, version)| version);
            let is_version = |version: &str| {
                version
                    .strip_prefix('v')
                    .is_some_and(|number| number.parse::<u32>().is_ok())
            };
            ensure(
                version.is_none_or(is_version),
                "a fingerprint without a version",
            );
            let is_text = value.as_str().is_some_and(|value| !value.is_empty());
            ensure(is_text, "an empty fingerprint");
        }
        let hash = text(result, "/partialFingerprints/primaryLocationLineHash");
        let whole = text(result, "/partialFingerprints/musterFinding~1v1");
        ensure(!hash.is_empty() && !whole.is_empty(), "no fingerprint");
        let uri = text(result, "/locations/0/physicalLocation/artifactLocation/uri");
        ensure(
            alerts.insert((text(result, "/ruleId"), uri, hash)),
            "GitHub would merge it with another",
        );
    }
}

/// [3.11.5], [3.11.6]
fn message(result: &Value, ensure: &mut impl FnMut(bool, &str)) {
    let message = text(result, "/message/text");
    ensure(
        !message.contains(['{', '}']),
        "a placeholder in its message",
    );
    // The sentence has at most 1,024 characters; links to 100 places of 80 follow.
    ensure(message.chars().count() <= 10_000, "its message is too long");
    ensure(!message.trim().is_empty(), "no message");
    for link in message.split("](").skip(1) {
        let id: Option<u64> = link.split_once(')').and_then(|(id, _)| id.parse().ok());
        let known = items(result, "relatedLocations")
            .iter()
            .any(|place| place["id"].as_u64() == id);
        ensure(id.is_some() && known, "a link that leads nowhere");
    }
}

fn location(run: &Value, location: &Value, ensure: &mut impl FnMut(bool, &str)) {
    let Some(physical) = location.get("physicalLocation") else {
        return ensure(false, "a location that is only logical");
    };
    let artifact = &physical["artifactLocation"];
    ensure(artifact["uri"].is_string(), "a location without a uri");
    if let Some(index) = artifact["index"].as_u64() {
        let known = items(run, "artifacts").len() as u64;
        ensure(index < known, "an index of no artifact");
    }
    if let Some(base) = artifact["uriBaseId"].as_str() {
        ensure(
            run["originalUriBaseIds"].get(base).is_some(),
            "an unknown uriBaseId",
        );
    }
    let Some(region) = span(&physical["region"]) else {
        return ensure(false, "a region that is not whole");
    };
    ensure(region[0] >= 1 && region[1] >= 1, "a region before the file");
    ensure(
        (region[0], region[1]) <= (region[2], region[3]),
        "a region that ends before it begins",
    );
    if let Some(snippet) = physical
        .pointer("/region/snippet/text")
        .and_then(Value::as_str)
    {
        let units = u64::try_from(snippet.encode_utf16().count()).unwrap();
        ensure(
            region[1] + units <= region[3].max(region[1]),
            "a snippet longer than its region",
        );
    }
    if let Some(context) = physical.get("contextRegion") {
        let strict = span(context).is_some_and(|around| {
            (around[0], around[1]) <= (region[0], region[1])
                && (around[2], around[3]) >= (region[2], region[3])
                && around != region
        });
        ensure(strict, "a contextRegion that is not a context");
    }
}

fn span(region: &Value) -> Option<[u64; 4]> {
    Some([
        region["startLine"].as_u64()?,
        region["startColumn"].as_u64()?,
        region["endLine"].as_u64()?,
        region["endColumn"].as_u64()?,
    ])
}
