//! `ssh/weak-kex`

use muster_sdk::Outcome;

use crate::algorithms::Algorithms;

muster_sdk::parameters! {
    struct Parameters {
        /// Those that sshd must not take; `*` stands for any part of a name.
        denied: Vec<String> = ["*-sha1", "*group1-*", "rsa1024*"],
    }
}

muster_sdk::rule! {
    id: "ssh/weak-kex",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "weak_kex.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Algorithms {
        name: "KexAlgorithms",
        called: "weak key exchanges",
        denied: &parameters.denied,
    }
    .outcome()
}
