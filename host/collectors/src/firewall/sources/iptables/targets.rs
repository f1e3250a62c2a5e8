//! What an iptables target does (iptables-extensions(8), TARGET EXTENSIONS). A target that is
//! neither here nor a chain is opaque.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::firewall::model::marks;
use crate::firewall::model::ruleset::Action;

/// Whether a target lets the packet go on to the next rule without changing where it goes.
#[must_use]
pub(in crate::firewall) fn passes_on(target: &str) -> bool {
    matches!(
        target,
        "LOG"
            | "NFLOG"
            | "ULOG"
            | "AUDIT"
            | "TRACE"
            | "MARK"
            | "CONNMARK"
            | "SECMARK"
            | "CONNSECMARK"
            | "CLASSIFY"
            | "CHECKSUM"
            | "DSCP"
            | "TOS"
            | "TTL"
            | "HL"
            | "ECN"
            | "TCPMSS"
            | "TCPOPTSTRIP"
            | "SET"
            | "HMARK"
            | "RATEEST"
            | "IDLETIMER"
            | "LED"
            | "TEE"
    )
}

/// The action of `-j TARGET`, where `options` are the words that followed it.
#[must_use]
pub(in crate::firewall) fn action(target: &str, options: &[Cow<'_, str>]) -> Action {
    let option = |name: &str| {
        let at = options.iter().position(|word| word == name)?;
        options.get(at + 1).map(AsRef::as_ref)
    };
    match target {
        "ACCEPT" => Action::Accept,
        "DROP" | "STEAL" => Action::Drop,
        "REJECT" => Action::Reject,
        "RETURN" => Action::Return,
        "NOTRACK" => Action::Untrack,
        "CT" if options.iter().any(|word| word == "--notrack") => Action::Untrack,
        "CT" => Action::Continue,
        // On the way out of a nat chain; the packet itself stays.
        "MASQUERADE" | "SNAT" => Action::Accept,
        "DNAT" => option("--to-destination")
            .and_then(destination)
            .unwrap_or(Action::Opaque),
        "REDIRECT" => match option("--to-ports").map(first_port) {
            None => Action::Redirect { port: None },
            Some(Some(port)) => Action::Redirect { port: Some(port) },
            Some(None) => Action::Opaque,
        },
        "MARK" | "CONNMARK" | "HMARK" => Action::Mark(marks::set_by(options)),
        // It may take a mark from a set.
        "SET" if options.iter().any(|word| word == "--map-mark") => Action::Mark(u32::MAX),
        name if passes_on(name) => Action::Continue,
        name if name.chars().any(|c| c.is_ascii_lowercase()) || !is_extension(name) => {
            Action::Jump(name.to_owned())
        }
        _ => Action::Opaque,
    }
}

/// Targets that are programs in the kernel and that decide a packet's way on their own. Every
/// other word in capitals is the name of a chain.
fn is_extension(target: &str) -> bool {
    matches!(
        target,
        "NFQUEUE"
            | "QUEUE"
            | "TPROXY"
            | "SYNPROXY"
            | "NETMAP"
            | "CLUSTERIP"
            | "SNPT"
            | "DNPT"
            | "RAWDNAT"
    )
}

/// `ADDRESS[-ADDRESS][:PORT[-PORT]]`, IPv6 in brackets when a port follows. Of a range, the first.
fn destination(text: &str) -> Option<Action> {
    if let Ok(address) = text.parse() {
        return Some(Action::Translate {
            address: Some(address),
            port: None,
        });
    }
    let (addresses, ports) = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            (address, port.strip_prefix(':'))
        }
        None => match text.rsplit_once(':') {
            Some((address, port)) => (address, Some(port)),
            None => (text, None),
        },
    };
    let first = addresses.split('-').next().unwrap_or_default();
    let address: Option<IpAddr> = match first {
        "" => None,
        address => Some(address.parse().ok()?),
    };
    let port = match ports {
        None => None,
        Some(ports) => Some(first_port(ports)?),
    };
    Some(Action::Translate { address, port })
}

fn first_port(ports: &str) -> Option<u16> {
    ports.split(['-', '/']).next()?.parse().ok()
}
