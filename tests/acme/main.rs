//! Certificates as servers really get them: Caddy orders one from pebble, Let's Encrypt's small
//! ACME authority (RFC 8555), and Muster looks at what Caddy then serves.
//!
//! Needs `pebble`, `caddy`, `named`, `openssl` and `curl`. Where they are missing a test says that
//! it is skipped; with `MUSTER_REAL=require` it fails. All traffic stays on 127.0.0.1.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a test says what is wrong by failing, and runs the real programs"
)]

mod caddy;
mod client;
#[allow(dead_code, reason = "signing zones is for the tests of the resolver")]
#[path = "../../host/edge/tests/dns_named/named.rs"]
mod named;
mod pebble;
#[path = "../program/mod.rs"]
mod program;
mod server;
mod site;

use std::collections::BTreeMap;

use caddy::Caddy;
use client::{Client, Trusted};
use serde_json::Value;
use server::Ports;
use site::Site;

const HOST: &str = "www.example.com";

const HOUR: u64 = 3600;

/// What Let's Encrypt issues by default, and in its profile `shortlived`.
const NINETY_DAYS: u64 = 90 * 24 * HOUR;
const SHORT_LIVED: u64 = 160 * HOUR;

fn status<'a>(findings: &'a BTreeMap<String, Value>, rule: &str) -> &'a str {
    let found = findings
        .get(rule)
        .and_then(|finding| finding["status"].as_str());
    found.unwrap_or_else(|| panic!("{rule} is not reported: {findings:#?}"))
}

#[test]
fn what_caddy_got_from_the_authority_passes_every_rule() {
    let Some(site) = Site::with_certificates_for(NINETY_DAYS) else {
        return;
    };
    let findings = site.scan(site.caddy.ports, Some(&site.authority.root), 0);
    for rule in [
        "tls/cert-expired",
        "tls/cert-expiring",
        "tls/chain-incomplete",
        "tls/hostname-mismatch",
        "tls/min-version",
        "tls/tls13",
        "tls/untrusted",
        "tls/weak-cipher",
        "tls/weak-key-or-signature",
    ] {
        assert_eq!(status(&findings, rule), "pass", "{rule}: {findings:#?}");
    }
    // The limits of the CA/Browser Forum are for public authorities.
    assert_eq!(status(&findings, "tls/cert-lifetime"), "not-applicable");
    let seen = site.observation(site.caddy.ports);
    assert_eq!(seen["trust"]["verdict"], "trusted", "{seen}");
    assert_eq!(seen["trust"]["anchor"], "file");
    assert_eq!(seen["chain_in_order"], true);
    assert_eq!(seen["name_matches"], true);
    // The authority's own word on what it has issued, and with what.
    let chain: Vec<&Value> = seen["chain"].as_array().expect("a chain").iter().collect();
    assert_eq!(chain.len(), 2, "{seen}");
    assert_eq!(chain[0]["names"], serde_json::json!([HOST]));
    assert_eq!(
        chain[0]["sha256"],
        client::sha256(&site.caddy.certificate())
    );
    assert_eq!(
        chain[1]["sha256"],
        client::sha256(&site.authority.intermediate)
    );
    let seconds = |field: &str| chain[0][field].as_u64().expect("a time");
    // Both ends are part of the period (RFC 5280, 4.1.2.5).
    assert_eq!(
        seconds("not_after") - seconds("not_before") + 1,
        NINETY_DAYS
    );
    // Caddy leads visitors to HTTPS by itself.
    let location = seen["http"]["Ok"]["location"].as_str();
    assert_eq!(location, Some("https://www.example.com"), "{seen}");
}

#[test]
fn an_authority_that_nobody_has_heard_of_is_trusted_by_nobody() {
    let Some(site) = Site::with_certificates_for(NINETY_DAYS) else {
        return;
    };
    let findings = site.scan(site.caddy.ports, None, 1);
    assert_eq!(status(&findings, "tls/untrusted"), "fail");
    let said = findings["tls/untrusted"].to_string();
    assert!(said.contains("Pebble Root CA"), "{said}");
    for rule in [
        "tls/hostname-mismatch",
        "tls/cert-expired",
        "tls/cert-expiring",
    ] {
        assert_eq!(status(&findings, rule), "pass", "{rule}");
    }
    let stranger = Client::trusting(&site.authority.https_root);
    assert_eq!(stranger.ask(HOST, site.caddy.ports.https), Trusted::No);
}

#[test]
fn a_chain_without_its_intermediate_is_found_as_curl_finds_it() {
    let Some(site) = Site::with_certificates_for(NINETY_DAYS) else {
        return;
    };
    let folder = site.folder.path().join("leaf-only");
    let ports = Ports::free();
    let _broken = Caddy::with_files(&folder, ports, &site.caddy.leaf(), &site.caddy.key());
    assert_eq!(site.curl(ports), Trusted::No);
    let findings = site.scan(ports, Some(&site.authority.root), 1);
    // Pebble does not say where its intermediate is to be had, so that it could be a root as well.
    assert_eq!(status(&findings, "tls/untrusted"), "fail");
    let said = findings["tls/untrusted"].to_string();
    for part in ["was not sent", "Pebble Intermediate CA"] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(status(&findings, "tls/chain-incomplete"), "not-applicable");
    assert_eq!(status(&findings, "tls/hostname-mismatch"), "pass");
}

#[test]
fn a_new_certificate_is_expiring_only_where_nobody_could_renew_it_in_time() {
    for (seconds, expected) in [(SHORT_LIVED, "pass"), (48 * HOUR, "fail")] {
        let Some(site) = Site::with_certificates_for(seconds) else {
            return;
        };
        let code = if expected == "pass" { 0 } else { 1 };
        let findings = site.scan(site.caddy.ports, Some(&site.authority.root), code);
        assert_eq!(
            status(&findings, "tls/cert-expiring"),
            expected,
            "{seconds}"
        );
        assert_eq!(status(&findings, "tls/cert-expired"), "pass");
        assert_eq!(status(&findings, "tls/untrusted"), "pass");
    }
}
