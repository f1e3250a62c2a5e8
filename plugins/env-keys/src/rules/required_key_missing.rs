//! `env/required-key-missing`

use muster_sdk::Outcome;

use crate::presence::judge_keys;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys that need a value.
        #[needed(keys)]
        keys: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/required-key-missing",
    severity: High,
    precision: VeryHigh,
    tags: ["env", "availability", "checklist"],
    // A key that must have a value of its own is told with that value.
    explained_by: [Place("env/file-present"), Place("env/expected-value")],
    documentation: "required_key_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_keys(&parameters.keys, "required")
}
