//! What is generated from `wit/` is current, and every interface in it is a domain of facts.
//!
//! A test of `muster-facts`, which is built without the plugins: those do not build while the bindings
//! are old. To write the generated files anew:
//! `MUSTER_UPDATE=1 cargo test --workspace --test contract`.
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

mod bindings;
mod contract;
mod file;
mod reference;

use contract::Contract;
use muster_facts::Domain;

#[test]
fn every_fact_interface_is_a_domain_and_every_domain_an_interface() {
    let contract = Contract::read();
    let mut interfaces: Vec<String> = contract
        .domains()
        .into_iter()
        .map(|id| contract.name(id))
        .collect();
    let mut domains = Domain::ALL.map(|domain| domain.interface().to_owned());
    interfaces.sort();
    domains.sort();
    assert_eq!(
        interfaces, domains,
        "wit/ on the left, `Domain::ALL` in host/facts/src/domain.rs on the right"
    );
}

#[test]
fn every_domain_can_be_imported_by_a_plugin() {
    let contract = Contract::read();
    for id in contract.domains() {
        assert!(
            contract.is_imported(id),
            "wit/policy.wit: the world `plugin` does not import {}",
            contract.versioned_name(id)
        );
    }
}
