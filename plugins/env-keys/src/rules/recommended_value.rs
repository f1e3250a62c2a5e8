//! `env/recommended-value`

use muster_sdk::{Outcome, env};

use super::expected_value::{difference, with_values_of_services};
use crate::bound_file::findings_per_keyed_file;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys with the value that each should have if it is set, as for `env/expected-value`.
        #[needed(values)]
        values: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "env/recommended-value",
    severity: Low,
    precision: VeryHigh,
    tags: ["env", "checklist"],
    documentation: "recommended_value.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let values = &parameters.values;
    let files = findings_per_keyed_file(|file| {
        if values.is_empty() {
            return Ok(file.not_applicable("The policy recommends no value."));
        }
        let differences = values
            .iter()
            .filter_map(|(name, value)| difference(file, file.filled(name)?, value))
            .collect();
        let message = format!(
            "The keys that are set in {} have the values that the policy recommends.",
            file.path()
        );
        Ok(file.pass_unless(differences, message))
    });
    with_values_of_services(files, values, |service, key, value| {
        let is_set = key.status != env::Key::STATUS_EMPTY;
        is_set.then(|| difference(service, key, value)).flatten()
    })
}
