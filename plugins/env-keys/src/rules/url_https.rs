//! `env/url-https`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::names;
use crate::parts::part;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys with addresses that visitors follow, by name or by family (`STRIPE_*`). A value that is
        /// not an address counts for those that are named alone.
        #[needed(keys)]
        keys: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/url-https",
    severity: Medium,
    precision: High,
    tags: ["env", "checklist"],
    documentation: "url_https.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let keys = &parameters.keys;
    findings_per_keyed_file(|file| {
        if keys.is_empty() {
            return Ok(file.not_applicable("The policy names no key with an address."));
        }
        Ok(file.judge_keys(
            |file, key| {
                let is_named = keys.contains(&key.name);
                let counts = names::contains(keys, &key.name);
                counts.then(|| insecure(file, key, is_named)).flatten()
            },
            format!(
                "Every address in {} that visitors follow is a public one over HTTPS.",
                file.path()
            ),
        ))
    })
}

fn insecure(file: &BoundFile, key: &env::Key, is_named: bool) -> Option<Finding> {
    let name = &key.name;
    // `env/placeholder-value` and the rules on missing keys tell of those.
    if key.status != env::Key::STATUS_SET {
        return None;
    }
    let defect = match (part(key, "scheme"), part(key, "host")) {
        (Some(scheme), Some(host)) => {
            let has = |property: &str| host.properties.iter().any(|own| own == property);
            if has("loopback") || has("private") || has("single-label") {
                "is an address of this machine or of a private network"
            } else if scheme.properties.iter().any(|own| own == "https") {
                return None;
            } else {
                "is not an https:// address"
            }
        }
        _ if is_named => "is not an https:// address",
        _ => return None,
    };
    Some(
        Finding::fail(
            file.subject(name),
            format!("{name} {defect}, but visitors are sent there."),
        )
        .observed(defect)
        .required("https:// and a public host")
        .fix(format!(
            "Set {name} to the address that visitors see, beginning with https://."
        ))
        .at(key.source.clone(), "sets it"),
    )
}
