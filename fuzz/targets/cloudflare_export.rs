//! An export of a zone at Cloudflare: the same answers come from the API.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::{Cloudflare, Edge, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let host = Recorded::new().file("/export.json", input);
    let targets = Targets {
        edge: Edge {
            cloudflare: Some(Cloudflare {
                zone: Some("example.com".to_owned()),
                export: Some("/export.json".into()),
                ..Cloudflare::default()
            }),
            ..Edge::default()
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Cloudflare);
});
