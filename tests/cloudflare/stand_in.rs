//! A stand-in for Cloudflare's API on this machine. Its answers have the form of the published
//! schema (<https://developers.cloudflare.com/api/>): the envelope, paging with `result_info`, the
//! error codes of refusals, 404 for a phase without an entry point. It can also misbehave in every
//! way that a client must survive, and it remembers what it was asked.
#![allow(
    dead_code,
    reason = "every test that includes this module uses a part of it"
)]

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::listener::Listener;

/// Number of the zone, as the schema's examples have it.
pub(crate) const ZONE_ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// Number of the token.
const TOKEN_ID: &str = "ed17574386854bf78a67040be0a770b0";

/// The most entries on a page, so that a few records make several pages.
const LARGEST_PAGE: usize = 3;

/// How one question is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// With a status, headers and a body.
    Whole(u16, Vec<(&'static str, String)>, String),
    /// With a list, in pages.
    Pages(Vec<Value>),
    /// With a body that never ends.
    Endless,
    /// With a body that ends before its length.
    Torn,
    /// Not at all: the connection stays open.
    Silence,
}

impl Reply {
    pub(crate) fn ok(result: Value) -> Self {
        Self::body(
            200,
            &json!({"success": true, "errors": [], "messages": [], "result": result}),
        )
    }

    pub(crate) fn error(status: u16, code: u32, message: &str) -> Self {
        Self::body(
            status,
            &json!({
                "success": false,
                "errors": [{"code": code, "message": message}],
                "messages": [],
                "result": null,
            }),
        )
    }

    /// What a token gets that lacks a permission.
    pub(crate) fn denied() -> Self {
        Self::error(403, 10000, "Authentication error")
    }

    /// What a phase without rules answers.
    pub(crate) fn no_entrypoint() -> Self {
        Self::error(404, 10003, "could not find entrypoint ruleset in the phase")
    }

    fn body(status: u16, body: &Value) -> Self {
        Self::Whole(status, Vec::new(), body.to_string())
    }
}

/// The running server. Ends with the value.
pub(crate) struct StandIn {
    listener: Listener,
    shared: Arc<Shared>,
}

struct Shared {
    token: String,
    /// By path below `/client/v4/`, without the query. The last reply stays.
    replies: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    asked: Mutex<Vec<Asked>>,
}

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) target: String,
    /// The request line and all headers.
    pub(crate) head: String,
}

impl StandIn {
    /// A zone `example.com` with which nothing is wrong, for who has the token.
    pub(crate) fn start(token: &str) -> Self {
        let shared = Arc::new(Shared {
            token: token.to_owned(),
            replies: Mutex::new(good_zone()),
            asked: Mutex::default(),
        });
        let server = Arc::clone(&shared);
        let listener = Listener::start(move |connection| server.serve(connection));
        Self { listener, shared }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.listener.address
    }

    /// Address of the API.
    pub(crate) fn api(&self) -> String {
        format!("http://{}/client/v4", self.listener.address)
    }

    /// Answers a question about the zone with these, one after the other.
    pub(crate) fn about_zone(&self, path: &str, replies: impl IntoIterator<Item = Reply>) -> &Self {
        self.about(&format!("zones/{ZONE_ID}/{path}"), replies)
    }

    /// Answers any question with these, one after the other.
    pub(crate) fn about(&self, path: &str, replies: impl IntoIterator<Item = Reply>) -> &Self {
        lock(&self.shared.replies).insert(path.to_owned(), replies.into_iter().collect());
        self
    }

    /// Sets the value of a setting.
    pub(crate) fn setting(&self, name: &str, value: impl Into<Value>) -> &Self {
        self.about_zone(
            &format!("settings/{name}"),
            [Reply::ok(
                json!({"id": name, "value": value.into(), "editable": true}),
            )],
        )
    }

    /// Sets the rules of a phase.
    pub(crate) fn phase(&self, phase: &str, rules: Value) -> &Self {
        self.about_zone(
            &format!("rulesets/phases/{phase}/entrypoint"),
            [Reply::ok(json!({
                "id": "2f2feab2026849078ba485f918791bdc", "kind": "zone", "phase": phase,
                "name": "default", "version": "1", "rules": rules,
            }))],
        )
    }

    /// The body of the next answer to this, as JSON.
    pub(crate) fn body(&self, target: &str) -> Value {
        let bearer = format!("authorization: Bearer {}\r\n", self.shared.token);
        match self.shared.reply(target, &bearer) {
            Reply::Whole(_, _, body) => serde_json::from_str(&body).expect("JSON"),
            other => panic!("no body: {other:?}"),
        }
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        lock(&self.shared.asked).clone()
    }

    /// How often a path was asked for, whatever the query.
    pub(crate) fn times(&self, path: &str) -> usize {
        self.asked()
            .iter()
            .filter(|asked| asked.target.split('?').next() == Some(path))
            .count()
    }
}

impl Shared {
    fn serve(&self, mut connection: TcpStream) -> std::io::Result<()> {
        let mut head = String::new();
        let mut lines = BufReader::new(connection.try_clone()?);
        while lines.read_line(&mut head)? > 2 {}
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        lock(&self.asked).push(Asked {
            target: target.clone(),
            head: head.clone(),
        });
        match self.reply(&target, &head) {
            Reply::Whole(status, headers, body) => {
                write!(
                    connection,
                    "HTTP/1.1 {status} Status\r\nconnection: close\r\n"
                )?;
                write!(connection, "content-type: application/json\r\n")?;
                for (name, value) in headers {
                    write!(connection, "{name}: {value}\r\n")?;
                }
                write!(connection, "content-length: {}\r\n\r\n{body}", body.len())
            }
            Reply::Endless => {
                write!(connection, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[")?;
                loop {
                    connection.write_all(&[b' '; 1 << 16])?;
                }
            }
            Reply::Torn => {
                write!(
                    connection,
                    "HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{{"
                )
            }
            Reply::Silence => {
                // Until the client hangs up.
                lines.read_line(&mut head).map(|_| ())
            }
            Reply::Pages(_) => unreachable!("pages are cut"),
        }
    }

    fn reply(&self, target: &str, head: &str) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix("/client/v4/").unwrap_or_default();
        let bearer = format!("authorization: Bearer {}\r\n", self.token);
        if path != "ips" && !head.contains(&bearer) {
            return match path {
                "user/tokens/verify" => Reply::error(401, 1000, "Invalid API Token"),
                _ => Reply::error(403, 9109, "Invalid access token"),
            };
        }
        let mut replies = lock(&self.replies);
        let Some(known) = replies.get_mut(path) else {
            return Reply::error(404, 7003, "Could not route to the path");
        };
        let reply = if known.len() > 1 {
            known.pop_front()
        } else {
            known.front().cloned()
        };
        match reply.expect("a reply stays") {
            Reply::Pages(entries) => cut(&entries, query),
            reply => reply,
        }
    }
}

/// One page of a list.
fn cut(entries: &[Value], query: &str) -> Reply {
    let number = |name: &str, default: usize| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map_or(default, |(_, value)| value.parse().expect("a number"))
    };
    let per_page = number("per_page", 20).min(LARGEST_PAGE);
    let page = number("page", 1);
    let shown: Vec<&Value> = entries
        .iter()
        .skip((page - 1) * per_page)
        .take(per_page)
        .collect();
    Reply::body(
        200,
        &json!({
            "success": true, "errors": [], "messages": [], "result": shown,
            "result_info": {
                "page": page, "per_page": per_page, "count": shown.len(),
                "total_count": entries.len(), "total_pages": entries.len().div_ceil(per_page),
            },
        }),
    )
}

/// A record as the API shows it.
pub(crate) fn record(name: &str, record_type: &str, content: &str, proxied: bool) -> Value {
    json!({
        "id": "372e67954025e0ba6aaa6d586b9e0b59", "name": name, "type": record_type,
        "content": content, "proxied": proxied, "proxiable": true, "ttl": 1,
        "created_on": "2026-01-01T05:20:00.12345Z", "modified_on": "2026-01-01T05:20:00.12345Z",
        "comment": null, "tags": [], "settings": {}, "meta": {},
    })
}

fn good_zone() -> BTreeMap<String, VecDeque<Reply>> {
    let mut replies: BTreeMap<String, VecDeque<Reply>> = BTreeMap::new();
    let mut about = |path: String, reply: Reply| {
        replies.insert(path, VecDeque::from([reply]));
    };
    about(
        "zones".to_owned(),
        Reply::Pages(vec![json!({
            "id": ZONE_ID, "name": "example.com", "status": "active", "paused": false,
            "type": "full", "plan": {"id": "p", "legacy_id": "pro", "name": "Pro Website"},
            "name_servers": ["bob.ns.cloudflare.com", "lola.ns.cloudflare.com"],
            "account": {"id": "a", "name": "Example"}, "owner": {"type": "user"}, "meta": {},
        })]),
    );
    about(
        "ips".to_owned(),
        Reply::ok(json!({
            "ipv4_cidrs": ["173.245.48.0/20", "103.21.244.0/22"],
            "ipv6_cidrs": ["2400:cb00::/32"],
            "etag": "38f79d050aa027e3be3865e495dcc9bc",
        })),
    );
    about(
        "user/tokens/verify".to_owned(),
        Reply::ok(json!({"id": TOKEN_ID, "status": "active"})),
    );
    about(
        format!("user/tokens/{TOKEN_ID}"),
        Reply::ok(json!({
            "id": TOKEN_ID, "name": "muster", "status": "active",
            "policies": [{
                "id": "f267e341f3dd4697bd3b9f71dd96247f", "effect": "allow",
                "resources": {}, "permission_groups": [{"id": "c8", "name": "Zone Read"}],
            }],
        })),
    );
    let mut of_zone = |path: &str, result: Value| {
        about(format!("zones/{ZONE_ID}/{path}"), Reply::ok(result));
    };
    for (name, value) in [
        ("ssl", json!("strict")),
        ("ssl_automatic_mode", json!("custom")),
        ("min_tls_version", json!("1.2")),
        ("tls_1_3", json!("on")),
        ("0rtt", json!("off")),
        ("always_use_https", json!("on")),
        ("automatic_https_rewrites", json!("on")),
        ("opportunistic_encryption", json!("on")),
        (
            "security_header",
            json!({"strict_transport_security": {
                "enabled": true, "max_age": 31_536_000, "include_subdomains": true,
                "preload": false, "nosniff": true,
            }}),
        ),
        ("security_level", json!("medium")),
        ("browser_check", json!("on")),
        ("development_mode", json!("off")),
        ("tls_client_auth", json!("on")),
    ] {
        of_zone(
            &format!("settings/{name}"),
            json!({"id": name, "value": value, "editable": true, "modified_on": null}),
        );
    }
    of_zone("dnssec", json!({"status": "active", "algorithm": "13"}));
    of_zone("ssl/universal/settings", json!({"enabled": true}));
    of_zone("origin_tls_client_auth/settings", json!({"enabled": false}));
    of_zone(
        "bot_management",
        json!({"fight_mode": false, "enable_js": false}),
    );
    of_zone("pagerules", json!([]));
    for phase in [
        "http_request_firewall_custom",
        "http_ratelimit",
        "http_config_settings",
    ] {
        about(
            format!("zones/{ZONE_ID}/rulesets/phases/{phase}/entrypoint"),
            Reply::no_entrypoint(),
        );
    }
    about(
        format!("zones/{ZONE_ID}/rulesets/phases/http_request_firewall_managed/entrypoint"),
        Reply::ok(json!({
            "id": "70339d97bdb34195bbf054b1ebe81f76", "kind": "zone",
            "phase": "http_request_firewall_managed",
            "rules": [{
                "id": "3a03d665bac047339bb530ecb439a90d", "version": "1", "action": "execute",
                "action_parameters": {"id": "efb7b8c949ac4650a09736fc376e9aee", "version": "latest"},
                "expression": "true", "description": "Cloudflare Managed Ruleset",
                "ref": "3a03d665bac047339bb530ecb439a90d", "enabled": true,
            }],
        })),
    );
    about(
        format!("zones/{ZONE_ID}/dns_records"),
        Reply::Pages(vec![
            record("example.com", "A", "203.0.113.7", true),
            record("www.example.com", "CNAME", "example.com", true),
            record("example.com", "MX", "mail.example.net", false),
            record("example.com", "TXT", "v=spf1 -all", false),
        ]),
    );
    about(
        format!("zones/{ZONE_ID}/ssl/certificate_packs"),
        Reply::Pages(vec![json!({
            "id": "3822ff90-ea29-44df-9e55-21300bb9419b", "type": "universal", "status": "active",
            "hosts": ["example.com", "*.example.com"], "certificates": [],
        })]),
    );
    replies
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
