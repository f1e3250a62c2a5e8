//! The recorded answers of the DNS, and what SPF, DKIM and DMARC make of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{Edge, Targets};
use muster_target::Recorded;

fuzz_target!(|answers: &str| {
    let host = Recorded::new().answers("dns", format!("$ZONE a.\n{answers}"));
    let targets = Targets {
        domain: Some("a.a".to_owned()),
        edge: Edge {
            web_names: Some(vec!["a.a".to_owned()]),
            parent_servers: vec!["192.0.2.1:53".parse().expect("an address")],
            dkim_selectors: vec!["s".to_owned()],
            ..Edge::default()
        },
        ..Targets::default()
    };
    for domain in [Domain::Dns, Domain::Mail] {
        muster_fuzz::collect_domain(&host, &targets, domain);
    }
});
