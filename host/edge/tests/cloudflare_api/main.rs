//! The zone's facts, asked of a stand-in for Cloudflare's API and read out of an export: what is
//! collected, what a refusal is called, and that nothing that a server does makes the collector
//! hang, forget the rest, or take the token elsewhere.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what is wrong by failing, and asks real servers"
)]

mod export;
mod https;
#[path = "../../../../tests/cloudflare/listener.rs"]
mod listener;
#[path = "../../../../tests/cloudflare/stand_in.rs"]
mod stand_in;
#[path = "../../../../tests/cloudflare/tls_front.rs"]
mod tls_front;

use std::net::TcpListener;
use std::path::PathBuf;

use muster_edge::cloudflare;
use muster_facts::targets::{Cloudflare, Edge, Targets};
use muster_facts::{CloudflareFacts, Fact, FactError, Secret, Secrets};
use muster_target::{Context, NetworkAccess, Recorded, with_collection};
use serde_json::{Value, json};
use stand_in::{Reply, StandIn, ZONE_ID, record};

const TOKEN: &str = "v1.0-Canary7fQx-9aLmT2_kR5";

/// A target, and whether its network is asked.
struct Asking {
    system: Recorded,
    targets: Targets,
    network: NetworkAccess,
}

impl Asking {
    fn api(api: &str) -> Self {
        Self {
            system: Recorded::new(),
            targets: Targets {
                domain: Some("example.com".to_owned()),
                edge: Edge {
                    web_names: Some(
                        ["example.com", "www.example.com", "www.example.net"]
                            .map(str::to_owned)
                            .to_vec(),
                    ),
                    cloudflare: Some(Cloudflare {
                        zone: Some("example.com".to_owned()),
                        api: api.to_owned(),
                        token: Some(Ok(Secret::new(TOKEN))),
                        ..Cloudflare::default()
                    }),
                    ..Edge::default()
                },
                ..Targets::default()
            },
            network: NetworkAccess::Live,
        }
    }

    fn export(text: &str) -> Self {
        let mut asking = Self::api("http://127.0.0.1:1/");
        asking.system = Recorded::new().file("/export.json", text);
        asking.target().export = Some(PathBuf::from("/export.json"));
        asking.network = NetworkAccess::Off(FactError::Failed("there is none".to_owned()));
        asking
    }

    fn target(&mut self) -> &mut Cloudflare {
        self.targets.edge.cloudflare.as_mut().expect("it is set")
    }

    fn facts(&self) -> CloudflareFacts {
        with_collection(
            Context {
                system: &self.system,
                targets: &self.targets,
                network: &self.network,
                secrets: &Secrets::default(),
            },
            &[muster_collectors::COLLECTORS],
            cloudflare::collect,
        )
    }
}

fn facts(api: &StandIn) -> CloudflareFacts {
    let facts = Asking::api(&api.api()).facts();
    let shown = format!("{facts:?}");
    assert!(!shown.contains("Canary7fQx"), "{shown}");
    facts
}

fn setting(facts: &CloudflareFacts, name: &str) -> Fact<String> {
    let settings = facts.settings.as_ref().expect("settings");
    let found = settings.iter().find(|setting| setting.name == name);
    found.unwrap_or_else(|| panic!("no {name}")).value.clone()
}

#[track_caller]
fn fails<T: std::fmt::Debug>(fact: &Fact<T>, part: &str) {
    match fact {
        Err(FactError::Failed(reason)) if reason.contains(part) => {}
        other => panic!("not a failure with {part:?}: {other:?}"),
    }
}

#[track_caller]
fn denied<T: std::fmt::Debug>(fact: &Fact<T>, part: &str) {
    match fact {
        Err(FactError::Denied(reason)) if reason.contains(part) => {}
        other => panic!("not denied with {part:?}: {other:?}"),
    }
}

#[test]
fn everything_about_a_zone_is_read() {
    let api = StandIn::start(TOKEN);
    api.phase(
        "http_request_firewall_custom",
        json!([
            {"id": "r1", "action": "skip", "expression": "ip.src in $office", "description": "office",
             "enabled": true, "action_parameters": {
                "ruleset": "current", "phases": ["http_ratelimit"], "products": ["waf"],
                "rules": {"abc": ["def"]}}},
            {"id": "r2", "action": "block", "expression": "true", "enabled": false},
        ]),
    );
    api.phase(
        "http_config_settings",
        json!([{"id": "c1", "action": "set_config", "expression": "ssl", "enabled": true,
                "action_parameters": {"ssl": "flexible", "bic": false}}]),
    );
    let page = |id: &str, priority: i64, status: &str| {
        json!({"id": id, "priority": priority, "status": status,
               "targets": [{"target": "url", "constraint": {"operator": "matches", "value": "*/x"}}],
               "actions": [{"id": "always_use_https"}, {"id": "ssl", "value": "off"}]})
    };
    api.about_zone(
        "pagerules",
        [Reply::ok(json!([
            page("low", 1, "active"),
            page("high", 2, "disabled")
        ]))],
    );
    let facts = facts(&api);
    let zone = facts
        .overview
        .as_ref()
        .expect("read")
        .as_ref()
        .expect("there");
    assert_eq!(
        zone.name_servers,
        ["bob.ns.cloudflare.com", "lola.ns.cloudflare.com"]
    );
    assert_eq!(
        (zone.status.as_str(), zone.plan.as_str()),
        ("active", "pro")
    );
    assert_eq!(zone.origin, "api");
    // The third name lies in another zone.
    assert_eq!(zone.names, ["example.com", "www.example.com"]);
    assert_eq!(setting(&facts, "ssl").as_deref(), Ok("strict"));
    assert_eq!(setting(&facts, "dnssec").as_deref(), Ok("active"));
    assert_eq!(setting(&facts, "universal_ssl").as_deref(), Ok("on"));
    assert_eq!(setting(&facts, "bot_fight_mode").as_deref(), Ok("off"));
    let hsts = "security_header.strict_transport_security.max_age";
    assert_eq!(setting(&facts, hsts).as_deref(), Ok("31536000"));
    let custom = facts.edge_rules["http_request_firewall_custom"]
        .as_ref()
        .expect("read");
    assert_eq!(custom[0].skips, ["*", "http_ratelimit", "waf", "rule:def"]);
    assert_eq!(
        custom[0].source.name,
        "cloudflare/example.com/rulesets/http_request_firewall_custom/r1"
    );
    assert!(!custom[1].enabled);
    let managed = facts.edge_rules["http_request_firewall_managed"]
        .as_ref()
        .expect("read");
    assert_eq!(managed[0].overrides[0].0, "id");
    let configuration = facts.edge_rules["http_config_settings"]
        .as_ref()
        .expect("read");
    let overridden = [("bic", "off"), ("ssl", "flexible")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(configuration[0].overrides, overridden);
    let pages = facts.edge_rules["page-rules"].as_ref().expect("read");
    assert_eq!((pages[0].id.as_str(), pages[0].enabled), ("high", false));
    assert_eq!(pages[1].overrides[1], ("ssl".to_owned(), "off".to_owned()));
    assert_eq!(facts.edge_rules["http_ratelimit"], Ok(Vec::new()));
    assert_eq!(
        facts.certificate_packs.as_ref().expect("read")[0].kind,
        "universal"
    );
    assert_eq!(
        facts.token_permissions,
        Ok(Some(vec!["Zone Read".to_owned()]))
    );
    assert_eq!(facts.address_ranges.as_ref().expect("read").len(), 3);
    assert_eq!(facts.refusals, Ok(Vec::new()));
    // Without a status, Cloudflare lists those that are switched off.
    let page_rules = format!("/client/v4/zones/{ZONE_ID}/pagerules?status=active");
    assert!(api.asked().iter().any(|asked| asked.target == page_rules));
}

#[test]
fn all_pages_of_a_list_are_read() {
    let api = StandIn::start(TOKEN);
    let records: Vec<Value> = (0..8)
        .map(|number| record(&format!("n{number}.example.com"), "A", "203.0.113.7", true))
        .collect();
    api.about_zone("dns_records", [Reply::Pages(records)]);
    let found = facts(&api).dns_records.expect("read");
    assert_eq!(found.len(), 8);
    assert_eq!(found[7].name, "n7.example.com");
    assert_eq!(
        api.times(&format!("/client/v4/zones/{ZONE_ID}/dns_records")),
        3
    );
}

#[test]
fn a_page_that_is_refused_leaves_no_half_a_list() {
    let api = StandIn::start(TOKEN);
    let first = json!({
        "success": true, "errors": [], "messages": [],
        "result": [record("example.com", "A", "203.0.113.7", true)],
        "result_info": {"page": 1, "total_pages": 2},
    });
    api.about_zone(
        "dns_records",
        [
            Reply::Whole(200, Vec::new(), first.to_string()),
            Reply::error(500, 1, "oops"),
        ],
    );
    fails(&facts(&api).dns_records, "HTTP status 500");
    let many =
        json!({"success": true, "result": [], "result_info": {"total_pages": 4_000_000_000_u32}});
    api.about_zone(
        "dns_records",
        [Reply::Whole(200, Vec::new(), many.to_string())],
    );
    fails(&facts(&api).dns_records, "4000000000 pages");
}

#[test]
fn a_missing_permission_is_named_and_hides_nothing_else() {
    let api = StandIn::start(TOKEN);
    api.about_zone("settings/ssl", [Reply::denied()]);
    api.about_zone(
        "dns_records",
        [Reply::error(
            403,
            9109,
            "Unauthorized to access requested resource",
        )],
    );
    api.about_zone(
        "rulesets/phases/http_ratelimit/entrypoint",
        [Reply::denied()],
    );
    let facts = facts(&api);
    denied(&setting(&facts, "ssl"), "Zone Settings:Read");
    assert_eq!(setting(&facts, "tls_1_3").as_deref(), Ok("on"));
    denied(&facts.dns_records, "DNS:Read");
    denied(&facts.edge_rules["http_ratelimit"], "Zone WAF:Read");
    let refusals = facts.refusals.expect("known");
    let named: Vec<(&str, u32, &str)> = refusals
        .iter()
        .map(|refusal| {
            (
                refusal.endpoint.as_str(),
                refusal.code,
                refusal.permission.as_str(),
            )
        })
        .collect();
    assert_eq!(
        named,
        [
            ("zones/example.com/dns_records", 9109, "DNS:Read"),
            (
                "zones/example.com/rulesets/phases/http_ratelimit/entrypoint",
                10000,
                "Zone WAF:Read"
            ),
            (
                "zones/example.com/settings/ssl",
                10000,
                "Zone Settings:Read"
            ),
        ]
    );
}

#[test]
fn a_token_that_does_not_see_the_zone_is_told_from_one_that_is_not_known() {
    let api = StandIn::start(TOKEN);
    api.about("zones", [Reply::Pages(Vec::new())]);
    let blind = facts(&api);
    denied(&blind.overview, "Zone:Read");
    denied(&blind.settings, "Zone:Read");
    assert_eq!(blind.refusals.expect("known")[0].permission, "Zone:Read");
    let other = StandIn::start("another");
    let unknown = facts(&other);
    denied(&unknown.overview, "does not know the token");
    denied(&unknown.dns_records, "does not know the token");
    assert_eq!(unknown.refusals, Ok(Vec::new()));
    let elsewhere = "Cannot use the access token from location: 203.0.113.9";
    api.about("zones", [Reply::error(403, 9109, elsewhere)]);
    denied(&facts(&api).overview, "Client IP Address Filtering");
}

#[test]
fn a_token_that_may_not_read_itself_is_no_error() {
    let api = StandIn::start(TOKEN);
    for refusal in [
        Reply::denied(),
        Reply::error(401, 1000, "Invalid API Token"),
    ] {
        api.about("user/tokens/verify", [refusal]);
        assert_eq!(facts(&api).token_permissions, Ok(None));
    }
}

#[test]
fn a_busy_server_is_asked_again_when_it_says_so() {
    let api = StandIn::start(TOKEN);
    let busy = |status, seconds: &str| {
        Reply::Whole(
            status,
            vec![("retry-after", seconds.to_owned())],
            String::new(),
        )
    };
    let good = Reply::ok(json!({"id": "ssl", "value": "full"}));
    api.about_zone("settings/ssl", [busy(429, "0"), busy(503, "0"), good]);
    // Longer than anybody waits for a scan.
    api.about_zone("settings/tls_1_3", [busy(429, "300")]);
    // Longer than any clock goes.
    api.about_zone("settings/0rtt", [busy(429, "18446744073709551615")]);
    // Never stops being busy.
    api.about_zone("dnssec", [busy(429, "0")]);
    let facts = facts(&api);
    assert_eq!(setting(&facts, "ssl").as_deref(), Ok("full"));
    fails(&setting(&facts, "tls_1_3"), "300 seconds");
    fails(&setting(&facts, "0rtt"), "429");
    fails(&setting(&facts, "dnssec"), "429");
    assert_eq!(
        api.times(&format!("/client/v4/zones/{ZONE_ID}/settings/tls_1_3")),
        1
    );
    assert_eq!(api.times(&format!("/client/v4/zones/{ZONE_ID}/dnssec")), 3);
}

#[test]
fn a_redirect_takes_the_token_nowhere() {
    let elsewhere = StandIn::start(TOKEN);
    let api = StandIn::start(TOKEN);
    for status in [301, 302, 307, 308] {
        let location = format!("{}/zones/{ZONE_ID}/settings/ssl", elsewhere.api());
        let redirect = Reply::Whole(status, vec![("location", location)], String::new());
        api.about_zone("settings/ssl", [redirect]);
        fails(&setting(&facts(&api), "ssl"), "not sent to another address");
    }
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn what_a_hostile_server_sends_is_one_error_and_the_rest_is_read() {
    let api = StandIn::start(TOKEN);
    let text = |body: &str| Reply::Whole(200, Vec::new(), body.to_owned());
    api.about_zone("settings/ssl", [Reply::Endless]);
    api.about_zone("settings/tls_1_3", [Reply::Torn]);
    api.about_zone("settings/0rtt", [text("{\"success\": tru")]);
    let deep = format!("{{\"success\": true, \"result\": {}", "[".repeat(100_000));
    api.about_zone("settings/browser_check", [text(&deep)]);
    api.about_zone(
        "settings/security_level",
        [Reply::ok(json!({"id": "security_level"}))],
    );
    api.about_zone("dns_records", [Reply::ok(json!({"not": "a list"}))]);
    api.about_zone("dnssec", [Reply::error(400, 1, "\u{1b}[2J\u{7}bell")]);
    let zipped = Reply::Whole(
        200,
        vec![("content-encoding", "gzip".to_owned())],
        "\u{1f}".to_owned(),
    );
    api.about_zone("pagerules", [zipped]);
    let facts = facts(&api);
    fails(&setting(&facts, "ssl"), "8 MiB");
    fails(&setting(&facts, "tls_1_3"), "broke off");
    fails(
        &setting(&facts, "0rtt"),
        "does not answer as Cloudflare's API does",
    );
    fails(&setting(&facts, "browser_check"), "recursion limit");
    fails(&setting(&facts, "security_level"), "no `value`");
    fails(&facts.dns_records, "not as Cloudflare documents it");
    fails(&setting(&facts, "dnssec"), "\\u{1b}[2J\\u{7}bell");
    fails(
        &facts.edge_rules["page-rules"],
        "does not answer as Cloudflare's API does",
    );
    assert_eq!(setting(&facts, "min_tls_version").as_deref(), Ok("1.2"));
}

#[test]
fn silence_is_one_error_and_the_rest_is_read() {
    let api = StandIn::start(TOKEN);
    api.about_zone("settings/ssl", [Reply::Silence]);
    api.about_zone("dns_records", [Reply::Silence]);
    let facts = facts(&api);
    fails(&setting(&facts, "ssl"), "within 5 seconds");
    fails(&facts.dns_records, "within 5 seconds");
    assert_eq!(setting(&facts, "min_tls_version").as_deref(), Ok("1.2"));
}

#[test]
fn an_identifier_that_is_none_leads_nowhere() {
    let api = StandIn::start(TOKEN);
    let zone = json!({"id": "../../user", "name": "example.com", "status": "active"});
    api.about("zones", [Reply::Pages(vec![zone])]);
    fails(&facts(&api).dns_records, "no identifier");
    assert_eq!(api.times("/client/v4/user/dns_records"), 0);
}

#[test]
fn an_answer_that_repeats_the_token_is_read_without_it() {
    let api = StandIn::start(TOKEN);
    api.setting("ssl", TOKEN);
    api.about_zone("settings/tls_1_3", [Reply::error(400, 1, TOKEN)]);
    // `facts` looks for it.
    assert_eq!(setting(&facts(&api), "ssl").as_deref(), Ok("[redacted]"));
}

#[test]
fn only_the_configured_address_is_asked_and_without_a_token_nobody() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    silent.set_nonblocking(true).expect("a socket");
    let api = format!(
        "http://{}/client/v4",
        silent.local_addr().expect("an address")
    );
    let mut asking = Asking::api(&api);
    asking.target().token = Some(Err(FactError::Failed("no token".to_owned())));
    fails(&asking.facts().overview, "no token");
    asking.target().token = Some(Ok(Secret::new("line\nbreak")));
    fails(&asking.facts().settings, "characters");
    asking.target().token = Some(Ok(Secret::new(TOKEN)));
    asking.network = NetworkAccess::Recorded;
    fails(&asking.facts().refusals, "not part of the recording");
    asking.network = NetworkAccess::Off(FactError::Failed("`--offline` was given".to_owned()));
    fails(
        &asking.facts().edge_rules["http_ratelimit"],
        "`--offline` was given",
    );
    asking.network = NetworkAccess::Live;
    asking.targets.edge.cloudflare = None;
    assert_eq!(asking.facts().overview, Ok(None));
    assert!(silent.accept().is_err(), "somebody asked");
}

#[test]
fn a_server_that_is_not_there_is_an_error() {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port");
    let facts = Asking::api(&format!("http://{port}/client/v4")).facts();
    fails(&facts.overview, "cannot be asked");
    fails(&facts.address_ranges, "cannot be asked");
}
