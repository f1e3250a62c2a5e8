//! Targets that were recorded, and those that are not to be asked.

use muster_facts::targets::{Edge, Targets};
use muster_facts::{FactError, Secrets, TlsFacts};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};

use crate::tls::collect;

const ANSWERS: &str = "\
asked-at: 2026-06-01T12:00:00Z
endpoint www.example.com:443 192.0.2.1 edge
error: the connection was refused
endpoint www.example.com:443 203.0.113.7 origin
versions: 1.2
version-error: 1.0 did not answer
negotiated: 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
http: 301 https://www.example.com
endpoint elsewhere.example:443 192.0.2.9 edge
error: nobody asked for this one
";

fn facts(names: &[&str], answers: Option<&str>, network: &NetworkAccess) -> TlsFacts {
    let mut system = Recorded::new();
    if let Some(answers) = answers {
        system = system.answers("tls", answers);
    }
    let targets = Targets {
        edge: Edge {
            web_names: Some(names.iter().map(ToString::to_string).collect()),
            addresses: vec![
                "203.0.113.7".parse().unwrap(),
                "203.0.113.8".parse().unwrap(),
            ],
            ..Edge::default()
        },
        ..Targets::default()
    };
    with_collection(
        Context {
            system: &system,
            targets: &targets,
            network,
            secrets: &Secrets::default(),
        },
        &[muster_collectors::COLLECTORS],
        collect,
    )
}

#[test]
fn what_is_not_part_of_the_recording_is_an_error_of_its_own() {
    let names = ["www.example.com", "api.example.com"];
    let facts = facts(&names, Some(ANSWERS), &NetworkAccess::Recorded);
    assert_eq!(facts.asked_at, Ok(1_780_315_200));
    let seen: Vec<String> = facts
        .endpoints
        .unwrap()
        .into_iter()
        .map(|endpoint| {
            let outcome = match endpoint.outcome {
                Ok(observation) => observation.trust.verdict,
                Err(FactError::Failed(reason)) => reason,
                Err(other) => format!("{other:?}"),
            };
            format!("{} {} {outcome}", endpoint.source.name, endpoint.address)
        })
        .collect();
    assert_eq!(
        seen,
        [
            "tls/api.example.com:443/edge  not part of the recording",
            "tls/api.example.com:443/origin 203.0.113.7 not part of the recording",
            "tls/api.example.com:443/origin 203.0.113.8 not part of the recording",
            "tls/www.example.com:443/edge 192.0.2.1 the connection was refused",
            "tls/www.example.com:443/origin 203.0.113.7 none",
            "tls/www.example.com:443/origin 203.0.113.8 not part of the recording",
        ]
    );
}

#[test]
fn a_recording_without_answers_is_an_error() {
    let facts = facts(&["www.example.com"], None, &NetworkAccess::Recorded);
    assert!(facts.endpoints.is_err() && facts.asked_at.is_err());
}

#[test]
fn a_network_that_is_off_is_an_error_with_its_reason() {
    let off = NetworkAccess::Off(FactError::Failed("`--offline` was given".to_owned()));
    let facts = facts(&["www.example.com"], Some(ANSWERS), &off);
    let reason = FactError::Failed("`--offline` was given".to_owned());
    assert_eq!(facts.endpoints, Err(reason.clone()));
    assert_eq!(facts.asked_at, Err(reason));
}

#[test]
fn a_project_without_a_domain_has_no_endpoints_and_asks_nobody() {
    assert_eq!(
        facts(&[], None, &NetworkAccess::Live).endpoints,
        Ok(Vec::new())
    );
}
