//! `[targets.edge]` as its author sees it.

use std::path::Path;

use super::{complaints, load_with, policy, shown};

#[test]
fn a_project_adds_to_the_edge_of_the_pack_that_it_extends() {
    let pack = load_with(
        "extends = [\"base.toml\"]\n\
         [targets]\ndomain = \"example.com\"\n\
         [targets.edge]\naddresses = [\"203.0.113.7\", \"2001:db8::7\"]\n\
         [targets.edge.cloudflare]\ntoken-file = \"/etc/muster/token\"\n",
        &[(
            "base.toml",
            "[targets.edge]\nweb-names = [\"@\", \"api\", \"shop.example.org\"]\n\
             name-servers = [\"192.0.2.1\", \"[2001:db8::1]:5353\"]\n\
             parent-servers = [\"192.0.2.3\"]\nhttps-port = 8443\n\
             [targets.edge.cloudflare]\nzone = \"example.com\"\n",
        )],
    )
    .unwrap_or_else(|problems| panic!("{}", shown(&problems)));
    let edge = &pack.targets().edge;
    assert_eq!(
        edge.names(),
        ["example.com", "api.example.com", "shop.example.org"]
    );
    let servers: Vec<String> = edge.name_servers.iter().map(ToString::to_string).collect();
    assert_eq!(servers, ["192.0.2.1:53", "[2001:db8::1]:5353"]);
    assert_eq!(edge.parent_servers, ["192.0.2.3:53".parse().unwrap()]);
    assert_eq!(edge.addresses.len(), 2);
    assert_eq!((edge.https_port, edge.http_port), (8443, 80));
    let cloudflare = edge.cloudflare.as_ref().unwrap();
    assert_eq!(cloudflare.zone.as_deref(), Some("example.com"));
    assert_eq!(
        cloudflare.token_file.as_deref(),
        Some(Path::new("/etc/muster/token"))
    );
}

#[test]
fn a_selector_is_any_name_that_providers_use() {
    let with = |selector: &str| {
        let text = format!(
            "enable = [\"mail/*\"]\n[targets]\ndomain = \"example.com\"\n\
             [targets.edge]\ndkim-selectors = [\"{selector}\"]\n"
        );
        load_with(&text, &[])
    };
    for selector in ["s1", "default_1807", "_a", "b-", "k2.Mail_x", "20230601"] {
        let pack = with(selector).unwrap_or_else(|problems| panic!("{}", shown(&problems)));
        assert_eq!(pack.targets().edge.dkim_selectors, [selector]);
    }
    let too_long = "a".repeat(64);
    for wrong in ["", "a b", "a..b", ".a", "s1;", "*", "\u{e9}", &too_long] {
        assert!(with(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn no_zone_is_read_without_its_table() {
    assert_eq!(
        policy("enable = [\"env/*\"]\n[targets]\ndomain = \"example.com\"\n")
            .targets
            .edge
            .cloudflare,
        None
    );
}

#[test]
fn everything_wrong_about_the_edge_is_reported_at_once() {
    insta::assert_snapshot!(complaints(
        "[targets.edge]\nweb-names = [\"a b\"]\naddresses = [\"203.0.113.300\"]\n\
         http-port = 0\ntls-root = \"/x\"\n\
         [targets.edge.cloudflare]\ntoken-env = \"v1.0-abcdef\"\napi = \"http://example.com\"\n"
    ));
}

#[test]
fn a_token_in_the_wrong_place_is_not_shown() {
    for wrong in [
        "[targets.edge.cloudflare]\ntoken = \"Q9tok-en1\"",
        "[targets.edge.cloudflare]\ntoken-env = \"Q9tok-en1\"",
        "[targets.edge.cloudflare]\ntoken-file = \"Q9tok-en1\"",
        "[targets.edge.cloudflare]\napi = 1 # beside\n[targets.edge]\ncloudflare = 3",
        "[targets.edge]\ncloudflare = \"Q9tok-en1\"",
        "[targets.edge]\ncloudflare-token = \"Q9tok-en1\"",
        "[targets.edge.cloudflare]\nzone = \"Q9tok-en1\"",
        "[targets.edge.cloudflare]\nzone = [\"Q9tok-en1\"]",
        "[targets.edge.cloudflare]\nexport = \"Q9tok-en1\"",
        "[targets.edge.cloudflare]\nexport = { Q9tok = \"Q9tok-en1\" }",
        "[targets.edge.cloudflare]\ntoken-env = Q9tok-en1",
        "[targets.edge.cloudflare]\ntoken-file = \"Q9tok-en1",
        "[targets.edge.cloudflare]\napi = \"http://me:Q9tok-en1@192.0.2.1/v4\"",
        "[targets.edge]\ncloudflare = { zone = 7, token = \"Q9tok-en1\" }",
        "[targets.edge]\ncloudflare = { zone = 7, tokens = [[\"Q9tok-en1\"]] }",
    ] {
        let shown = complaints(&format!("{wrong}\n"));
        assert!(!shown.contains("Q9t"), "{shown}");
    }
}
