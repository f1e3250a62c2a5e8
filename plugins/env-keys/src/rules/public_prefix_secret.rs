//! `env/public-prefix-secret`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::parts::part;

muster_sdk::parameters! {
    struct Parameters {
        /// How the names of keys begin that a build writes into what browsers load.
        prefixes: Vec<String> = [
            "EXPO_PUBLIC_",
            "GATSBY_",
            "NEXT_PUBLIC_",
            "NUXT_PUBLIC_",
            "REACT_APP_",
            "VITE_",
            "VUE_APP_",
        ],
        /// Words in the names of keys that look like secrets and are made for browsers.
        public: Vec<String> = [
            "ANON",
            "CLIENT_ID",
            "DSN",
            "FIREBASE",
            "MAPBOX",
            "MAPS",
            "POSTHOG",
            "PUBLIC_KEY",
            "PUBLISHABLE",
            "SITE_KEY",
            "SITEKEY",
        ],
    }
}

muster_sdk::rule! {
    id: "env/public-prefix-secret",
    severity: Critical,
    precision: Medium,
    tags: ["env", "secrets"],
    explained_by: [Place("compose/file-valid")],
    documentation: "public_prefix_secret.md",
    parameters: Parameters,
    check: check,
}

/// Tokens that vendors make for browsers.
const FOR_BROWSERS: [&str; 3] = ["pk_live", "pk_test", "AIza"];

fn check(parameters: Parameters) -> Outcome {
    let judge = |file: &BoundFile, key: &env::Key| published(file, key, &parameters);
    let files = findings_per_keyed_file(|file| {
        Ok(file.judge_keys(
            judge,
            format!(
                "No secret in {} has a name that is published to browsers.",
                file.path()
            ),
        ))
    });
    with_environments(files, judge, |_| false)
}

fn published(file: &BoundFile, key: &env::Key, parameters: &Parameters) -> Option<Finding> {
    let name = &key.name;
    let prefix = prefix(name, &parameters.prefixes)?;
    let is_public = |name: &str| parameters.public.iter().any(|word| name.contains(word));
    if key.status != env::Key::STATUS_SET || is_public(name) {
        return None;
    }
    let copied = file.keys.iter().find(|other| {
        other.secret
            && key.equality.is_some()
            && other.equality == key.equality
            && self::prefix(&other.name, &parameters.prefixes).is_none()
            && !is_public(&other.name)
    });
    let is_token = key
        .vendor
        .as_deref()
        .is_some_and(|vendor| !FOR_BROWSERS.contains(&vendor));
    let has_password =
        part(key, "password").is_some_and(|part| part.status == env::Component::STATUS_SET);
    let why = match copied {
        Some(other) => format!("holds the value of {}", other.name),
        None if is_token => format!(
            "holds a token ('{}')",
            key.vendor.as_deref().unwrap_or_default()
        ),
        None if has_password => "holds an address with a password".to_owned(),
        None => return None,
    };
    let finding = Finding::fail(
        file.subject(name),
        format!("{name} {why}, and `{prefix}` makes it part of what every visitor's browser loads."),
    )
    .observed(&why)
    .required("no secret under a public name")
    .fix(format!(
        "Revoke the secret, as it may be published already. Give the new one a name without `{prefix}`, read \
         it on the server alone, and build again"
    ))
    .at(key.source.clone(), "publishes it");
    Some(match copied {
        Some(other) => finding.at(other.source.clone(), "is the secret"),
        None => finding,
    })
}

fn prefix<'a>(name: &str, prefixes: &'a [String]) -> Option<&'a str> {
    let is_start = |prefix: &&String| name.starts_with(prefix.as_str());
    prefixes.iter().find(is_start).map(String::as_str)
}
