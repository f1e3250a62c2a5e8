//! The summary of what `caddy adapt` prints.

use serde_json::Value;

use super::Summary;

pub(super) fn summary(adapted: &Value) -> Summary {
    let mut summary = Summary::default();
    let http = &adapted["apps"]["http"];
    let servers = http["servers"].as_object().cloned().unwrap_or_default();
    for server in servers.values() {
        for listen in texts(&server["listen"]) {
            let port = listen.rsplit(':').next().unwrap();
            summary.settings.insert(format!("port {port}"));
        }
        if server["logs"]["should_log_credentials"] == true {
            summary.settings.insert("log_credentials".to_owned());
        }
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
            let mut handlers = Vec::new();
            let mut paths = Vec::new();
            for matcher in &matchers {
                paths.extend(texts(&matcher["path"]));
            }
            for handler in list(&route["handle"]) {
                self::handler(&handler, &paths, &mut handlers);
            }
            for host in hosts {
                let known = summary.handlers.entry(host).or_default();
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

/// Adds the handlers of some routes; whether no request goes on behind them.
fn routes(routes: &[Value], paths: &[String], found: &mut Vec<String>) -> bool {
    let mut closed_groups = Vec::new();
    for route in routes {
        let group = route["group"].as_str().map(str::to_owned);
        if group
            .as_ref()
            .is_some_and(|group| closed_groups.contains(group))
        {
            continue;
        }
        let matchers = list(&route["match"]);
        let mut own = paths.to_vec();
        for matcher in &matchers {
            own.extend(texts(&matcher["path"]));
        }
        let mut ends = false;
        for handler in list(&route["handle"]) {
            if self::handler(&handler, &own, found) {
                ends = true;
                break;
            }
        }
        if matchers.is_empty() {
            if ends {
                return true;
            }
            closed_groups.extend(group.filter(|_| is_handle(route)));
        }
    }
    false
}

/// Roots and rewrites have groups, too, and do not keep requests from what follows.
fn is_handle(route: &Value) -> bool {
    list(&route["handle"])
        .iter()
        .any(|handler| handler["handler"] == "subroute")
}

fn handler(handler: &Value, paths: &[String], found: &mut Vec<String>) -> bool {
    let mut paths: Vec<String> = paths.iter().map(|path| path.to_lowercase()).collect();
    paths.sort();
    paths.dedup();
    let none: [String; 0] = [];
    match handler["handler"].as_str().unwrap() {
        "subroute" => return routes(&list(&handler["routes"]), &paths, found),
        "authentication" => found.push(format!("authentication {paths:?} {none:?} {none:?}")),
        "file_server" if handler["pass_thru"] == true => {
            found.push(format!("answer {paths:?} {none:?} {none:?}"));
        }
        "file_server" | "metrics" => {
            found.push(format!("answer {paths:?} {none:?} {none:?}"));
            return true;
        }
        "error" => {
            found.push(format!("refusal {paths:?} {none:?} {none:?}"));
            return true;
        }
        "static_response" => {
            let status = &handler["status_code"];
            let status = status
                .as_u64()
                .or_else(|| status.as_str().and_then(|status| status.parse().ok()));
            let kind = if handler["headers"]["Location"].is_array() {
                "redirect"
            } else if handler["abort"] == true || status.is_some_and(|status| status >= 400) {
                "refusal"
            } else {
                "answer"
            };
            found.push(format!("{kind} {paths:?} {none:?} {none:?}"));
            return true;
        }
        "reverse_proxy" => {
            let asks = handler["handle_response"].is_array();
            let kind = if asks { "authentication" } else { "proxy" };
            let tls = &handler["transport"]["tls"];
            let dials: Vec<String> = list(&handler["upstreams"])
                .iter()
                .map(|upstream| {
                    let dial = upstream["dial"].as_str().unwrap();
                    let dial = match dial.strip_prefix(':') {
                        Some(port) => format!("localhost:{port}"),
                        None if dial.contains('{') => "?".to_owned(),
                        None => dial.to_owned(),
                    };
                    let verified = tls["insecure_skip_verify"] != true;
                    format!("{dial} tls={} verified={verified}", tls.is_object())
                })
                .collect();
            let request = &handler["headers"]["request"];
            let mut headers = Vec::new();
            for operation in ["add", "set", "replace"] {
                let fields = request[operation].as_object().cloned().unwrap_or_default();
                let fields = fields
                    .keys()
                    .filter(|field| !(asks && field.starts_with("X-Forwarded-")));
                headers.extend(fields.map(|field| format!("{operation} {}", field.to_lowercase())));
            }
            for field in texts(&request["delete"]) {
                headers.push(format!("delete {}", field.to_lowercase()));
            }
            headers.sort();
            found.push(format!("{kind} {paths:?} {dials:?} {headers:?}"));
            return !asks;
        }
        _ => {}
    }
    false
}
