//! `greeting/own-name`

use muster_sdk::{Finding, Outcome, host};

muster_sdk::rule! {
    id: "greeting/own-name",
    severity: Info,
    tags: ["host"],
    documentation: "own_name.md",
    check: check,
}

const SUBJECT: &str = "host/name";

fn check() -> Outcome {
    let name = host::identity()?.name;
    let finding = if name == "localhost" {
        Finding::fail(SUBJECT, "The host is called 'localhost', as every host is.")
            .fix("hostnamectl hostname NAME")
    } else {
        Finding::pass(SUBJECT, format!("The host is called '{name}'."))
    };
    Ok(vec![finding.observed(name)])
}
