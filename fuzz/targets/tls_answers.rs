//! Recorded answers over TLS, with the certificates in them, verified at the time that they name.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{Edge, Targets};
use muster_target::Recorded;

fuzz_target!(|answers: &str| {
    let host = Recorded::new().answers("tls", answers);
    let targets = Targets {
        edge: Edge {
            web_names: Some(vec!["www.example.com".to_owned()]),
            ..Edge::default()
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Tls);
});
