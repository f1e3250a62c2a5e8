//! Turns the API's answers into facts. Pure: knows neither the network nor files.

use std::collections::BTreeMap;

use muster_facts::cloudflare::{CertificatePack, DnsRecord, Setting, Zone};
use muster_facts::{CloudflareFacts, Fact, FactError, Source};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answers::{ZoneResult, ZoneResults};
use super::bots::{self, BOT_SETTINGS};
use super::endpoint::{
    self, BOTS, CERTIFICATE_PACKS, DNS_RECORDS, DNSSEC, Endpoint, ORIGIN_PULLS, PAGE_RULES,
    PAGE_RULES_PHASE, PHASES, SETTING_PATHS, UNIVERSAL_SSL,
};
use super::{Asked, page_rules, rules};

/// A setting of Cloudflare is one object deep; this is enough for any.
const DEEPEST_SETTING: usize = 4;

/// The facts that the answers hold.
pub(super) fn collect_zone_facts(answers: &ZoneResults, asked: &Asked<'_>) -> CloudflareFacts {
    let mut edge_rules: BTreeMap<String, Fact<_>> = PHASES
        .into_iter()
        .map(|(phase, endpoint)| {
            let rules = parse_result(answers, endpoint, |ruleset| {
                rules::edge_rules(&answers.zone, phase, ruleset, asked.secrets)
            });
            (phase.to_owned(), rules.map(Option::unwrap_or_default))
        })
        .collect();
    let zone = answers.zone.as_str();
    edge_rules.insert(
        PAGE_RULES_PHASE.to_owned(),
        required(answers, PAGE_RULES, |rules| {
            page_rules::page_rules_as_edge_rules(zone, rules, asked.secrets)
        }),
    );
    CloudflareFacts {
        overview: overview(answers, asked).map(Some),
        settings: settings(answers),
        dns_records: required(answers, DNS_RECORDS, |records| dns_records(zone, records)),
        edge_rules,
        certificate_packs: required(answers, CERTIFICATE_PACKS, |packs| {
            certificate_packs(zone, packs)
        }),
        refusals: Ok(answers.refusals()),
        token_permissions: token_permissions(answers),
        address_ranges: address_ranges(answers),
    }
}

/// A place at Cloudflare.
pub(super) fn source(zone: &str, path: &str) -> Source {
    Source::logical(format!("cloudflare/{zone}/{path}"))
}

/// JSON as the type that the API documents.
pub(super) fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| muster_http::quote(&error.to_string()))
}

/// Reads the answer to a question about the zone; none where there is no ruleset.
fn parse_result<T>(
    answers: &ZoneResults,
    endpoint: Endpoint,
    parse: impl FnOnce(&Value) -> Result<T, String>,
) -> Fact<Option<T>> {
    let Some(value) = answers.result(endpoint)? else {
        return Ok(None);
    };
    parse(value)
        .map(Some)
        .map_err(|message| misread(&answers.zone, endpoint.path, &message))
}

/// The same where there is always an answer.
fn required<T>(
    answers: &ZoneResults,
    endpoint: Endpoint,
    parse: impl FnOnce(&Value) -> Result<T, String>,
) -> Fact<T> {
    parse_result(answers, endpoint, parse)?
        .ok_or_else(|| misread(&answers.zone, endpoint.path, "there is none"))
}

fn misread(zone: &str, path: &str, message: &str) -> FactError {
    FactError::Failed(format!(
        "the answer for cloudflare/{zone}/{path} is not as Cloudflare documents it: {message}"
    ))
}

fn overview(answers: &ZoneResults, asked: &Asked<'_>) -> Fact<Zone> {
    #[derive(Deserialize)]
    struct Found {
        status: String,
        #[serde(default)]
        paused: bool,
        plan: Option<Plan>,
        /// `full`, `partial` (a CNAME setup) or `secondary`.
        r#type: Option<String>,
        name_servers: Option<Vec<String>>,
        vanity_name_servers: Option<Vec<String>>,
    }
    #[derive(Deserialize)]
    struct Plan {
        #[serde(default)]
        legacy_id: Option<String>,
        #[serde(default)]
        name: Option<String>,
    }
    let found = answers.lookup.result()?.unwrap_or(&Value::Null);
    let found: Found = typed(found).map_err(|message| misread(&answers.zone, "zone", &message))?;
    Ok(Zone {
        name: answers.zone.clone(),
        status: found.status,
        paused: found.paused,
        // Every zone was a full one before there were others.
        kind: found.r#type.clone().unwrap_or_else(|| "full".to_owned()),
        plan: found
            .plan
            .and_then(|plan| plan.legacy_id.or_else(|| plan.name.map(plan_of_name)))
            .unwrap_or_else(|| "unknown".to_owned()),
        origin: asked.origin.to_owned(),
        name_servers: match found.r#type.as_deref() {
            None | Some("full") => found
                .vanity_name_servers
                .filter(|servers| !servers.is_empty())
                .or(found.name_servers)
                .unwrap_or_default()
                .iter()
                .map(|server| server.to_ascii_lowercase())
                .collect(),
            Some(_) => Vec::new(),
        },
        names: asked
            .edge
            .names()
            .iter()
            .filter(|name| lies_in(name, &answers.zone))
            .cloned()
            .collect(),
        addresses: asked
            .edge
            .addresses
            .iter()
            .map(ToString::to_string)
            .collect(),
        source: source(&answers.zone, "zone"),
    })
}

/// `free` for `Free Website`, as the API names the plan beside its identifier.
fn plan_of_name(name: String) -> String {
    name.strip_suffix(" Website")
        .map_or(name.clone(), str::to_ascii_lowercase)
}

/// Whether a name is the zone's or below it.
fn lies_in(name: &str, zone: &str) -> bool {
    name.strip_suffix(zone)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Every setting, each with its own error: one that a plan does not have does not hide the others.
fn settings(answers: &ZoneResults) -> Fact<Vec<Setting>> {
    // Without a zone there is one reason, and not one for each setting.
    answers.lookup.result()?;
    let mut settings = Vec::new();
    for path in SETTING_PATHS {
        let name = path.trim_start_matches("settings/");
        let value = parse_result(answers, endpoint::setting(path), |setting| {
            setting
                .get("value")
                .cloned()
                .ok_or_else(|| "it has no `value`".to_owned())
        });
        flatten(
            answers,
            path,
            name,
            value.map(Option::unwrap_or_default),
            &mut settings,
        );
    }
    for (endpoint, field, name) in [
        (DNSSEC, "status", "dnssec"),
        (UNIVERSAL_SSL, "enabled", "universal_ssl"),
        (ORIGIN_PULLS, "enabled", "origin_tls_client_auth"),
    ] {
        let value = parse_result(answers, endpoint, |answer| {
            Ok(answer.get(field).cloned().unwrap_or_default())
        });
        flatten(
            answers,
            endpoint.path,
            name,
            value.map(Option::unwrap_or_default),
            &mut settings,
        );
    }
    for (field, name) in BOT_SETTINGS {
        let value = parse_result(answers, BOTS, |answer| Ok(bots::setting(answer, field)));
        flatten(
            answers,
            BOTS.path,
            name,
            value.map(Option::unwrap_or_default),
            &mut settings,
        );
    }
    Ok(settings)
}

/// One setting for each value in an object. A value that the plan does not have is not there, and
/// is not a setting.
fn flatten(
    answers: &ZoneResults,
    path: &str,
    name: &str,
    value: Fact<Value>,
    settings: &mut Vec<Setting>,
) {
    let mut pending = vec![(name.to_owned(), value, 0)];
    while let Some((name, value, depth)) = pending.pop() {
        match value {
            Ok(Value::Null) => {}
            Ok(Value::Object(fields)) if depth < DEEPEST_SETTING => {
                // The last one pending is the next one taken.
                pending.extend(
                    fields
                        .into_iter()
                        .rev()
                        .map(|(field, value)| (format!("{name}.{field}"), Ok(value), depth + 1)),
                );
            }
            value => settings.push(Setting {
                name,
                value: value.map(|value| text(&value)),
                source: source(&answers.zone, path),
            }),
        }
    }
}

/// A value as text; `on` and `off` as most settings have it.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn dns_records(zone: &str, records: &Value) -> Result<Vec<DnsRecord>, String> {
    #[derive(Deserialize)]
    struct Found {
        name: String,
        r#type: String,
        #[serde(default)]
        content: String,
        #[serde(default)]
        proxied: bool,
    }
    let found: Vec<Found> = typed(records)?;
    Ok(found
        .into_iter()
        .map(|record| DnsRecord {
            source: source(
                zone,
                &format!("dns_records/{}/{}", record.name, record.r#type),
            ),
            name: record.name.to_ascii_lowercase(),
            record_type: record.r#type,
            content: record.content,
            proxied: record.proxied,
        })
        .collect())
}

fn certificate_packs(zone: &str, packs: &Value) -> Result<Vec<CertificatePack>, String> {
    #[derive(Deserialize)]
    struct Found {
        r#type: String,
        status: String,
        #[serde(default)]
        hosts: Vec<String>,
    }
    let found: Vec<Found> = typed(packs)?;
    Ok(found
        .into_iter()
        .map(|pack| CertificatePack {
            source: source(zone, &format!("ssl/certificate_packs/{}", pack.r#type)),
            kind: pack.r#type,
            status: pack.status,
            hosts: pack.hosts,
        })
        .collect())
}

fn token_permissions(answers: &ZoneResults) -> Fact<Option<Vec<String>>> {
    #[derive(Deserialize)]
    struct Token {
        policies: Vec<Policy>,
    }
    #[derive(Deserialize)]
    struct Policy {
        /// `allow` or `deny`; what is denied is not a permission.
        #[serde(default)]
        effect: Option<String>,
        permission_groups: Vec<Group>,
    }
    #[derive(Deserialize)]
    struct Group {
        name: String,
    }
    let value = match &answers.token {
        None => {
            return Err(FactError::Unsupported(
                "the export does not say what the token is allowed to do".to_owned(),
            ));
        }
        // It reads the zone, so that it is known; it is not allowed to read itself, or belongs to an account.
        Some(ZoneResult::Refused(_) | ZoneResult::UnknownToken(_))
            if matches!(answers.lookup, ZoneResult::Given(_)) =>
        {
            return Ok(None);
        }
        Some(answer) => answer.result()?.unwrap_or(&Value::Null),
    };
    let token: Token = typed(value).map_err(|message| {
        FactError::Failed(format!(
            "what Cloudflare says about the token is not as it documents it: {message}"
        ))
    })?;
    let mut names: Vec<String> = token
        .policies
        .into_iter()
        .filter(|policy| policy.effect.as_deref() != Some("deny"))
        .flat_map(|policy| policy.permission_groups)
        .map(|group| group.name)
        .collect();
    names.sort();
    names.dedup();
    Ok(Some(names))
}

fn address_ranges(answers: &ZoneResults) -> Fact<Vec<String>> {
    #[derive(Deserialize)]
    struct Ranges {
        ipv4_cidrs: Vec<String>,
        ipv6_cidrs: Vec<String>,
    }
    let value = answers.ranges.result()?.unwrap_or(&Value::Null);
    let ranges: Ranges = typed(value).map_err(|message| {
        FactError::Failed(format!(
            "Cloudflare's address ranges are not as it documents them: {message}"
        ))
    })?;
    Ok([ranges.ipv4_cidrs, ranges.ipv6_cidrs].concat())
}
