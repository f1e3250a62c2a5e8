//! Recorded answers over TLS, with the certificates in them, verified at the time that they name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_collectors::Targets;
use muster_collectors::network::Edge;
use muster_collectors::system::Recorded;
use muster_facts::Domain;

fuzz_target!(|answers: &str| {
    let host = Recorded::new().answers("tls", answers);
    let targets = Targets {
        edge: Edge {
            names: vec!["www.example.com".to_owned()],
            ..Edge::default()
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Tls);
});
