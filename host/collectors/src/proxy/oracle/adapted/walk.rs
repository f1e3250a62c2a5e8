//! The handlers that a request meets in Caddy's JSON, in the words of our facts.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::trusts;
use super::{list, texts};

/// How a request reaches a handler.
#[derive(Clone)]
pub(super) struct Way {
    /// The conditions on the request.
    pub(super) wanted: BTreeSet<String>,
    /// What was stripped from its path; none if the path was rewritten.
    pub(super) prefix: Option<String>,
}

#[derive(Default)]
pub(super) struct Walk {
    pub(super) found: Vec<String>,
    /// The operations on request headers.
    pub(super) requests: BTreeSet<String>,
    /// Routes that others invoke, by their names.
    pub(super) named_routes: Value,
}

impl Walk {
    /// Adds the handlers of some routes; returns whether no request goes past them.
    fn routes(&mut self, routes: &[Value], way: &Way, prefix: &mut Option<String>) -> bool {
        let mut closed_groups = Vec::new();
        let mut before = BTreeSet::new();
        let mut not_handled = BTreeSet::new();
        // What a handler of a group does to a path counts behind the group.
        let mut hidden = None;
        for route in routes {
            let group = route["group"].as_str().map(str::to_owned);
            if group
                .as_ref()
                .is_some_and(|group| closed_groups.contains(group))
            {
                continue;
            }
            let in_group = group.is_some() && is_handle(route);
            if !in_group && let Some(hidden) = hidden.take() {
                *prefix = hidden;
            }
            let matchers = list(&route["match"]);
            let mut here = Way {
                wanted: way.wanted.clone(),
                prefix: prefix.clone(),
            };
            here.wanted.extend(before.iter().cloned());
            if in_group {
                here.wanted.extend(not_handled.iter().cloned());
            }
            here.wanted
                .extend(literals(&matchers, true, prefix.as_ref()));
            let known = self.found.len();
            let mut own = prefix.clone();
            let ends = list(&route["handle"])
                .iter()
                .any(|handler| self.handler(handler, &here, &mut own));
            if matchers.is_empty() && ends {
                return true;
            }
            let opens =
                |handler: &String| handler.starts_with("proxy") || handler.starts_with("answer");
            let opens = self.found.iter().skip(known).any(opens);
            let mut not = literals(&matchers, false, prefix.as_ref());
            not.retain(|one| opens || !one.starts_with("header"));
            if ends {
                before.extend(not.iter().cloned());
            }
            if in_group {
                not_handled.extend(not);
                if own != *prefix {
                    hidden = Some(own);
                }
                closed_groups.extend(group.filter(|_| matchers.is_empty()));
            } else {
                *prefix = own;
            }
        }
        if let Some(hidden) = hidden {
            *prefix = hidden;
        }
        false
    }

    /// Adds a handler; returns whether no request goes past it.
    pub(super) fn handler(
        &mut self,
        handler: &Value,
        way: &Way,
        prefix: &mut Option<String>,
    ) -> bool {
        let mut found = |kind: &str| {
            let wanted = &way.wanted;
            self.found.push(format!("{kind} {wanted:?} [] {{}} []"));
        };
        match handler["handler"].as_str().unwrap() {
            "subroute" => {
                let mut inner = prefix.clone();
                let ends = self.routes(&list(&handler["routes"]), way, &mut inner);
                // What `handle_path` takes away, it takes away for those within it.
                if inner.is_none() {
                    *prefix = inner;
                }
                return ends;
            }
            "invoke" => {
                let name = handler["name"].as_str().unwrap();
                let invoked = list(&self.named_routes[name]["handle"]);
                return invoked
                    .iter()
                    .any(|handler| self.handler(handler, way, prefix));
            }
            "authentication" => found("authentication"),
            "file_server" if handler["pass_thru"] == true => found("answer"),
            "file_server" | "metrics" => {
                found("answer");
                return true;
            }
            "error" => {
                found("refusal");
                return true;
            }
            "acme_server" => found("answer"),
            "static_response" => {
                let location = &handler["headers"]["Location"];
                // PHP's folders get their slash.
                if location[0]
                    .as_str()
                    .is_some_and(|to| to.starts_with("{http.request.orig_uri.path}/"))
                {
                    return false;
                }
                let status = &handler["status_code"];
                let status = status
                    .as_u64()
                    .or_else(|| status.as_str().and_then(|status| status.parse().ok()));
                let is_page = |body: &str| body.contains("http-equiv");
                // `redir … html` is a page that leads on.
                found(
                    if location.is_array() || handler["body"].as_str().is_some_and(is_page) {
                        "redirect"
                    } else if handler["abort"] == true || status.is_some_and(|status| status >= 400)
                    {
                        "refusal"
                    } else {
                        "answer"
                    },
                );
                return true;
            }
            "rewrite" if handler["strip_path_prefix"].is_string() => {
                let taken = handler["strip_path_prefix"].as_str().unwrap();
                *prefix = prefix
                    .as_ref()
                    .map(|prefix| format!("{prefix}{}", taken.to_lowercase()));
            }
            "rewrite" if handler.get("method").is_none() => *prefix = None,
            "headers" => self.requests.extend(changes(&handler["request"])),
            "reverse_proxy" => return self.proxy(handler, way),
            _ => {}
        }
        false
    }

    fn proxy(&mut self, handler: &Value, way: &Way) -> bool {
        let asks = handler["rewrite"].is_object() && handler["handle_response"].is_array();
        let kind = if asks { "authentication" } else { "proxy" };
        let tls = &handler["transport"]["tls"];
        let mut dials: Vec<String> = list(&handler["upstreams"])
            .iter()
            .flat_map(|upstream| dials(upstream["dial"].as_str().unwrap()))
            .collect();
        if handler["dynamic_upstreams"].is_object() {
            dials.push("?".to_owned());
        }
        let verified = tls["insecure_skip_verify"] != true;
        let dials: Vec<String> = dials
            .iter()
            .map(|dial| format!("{dial} tls={} verified={verified}", tls.is_object()))
            .collect();
        let headers: BTreeSet<String> = changes(&handler["headers"]["request"])
            .into_iter()
            .filter(|change| !(asks && change.contains(" x-forwarded-")))
            .collect();
        let believed = texts(&handler["trusted_proxies"]);
        let believed: Vec<String> = (!believed.is_empty())
            .then(|| trusts(&believed))
            .into_iter()
            .collect();
        let is_of_php = |wanted: &String| wanted.starts_with("path *.");
        // PHP gets what ends in `.php`, also by a rewrite to it, and the rest goes on.
        let php = handler["transport"]["protocol"] == "fastcgi"
            && (way.prefix.is_none() || way.wanted.iter().any(is_of_php));
        let mut wanted = way.wanted.clone();
        wanted.retain(|one| !(php && is_of_php(one)));
        self.found.push(format!(
            "{kind} {wanted:?} {dials:?} {headers:?} {believed:?}"
        ));
        !(asks || php)
    }
}

/// Roots and rewrites have groups too, but do not stop requests from going on.
fn is_handle(route: &Value) -> bool {
    list(&route["handle"])
        .iter()
        .any(|handler| handler["handler"] == "subroute")
}

/// The addresses of one upstream: several if it is a range.
fn dials(dial: &str) -> Vec<String> {
    if dial.contains('{') {
        return vec!["?".to_owned()];
    }
    let dial = match dial.strip_prefix(':') {
        Some(port) => format!("localhost:{port}"),
        None => dial.to_owned(),
    };
    let range = dial.rsplit_once(':').and_then(|(host, ports)| {
        let (first, last) = ports.split_once('-')?;
        let ports = first.parse::<u16>().ok()?..=last.parse().ok()?;
        Some(ports.map(|port| format!("{host}:{port}")).collect())
    });
    range.unwrap_or_else(|| vec![dial])
}

/// Operations on headers, such as `set host`.
fn changes(operations: &Value) -> BTreeSet<String> {
    let mut changes = BTreeSet::new();
    for operation in ["add", "set", "replace"] {
        let fields = operations[operation].as_object().into_iter().flatten();
        changes.extend(fields.map(|(field, _)| format!("{operation} {}", field.to_lowercase())));
    }
    let deleted = texts(&operations["delete"]).into_iter();
    changes.extend(deleted.map(|field| format!("delete {}", field.to_lowercase())));
    changes
}

/// The conditions of matchers: their own, or those that they negate.
fn literals(matchers: &[Value], positive: bool, prefix: Option<&String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for matcher in matchers {
        if positive {
            found.extend(own_literals(matcher, prefix));
        }
        for inner in list(&matcher["not"]) {
            found.extend(literals(&[inner], !positive, prefix));
        }
    }
    found
}

fn own_literals(matcher: &Value, prefix: Option<&String>) -> Vec<String> {
    let mut found = Vec::new();
    for kind in ["host", "method", "path"] {
        let values = texts(&matcher[kind]);
        // Where a part has its value with each request, nothing is known.
        if values.iter().any(|value| value.contains('{')) {
            continue;
        }
        for value in values {
            match (kind, prefix) {
                ("path", None) => {}
                ("path", Some(prefix)) if value.starts_with('/') => {
                    found.push(format!("path {prefix}{}", value.to_lowercase()));
                }
                ("path", _) => found.push(format!("path {}", value.to_lowercase())),
                _ => found.push(format!("{kind} {value}")),
            }
        }
    }
    for kind in ["remote_ip", "client_ip"] {
        let ranges = texts(&matcher[kind]["ranges"]).into_iter();
        found.extend(ranges.map(|range| format!("{kind} {range}")));
    }
    for kind in ["header", "header_regexp"] {
        let fields = matcher[kind].as_object().into_iter().flatten();
        found.extend(fields.map(|(field, _)| format!("header {}", field.to_lowercase())));
    }
    found
}
