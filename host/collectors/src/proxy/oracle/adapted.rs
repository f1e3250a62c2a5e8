//! The summary of what `caddy adapt` prints.

mod walk;

use serde_json::Value;

use self::walk::{Walk, Way};
use super::{Summary, trusts};

pub(super) fn summary(adapted: &Value) -> Summary {
    let mut summary = Summary::default();
    let http = &adapted["apps"]["http"];
    let servers = http["servers"].as_object().cloned().unwrap_or_default();
    for server in servers.values() {
        let mut ports = Vec::new();
        for listen in texts(&server["listen"]) {
            for told in listener(&listen) {
                ports.extend(told.strip_prefix("port ").map(str::to_owned));
                summary.settings.insert(told);
            }
        }
        if server["logs"]["should_log_credentials"] == true {
            summary.settings.insert("log_credentials".to_owned());
        }
        let trusted = &server["trusted_proxies"];
        if trusted["source"] == "static" {
            let ranges = trusts(&texts(&trusted["ranges"]));
            summary.settings.insert(format!("trusts {ranges}"));
        }
        if server["trusted_proxies_strict"]
            .as_u64()
            .is_some_and(|on| on != 0)
        {
            summary.settings.insert("strict".to_owned());
        }
        let headers = texts(&server["client_ip_headers"]).into_iter();
        summary
            .settings
            .extend(headers.map(|name| format!("client {name}")));
        let automatic = &server["automatic_https"];
        for (key, word) in [
            ("disable", "off"),
            ("disable_redirects", "disable_redirects"),
            ("disable_certificates", "disable_certs"),
            ("ignore_loaded_certificates", "ignore_loaded_certs"),
        ] {
            if automatic[key] == true {
                summary.settings.insert(format!("auto_https {word}"));
            }
        }
        for route in list(&server["routes"]) {
            let matchers = list(&route["match"]);
            let mut hosts: Vec<String> = matchers
                .iter()
                .flat_map(|matcher| texts(&matcher["host"]))
                .collect();
            if hosts.is_empty() {
                hosts.push("*".to_owned());
            }
            let mut walk = Walk {
                named_routes: server["named_routes"].clone(),
                ..Walk::default()
            };
            let way = Way {
                wanted: matchers
                    .iter()
                    .flat_map(|matcher| texts(&matcher["path"]))
                    .map(|path| format!("path {}", path.to_lowercase()))
                    .collect(),
                prefix: Some(String::new()),
            };
            let mut prefix = way.prefix.clone();
            for handler in list(&route["handle"]) {
                walk.handler(&handler, &way, &mut prefix);
            }
            let handlers = walk.found;
            let requests = walk.requests.iter();
            summary
                .settings
                .extend(requests.map(|change| format!("request {change}")));
            for (host, port) in hosts
                .iter()
                .flat_map(|host| ports.iter().map(move |port| (host, port)))
            {
                let place = format!("{host}:{port}");
                let known = summary.handlers.entry(place).or_default();
                if known.is_empty() {
                    known.clone_from(&handlers);
                }
            }
        }
    }
    let admin = &adapted["admin"];
    if admin["disabled"] == true {
        summary.settings.insert("admin off".to_owned());
    } else if let Some(listen) = admin["listen"].as_str() {
        summary.settings.insert(format!("admin {listen}"));
    }
    for policy in list(&adapted["apps"]["tls"]["automation"]["policies"]) {
        let internal = list(&policy["issuers"])
            .iter()
            .any(|issuer| issuer["module"] == "internal");
        if internal {
            for subject in texts(&policy["subjects"]) {
                summary.settings.insert(format!("internal {subject}"));
            }
        }
    }
    let logs = adapted["logging"]["logs"].as_object().cloned();
    for log in logs.unwrap_or_default().values() {
        let writer = &log["writer"];
        if writer["output"] == "file" {
            let number = |key: &str, default: i64| match writer[key].as_i64() {
                None | Some(0) => default,
                Some(number) => number,
            };
            let settings = format!(
                "log {} rolls={} keep={} days={} size={}",
                writer["filename"].as_str().unwrap(),
                writer["roll"] != false,
                number("roll_keep", 10),
                number("roll_keep_days", 90),
                number("roll_size_mb", 100),
            );
            summary.settings.insert(settings);
        }
    }
    summary
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

/// What is reported for `host:port`, or for a socket, which has the port of its site in releases.
fn listener(listen: &str) -> Vec<String> {
    if listen.starts_with("unix/") {
        let socket = listen.strip_suffix(":443").unwrap_or(listen);
        return vec!["port 443".to_owned(), format!("bound {socket}")];
    }
    let (host, port) = listen.rsplit_once(':').unwrap();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let bound = (!host.is_empty()).then(|| format!("bound {host}"));
    bound.into_iter().chain([format!("port {port}")]).collect()
}
