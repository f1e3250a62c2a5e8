//! `env/live-key`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::condition::{Condition, State};

muster_sdk::parameters! {
    struct Parameters {
        /// What says that the file is one of production, such as `APP_ENV=prod|production`.
        #[form(Condition)]
        production: String = "APP_ENV=prod|production",
        /// Keys with the prefixes that their provider's values have, such as `whsec` or `sk_live|rk_live`. Only
        /// prefixes that Muster knows can be told.
        prefixes: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "env/live-key",
    severity: High,
    precision: VeryHigh,
    tags: ["env", "secrets", "checklist"],
    documentation: "live_key.md",
    parameters: Parameters,
    check: check,
}

/// Keys of payment providers that move no money.
const TEST: [&str; 3] = ["sk_test", "rk_test", "pk_test"];

fn check(parameters: Parameters) -> Outcome {
    let is_production = Condition::parse(&parameters.production)?;
    findings_per_keyed_file(|file| {
        Ok(match is_production.state(file, &[]) {
            State::On => file.judge_keys(
                |file, key| {
                    test_key(file, key).or_else(|| other_kind(file, key, &parameters.prefixes))
                },
                format!(
                    "{} has no key of a provider's test mode or of another kind.",
                    file.path()
                ),
            ),
            State::Off => file.not_applicable(format!("{}.", is_production.denied())),
            State::Undecided => vec![Finding::error(
                file.path(),
                is_production.why_undecided(file),
            )],
        })
    })
}

fn test_key(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let vendor = key
        .vendor
        .as_deref()
        .filter(|vendor| TEST.contains(vendor))?;
    Some(
        Finding::fail(
            file.subject(name),
            format!("{name} is a key of the provider's test mode ('{vendor}_…')."),
        )
        .observed(vendor)
        .required(vendor.replace("_test", "_live"))
        .fix(format!(
            "Set {name} to the live key from the provider's dashboard, and recreate the containers."
        ))
        .at(key.source.clone(), "sets it"),
    )
}

/// That a key holds what is no such key of its provider.
fn other_kind(file: &BoundFile, key: &env::Key, prefixes: &[(String, String)]) -> Option<Finding> {
    let name = &key.name;
    let (_, wanted) = prefixes.iter().find(|(known, _)| known == name)?;
    let vendor = key.vendor.as_deref();
    let fits = vendor.is_some_and(|vendor| wanted.split('|').any(|one| one.trim() == vendor));
    if fits || key.status != env::Key::STATUS_SET || !key.derived_from.is_empty() {
        return None;
    }
    let wanted = wanted.replace('|', "_…' or '");
    let observed = vendor.map_or_else(
        || "another beginning".to_owned(),
        |vendor| format!("{vendor}_…"),
    );
    Some(
        Finding::fail(
            file.subject(name),
            format!("{name} does not begin with '{wanted}_…', so it is another kind of key."),
        )
        .observed(observed)
        .required(format!("'{wanted}_…'"))
        .fix(format!(
            "Set {name} to the value that the provider's dashboard shows for it, and recreate the containers."
        ))
        .at(key.source.clone(), "sets it"),
    )
}
