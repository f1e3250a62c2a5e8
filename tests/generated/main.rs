//! What is generated from `wit/` is current.
//!
//! A package of its own: nothing else builds while what is generated is old. To rewrite the generated files:
//! `MUSTER_UPDATE=1 cargo test -p muster-generated`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "these are the repository's own files, not a target's"
)]

mod arguments;
mod bindings;
mod bundle;
mod contract;
mod current;
mod echo;
mod facts;
#[path = "../repository/file.rs"]
mod file;
mod imports;
mod reference;
mod rules;
mod rust;
mod samples;
mod sdk;
mod spelled;
mod vocabulary;

use contract::Contract;

/// The command that a person has to run.
const COMMAND: &str = "MUSTER_UPDATE=1 cargo test -p muster-generated";

#[test]
fn every_domain_can_be_imported_by_a_plugin() {
    let contract = Contract::read();
    for id in contract.domains() {
        assert!(
            contract.imports().contains(&id),
            "wit/policy.wit: the world `plugin` does not import {}",
            contract.versioned_name(id)
        );
    }
}

#[test]
fn every_domain_is_fuzzed() {
    let targets: String = file::list("fuzz/targets", "rs")
        .iter()
        .map(|target| file::read(target))
        .collect();
    let contract = Contract::read();
    for id in contract.domains() {
        let name = contract.name(id);
        let (package, interface) = name.split_once('/').expect("an interface has a package");
        let (_, folder) = package.split_once(':').expect("a package has a namespace");
        // Collected as a whole, or its parsers one by one.
        let wanted = [
            format!("Domain::{}", rust::type_name(interface)),
            format!("muster_collectors::{folder}::"),
        ];
        assert!(
            wanted.iter().any(|wanted| targets.contains(wanted)),
            "fuzz/targets: no target has {}",
            wanted.join(" or ")
        );
    }
}
