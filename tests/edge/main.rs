//! What the world sees of a host, from outside and from the host itself: real servers in two
//! network namespaces, BIND, nginx, the kernel's own packet filter, and a stand-in for Cloudflare's
//! API.
//!
//! Where that cannot be had, a test says that it is skipped; with `MUSTER_REAL=require` it fails.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and looks at real files and programs"
)]

mod endpoints;
#[path = "../cloudflare/listener.rs"]
mod listener;
mod namespaces;
#[path = "../program/mod.rs"]
mod program;
#[path = "../cloudflare/stand_in.rs"]
mod stand_in;

use namespaces::{CLOUDFLARE, End, HOST, NAME_SERVER, Namespaces, STRANGER};
use program::{MUSTER, Run, finish, write};
use serde_json::Value;
use stand_in::StandIn;

const TOKEN: &str = "v1.0-Canary7fQx-9aLmT2_kR5";

/// Names lead to Cloudflare.
const PROXIED: &str = "@ A 173.245.48.80\nwww A 173.245.48.80\n";

/// A packet filter that lets in what this accepts, besides the host's own.
fn accepting(rule: &str) -> String {
    format!(
        "table inet filter {{\nchain input {{\ntype filter hook input priority 0; policy drop;\n\
         ct state established,related accept\niif lo accept\n{rule}\n}}\n}}\n"
    )
}

const EVERYBODY: &str = "tcp dport { 80, 443 } accept";
const CLOUDFLARE_ALONE: &str =
    "ip saddr { 173.245.48.0/20, 103.21.244.0/22 } tcp dport { 80, 443 } accept";
const NOBODY: &str = "";

/// Scans at one end, by the given rules.
fn scan(namespaces: &Namespaces, end: End, rules: &[&str], api: &StandIn, output: &str) -> Run {
    choose(namespaces, rules, api);
    muster(
        namespaces,
        end,
        &["scan", "--cloudflare-api", &api.api(), "--output", output],
    )
}

/// Runs the program at one end.
fn muster(namespaces: &Namespaces, end: End, arguments: &[&str]) -> Run {
    let mut command = namespaces.at(end, MUSTER);
    finish(command.args(arguments).env("EDGE_TOKEN", TOKEN))
}

/// The project, with the given rules.
fn choose(namespaces: &Namespaces, rules: &[&str], api: &StandIn) {
    let policy = format!(
        r#"name = "edge"
enable = {rules:?}

[targets]
name = "web-1"
domain = "example.com"

[targets.edge]
web-names = ["@", "www"]
addresses = ["{HOST}"]
mail-domain = "example.com"
dkim-selectors = ["s1"]
name-servers = ["{NAME_SERVER}"]
tls-roots = "{roots}"

[targets.edge.cloudflare]
api = "{api}"
token-env = "EDGE_TOKEN"
"#,
        roots = namespaces.certificates().join("root.pem").display(),
        api = api.api(),
    );
    write(&namespaces.folder().join("muster.toml"), policy);
}

fn one<'a>(findings: &'a [Value], rule: &str, subject: &str) -> &'a Value {
    let found = findings
        .iter()
        .find(|finding| finding["rule"] == rule && finding["subject"] == subject);
    found.unwrap_or_else(|| panic!("{rule} says nothing of {subject}: {findings:#?}"))
}

#[test]
fn what_the_firewall_is_said_to_let_in_is_what_the_world_reaches() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.serve_zone(PROXIED);
    namespaces.serve_web(End::Host, HOST, "valid");
    let api = namespaces.inside(End::Host, || StandIn::start(TOKEN));
    for (rules, stranger, cloudflare, verdict) in [
        (EVERYBODY, true, true, "fail"),
        (CLOUDFLARE_ALONE, false, true, "pass"),
        (NOBODY, false, false, "pass"),
    ] {
        namespaces.firewall(&accepting(rules));
        assert_eq!(namespaces.reaches(STRANGER), stranger, "{rules}");
        assert_eq!(namespaces.reaches(CLOUDFLARE), cloudflare, "{rules}");
        let findings = scan(
            &namespaces,
            End::Host,
            &["cloudflare/origin-exposed"],
            &api,
            "json",
        )
        .findings();
        let found = one(
            &findings,
            "cloudflare/origin-exposed",
            "cloudflare/origin/ipv4/tcp/443",
        );
        assert_eq!(found["status"], verdict, "{rules}\n{found:#}");
    }
}

#[test]
fn edge_and_origin_are_told_apart() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.serve_zone(PROXIED);
    namespaces.serve_web(End::World, CLOUDFLARE, "valid");
    namespaces.serve_web(End::Host, HOST, "expired");
    namespaces.firewall(&accepting(CLOUDFLARE_ALONE));
    let api = namespaces.inside(End::Host, || StandIn::start(TOKEN));
    let rules = ["tls/cert-expired", "cloudflare/strict-origin-certificate"];
    let findings = scan(&namespaces, End::Host, &rules, &api, "json")
        .exits(1)
        .findings();
    let at = |scope: &str| {
        let subject = format!("tls/www.example.com:443/{scope}");
        one(&findings, "tls/cert-expired", &subject)["status"].clone()
    };
    assert_eq!(at("edge"), "pass");
    assert_eq!(at("origin"), "fail");
    let crossed = one(
        &findings,
        "cloudflare/strict-origin-certificate",
        "cloudflare/origin-certificate/www.example.com@203.0.113.7",
    );
    assert_eq!(crossed["status"], "fail", "{crossed:#}");
    let places = crossed["places"].as_array().expect("places");
    let names: Vec<_> = places.iter().map(|place| &place["name"]).collect();
    assert_eq!(
        names,
        [
            "tls/www.example.com:443/origin",
            "cloudflare/example.com/settings/ssl"
        ]
    );
}

#[test]
fn who_may_not_reach_the_origin_says_so() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.serve_zone(PROXIED);
    namespaces.serve_web(End::World, CLOUDFLARE, "valid");
    namespaces.serve_web(End::Host, HOST, "valid");
    namespaces.firewall(&accepting(CLOUDFLARE_ALONE));
    let api = namespaces.inside(End::World, || StandIn::start(TOKEN));
    let findings = scan(&namespaces, End::World, &["tls/cert-expired"], &api, "json")
        .exits(3)
        .findings();
    let edge = one(
        &findings,
        "tls/cert-expired",
        "tls/www.example.com:443/edge",
    );
    assert_eq!(edge["status"], "pass", "{edge:#}");
    let origin = one(
        &findings,
        "tls/cert-expired",
        "tls/www.example.com:443/origin",
    );
    assert_eq!(origin["status"], "error", "{origin:#}");
    assert!(
        origin["message"].to_string().contains("203.0.113.7:443"),
        "{origin:#}"
    );
}

/// Rule, place, reason and fix of what is wrong in the next test.
const PLANTED: [[&str; 4]; 5] = [
    [
        "cloudflare/ssl-mode-strict",
        "cloudflare/example.com/settings/ssl",
        "without encryption",
        "Full (strict)",
    ],
    [
        "cloudflare/waf-admin-paths",
        "cloudflare/example.com/rulesets/http_request_firewall_custom",
        "No custom rule keeps strangers from",
        "Custom rules",
    ],
    [
        "mail/dmarc-present",
        "dns/example.com/TXT/_dmarc",
        "No DMARC record",
        "v=DMARC1",
    ],
    ["mail/spf-all", "dns/example.com/TXT", "+all", "-all"],
    [
        "tls/cert-expired",
        "tls/www.example.com:443/origin",
        "expired on",
        "Renew",
    ],
];

#[test]
fn planted_findings_are_reported_with_place_reason_and_fix() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.serve_zone(&format!("{PROXIED}@ TXT \"v=spf1 +all\"\n"));
    namespaces.serve_web(End::World, CLOUDFLARE, "valid");
    namespaces.serve_web(End::Host, HOST, "expired");
    let api = namespaces.inside(End::Host, || {
        let api = StandIn::start(TOKEN);
        api.setting("ssl", "flexible");
        api
    });
    let rules = PLANTED.map(|[rule, ..]| rule);
    for format in ["terminal", "sarif", "sarif-github"] {
        let report = scan(&namespaces, End::Host, &rules, &api, format)
            .exits(1)
            .stdout;
        // Lines are broken where the terminal ends.
        let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in PLANTED.as_flattened() {
            assert!(report.contains(part), "{format}: no {part:?}: {report}");
        }
    }
}

#[test]
fn a_reviewer_without_network_judges_the_same_from_a_snapshot() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.serve_zone(PROXIED);
    namespaces.serve_web(End::World, CLOUDFLARE, "valid");
    namespaces.serve_web(End::Host, HOST, "mismatch");
    namespaces.firewall(&accepting(EVERYBODY));
    let api = namespaces.inside(End::Host, || StandIn::start(TOKEN));
    let rules = ["dns/*", "mail/*", "tls/*", "cloudflare/*"];
    choose(&namespaces, &rules, &api);
    let confirmed = ["--cloudflare-api", &api.api()];
    let with_token = |arguments: &[&str]| {
        let arguments = [arguments, &confirmed].concat();
        muster(&namespaces, End::Host, &arguments)
    };
    with_token(&["collect", "--output", "host.json"]).exits(0);
    let scanned = with_token(&["scan", "--output", "json"]);
    namespaces.unplug();
    let evaluate = ["evaluate", "host.json", "--output", "json"];
    let evaluated = muster(&namespaces, End::Host, &evaluate).exits(scanned.exit_code);
    let judged = |run: &Run| -> Vec<[String; 4]> {
        let fields = ["rule", "subject", "status", "message"];
        let findings = run.findings();
        let texts = |finding: &Value| fields.map(|field| finding[field].to_string());
        findings.iter().map(texts).collect()
    };
    assert_eq!(judged(&evaluated), judged(&scanned));
    let status = |wanted: &str| {
        let found = judged(&evaluated);
        found
            .iter()
            .filter(|[_, _, status, _]| status.contains(wanted))
            .count()
    };
    assert!(status("fail") > 0 && status("pass") > 0);
}

#[test]
fn with_the_cable_pulled_nothing_hangs_and_nothing_passes() {
    let Some(mut namespaces) = Namespaces::new() else {
        return;
    };
    namespaces.serve_zone(PROXIED);
    namespaces.unplug();
    let api = namespaces.inside(End::World, || StandIn::start(TOKEN));
    let rules = ["dns/*", "mail/*", "tls/*", "cloudflare/*"];
    let findings = scan(&namespaces, End::Host, &rules, &api, "json")
        .exits(3)
        .findings();
    for finding in &findings {
        let status = finding["status"].as_str();
        // No environment file names a provider of mail.
        let known = finding["rule"] == "mail/spf-provider" && status == Some("not-applicable");
        assert!(known || status == Some("error"), "{finding:#}");
    }
    for family in ["dns/", "mail/", "tls/", "cloudflare/"] {
        assert!(
            findings.iter().any(|finding| {
                finding["rule"]
                    .as_str()
                    .is_some_and(|rule| rule.starts_with(family))
            }),
            "no rule of {family}"
        );
    }
}
