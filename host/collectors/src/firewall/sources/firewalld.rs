//! The rules that firewalld would load, from its zones and services, firewalld.zone(5): written as nft
//! would load them, so that one parser reads both. For targets whose rules in force are not at hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use muster_facts::{FactError, Source};
use muster_target::{ReadError, System, present};
use roxmltree::{Document, Node};

use crate::firewall::model::ruleset::{Place, Ruleset};
use crate::firewall::sources::nft::script as nft_script;

/// The program's name, and that of its service.
pub(in crate::firewall) const NAME: &str = "firewalld";

const CONF: &str = "/etc/firewalld/firewalld.conf";

/// Where zones and services are, the strongest first.
const DIRECTORIES: [&str; 2] = ["/etc/firewalld", "/usr/lib/firewalld"];

/// Services that include each other in a row.
const DEEPEST: usize = 8;

/// A condition that nobody can evaluate, in the words of nft.
const UNKNOWN: &str = "socket unknown 1";

/// Reads the zones.
///
/// # Errors
/// When a file cannot be read, or holds what is not modelled.
pub(in crate::firewall) fn read_firewalld(system: &dyn System) -> Result<Ruleset, FactError> {
    for path in ["/etc/firewalld/direct.xml", "/etc/firewalld/policies"] {
        if is_used(system, path)? {
            return Err(FactError::Failed(format!(
                "{path} holds rules that Muster does not read; scan the running host"
            )));
        }
    }
    let conf = present(system.read_text(Path::new(CONF)))?.unwrap_or_default();
    let default = setting(&conf, "DefaultZone").unwrap_or("public").to_owned();
    let mut script = Script {
        system,
        text: String::new(),
        sources: Vec::new(),
    };
    let zones = zones(system, &default)?;
    let bindings = bindings(system);
    let conf_place = || Source::file(CONF);
    script.line("table inet firewalld {", conf_place());
    let mut input = Vec::new();
    let mut forward = Vec::new();
    for (name, (path, text)) in &zones {
        let document =
            Document::parse(text).map_err(|error| FactError::Failed(format!("{path}: {error}")))?;
        let root = document.root_element();
        let chain = format!("filter_IN_{name}");
        let accepts = root.attribute("target") == Some("ACCEPT");
        let mut bound = 0;
        for node in root.children().filter(Node::is_element) {
            let place = place(path, &document, node);
            let from = match (
                node.tag_name().name(),
                node.attribute("address"),
                node.attribute("name"),
            ) {
                ("source", Some(address), _) => format!("{} saddr {address}", family(address)),
                // A MAC address or a set.
                ("source", None, _) => UNKNOWN.to_owned(),
                ("interface", _, Some(interface)) => format!("iifname \"{interface}\""),
                _ => continue,
            };
            // Sources go before interfaces.
            let at = if from.starts_with("iifname") {
                input.len()
            } else {
                0
            };
            input.insert(at, (format!("{from} goto {chain}"), place.clone()));
            if accepts {
                forward.push((format!("{from} accept"), place));
            }
            bound += 1;
        }
        let is_bound = bound > 0 || bindings.iter().any(|one| &one.zone == name);
        if name == &default || is_bound {
            script.zone(name, path, &document, DEEPEST)?;
        }
    }
    for Binding {
        interface,
        zone,
        path,
    } in bindings
    {
        // One that cannot be told is of no matter where it is the default zone.
        let from = match interface {
            Some(interface) => format!("iifname \"{interface}\""),
            None if zone == default => continue,
            None => UNKNOWN.to_owned(),
        };
        if zones.contains_key(&zone) {
            let to_zone = format!("{from} goto filter_IN_{zone}");
            input.push((to_zone, Source::file(path)));
        }
    }
    let place = zones
        .get(&default)
        .map_or_else(conf_place, |(path, _)| Source::file(path));
    script.line(
        "chain filter_INPUT { type filter hook input priority 10; policy accept;",
        place.clone(),
    );
    for text in [
        "ct state { established, related } accept",
        "ct status dnat accept",
        "iifname \"lo\" accept",
        "ct state invalid drop",
    ] {
        script.line(text, place.clone());
    }
    for (text, place) in input {
        script.line(&text, place);
    }
    script.line(&format!("goto filter_IN_{default}"), place.clone());
    script.line("}", place.clone());
    script.line(
        "chain filter_FORWARD { type filter hook forward priority 10; policy accept;",
        place.clone(),
    );
    script.line("ct state { established, related } accept", place.clone());
    script.line("ct status dnat accept", place.clone());
    for (text, place) in forward {
        script.line(&text, place);
    }
    script.line("reject with icmpx type admin-prohibited", place.clone());
    script.line("} }", place);
    script.ruleset().map_err(FactError::Failed)
}

/// Files of zones by name: the default one and those that something is bound to are used.
fn zones(
    system: &dyn System,
    default: &str,
) -> Result<BTreeMap<String, (String, String)>, FactError> {
    let mut zones = BTreeMap::new();
    for directory in DIRECTORIES {
        let below = format!("{directory}/zones");
        let names = match system.list(Path::new(&below)) {
            Ok(names) => names,
            Err(ReadError::NotFound { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        for file in names {
            let Some(name) = file.strip_suffix(".xml") else {
                continue;
            };
            if zones.contains_key(name) {
                continue;
            }
            let path = format!("{below}/{file}");
            if let Some(text) = present(system.read_text(Path::new(&path)))? {
                zones.insert(name.to_owned(), (path, text));
            }
        }
    }
    if !zones.contains_key(default) {
        return Err(FactError::Failed(format!(
            "firewalld's default zone {default} is not in a file below {}",
            DIRECTORIES.join(" or ")
        )));
    }
    Ok(zones)
}

/// What puts an interface into a zone, beside the zones themselves.
struct Binding {
    /// None where it is told by something else than its name.
    interface: Option<String>,
    zone: String,
    path: String,
}

/// Where NetworkManager keeps its connections, today and up to RHEL 8, and the names of the keys.
const CONNECTIONS: [(&str, &str, &str); 2] = [
    (
        "/etc/NetworkManager/system-connections",
        "zone",
        "interface-name",
    ),
    ("/etc/sysconfig/network-scripts", "ZONE", "DEVICE"),
];

/// Interfaces that NetworkManager puts into a zone.
fn bindings(system: &dyn System) -> Vec<Binding> {
    let mut found = Vec::new();
    for (below, zone, interface) in CONNECTIONS {
        for name in system.list(Path::new(below)).unwrap_or_default() {
            let path = format!("{below}/{name}");
            let text = system.read_text(Path::new(&path)).unwrap_or_default();
            let value = |key| {
                let value = setting(&text, key)?.trim_matches(['"', '\'']);
                (!value.is_empty()).then(|| value.to_owned())
            };
            if let Some(zone) = value(zone) {
                found.push(Binding {
                    interface: value(interface),
                    zone,
                    path,
                });
            }
        }
    }
    found
}

struct Script<'s> {
    system: &'s dyn System,
    text: String,
    /// For each line.
    sources: Vec<Source>,
}

impl Script<'_> {
    fn line(&mut self, text: &str, source: Source) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{text}");
        self.sources.push(source);
    }

    /// The chain of a zone, and what it forwards.
    fn zone(
        &mut self,
        name: &str,
        path: &str,
        document: &Document<'_>,
        depth: usize,
    ) -> Result<(), FactError> {
        let root = document.root_element();
        let zone = Source::file(path);
        // Rich rules before what denies, then what allows, then rich rules after it.
        let mut stages: [Vec<(String, Source)>; 4] = Default::default();
        let mut forwarded = Vec::new();
        for node in root.children().filter(Node::is_element) {
            let place = place(path, document, node);
            let [before, denied, allowed, after] = &mut stages;
            match node.tag_name().name() {
                "rule" => {
                    let (text, accepts) = self.rich(node, depth)?;
                    let priority: i32 = node
                        .attribute("priority")
                        .and_then(|text| text.parse().ok())
                        .unwrap_or(0);
                    let stage = match (priority, accepts) {
                        (..=-1, _) => before,
                        (1.., _) => after,
                        (0, false) => denied,
                        (0, true) => allowed,
                    };
                    stage.extend(text.into_iter().map(|text| (text, place.clone())));
                }
                "forward-port" => forwarded.push((forward(node), place)),
                _ => {
                    for test in self.tests(node, depth)? {
                        allowed.push((format!("{test} accept"), place.clone()));
                    }
                }
            }
        }
        self.line(&format!("chain filter_IN_{name} {{"), zone.clone());
        for (text, place) in stages.into_iter().flatten() {
            self.line(&text, place);
        }
        let target = match root.attribute("target") {
            Some("ACCEPT") => "accept",
            Some("DROP") => "drop",
            _ => "reject with icmpx type admin-prohibited",
        };
        self.line(target, zone.clone());
        self.line("}", zone.clone());
        if !forwarded.is_empty() {
            self.line(
                &format!(
                    "chain nat_PRE_{name} {{ type nat hook prerouting priority -90; policy accept;"
                ),
                zone.clone(),
            );
            for (text, place) in forwarded {
                self.line(&text, place);
            }
            self.line("}", zone);
        }
        Ok(())
    }

    /// The lines of a rich rule, and whether it accepts.
    fn rich(&self, node: Node<'_, '_>, depth: usize) -> Result<(Vec<String>, bool), FactError> {
        let mut prefix = match node.attribute("family") {
            Some("ipv4") => "meta nfproto ipv4 ".to_owned(),
            Some("ipv6") => "meta nfproto ipv6 ".to_owned(),
            _ => String::new(),
        };
        let mut tests = vec![String::new()];
        let mut verdict = None;
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            match name {
                "source" | "destination" => {
                    let side = if name == "source" { "saddr" } else { "daddr" };
                    let not = match child.attribute("invert") {
                        Some("True" | "true" | "yes") => "!= ",
                        _ => "",
                    };
                    match child.attribute("address") {
                        Some(address) => {
                            let _ = write!(prefix, "{} {side} {not}{address} ", family(address));
                        }
                        None => {
                            let _ = write!(prefix, "{UNKNOWN} ");
                        }
                    }
                }
                "accept" => verdict = Some("accept"),
                "drop" => verdict = Some("drop"),
                "reject" => verdict = Some("reject"),
                "log" | "nflog" | "audit" | "mark" | "masquerade" | "icmp-block" | "icmp-type" => {}
                "forward-port" => return Ok((Vec::new(), false)),
                _ => tests = self.tests(child, depth)?,
            }
        }
        let Some(verdict) = verdict else {
            return Ok((Vec::new(), false));
        };
        let limited = node
            .children()
            .any(|child| child.children().any(|inner| inner.has_tag_name("limit")));
        let limit = if limited { "limit rate 1/second " } else { "" };
        let lines = tests
            .into_iter()
            .map(|test| format!("{prefix}{test} {limit}{verdict}"));
        Ok((lines.collect(), verdict == "accept"))
    }

    /// What an element of a zone or of a service tells of a packet, one test for each way.
    fn tests(&self, node: Node<'_, '_>, depth: usize) -> Result<Vec<String>, FactError> {
        let port = node.attribute("port").filter(|port| !port.is_empty());
        let protocol = node.attribute("protocol").unwrap_or("tcp");
        Ok(match (node.tag_name().name(), port) {
            ("port", Some(port)) => vec![format!("{protocol} dport {port}")],
            ("source-port", Some(port)) => vec![format!("{protocol} sport {port}")],
            ("port", None) => vec![format!("meta l4proto {protocol}")],
            ("protocol", _) => {
                let value = node.attribute("value").unwrap_or_default();
                vec![format!("meta l4proto {value}")]
            }
            ("service", _) => match node.attribute("name") {
                Some(name) => self.service(name, depth)?,
                None => Vec::new(),
            },
            _ => Vec::new(),
        })
    }

    fn service(&self, name: &str, depth: usize) -> Result<Vec<String>, FactError> {
        if depth == 0 {
            return Err(FactError::Failed(format!(
                "firewalld's service {name} is included too deeplyly"
            )));
        }
        for directory in DIRECTORIES {
            let path = format!("{directory}/services/{name}.xml");
            let Some(text) = present(self.system.read_text(Path::new(&path)))? else {
                continue;
            };
            let document = Document::parse(&text)
                .map_err(|error| FactError::Failed(format!("{path}: {error}")))?;
            let mut tests = Vec::new();
            let mut to = Vec::new();
            for node in document.root_element().children().filter(Node::is_element) {
                match node.tag_name().name() {
                    "include" => {
                        if let Some(other) = node.attribute("service") {
                            tests.extend(self.service(other, depth - 1)?);
                        }
                    }
                    "destination" => {
                        to.extend(node.attribute("ipv4").map(|to| format!("ip daddr {to} ")));
                        to.extend(node.attribute("ipv6").map(|to| format!("ip6 daddr {to} ")));
                    }
                    _ => tests.extend(self.tests(node, depth)?),
                }
            }
            if to.is_empty() {
                return Ok(tests);
            }
            let both = to
                .iter()
                .flat_map(|to| tests.iter().map(move |test| format!("{to}{test}")));
            return Ok(both.collect());
        }
        Err(FactError::Failed(format!(
            "firewalld's service {name} is not in a file below {}",
            DIRECTORIES.join(" or ")
        )))
    }

    /// The script as nft would load it, each rule with its place in the zones.
    fn ruleset(&self) -> Result<Ruleset, String> {
        let mut ruleset = nft_script::parse(self.system, NAME, &self.text)?;
        let place = |source: &Source| {
            let line = usize::try_from(source.line?).ok()?;
            self.sources.get(line.checked_sub(1)?).cloned()
        };
        for chain in ruleset
            .tables
            .iter_mut()
            .flat_map(|table| table.chains.values_mut())
        {
            chain.source = place(&chain.source).unwrap_or_else(|| Source::file(CONF));
            for rule in &mut chain.rules {
                let source = place(&rule.source()).unwrap_or_else(|| Source::file(CONF));
                rule.place = Place::At(Box::new(source));
            }
        }
        Ok(ruleset)
    }
}

/// A port that a zone leads to another one, or to another machine.
fn forward(node: Node<'_, '_>) -> String {
    let of = |name| node.attribute(name).filter(|text: &&str| !text.is_empty());
    let protocol = of("protocol").unwrap_or("tcp");
    let port = of("port").unwrap_or_default();
    match (of("to-addr"), of("to-port")) {
        (Some(address), Some(to)) if address.contains(':') => {
            format!("{protocol} dport {port} dnat ip6 to [{address}]:{to}")
        }
        (Some(address), Some(to)) => format!("{protocol} dport {port} dnat ip to {address}:{to}"),
        (Some(address), None) => {
            let ip = family(address);
            format!("{protocol} dport {port} dnat {ip} to {address}")
        }
        (None, Some(to)) => format!("{protocol} dport {port} redirect to :{to}"),
        (None, None) => format!("{protocol} dport {port} continue"),
    }
}

fn family(address: &str) -> &'static str {
    if address.contains(':') { "ip6" } else { "ip" }
}

fn place(path: &str, document: &Document<'_>, node: Node<'_, '_>) -> Source {
    Source::line(path, document.text_pos_at(node.range().start).row)
}

/// Whether a file holds rules, or a directory files.
fn is_used(system: &dyn System, path: &str) -> Result<bool, FactError> {
    if let Ok(names) = system.list(Path::new(path)) {
        return Ok(names.iter().any(|name| name.ends_with(".xml")));
    }
    let text = present(system.read_text(Path::new(path)))?.unwrap_or_default();
    Ok(text.contains("<rule") || text.contains("<passthrough"))
}

/// The value of a line `KEY=VALUE`.
fn setting<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let mut values = text.lines().filter_map(|line| {
        line.trim()
            .strip_prefix(key)?
            .trim_start()
            .strip_prefix('=')
    });
    values.next_back().map(str::trim)
}
