//! From the blocks of a Caddyfile to facts, and to what Caddy refuses in between.

use std::collections::BTreeMap;

use muster_facts::Secrets;
use muster_facts::caddy::{Condition, Log, Site};

use super::address::{Ports, Says, Written};
use super::certificates::Certificates;
use super::conditions::{Conditions, Literal};
use super::directives::{self, Kind};
use super::found::Found;
use super::logs;
use super::matchers::{Named, Paths};
use super::options::{Options, options};
use super::routes::{Passed, Walk, Way};
use super::stop::{Place, Stop, refused};
use super::tokens::Token;
use super::tree::{Block, Node, Parsed};

/// Who has said what about one listener.
#[derive(Default)]
struct Listener {
    http: bool,
    https: bool,
    tls: bool,
    keys: BTreeMap<String, usize>,
}

/// The facts of all sites.
pub(super) fn adapt(parsed: &Parsed, secrets: &Secrets) -> Result<Found, Stop> {
    let mut found = Found::default();
    let mut blocks = parsed.blocks.as_slice();
    let mut global = Options::default();
    if let Some((first, rest)) = blocks.split_first()
        && first.keys.is_empty()
    {
        global = options(&first.body, &mut found, secrets)?;
        blocks = rest;
    }
    let mut listeners: BTreeMap<(String, u16), Listener> = BTreeMap::new();
    let mut handlers = 0;
    let mut sites = Vec::new();
    for block in blocks {
        let wrong = block
            .keys
            .iter()
            .find(|key| !matches!(directives::kind(&key.text), Kind::Foreign | Kind::Plugin));
        if let Some(key) = wrong {
            return Err(refused(
                &key.place,
                "a directive is outside the block of a site",
            ));
        }
        if block.keys.is_empty() {
            return Err(refused(
                &block.place,
                "global options have to be the first block of the file",
            ));
        }
        let name = name(&block.keys);
        let known = addresses(block, &name, global.ports, &mut found)?;
        sites.push((block, name, known));
    }
    for (block, _, known) in &sites {
        tls(block, known, &global, &mut listeners);
    }
    for (number, (block, name, known)) in sites.iter().enumerate() {
        settings(block, name, known, &global, secrets, &mut found)?;
        listen(block, number, known, &global, &mut listeners)?;
        let mut walk = Walk {
            site: name,
            order: &global.order,
            named_routes: &parsed.routes,
            found: &mut found,
            secrets,
            names: BTreeMap::new(),
            handlers: &mut handlers,
        };
        routes(&mut walk, block, known)?;
    }
    Ok(found)
}

/// The addresses of a block as they are written.
fn name(keys: &[Token]) -> String {
    let shown = keys.iter().map(|key| {
        if key.is_unknown() {
            "…"
        } else {
            key.text.as_str()
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}

fn addresses(
    block: &Block,
    name: &str,
    ports: Ports,
    found: &mut Found,
) -> Result<Vec<Written>, Stop> {
    let mut known = Vec::new();
    for key in &block.keys {
        if key.is_unknown() {
            let reason = "a variable without a known value is an address of the site";
            found.miss(Some(name), "addresses", &key.place, reason);
        } else {
            known.push(Written::read(key, ports)?);
        }
    }
    Ok(known)
}

/// What the directives say that are no handlers.
fn settings(
    block: &Block,
    name: &str,
    addresses: &[Written],
    global: &Options,
    secrets: &Secrets,
    found: &mut Found,
) -> Result<(), Stop> {
    let mut certificates = Certificates::default();
    let mut bound = Vec::new();
    let mut tls = false;
    let first_log = found.logs.len();
    for node in &block.body {
        match node.name.text.as_str() {
            "tls" => {
                tls = true;
                certificates.add(node, name, found, secrets)?;
            }
            "bind" => bound.extend(node.arguments.iter().map(|token| token.text.clone())),
            "log" => {
                let written = logs::log(node, Some(name), found)?;
                found.logs.push(match &global.default_log {
                    Some(default) if written.is_plain => Log {
                        site: written.log.site,
                        name: written.log.name,
                        ..default.clone()
                    },
                    _ => written.log,
                });
            }
            _ => {}
        }
    }
    if !tls && !global.names_issuer {
        let wants_certificate = |address: &&Written| {
            address.says(global.ports, false) != Says::Http && !address.can_have_certificate()
        };
        if addresses.iter().any(|address| wants_certificate(&address)) {
            return Err(refused(
                &block.place,
                "nobody signs a certificate for a host of this name",
            ));
        }
    }
    let skips = |node: &Node| {
        (node.is("log_skip") || node.is("skip_log"))
            && node.first().is_none_or(|matcher| matcher.text == "*")
    };
    if block.body.iter().any(skips) {
        for log in found.logs.iter_mut().skip(first_log) {
            log.output = Log::OUTPUT_DISCARD.to_owned();
            log.path = None;
        }
    }
    found.sites.push(Site {
        name: name.to_owned(),
        addresses: addresses
            .iter()
            .map(|address| address.fact(global.ports, tls))
            .collect(),
        bound: if bound.is_empty() {
            global.bound.clone()
        } else {
            bound
        },
        certificates: certificates.from.to_owned(),
        authority: certificates.authority,
        redirects: redirects(&block.body),
        source: block.place.source(),
    });
    Ok(())
}

/// Whether all that is done with a request is to send it to HTTPS.
fn redirects(body: &[Node]) -> bool {
    let handlers: Vec<&Node> = body
        .iter()
        .filter(|node| {
            let name = node.name.text.as_str();
            !name.starts_with('@') && directives::kind(name) != Kind::Setting && name != "header"
        })
        .collect();
    match handlers.as_slice() {
        [only] if only.is("redir") => {
            let words = only.arguments.iter().map(|word| word.text.as_str());
            let mut words = words.skip_while(|word| *word == "*");
            words.next().is_some_and(|to| to.starts_with("https://"))
        }
        _ => false,
    }
}

/// The addresses that a block is bound to, of which an empty one is all. Where it says nothing, `default_bind` counts.
fn hosts(block: &Block, global: &Options) -> Vec<String> {
    let bound = block.body.iter().filter(|node| node.is("bind"));
    let mut hosts: Vec<String> = bound
        .flat_map(|node| &node.arguments)
        .map(|token| token.text.clone())
        .collect();
    if hosts.is_empty() {
        hosts.clone_from(&global.bound);
    }
    if hosts.is_empty() {
        hosts.push(String::new());
    }
    hosts
}

/// Takes note of listeners that are to speak TLS.
fn tls(
    block: &Block,
    addresses: &[Written],
    global: &Options,
    listeners: &mut BTreeMap<(String, u16), Listener>,
) {
    if !block.body.iter().any(|node| node.is("tls")) {
        return;
    }
    for address in addresses {
        if address.says(global.ports, true) == Says::Http {
            continue;
        }
        for host in hosts(block, global) {
            let listener = (host, address.listens(global.ports));
            listeners.entry(listener).or_default().tls = true;
        }
    }
}

/// Options of `tls` that are about connections, which plain HTTP has none of.
const OF_CONNECTIONS: [&str; 5] = ["alpn", "ciphers", "client_auth", "curves", "protocols"];

/// Refuses sites that cannot share a listener.
fn listen(
    block: &Block,
    number: usize,
    addresses: &[Written],
    global: &Options,
    listeners: &mut BTreeMap<(String, u16), Listener>,
) -> Result<(), Stop> {
    let hosts = hosts(block, global);
    let of_connections = block.body.iter().filter(|node| node.is("tls")).any(|node| {
        let mut options = node.inner().iter().map(|option| option.name.text.as_str());
        node.arguments.len() == 2 || options.any(|option| OF_CONNECTIONS.contains(&option))
    });
    let known = block.keys.iter().filter(|key| !key.is_unknown());
    for (key, address) in known.zip(addresses) {
        for host in &hosts {
            let listener = listeners
                .entry((host.clone(), address.listens(global.ports)))
                .or_default();
            let says = address.says(global.ports, listener.tls);
            if says == Says::Http && of_connections {
                return Err(refused(
                    &key.place,
                    "an address of plain HTTP cannot use TLS",
                ));
            }
            listener.http |= says == Says::Http;
            listener.https |= says == Says::Https;
            if listener.http && listener.https {
                return Err(refused(
                    &key.place,
                    "a port cannot serve both HTTP and HTTPS",
                ));
            }
            let other = listener.keys.insert(key.text.clone(), number);
            if other.is_some_and(|other| other != number) {
                return Err(refused(&key.place, "another site has the same address"));
            }
        }
    }
    Ok(())
}

fn routes(walk: &mut Walk<'_>, block: &Block, addresses: &[Written]) -> Result<(), Stop> {
    let mut way = Way {
        conditions: Conditions::default(),
        trail: Vec::new(),
        paths: Paths::After(String::new()),
        invoked: 0,
    };
    let paths: Vec<String> = addresses
        .iter()
        .map(|address| address.path.clone())
        .collect();
    if !paths.is_empty() && paths.iter().all(|path| !path.is_empty()) {
        way.conditions = Conditions::one(Literal {
            kind: Condition::KIND_PATH,
            negated: false,
            field: None,
            values: paths.iter().map(|path| path.to_lowercase()).collect(),
            known: true,
            place: block.place.clone(),
        });
    }
    let mut passed = Passed::default();
    walk.nodes(&block.body, &way, &Named::new(), true, &mut passed)?;
    for node in block.body.iter().filter(|node| node.is("handle_errors")) {
        let named = walk.matchers(&block.body)?;
        errors(walk, node, &way, &named, &mut passed)?;
    }
    Ok(())
}

/// What is done where a handler has failed.
fn errors(
    walk: &mut Walk<'_>,
    node: &Node,
    way: &Way,
    named: &Named,
    passed: &mut Passed,
) -> Result<(), Stop> {
    let place: Place = node.place().clone();
    let way = Way {
        conditions: way.conditions.and(&Conditions::one(Literal::other(place))),
        trail: vec!["handle_errors".to_owned()],
        ..way.clone()
    };
    walk.nodes(node.inner(), &way, named, true, passed)?;
    Ok(())
}
