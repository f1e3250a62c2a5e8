//! `kernel/address-randomisation`

use muster_sdk::Outcome;

use crate::demands::Demands;
use crate::halves::judge_parameters;

muster_sdk::parameters! {
    struct Parameters {
        /// Kernel parameters, each with its value: `=1`, `>=1`, `<=2`, or one of several, as in `0|2`.
        #[requests(Sysctl)]
        #[needed(values)]
        #[form(Comparison)]
        values: Vec<(String, String)> = [("kernel.randomize_va_space", "=2")],
    }
}

muster_sdk::rule! {
    id: "kernel/address-randomisation",
    severity: Medium,
    tags: ["kernel"],
    documentation: "address_randomisation.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_parameters(&parameters.values, &Demands::default())
}
