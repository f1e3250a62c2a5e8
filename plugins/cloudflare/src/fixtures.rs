//! Facts for unit tests.

use muster_sdk::Source;
use muster_sdk::cloudflare::{DnsRecord, EdgeRule, Zone};
use muster_sdk::testing::sample;
use muster_sdk::tls::{Endpoint, HttpAnswer, HttpsAnswer, Observation, Verification};

pub(crate) fn zone() -> Zone {
    Zone {
        name: "example.com".to_owned(),
        status: "active".to_owned(),
        kind: "full".to_owned(),
        plan: "free".to_owned(),
        origin: "api".to_owned(),
        name_servers: vec!["bob.ns.cloudflare.com".to_owned()],
        names: vec!["example.com".to_owned(), "www.example.com".to_owned()],
        addresses: vec!["203.0.113.7".to_owned(), "2001:db8::7".to_owned()],
        source: Source::logical("cloudflare/example.com/zone"),
        ..sample()
    }
}

pub(crate) fn record(name: &str, record_type: &str, content: &str, proxied: bool) -> DnsRecord {
    DnsRecord {
        name: name.to_owned(),
        record_type: record_type.to_owned(),
        content: content.to_owned(),
        proxied,
        source: Source::logical(format!(
            "cloudflare/example.com/dns_records/{name}/{record_type}"
        )),
        ..sample()
    }
}

/// An enabled rule; one that skips passes over the rest of its ruleset.
pub(crate) fn rule(action: &str, expression: &str) -> EdgeRule {
    EdgeRule {
        phase: crate::engine::CUSTOM.to_owned(),
        id: "r1".to_owned(),
        action: action.to_owned(),
        enabled: true,
        expression: expression.to_owned(),
        skips: if action == "skip" {
            vec!["*".to_owned()]
        } else {
            Vec::new()
        },
        source: Source::logical("cloudflare/example.com/rulesets/http_request_firewall_custom/r1"),
        ..sample()
    }
}

/// An endpoint with which nothing is wrong.
pub(crate) fn endpoint(host: &str, scope: &str) -> Endpoint {
    Endpoint {
        host: host.to_owned(),
        port: 443,
        address: "203.0.113.7".to_owned(),
        scope: scope.to_owned(),
        source: Source::logical(format!("tls/{host}:443/{scope}")),
        outcome: Ok(Observation {
            chain_in_order: true,
            trust: Verification {
                verdict: "trusted".to_owned(),
                anchor: Some("web".to_owned()),
                ..sample()
            },
            name_matches: true,
            negotiated_version: "1.3".to_owned(),
            negotiated_suite: "TLS_AES_128_GCM_SHA256".to_owned(),
            https: Ok(HttpsAnswer {
                status: 200,
                ..sample()
            }),
            http: Ok(HttpAnswer {
                status: 301,
                location: Some(format!("https://{host}")),
                ..sample()
            }),
            ..sample()
        }),
        ..sample()
    }
}
