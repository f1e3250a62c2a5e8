//! `env/cors-https-only`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;

muster_sdk::parameters! {
    struct Parameters {
        /// The key that lists the allowed origins; its name ends in ORIGINS.
        key: String = "CORS_ORIGINS",
        /// Whether an origin may be this machine or one of a private network.
        allow_local: bool = false,
    }
}

muster_sdk::rule! {
    id: "env/cors-https-only",
    severity: Medium,
    tags: ["env", "checklist"],
    explained_by: [Place("env/cors-explicit")],
    documentation: "cors_https_only.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let files = findings_per_keyed_file(|file| Ok(vec![judge_origins(file, &parameters)]));
    with_environments(
        files,
        |service, key| {
            let is_list = key.name == parameters.key;
            let finding = is_list.then(|| judge_origins(service, &parameters))?;
            // What is no list of origins is told by `env/cors-explicit`.
            finding.is_failure().then_some(finding)
        },
        |key| key.name == parameters.key,
    )
}

fn judge_origins(file: &BoundFile, parameters: &Parameters) -> Finding {
    let name = &parameters.key;
    let subject = file.subject(name);
    let Some(key) = file.filled(name) else {
        return Finding::not_applicable(subject, format!("{name} has no value."));
    };
    let origins: Vec<&env::Component> = key
        .components
        .iter()
        .filter(|part| part.name.starts_with("origin["))
        .collect();
    if origins.is_empty() {
        let reason = format!("No origin can be read in {name}.");
        return Finding::error(subject, reason).at(key.source.clone(), "lists the origins");
    }
    let defect = origins.iter().enumerate().find_map(|(index, origin)| {
        let defect = defect(origin, parameters.allow_local)?;
        Some(format!("entry {} {defect}", index + 1))
    });
    let finding = match defect {
        None => Finding::pass(
            subject,
            format!("Every origin in {name} is reached over HTTPS."),
        ),
        Some(defect) => Finding::fail(
            subject,
            format!("{name} allows an origin that it should not: {defect}."),
        )
        .observed(defect)
        .required("https:// and a public host in every entry")
        .fix(format!(
            "List only the addresses under which visitors reach the site, as in \
             {name}='[\"https://app.example.org\"]'"
        )),
    };
    finding.at(key.source.clone(), "lists the origins")
}

/// What is wrong with an origin. What is none is told by `env/cors-explicit`.
fn defect(origin: &env::Component, allow_local: bool) -> Option<&'static str> {
    let has = |property: &str| origin.properties.iter().any(|own| own == property);
    let is_local = has("loopback") || has("private") || has("single-label");
    if is_local && !allow_local {
        Some("is this machine or one of a private network")
    } else if has("http") && !is_local {
        Some("is http://, which anyone on the way can change")
    } else {
        None
    }
}
