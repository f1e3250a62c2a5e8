//! `reverse_proxy` and what is built on it: where requests go, and how.

use muster_facts::caddy::{Route, RouteTrust, Upstream};

use super::address::host_and_port;
use super::networks::networks;
use super::stop::{Complaint, Place, Stop, refused};
use super::tokens::Token;
use super::tree::Node;

/// What a block of `reverse_proxy` may hold, beside response matchers
/// (<https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#syntax>).
const OPTIONS: &[&str] = &[
    "dynamic",
    "fail_duration",
    "flush_interval",
    "handle_response",
    "header_down",
    "header_up",
    "health_body",
    "health_fails",
    "health_follow_redirects",
    "health_headers",
    "health_interval",
    "health_method",
    "health_passes",
    "health_path",
    "health_port",
    "health_request_body",
    "health_status",
    "health_timeout",
    "health_upstream",
    "health_uri",
    "lb_policy",
    "lb_retries",
    "lb_retry_match",
    "lb_try_duration",
    "lb_try_interval",
    "max_fails",
    "method",
    "replace_status",
    "request_buffers",
    "response_buffers",
    "rewrite",
    "stream_buffer_size",
    "stream_close_delay",
    "stream_timeout",
    "to",
    "transport",
    "trusted_proxies",
    "unhealthy_latency",
    "unhealthy_request_count",
    "unhealthy_status",
    "verbose_logs",
    // Of earlier releases.
    "buffer_requests",
    "buffer_responses",
    "max_buffer_size",
];

/// Ports of one upstream, which a range makes several of.
const MOST_PORTS: u16 = 256;

/// What a proxy says of where requests go.
#[derive(Debug, Default)]
pub(super) struct Proxy {
    upstreams: Vec<Dial>,
    tls: bool,
    unverified: bool,
    trusted: Option<(Vec<String>, Place)>,
}

#[derive(Debug)]
struct Dial {
    address: Option<String>,
    host: Option<String>,
    port: Option<u16>,
    place: Place,
}

impl Proxy {
    /// Reads the words and the block of a directive. Options that its own directive adds are `more`.
    pub(super) fn read(
        node: &Node,
        words: &[Token],
        more: &[&str],
        foreign: &mut Vec<Complaint>,
    ) -> Result<Self, Stop> {
        let mut proxy = Self::default();
        let mut scheme: Option<String> = None;
        for word in words {
            proxy.add(word, &mut scheme)?;
        }
        for option in node.inner() {
            match option.name.text.as_str() {
                "to" if option.arguments.is_empty() => {
                    return Err(refused(option.place(), "`to` does not say where to"));
                }
                "to" => {
                    for word in &option.arguments {
                        proxy.add(word, &mut scheme)?;
                    }
                }
                "dynamic" => proxy.upstreams.push(Dial {
                    address: None,
                    host: None,
                    port: None,
                    place: option.place().clone(),
                }),
                "transport" => proxy.transport(option, foreign),
                "trusted_proxies" => {
                    let place = option.place().clone();
                    let networks = networks(&option.arguments);
                    match &mut proxy.trusted {
                        Some((known, _)) => known.extend(networks),
                        None => proxy.trusted = Some((networks, place)),
                    }
                }
                name if name.starts_with('@') => {}
                name if OPTIONS.contains(&name) || more.contains(&name) => {}
                _ => foreign.push(Complaint {
                    reason: format!("`{}` has no option of this name", node.name.text),
                    place: option.place().clone(),
                }),
            }
        }
        proxy.tls |= scheme.as_deref() == Some("https");
        Ok(proxy)
    }

    fn transport(&mut self, option: &Node, foreign: &mut Vec<Complaint>) {
        let is_known =
            |name: &Token| name.is_unknown() || matches!(name.text.as_str(), "http" | "fastcgi");
        if !option.first().is_some_and(is_known) {
            foreign.push(Complaint {
                reason: "the transport is not one of Caddy's standard modules".to_owned(),
                place: option.place().clone(),
            });
        }
        if option.first().is_none_or(|name| name.text != "http") {
            return;
        }
        for setting in option.inner() {
            let name = setting.name.text.as_str();
            self.tls |= name == "tls" || name.starts_with("tls_");
            self.unverified |= name == "tls_insecure_skip_verify";
        }
    }

    fn add(&mut self, word: &Token, common: &mut Option<String>) -> Result<(), Stop> {
        let place = &word.place;
        let hidden = Dial {
            address: None,
            host: None,
            port: None,
            place: place.clone(),
        };
        if word.is_unknown() {
            self.upstreams.push(hidden);
            return Ok(());
        }
        let text = word.text.as_str();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, text),
        };
        if let Some(scheme) = scheme {
            if !matches!(scheme, "http" | "https" | "h2c") {
                return Err(refused(
                    place,
                    "the scheme of an upstream is not http, https or h2c",
                ));
            }
            if text.contains('{') {
                return Err(refused(
                    place,
                    "an upstream with a scheme cannot have a placeholder",
                ));
            }
            if rest.contains(['/', '?', '#']) {
                return Err(refused(
                    place,
                    "an upstream is a scheme, a host and a port, without a path",
                ));
            }
        }
        let known = common.as_deref().filter(|known| !known.is_empty());
        if known.is_some_and(|known| scheme.unwrap_or_default() != known) {
            return Err(refused(
                place,
                "all upstreams of a proxy have to have the same scheme",
            ));
        }
        *common = Some(scheme.unwrap_or_default().to_owned());
        if rest.contains('{') || rest.contains('@') {
            self.upstreams.push(hidden);
            return Ok(());
        }
        if scheme.is_none()
            && (text.starts_with("unix") || text.starts_with("fd"))
            && text.contains('/')
        {
            self.upstreams.push(Dial {
                address: Some(text.to_owned()),
                ..hidden
            });
            return Ok(());
        }
        // `tcp/host:port`
        let rest = match rest.split_once('/') {
            Some((_, rest)) if scheme.is_none() => rest,
            _ => rest,
        };
        let (host, port) = host_and_port(rest);
        let default = match scheme {
            Some("https") => 443,
            _ => 80,
        };
        let wrong = || refused(place, "the port of an upstream is not a port");
        let (first, last) = match port.split_once('-') {
            _ if port.is_empty() => (default, default),
            Some((first, last)) => (
                first.parse().map_err(|_| wrong())?,
                last.parse().map_err(|_| wrong())?,
            ),
            None => {
                let port: u16 = port.parse().map_err(|_| wrong())?;
                (port, port)
            }
        };
        let conflict = match scheme {
            Some("http" | "h2c") => first == 443,
            Some("https") => first == 80,
            _ => false,
        };
        if conflict {
            return Err(refused(
                place,
                "the scheme and the port of an upstream do not fit",
            ));
        }
        if last < first {
            return Err(wrong());
        }
        let host = if host.is_empty() { "localhost" } else { host };
        for port in first..=last.min(first.saturating_add(MOST_PORTS)) {
            self.upstreams.push(Dial {
                address: Some(if host.contains(':') {
                    format!("[{host}]:{port}")
                } else {
                    format!("{host}:{port}")
                }),
                host: Some(host.to_lowercase()),
                port: Some(port),
                place: place.clone(),
            });
        }
        Ok(())
    }

    /// The facts, for its route.
    pub(super) fn upstreams(&self, route: &Route) -> Vec<Upstream> {
        let fact = |dial: &Dial| Upstream {
            site: route.site.clone(),
            route: route.name.clone(),
            address: dial.address.clone(),
            host: dial.host.clone(),
            port: dial.port,
            tls: self.tls,
            verified: !self.unverified,
            source: dial.place.source(),
        };
        self.upstreams.iter().map(fact).collect()
    }

    /// Whom the route believes.
    pub(super) fn trust(&self, route: &Route) -> Option<RouteTrust> {
        let (networks, place) = self.trusted.as_ref()?;
        Some(RouteTrust {
            site: route.site.clone(),
            route: route.name.clone(),
            networks: networks.clone(),
            source: place.source(),
        })
    }
}
