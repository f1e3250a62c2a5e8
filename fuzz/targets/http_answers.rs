//! Recorded answers over HTTP, headers and documents included, and a body as a server sends it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_edge::probes::document::document;
use muster_facts::Domain;
use muster_facts::targets::{Http, Targets};
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [answers, body] = muster_fuzz::files(input);
    if let Ok(Some(document)) = document(body) {
        let shown = format!("{document:?}");
        assert!(!shown.contains(char::is_control));
    }
    let Ok(answers) = std::str::from_utf8(answers) else {
        return;
    };
    let at = |text: &str| text.parse().into_iter().collect();
    let mut targets = Targets {
        domain: Some("shop.example".to_owned()),
        http: Http {
            readiness: at("api/readyz"),
            pages: at("@/"),
            ..Http::default()
        },
        ..Targets::default()
    };
    targets.complete();
    let host = Recorded::new().answers("http", answers);
    muster_fuzz::collect_domain(&host, &targets, Domain::Probes);
});
