//! `kernel/protected-links`

use muster_sdk::Outcome;

use crate::demands::Demands;
use crate::halves::judge_parameters;

muster_sdk::parameters! {
    struct Parameters {
        /// Kernel parameters, each with its value: `=1`, `>=1`, `<=2`, or one of several, as in `0|2`.
        #[requests(Sysctl)]
        #[needed(values)]
        #[form(Comparison)]
        values: Vec<(String, String)> = [
            ("fs.protected_hardlinks", "=1"),
            ("fs.protected_symlinks", "=1"),
            ("fs.protected_fifos", ">=1"),
            ("fs.protected_regular", ">=1"),
        ],
    }
}

muster_sdk::rule! {
    id: "kernel/protected-links",
    severity: Medium,
    tags: ["kernel"],
    documentation: "protected_links.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_parameters(&parameters.values, &Demands::default())
}
