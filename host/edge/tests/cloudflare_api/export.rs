//! An export in place of the API.

use muster_facts::FactError;
use serde_json::{Map, Value, json};

use crate::stand_in::{StandIn, ZONE_ID};
use crate::{Asking, TOKEN, denied, facts, fails, setting};

/// The answers of the stand-in by the keys of an export.
fn exported(api: &StandIn) -> Map<String, Value> {
    facts(api);
    api.asked()
        .iter()
        .map(|asked| {
            let path = asked.target.trim_start_matches("/client/v4/");
            let key = path.split('?').next().expect("a path");
            let key = key
                .trim_start_matches(&format!("zones/{ZONE_ID}/"))
                .to_owned();
            let key = if key == "zones" {
                "zone".to_owned()
            } else {
                key
            };
            (key, Value::Null)
        })
        .collect()
}

#[test]
fn an_export_says_the_same_as_the_api_and_needs_no_network() {
    let api = StandIn::start(TOKEN);
    let mut export = exported(&api);
    for (key, value) in &mut export {
        let path = match key.as_str() {
            "zone" => "zones".to_owned(),
            "ips" => "ips".to_owned(),
            other if other.starts_with("user/") => other.to_owned(),
            other => format!("zones/{ZONE_ID}/{other}"),
        };
        *value = fetched(&api, &path);
    }
    let asked = facts(&api);
    let asking = Asking::export(&Value::Object(export).to_string());
    let mut read = asking.facts();
    let zone = read
        .overview
        .as_mut()
        .expect("read")
        .as_mut()
        .expect("there");
    assert_eq!(zone.origin, "export");
    zone.origin = "api".to_owned();
    assert_eq!(read.settings, asked.settings);
    assert_eq!(read.edge_rules, asked.edge_rules);
    assert_eq!(read.dns_records, asked.dns_records);
    assert_eq!(read.certificate_packs, asked.certificate_packs);
    assert_eq!(read.address_ranges, asked.address_ranges);
    assert_eq!(read.overview, asked.overview);
    assert!(matches!(
        read.token_permissions,
        Err(FactError::Unsupported(_))
    ));
}

/// All pages of one answer, as an export holds them.
fn fetched(api: &StandIn, path: &str) -> Value {
    let pages: Vec<Value> = (1..=2)
        .map(|page| api.body(&format!("/client/v4/{path}?page={page}&per_page=3")))
        .collect();
    match pages[0]["result_info"]["total_pages"].as_u64() {
        Some(2) => Value::Array(pages),
        _ => pages[0].clone(),
    }
}

#[test]
fn what_an_export_lacks_is_an_error_that_names_the_key() {
    let zone = json!({"success": true, "result": [{"id": "1", "name": "example.com", "status": "active"}]});
    let facts = Asking::export(&json!({"zone": zone}).to_string()).facts();
    assert!(facts.overview.is_ok());
    fails(&setting(&facts, "ssl"), "the key \"settings/ssl\"");
    fails(&facts.dns_records, "the key \"dns_records\"");
    fails(
        &Asking::export("[]").facts().overview,
        "/export.json: not the export of a zone",
    );
    fails(&Asking::export("{").facts().settings, "/export.json");
    let other = json!({"success": true, "result": [{"id": "1", "name": "example.net"}]});
    denied(
        &Asking::export(&json!({"zone": other}).to_string())
            .facts()
            .overview,
        "Zone:Read",
    );
}
