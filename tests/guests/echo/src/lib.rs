//! A plugin that repeats everything it is given, in every field that it can write to, and then
//! panics on request: the worst that a plugin can do with facts.

use std::fmt::Debug;

use muster_sdk::{
    Finding, Outcome, Source, cloudflare, compose, dns, env, host, mail, packet_filter, sockets,
    sshd, tls,
};

mod echo {
    muster_sdk::rule! {
        id: "echo/everything",
        severity: High,
        tags: ["echo"],
        documentation: "echo.md",
        check: crate::everything,
    }
}

mod panic {
    muster_sdk::rule! {
        id: "echo/panic",
        severity: High,
        tags: ["echo"],
        documentation: "echo.md",
        check: crate::panics,
    }
}

muster_sdk::plugin! {
    name: "echo",
    description: "Repeats everything",
    rules: [echo::RULE, panic::RULE],
}

/// Every fact there is, as text.
fn facts() -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |name: &str, fact: &dyn Debug| facts.push((name.to_owned(), format!("{fact:?}")));
    add("identity", &host::identity());
    add("addresses", &host::addresses());
    add("env-files", &env::files());
    for file in env::files().unwrap_or_default() {
        match env::keys(&file.path) {
            Ok(keys) => {
                for key in keys {
                    add(
                        &format!("found-{}", key.name),
                        &env::find_key(&file.path, &key.name),
                    );
                    add(&format!("key-{}", key.name), &key);
                }
            }
            error => add(&format!("keys-{}", file.path), &error),
        }
    }
    add("reference", &env::reference_keys());
    add("environments", &env::environments());
    add("server", &sshd::server());
    for (index, setting) in sshd::settings().unwrap_or_default().iter().enumerate() {
        let found = sshd::find_setting(&setting.keyword);
        add(&format!("found-{index}-{}", setting.keyword), &found);
        // A keyword may stand there more than once.
        add(&format!("setting-{index}-{}", setting.keyword), setting);
    }
    add("match", &sshd::match_blocks());
    add("shadowed", &sshd::shadowed_lines());
    add("problems", &sshd::problems());
    add("disagreements", &sshd::disagreements());
    add("overview", &packet_filter::overview());
    for reach in packet_filter::reachability().unwrap_or_default() {
        let (family, protocol, port) = (&reach.family, &reach.protocol, reach.first_port);
        let name = format!("reach-{family}-{protocol}-{port}");
        add(&name, &reach);
        let found = packet_filter::find_reach(family, protocol, port);
        add(&format!("found-{name}"), &found);
    }
    add("published", &packet_filter::published_ports());
    add("listeners", &sockets::listeners());
    add("project", &compose::project());
    add("mounts", &compose::mounts());
    add("ports", &compose::ports());
    add("gaps", &compose::gaps());
    add("dns", &dns::overview());
    for lookup in dns::lookups().unwrap_or_default() {
        add(&lookup.source.name.clone(), &lookup);
    }
    add("dnssec", &dns::dnssec());
    add("referrals", &dns::referrals());
    add("senders", &mail::senders());
    add("asked-at", &tls::asked_at());
    add("endpoints", &tls::endpoints());
    add("zone", &cloudflare::overview());
    add("settings", &cloudflare::settings());
    add("records", &cloudflare::dns_records());
    for phase in [
        "http_request_firewall_custom",
        "http_request_firewall_managed",
        "http_ratelimit",
        "http_config_settings",
        "page-rules",
    ] {
        add(phase, &cloudflare::edge_rules(phase));
    }
    add("packs", &cloudflare::certificate_packs());
    add("refusals", &cloudflare::refusals());
    add("permissions", &cloudflare::token_permissions());
    add("ranges", &cloudflare::address_ranges());
    facts
}

fn everything() -> Outcome {
    Ok(facts()
        .into_iter()
        .map(|(name, text)| {
            let text: String = text.chars().take(2_000).collect();
            let source = Source {
                kind: "logical".to_owned(),
                name: format!("echo/{name}"),
                line: Some(1),
                column: None,
                end_column: None,
                text: Some(text.clone()),
            };
            Finding::fail(format!("echo/{name}"), text.clone())
                .observed(text.clone())
                .required(text.clone())
                .at(source, "echo")
                .fix(text)
        })
        .collect())
}

fn panics() -> Outcome {
    panic!("{:?}", facts());
}
