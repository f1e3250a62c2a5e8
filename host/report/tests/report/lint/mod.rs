//! What a SARIF file must be for its readers, beyond what the schema and the public validators
//! ask. Numbers in brackets are sections of SARIF 2.1.0; GitHub's rules are those of its page
//! "SARIF support for code scanning".

mod results;
mod rules;
mod runs;
mod texts;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use self::results::results;
use self::rules::rules;
use self::runs::{bases, invocation, taxonomies};
use self::texts::{has_html, is_guid, is_relative};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = include_str!("../../../../../tests/sarif/third-party/sarif-2.1.0-oasis.json");
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
});

/// Everything that is wrong with a file.
pub(crate) fn faults(log: &Value, github: bool) -> Vec<String> {
    let mut faults: Vec<String> = SCHEMA
        .iter_errors(log)
        .map(|error| format!("schema: {error} at {}", error.instance_path()))
        .collect();
    everywhere(log, "", &mut faults);
    let runs = items(log, "runs");
    let ids: BTreeSet<&str> = runs
        .iter()
        .map(|run| text(run, "/automationDetails/id"))
        .collect();
    ensure(&mut faults, runs.len() <= 20, "more than 20 runs");
    ensure(
        &mut faults,
        ids.len() == runs.len(),
        "two runs of one category",
    );
    for run in runs {
        rules(run, &mut faults);
        results(run, github, &mut faults);
        taxonomies(run, &mut faults);
        invocation(run, github, &mut faults);
        bases(run, &mut faults);
    }
    faults
}

/// What holds for every value of the file.
fn everywhere(value: &Value, path: &str, faults: &mut Vec<String>) {
    let name = path.rsplit('/').next().unwrap_or_default();
    match value {
        Value::Null => faults.push(format!("null at {path}")),
        Value::String(text) => {
            let steers = text
                .chars()
                .any(|c| (c.is_control() && c != '\n') || "\u{202e}\u{200b}\u{2028}".contains(c));
            ensure(faults, !steers, &format!("control characters at {path}"));
            if name == "uri" && !path.contains("helpUri") {
                ensure(
                    faults,
                    is_relative(text),
                    &format!("uri `{text}` at {path}"),
                );
            }
            if name == "markdown" {
                ensure(faults, !has_html(text), &format!("HTML at {path}"));
            }
            if name.to_lowercase().ends_with("guid") {
                ensure(faults, is_guid(text), &format!("guid {text} at {path}"));
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                everywhere(value, &format!("{path}/{index}"), faults);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                everywhere(value, &format!("{path}/{name}"), faults);
            }
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn ensure(faults: &mut Vec<String>, holds: bool, what: &str) {
    if !holds {
        faults.push(what.to_owned());
    }
}

fn items<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value
        .pointer(&format!("/{path}"))
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}
