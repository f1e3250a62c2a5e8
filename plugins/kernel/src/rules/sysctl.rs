//! `kernel/sysctl`

use muster_sdk::Outcome;

use crate::demands::Demands;
use crate::halves::judge_parameters;

muster_sdk::parameters! {
    struct Parameters {
        /// Kernel parameters, each with its value: `=1`, `>=1`, `<=2`, or one of several, as in `0|2`.
        #[requests(Sysctl)]
        #[needed(values)]
        #[form(Comparison)]
        values: Vec<(String, String)> = [],
        /// Whether a file has to set each of them, even where the kernel begins with such a value.
        explicit: bool = false,
        /// Whether a parameter of all network interfaces is judged by what each of them makes of it.
        per_interface: bool = true,
        /// What explains another value, where it comes up at boot or runs: `docker`, `containers`,
        /// `kubernetes`, `virtual-machines`, `vpn` or `router`.
        #[form(Words(&["docker", "containers", "kubernetes", "virtual-machines", "vpn", "router"]))]
        unless: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "kernel/sysctl",
    severity: Medium,
    tags: ["kernel"],
    documentation: "sysctl.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let demands = Demands {
        explicit: parameters.explicit,
        per_interface: parameters.per_interface,
        unless: parameters.unless,
    };
    judge_parameters(&parameters.values, &demands)
}
