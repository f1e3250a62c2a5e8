//! `env/json-quoting-broken`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::names;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys whose value can be JSON.
        #[needed(json_keys)]
        json_keys: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/json-quoting-broken",
    severity: High,
    precision: Medium,
    tags: ["env", "availability", "checklist"],
    documentation: "json_quoting_broken.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    findings_per_keyed_file(|file| Ok(judge_json_quoting(file, &parameters.json_keys)))
}

fn judge_json_quoting(file: &BoundFile, json_keys: &[String]) -> Vec<Finding> {
    let keys: Vec<&env::Key> = json_keys
        .iter()
        .filter_map(|name| file.filled(name))
        .collect();
    if json_keys.is_empty() {
        return file.not_applicable("The policy names no key whose value is JSON.");
    }
    if keys.is_empty() {
        let names = names::sentence(json_keys);
        return file.not_applicable(format!("No value is set for {names}."));
    }
    let broken = keys
        .into_iter()
        .filter_map(|key| {
            let name = &key.name;
            let broken_by_quotes = key.remarks.iter().any(|r| r == "json-broken-by-quotes");
            let message = if broken_by_quotes {
                format!("The quotes inside the JSON of {name} end its value too early.")
            } else if key.shape == env::Key::SHAPE_INVALID_JSON {
                format!("{name} begins like JSON and is not valid JSON.")
            } else {
                return None;
            };
            Some(
                Finding::fail(file.subject(name), message)
                    .observed("broken JSON")
                    .required("valid JSON in single quotes")
                    .at(key.source.clone(), "sets it")
                    .fix(format!(
                        "Put single quotes around the JSON and no backslashes in it: {name}='[\"…\"]'"
                    )),
            )
        })
        .collect();
    file.pass_unless(broken, "Every JSON value is read whole.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, lines};

    #[test]
    fn only_the_named_keys_have_to_be_json() {
        let invalid = |name| env::Key {
            shape: "invalid-json".to_owned(),
            ..key(name)
        };
        let file = file([invalid("POSTGRES_PASSWORD"), invalid("CORS_ORIGINS")]);
        let judged = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            lines(judge_json_quoting(&file, &names))
        };
        assert_eq!(
            judged(&["CORS_ORIGINS"]),
            ["fail /etc/app.env#CORS_ORIGINS"]
        );
        assert_eq!(judged(&["ROLES"]), ["not-applicable /etc/app.env"]);
    }
}
