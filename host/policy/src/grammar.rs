//! What may stand in a policy, described: the rows of `docs/packs.md` and the JSON schema by which editors
//! complete a `muster.toml`. The settings of the host describe themselves.

use muster_facts::targets::{DIALECTS, Kind as _, Section as _, Setting, Shape, Targets, kinds};
use muster_outcomes::Severity;
use serde_json::{Map, Value, json};

use crate::document::DocumentedKey;
use crate::pack_file::TOP_LEVEL;
use crate::when::Condition;
use crate::{attestations, description, features, plugin};

/// The tables of the documentation, each by the header in a policy, or `a policy` for the whole.
#[must_use]
pub fn tables() -> Vec<(String, String)> {
    let keys = TOP_LEVEL.iter().map(|key| {
        let DocumentedKey {
            name,
            r#type,
            meaning,
            default,
        } = key;
        format!("| `{name}` | {} | {meaning} | {default} |\n", r#type)
    });
    let head = "| key | type | meaning | default |\n|---|---|---|---|\n";
    let mut tables = vec![(
        "a policy".to_owned(),
        format!("{head}{}", keys.collect::<String>()),
    )];
    add_tables(Targets::HEADER, &Targets::settings(), &mut tables);
    for (header, keys) in [
        ("rules", &description::KEYS[..]),
        ("features", &features::KEYS),
        ("plugins", &plugin::KEYS),
        ("an attestation", &attestations::KEYS),
    ] {
        let keys = keys
            .iter()
            .map(|key| format!("| `{}` | {} | {} |\n", key.name, key.r#type, key.meaning));
        tables.push((
            header.to_owned(),
            format!("{HEAD}{}", keys.collect::<String>()),
        ));
    }
    tables
}

const HEAD: &str = "| key | type | meaning |\n|---|---|---|\n";

fn add_tables(header: &str, settings: &[Setting], tables: &mut Vec<(String, String)>) {
    let mut rows = HEAD.to_owned();
    let mut below = Vec::new();
    for Setting {
        key,
        meaning,
        shape,
    } in settings
    {
        let of = match shape {
            Shape::One(of, _) => (*of).to_owned(),
            Shape::Many(of, _) => format!("array of {of}s"),
            Shape::EnvFiles => "array".to_owned(),
            Shape::Table(header, settings) => {
                below.push((*header, settings));
                continue;
            }
        };
        rows.push_str(&format!("| `{key}` | {of} | {meaning} |\n"));
    }
    tables.push((header.to_owned(), rows));
    for (header, settings) in below {
        add_tables(header, settings, tables);
    }
}

/// The JSON schema (draft 2020-12) of a policy.
#[must_use]
pub fn schema() -> Value {
    let severity = json!({ "enum": Severity::ALL.map(Severity::as_str) });
    let pattern = json!({
        "type": "string",
        "pattern": "^(\\*|tag:[a-z0-9-]+|[a-z][a-z0-9-]*/(\\*|[a-z0-9-]+))$",
    });
    let patterns = json!({ "type": "array", "items": pattern });
    let days = json!({ "type": "integer", "minimum": 1, "maximum": attestations::MOST_DAYS });
    let of_top_level = |name: &str| match name {
        "gate" => severity.clone(),
        "attestation-days" => days.clone(),
        "name" => one_line(),
        // The name of a built-in pack, or a path.
        "extends" => json!({
            "type": "array",
            "items": { "type": "string", "pattern": "^([a-z][a-z0-9-]*|(.*[^/])\\.toml)$" },
        }),
        "enable" | "disable" | "after-deploy" => patterns.clone(),
        "targets" => table(&Targets::settings()),
        "rules" => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z][a-z0-9-]*/[a-z0-9-]+$" },
            "additionalProperties": rule_table(&severity, &days),
        }),
        "features" => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z][a-z0-9-]{0,99}$" },
            "additionalProperties": feature_table(),
        }),
        "plugins" => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z][a-z0-9-]{0,99}$" },
            "additionalProperties": plugin_table(),
        }),
        _ => json!({ "type": "string" }),
    };
    let properties: Map<String, Value> = TOP_LEVEL
        .iter()
        .map(|key| {
            (
                key.name.to_owned(),
                described(of_top_level(key.name), key.meaning),
            )
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "muster.toml",
        "description": "A policy of Muster: a project's muster.toml, or a pack.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// The JSON schema (draft 2020-12) of a file with attestations.
#[must_use]
pub fn attestations_schema() -> Value {
    let of = |name: &str| match name {
        "rule" => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*/[a-z0-9-]+$" }),
        // TOML's own dates, which JSON does not have.
        "on" | "valid-until" => json!({ "type": "string", "format": "date" }),
        _ => json!({ "type": "string" }),
    };
    let entry = closed_table(
        &attestations::KEYS,
        of,
        &["rule", "by", "on", "valid-until", "evidence"],
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "attestations.toml",
        "description": "What people answer for under a policy of Muster.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            attestations::ENTRIES: {
                "type": "array",
                "items": entry,
            },
        },
    })
}

/// A table with these keys and no others, each with the schema that `of` has for it.
fn closed_table(keys: &[DocumentedKey], of: impl Fn(&str) -> Value, required: &[&str]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| (key.name.to_owned(), described(of(key.name), key.meaning)))
        .collect();
    let mut table = Map::new();
    table.insert("type".to_owned(), "object".into());
    table.insert("additionalProperties".to_owned(), false.into());
    if !required.is_empty() {
        table.insert("required".to_owned(), json!(required));
    }
    table.insert("properties".to_owned(), properties.into());
    table.into()
}

fn described(mut schema: Value, meaning: &str) -> Value {
    if let Value::Object(fields) = &mut schema {
        fields.insert("description".to_owned(), plain(meaning).into());
    }
    schema
}

/// The text of a link without its target, which means nothing in an editor.
fn plain(meaning: &str) -> String {
    let mut text = String::new();
    let mut rest = meaning;
    while let Some((before, link)) = rest.split_once('[') {
        let Some((shown, after)) = link.split_once("](") else {
            break;
        };
        let Some((_, after)) = after.split_once(')') else {
            break;
        };
        text.push_str(before);
        text.push_str(shown);
        rest = after;
    }
    text + rest
}

fn table(settings: &[Setting]) -> Value {
    let properties: Map<String, Value> = settings
        .iter()
        .map(|setting| {
            let schema = match &setting.shape {
                Shape::One(of, pattern) => value(of, *pattern),
                Shape::Many(of, pattern) => {
                    json!({ "type": "array", "items": value(of, *pattern) })
                }
                Shape::EnvFiles => env_files(),
                Shape::Table(_, settings) => table(settings),
            };
            (setting.key.to_owned(), described(schema, &setting.meaning))
        })
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// One value of a type.
fn value(of: &str, pattern: Option<&str>) -> Value {
    let text = match pattern {
        Some(pattern) => json!({ "type": "string", "pattern": pattern }),
        None => json!({ "type": "string" }),
    };
    match of {
        "integer" => json!({ "type": "integer", "minimum": 1, "maximum": 65535 }),
        "string or `false`" => json!({ "anyOf": [text, { "const": false }] }),
        _ => text,
    }
}

/// A text that reports show on one line.
fn one_line() -> Value {
    value(kinds::Name::TYPE, kinds::Name::PATTERN)
}

fn env_files() -> Value {
    let path = value("string", kinds::HostPath::PATTERN);
    let mut dialects = DIALECTS.to_vec();
    // The npm package by its own name.
    dialects.push("dotenv");
    json!({
        "type": "array",
        "items": { "anyOf": [path, {
            "type": "object",
            "additionalProperties": false,
            "required": ["path"],
            "properties": {
                "path": path,
                "dialects": { "type": "array", "minItems": 1, "items": { "enum": dialects } },
            },
        }] },
    })
}

fn rule_table(severity: &Value, days: &Value) -> Value {
    let parameter = json!({ "type": ["boolean", "integer", "string", "array", "object"] });
    let of = |name: &str| match name {
        "severity" => severity.clone(),
        "attestation-days" => days.clone(),
        "parameters" => json!({ "type": "object", "additionalProperties": parameter }),
        "use" => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*/[a-z0-9-]+$" }),
        "when" => json!({
            "type": "array",
            "items": { "type": "string", "pattern": Condition::PATTERN },
        }),
        "title" | "failure-title" => one_line(),
        "references" => json!({ "type": "array", "items": one_line() }),
        "tags" => json!({
            "type": "array",
            "items": { "type": "string", "pattern": "^[a-z][a-z0-9-]{0,99}$" },
        }),
        _ => json!({ "type": "string" }),
    };
    closed_table(&description::KEYS, of, &[])
}

fn feature_table() -> Value {
    let of = |name: &str| match name {
        "title" => one_line(),
        "enabled-when" => json!({ "type": "string" }),
        "disable" => json!({ "type": "boolean" }),
        "keys" => json!({ "type": "array", "items": { "type": "string" } }),
        _ => json!({
            "type": "array",
            "items": { "type": "string", "pattern": "^[a-z][a-z0-9-]*/[a-z0-9-]+( .*)?$" },
        }),
    };
    closed_table(&features::KEYS, of, &[])
}

fn plugin_table() -> Value {
    let of = |name: &str| match name {
        "sha256" => json!({ "type": "string", "pattern": "^[0-9A-Fa-f]{64}$" }),
        "grants" => json!({
            "type": "array",
            "items": { "enum": muster_facts::Domain::ALL.map(muster_facts::Domain::interface).to_vec() },
        }),
        _ => json!({ "type": "string" }),
    };
    closed_table(&plugin::KEYS, of, &["file"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_its_text() {
        assert_eq!(plain("a [b c](#d), e"), "a b c, e");
        assert_eq!(plain("[`s`] and (x)"), "[`s`] and (x)");
    }
}
