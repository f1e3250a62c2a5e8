//! `ssh/weak-macs`

use muster_sdk::Outcome;

use crate::algorithms::Algorithms;

muster_sdk::parameters! {
    struct Parameters {
        /// Those that sshd must not take; `*` stands for any part of a name.
        denied: Vec<String> = ["hmac-md5*", "*-96*", "hmac-ripemd160*"],
    }
}

muster_sdk::rule! {
    id: "ssh/weak-macs",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "weak_macs.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Algorithms {
        name: "MACs",
        called: "weak message authentication codes",
        denied: &parameters.denied,
    }
    .outcome()
}
