//! An export of a zone at Cloudflare: the same answers come from the API.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::{Domain, FactError};
use muster_target::{CloudflareTarget, Edge, Recorded, Targets};

fuzz_target!(|input: &[u8]| {
    let host = Recorded::new().file("/export.json", input);
    let targets = Targets {
        edge: Edge {
            cloudflare: Some(CloudflareTarget {
                zone: "example.com".to_owned(),
                export: Some("/export.json".into()),
                api: String::new(),
                token: Err(FactError::Failed("none".to_owned())),
            }),
            ..Edge::default()
        },
        ..Targets::default()
    };
    muster_fuzz::collect_domain(&host, &targets, Domain::Cloudflare);
});
