//! The global options (<https://caddyserver.com/docs/caddyfile/options>).

use std::collections::BTreeSet;

use muster_facts::Secrets;
use muster_facts::caddy::{GlobalOption, Log, Server};

use super::address::Ports;
use super::certificates::{directory_host, register_words};
use super::directives::Order;
use super::found::Found;
use super::logs;
use super::networks::networks;
use super::stop::{Complaint, Stop, refused};
use super::tree::Node;

/// Options of which nothing is a fact.
const OPTIONS: &[&str] = &[
    "acme_ca_root",
    "cert_issuer",
    "cert_lifetime",
    "debug",
    "default_sni",
    "dns",
    "ech",
    "email",
    "events",
    "fallback_sni",
    "filesystem",
    "grace_period",
    "key_type",
    "metrics",
    "ocsp_interval",
    "ocsp_stapling",
    "on_demand_tls",
    "persist_config",
    "pki",
    "preferred_chains",
    "renew_interval",
    "renewal_window_ratio",
    "shutdown_delay",
    "skip_install_trust",
    "storage",
    "storage_check",
    "storage_clean_interval",
    "tls_resolvers",
];

/// Options of well-known plugins that say nothing of the sites.
const PLUGINS: [&str; 6] = [
    "cache",
    "crowdsec",
    "dynamic_dns",
    "frankenphp",
    "mercure",
    "supervisor",
];

/// Options of `servers` of which nothing is a fact.
const SERVER_OPTIONS: &[&str] = &[
    "0rtt",
    "enable_full_duplex",
    "expected_dot_headers",
    "expected_underscore_headers",
    "keepalive_count",
    "keepalive_idle",
    "keepalive_interval",
    "listener_wrappers",
    "max_header_size",
    "metrics",
    "name",
    "packet_conn_wrappers",
    "protocol",
    "protocols",
    "strict_sni_host",
    "timeouts",
    "trace",
    "trusted_proxies_unix",
];

/// Options that say who signs certificates.
const ISSUERS: [&str; 6] = [
    "acme_ca",
    "acme_ca_root",
    "acme_dns",
    "acme_eab",
    "cert_issuer",
    "local_certs",
];

const AUTO_HTTPS: [&str; 5] = [
    "off",
    "disable_redirects",
    "disable_certs",
    "ignore_loaded_certs",
    "prefer_wildcard",
];

/// What the global options say about all sites.
#[derive(Default)]
pub(super) struct Options {
    pub(super) ports: Ports,
    pub(super) order: Order,
    pub(super) bound: Vec<String>,
    /// Caddy's own log.
    pub(super) default_log: Option<Log>,
    /// Whether they say who signs certificates.
    pub(super) names_issuer: bool,
}

/// Reads all options.
pub(super) fn options(
    nodes: &[Node],
    found: &mut Found,
    secrets: &Secrets,
) -> Result<Options, Stop> {
    let mut options = Options::default();
    let mut listeners = BTreeSet::new();
    for node in nodes {
        let name = node.name.text.as_str();
        options.names_issuer |= node.name.is_unknown() || ISSUERS.contains(&name);
        match name {
            "servers" => {
                let server = server(node, found)?;
                if !listeners.insert(server.listener.clone()) {
                    return Err(refused(
                        node.place(),
                        "another `servers` is about the same listener",
                    ));
                }
                found.servers.push(server);
            }
            "log" => {
                let log = logs::log(node, None, found)?.log;
                if log.name.as_deref() == Some("default") {
                    options.default_log = Some(log.clone());
                }
                found.logs.push(log);
            }
            "order" => {
                options.order.apply(node)?;
                if Order::is_foreign(node) {
                    found.foreign.push(Complaint {
                        reason: "`order` is about a directive that is not one of Caddy's"
                            .to_owned(),
                        place: node.place().clone(),
                    });
                }
            }
            "acme_dns" | "acme_eab" => register_words(node, secrets),
            "admin" => admin(node, found)?,
            _ if node.name.is_unknown() => {
                found.miss(
                    None,
                    "options",
                    node.place(),
                    "a variable without a known value stands for an option",
                );
            }
            "local_certs" => option(node, "on", found),
            "auto_https" | "acme_ca" | "http_port" | "https_port" | "default_bind"
                if node.is_unknown() =>
            {
                found.miss(
                    None,
                    "options",
                    node.place(),
                    "a variable without a known value is the value of an option",
                );
            }
            "auto_https" => auto_https(node, found)?,
            "acme_ca" => match node.arguments.as_slice() {
                [directory] => match directory_host(&directory.text) {
                    Some(host) => option(node, &host, found),
                    None => found.miss(
                        None,
                        "options",
                        node.place(),
                        "it is not known which authority signs the certificates",
                    ),
                },
                _ => return Err(refused(node.place(), "`acme_ca` takes one address")),
            },
            "http_port" => options.ports.http = port(node)?,
            "https_port" => options.ports.https = port(node)?,
            "default_bind" => {
                let addresses = node.arguments.iter().map(|token| token.text.clone());
                options.bound.extend(addresses);
            }
            "email" | "acme_ca_root" | "key_type" | "default_sni"
                if !node.is_unknown() && node.arguments.len() != 1 =>
            {
                return Err(refused(node.place(), format!("`{name}` takes one value")));
            }
            name if OPTIONS.contains(&name) || PLUGINS.contains(&name) => {}
            _ => {
                let reason = "the option is not one of Caddy's standard modules";
                found.miss_foreign(None, "options", node.place(), reason);
            }
        }
    }
    Ok(options)
}

fn option(node: &Node, value: &str, found: &mut Found) {
    found
        .options
        .retain(|known| known.name != node.name.text || node.is("auto_https"));
    found.options.push(GlobalOption {
        name: node.name.text.clone(),
        value: value.to_owned(),
        source: node.place().source(),
    });
}

fn admin(node: &Node, found: &mut Found) -> Result<(), Stop> {
    match node.arguments.as_slice() {
        _ if node.is_unknown() => {
            found.miss(
                None,
                "options",
                node.place(),
                "a variable without a known value is the value of an option",
            );
        }
        [] => option(node, "localhost:2019", found),
        [address] if address.text.contains('{') => {
            found.miss(
                None,
                "options",
                node.place(),
                "a placeholder says where the API listens",
            );
        }
        [off] if off.text == "off" && node.block.is_some() => {
            return Err(refused(node.place(), "`admin off` takes no options"));
        }
        [address] => option(node, &address.text, found),
        _ => return Err(refused(node.place(), "`admin` takes one address")),
    }
    let known = ["enforce_origin", "origins"];
    match node
        .inner()
        .iter()
        .find(|inner| !known.contains(&inner.name.text.as_str()))
    {
        Some(other) => Err(refused(other.place(), "`admin` has no option of this name")),
        None => Ok(()),
    }
}

fn auto_https(node: &Node, found: &mut Found) -> Result<(), Stop> {
    found
        .options
        .retain(|known| known.name != GlobalOption::NAME_AUTO_HTTPS);
    for word in &node.arguments {
        if !AUTO_HTTPS.contains(&word.text.as_str()) {
            return Err(refused(&word.place, "`auto_https` has no such value"));
        }
        option(node, &word.text, found);
    }
    if node.arguments.is_empty() {
        return Err(refused(node.place(), "`auto_https` takes a value"));
    }
    Ok(())
}

fn port(node: &Node) -> Result<u16, Stop> {
    match node.arguments.as_slice() {
        [port] => port
            .text
            .parse()
            .map_err(|_| refused(&port.place, "this is not a port")),
        _ => Err(refused(node.place(), "a port is missing")),
    }
}

fn server(node: &Node, found: &mut Found) -> Result<Server, Stop> {
    let listener = match node.arguments.as_slice() {
        [] => None,
        [listener] => Some(listener.text.clone()),
        _ => return Err(refused(node.place(), "`servers` takes one listener")),
    };
    let mut server = Server {
        listener,
        trusted_proxies: Vec::new(),
        trusted_modules: Vec::new(),
        strict: false,
        client_ip_headers: Vec::new(),
        log_credentials: false,
        source: node.place().source(),
    };
    for setting in node.inner() {
        match setting.name.text.as_str() {
            _ if setting.name.is_unknown() => {
                found.miss(
                    None,
                    "servers",
                    setting.place(),
                    "a variable without a known value stands for an option",
                );
            }
            "trusted_proxies" => {
                server.source = setting.place().source();
                if setting.is_unknown() {
                    found.miss(
                        None,
                        "servers",
                        setting.place(),
                        "a variable without a known value says which proxies are trusted",
                    );
                }
                let Some((module, words)) = setting.arguments.split_first() else {
                    return Err(refused(
                        setting.place(),
                        "`trusted_proxies` does not say where the networks come from",
                    ));
                };
                trusted(&module.text, words, setting, &mut server);
            }
            "trusted_proxies_strict" => server.strict = true,
            "client_ip_headers" => {
                let headers = setting.arguments.iter().map(|token| token.text.clone());
                server.client_ip_headers.extend(headers);
            }
            "log_credentials" if setting.arguments.is_empty() => server.log_credentials = true,
            "log_credentials" => {
                return Err(refused(setting.place(), "`log_credentials` takes no value"));
            }
            name if SERVER_OPTIONS.contains(&name) => {}
            _ => found.foreign.push(Complaint {
                reason: "`servers` has no option of this name".to_owned(),
                place: setting.place().clone(),
            }),
        }
    }
    Ok(server)
}

/// Adds the networks of a module, or its name where it knows them at run time.
fn trusted(module: &str, words: &[super::tokens::Token], node: &Node, server: &mut Server) {
    /// Names of modules are short words.
    const LONGEST: usize = 30;
    match module {
        "static" => {
            let known: Vec<_> = words
                .iter()
                .filter(|word| !word.is_unknown())
                .cloned()
                .collect();
            server.trusted_proxies.extend(networks(&known));
        }
        "combine" => {
            for inner in node.inner() {
                trusted(&inner.name.text, &inner.arguments, inner, server);
            }
        }
        name if name.len() <= LONGEST
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '_') =>
        {
            server.trusted_modules.push(name.to_owned());
        }
        _ => server.trusted_modules.push("…".to_owned()),
    }
}
