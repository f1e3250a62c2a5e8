//! `env/live-key`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::condition::{Condition, State};

muster_sdk::parameters! {
    struct Parameters {
        /// What says that the file is one of production, such as `APP_ENV=prod|production`.
        #[form(Condition)]
        production: String = "APP_ENV=prod|production",
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
                test_key,
                format!(
                    "{} has no key of a payment provider's test mode.",
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
