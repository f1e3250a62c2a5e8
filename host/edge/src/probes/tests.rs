//! The collector on recordings: which requests there are, and what becomes of what is not recorded.

use muster_facts::targets::{Http, HttpEndpoint, Targets};
use muster_facts::{FactError, ProbesFacts, Secrets};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};

use super::collect;

fn endpoints(texts: &[&str]) -> Vec<HttpEndpoint> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn shop() -> Targets {
    let mut targets = Targets {
        domain: Some("shop.example".to_owned()),
        http: Http {
            health: endpoints(&["api/healthz"]),
            readiness: endpoints(&["api/readyz", "api/readyz"]),
            metrics: endpoints(&["api:8443/metrics"]),
            webhooks: endpoints(&["api/hook"]),
            pages: endpoints(&["@/"]),
            ..Http::default()
        },
        ..Targets::default()
    };
    targets.complete();
    targets
}

fn facts(targets: &Targets, answers: Option<&str>) -> ProbesFacts {
    let mut system = Recorded::new();
    if let Some(answers) = answers {
        system = system.answers("http", answers);
    }
    let secrets = Secrets::default();
    let context = Context::recorded(&system, targets, &secrets);
    with_collection(context, &[], collect)
}

#[test]
fn each_endpoint_is_asked_in_each_manner_once() {
    let found = facts(&shop(), Some("")).probes.unwrap();
    let requests: Vec<String> = found
        .iter()
        .map(|probe| format!("{} {} {}", probe.method, probe.url, probe.manner))
        .collect();
    assert_eq!(
        requests,
        [
            "GET https://api.shop.example/healthz anonymous",
            "GET http://api.shop.example/healthz unencrypted",
            "GET https://api.shop.example/readyz anonymous",
            "GET https://api.shop.example/readyz cross-origin",
            // Nobody recorded an answer to credentials.
            "GET https://api.shop.example:8443/metrics anonymous",
            "POST https://api.shop.example/hook anonymous",
            "GET https://shop.example/ anonymous",
            "GET https://shop.example/ cross-origin",
            "GET http://shop.example/ unencrypted",
        ]
    );
    for probe in &found {
        let error = probe.outcome.as_ref().unwrap_err();
        assert!(
            error.reason().contains("not part of the recording"),
            "{error:?}"
        );
        assert_eq!(probe.failure, None);
    }
    assert_eq!(found[0].source.name, "http/api.shop.example/healthz");
    assert_eq!(found[4].source.name, "http/api.shop.example:8443/metrics");
}

#[test]
fn ports_are_those_of_the_edge() {
    let mut targets = shop();
    targets.edge.https_port = 8443;
    targets.edge.http_port = 8080;
    let found = facts(&targets, Some("")).probes.unwrap();
    assert_eq!(found[0].url, "https://api.shop.example:8443/healthz");
    assert_eq!(found[1].url, "http://api.shop.example:8080/healthz");
}

#[test]
fn what_is_recorded_is_read() {
    let answers = "GET https://api.shop.example/healthz\nstatus: 200\nbody: {\"status\": \"ok\"}\n\
        GET https://api.shop.example:8443/metrics authenticated\nstatus: 401\n";
    let found = facts(&shop(), Some(answers)).probes.unwrap();
    let health = found[0].outcome.as_ref().unwrap();
    assert_eq!(
        (health.status, health.document.as_ref().unwrap().ok),
        (200, Some(true))
    );
    assert!(found.iter().any(|probe| probe.manner == "authenticated"));
}

#[test]
fn without_endpoints_nobody_is_asked() {
    assert_eq!(facts(&Targets::default(), None).probes, Ok(Vec::new()));
    // What cannot be asked is an error where there is something to ask.
    let missing = facts(&shop(), None).probes.unwrap_err();
    assert!(
        missing.reason().contains("not part of the recording"),
        "{missing:?}"
    );
    let broken = facts(&shop(), Some("status: 200\n")).probes.unwrap_err();
    assert!(broken.reason().contains("line 1"), "{broken:?}");
    let (targets, secrets) = (shop(), Secrets::default());
    let off = FactError::Unsupported("no network".to_owned());
    let (system, network) = (Recorded::new(), NetworkAccess::Off(off.clone()));
    let context = Context {
        network: &network,
        ..Context::recorded(&system, &targets, &secrets)
    };
    let found = with_collection(context, &[], collect);
    assert_eq!(found.probes, Err(off));
}
