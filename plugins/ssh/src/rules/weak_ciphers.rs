//! `ssh/weak-ciphers`

use muster_sdk::Outcome;

use crate::algorithms::Algorithms;

muster_sdk::parameters! {
    struct Parameters {
        /// Those that sshd must not take; `*` stands for any part of a name.
        denied: Vec<String> = ["*-cbc*", "3des*", "arcfour*", "blowfish*", "cast128*", "none"],
    }
}

muster_sdk::rule! {
    id: "ssh/weak-ciphers",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "weak_ciphers.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Algorithms {
        name: "Ciphers",
        called: "weak ciphers",
        denied: &parameters.denied,
    }
    .outcome()
}
