//! `kernel/exposure`

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
            ("kernel.dmesg_restrict", "=1"),
            ("kernel.kptr_restrict", ">=1"),
            ("kernel.yama.ptrace_scope", ">=1"),
            ("kernel.unprivileged_bpf_disabled", ">=1"),
            ("kernel.perf_event_paranoid", ">=2"),
        ],
    }
}

muster_sdk::rule! {
    id: "kernel/exposure",
    severity: Low,
    tags: ["kernel"],
    documentation: "exposure.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_parameters(&parameters.values, &Demands::default())
}
