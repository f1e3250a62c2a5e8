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
    // The same key may be missing for a stronger reason.
    explained_by: [
        Place("env/file-present"),
        Place("env/required-key-missing"),
        Place("env/conditional-key-missing"),
    ],
    documentation: "recommended_key_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_keys(&parameters.keys, "recommended")
}
