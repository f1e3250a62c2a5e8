//! `env/recommended-key-missing`

use muster_sdk::Outcome;

use crate::presence::judge_keys;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys that should have a value.
        #[needed(keys)]
        keys: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/recommended-key-missing",
    severity: Low,
    precision: Medium,
    tags: ["env", "availability", "checklist"],
    explained_by: [Place("env/file-present")],
    documentation: "recommended_key_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_keys(&parameters.keys, "recommended")
}
