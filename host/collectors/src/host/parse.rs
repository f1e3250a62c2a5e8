//! os-release(5), hostname(5), and the address tables of procfs. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use muster_facts::host::Address;

/// What os-release(5) says, with its defaults for what is not set.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OsRelease {
    pub(crate) id: String,
    /// `ID_LIKE`: what it derives from, the closest first.
    pub(crate) like: Vec<String>,
    /// Empty when not set.
    pub(crate) version: String,
    pub(crate) name: String,
}

/// Assignments with the shell's quoting and nothing else of the shell; the last one counts.
pub(super) fn os_release(text: &str) -> Result<OsRelease, String> {
    let mut os = OsRelease {
        id: "linux".to_owned(),
        like: Vec::new(),
        version: String::new(),
        name: "Linux".to_owned(),
    };
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = |problem: &str| format!("line {} {problem}", index + 1);
        let (key, value) = line
            .split_once('=')
            .ok_or_else(|| at("is not an assignment; see os-release(5)"))?;
        let value = unquote(value).ok_or_else(|| at("is not quoted as os-release(5) requires"))?;
        match key {
            "ID" => os.id = value,
            "ID_LIKE" => os.like = value.split_whitespace().map(str::to_owned).collect(),
            "VERSION_ID" => os.version = value,
            "PRETTY_NAME" => os.name = value,
            _ => {}
        }
    }
    Ok(os)
}

/// The value of one shell word; none when it is more or less than that.
fn unquote(word: &str) -> Option<String> {
    let mut value = String::new();
    let mut quote = None;
    let mut characters = word.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '\\') => value.push(characters.next()?),
            (Some('"'), '\\') => match characters.next()? {
                escaped @ ('"' | '\\' | '$' | '`') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            (None, ' ' | '\t' | '$' | '`' | ';' | '&' | '|' | '<' | '>' | '(' | ')')
            | (Some('"'), '$' | '`') => return None,
            (_, other) => value.push(other),
        }
    }
    quote.is_none().then_some(value)
}

/// The first line that is neither empty nor a comment; none without one.
pub(super) fn hostname(text: &str) -> Result<Option<String>, String> {
    /// `HOST_NAME_MAX` of Linux.
    const LONGEST: usize = 64;
    let lines = text.lines().enumerate().map(|(at, line)| (at, line.trim()));
    let Some((index, name)) = lines
        .into_iter()
        .find(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    else {
        return Ok(None);
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if name.len() > LONGEST || !name.chars().all(plain) {
        return Err(format!(
            "/etc/hostname line {} is not a host name; see hostname(5)",
            index + 1
        ));
    }
    Ok(Some(name.to_owned()))
}

/// A route to a directly connected network.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route {
    interface: String,
    network: u32,
    mask: u32,
}

/// `/proc/net/route`: the directly connected networks. Only the name of an interface depends on
/// it, so that lines in another form are passed over.
pub(super) fn routes(text: &str) -> Vec<Route> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let mut fields = line.split_ascii_whitespace();
            let interface = fields.next()?.to_owned();
            let network = native_ipv4(fields.next()?)?.to_bits();
            let gateway = native_ipv4(fields.next()?)?;
            let mask = native_ipv4(fields.nth(4)?)?.to_bits();
            gateway.is_unspecified().then_some(Route {
                interface,
                network,
                mask,
            })
        })
        .collect()
}

/// An address as procfs prints it: the bytes in network order, read as one number of the machine.
fn native_ipv4(hexadecimal: &str) -> Option<Ipv4Addr> {
    let number = u32::from_str_radix(hexadecimal, 16).ok()?;
    Some(Ipv4Addr::from(number.to_ne_bytes()))
}

/// `/proc/net/fib_trie`: leaves (`|-- ADDRESS`) that have a route `/32 host LOCAL` below them.
pub(super) fn fib_trie(text: &str, routes: &[Route]) -> Result<Vec<Address>, String> {
    let mut addresses = std::collections::BTreeSet::new();
    let mut leaf = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if let Some(address) = line.strip_prefix("|-- ") {
            let address: Ipv4Addr = address
                .trim_end()
                .parse()
                .map_err(|_| format!("line {} is not an address", index + 1))?;
            leaf = Some(address);
        } else if line.trim_end() == "/32 host LOCAL" {
            addresses.extend(leaf);
        }
    }
    Ok(addresses
        .into_iter()
        .map(|ipv4| address(interface_of(ipv4, routes), ipv4.into()))
        .collect())
}

/// The interface whose network holds the address, the narrowest first; empty when none does.
fn interface_of(address: Ipv4Addr, routes: &[Route]) -> String {
    if address.is_loopback() {
        // Its route is in the table `local` alone, which procfs does not show.
        return "lo".to_owned();
    }
    routes
        .iter()
        .filter(|route| address.to_bits() & route.mask == route.network)
        .max_by_key(|route| route.mask)
        .map(|route| route.interface.clone())
        .unwrap_or_default()
}

/// `/proc/net/if_inet6`: address, index, prefix length, scope, flags, interface.
pub(super) fn if_inet6(text: &str) -> Result<Vec<Address>, String> {
    let mut addresses = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let mut fields = line.split_ascii_whitespace();
        let found = fields
            .next()
            .filter(|digits| digits.len() == 32)
            .and_then(|digits| u128::from_str_radix(digits, 16).ok())
            .zip(fields.nth(4));
        let (bits, interface) =
            found.ok_or_else(|| format!("line {} is not an address", index + 1))?;
        addresses.push(address(
            interface.to_owned(),
            Ipv6Addr::from_bits(bits).into(),
        ));
    }
    Ok(addresses)
}

fn address(network_interface: String, address: IpAddr) -> Address {
    Address {
        network_interface,
        family: match address {
            IpAddr::V4(_) => "ipv4",
            IpAddr::V6(_) => "ipv6",
        }
        .to_owned(),
        address: address.to_string(),
        scope: scope(address).to_owned(),
    }
}

/// Who can reach an address, from the address alone.
pub(super) fn scope(address: IpAddr) -> &'static str {
    match address {
        _ if address.is_loopback() => "loopback",
        IpAddr::V4(ipv4) if ipv4.is_link_local() => "link-local",
        IpAddr::V6(ipv6) if ipv6.is_unicast_link_local() => "link-local",
        IpAddr::V4(ipv4) if ipv4.is_private() || is_shared(ipv4) => "private",
        IpAddr::V6(ipv6) if ipv6.is_unique_local() => "private",
        IpAddr::V4(_) | IpAddr::V6(_) => "global",
    }
}

/// 100.64.0.0/10, RFC 6598: between a provider's NAT and its customers.
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && second & 0b1100_0000 == 64
}
