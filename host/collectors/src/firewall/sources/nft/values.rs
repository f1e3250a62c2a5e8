//! Left and right sides of nft expressions in JSON: which field is meant, and which values.
//! Knows nothing of statements.

use serde_json::Value;

use crate::firewall::model::headers::Header;
use crate::firewall::model::packet::{state, status};
use crate::firewall::model::ruleset::{Field, Test, Values};
use crate::intervals::{Intervals, parse_prefix, prefix};

/// What an expression reads, and what must hold for it to be readable at all: `tcp dport` is
/// never equal to anything in a UDP packet.
pub(in crate::firewall) struct Operand {
    /// The field; `None` when it is not one of those that are modelled.
    pub(in crate::firewall) field: Option<Field>,
    /// What the packet has there, when the model does not vary it.
    pub(in crate::firewall) header: Option<Header>,
    /// The protocol that the expression implies.
    pub(in crate::firewall) implied: Option<Test>,
}

/// Reads the left side of a match, or one part of a concatenation.
#[must_use]
pub(in crate::firewall) fn operand(left: &Value) -> Operand {
    let inner = |kind: &str, key: &str| left.get(kind)?.get(key)?.as_str();
    if let (Some(protocol), Some(field)) = (inner("payload", "protocol"), inner("payload", "field"))
    {
        return payload(protocol, field);
    }
    let mut header = None;
    let field = if let Some(key) = inner("meta", "key") {
        header = Header::of_meta(key);
        match key {
            "l4proto" => Some(Field::Protocol),
            "nfproto" | "protocol" => Some(Field::IpVersion),
            "iif" | "iifname" => Some(Field::IncomingInterface),
            "oif" | "oifname" => Some(Field::OutgoingInterface),
            "pkttype" => Some(Field::PacketType),
            "mark" => Some(Field::Mark),
            _ => None,
        }
    } else if let Some(key) = inner("ct", "key") {
        let original = inner("ct", "dir") == Some("original");
        header = Header::of_connection(key);
        match key {
            "state" => Some(Field::ConnectionState),
            "status" => Some(Field::ConnectionStatus),
            "direction" => Some(Field::ConnectionDirection),
            "mark" => Some(Field::Mark),
            "l3proto" if original => Some(Field::IpVersion),
            "protocol" if original => Some(Field::Protocol),
            "proto-dst" if original => Some(Field::OriginalDestinationPort),
            "proto-src" if original => Some(Field::SourcePort),
            "daddr" | "ip daddr" | "ip6 daddr" if original => {
                Some(Field::OriginalDestinationAddress)
            }
            "saddr" | "ip saddr" | "ip6 saddr" if original => Some(Field::OriginalSourceAddress),
            _ => None,
        }
    } else if let Some(fib) = left.get("fib") {
        fib_field(fib)
    } else {
        header = elsewhere(left);
        None
    };
    Operand {
        field,
        header,
        implied: None,
    }
}

fn payload(protocol: &str, field_name: &str) -> Operand {
    let implied = match protocol {
        "ip" => Some(Test::is(Field::IpVersion, 4)),
        "ip6" => Some(Test::is(Field::IpVersion, 6)),
        "th" | "ether" | "vlan" => None,
        "arp" => Some(Test::Never),
        transport => protocol_number(transport).map(|number| Test::is(Field::Protocol, number)),
    };
    let field = match (protocol, field_name) {
        ("ip" | "ip6", "saddr") => Some(Field::SourceAddress),
        ("ip" | "ip6", "daddr") => Some(Field::DestinationAddress),
        // Extension headers are not modelled: the next header of a plain packet is the transport.
        ("ip", "protocol") | ("ip6", "nexthdr") => Some(Field::Protocol),
        ("ip", "version") | ("ip6", "version") => Some(Field::IpVersion),
        ("tcp" | "udp" | "th", "dport") => Some(Field::DestinationPort),
        ("tcp" | "udp" | "th", "sport") => Some(Field::SourcePort),
        ("tcp", "flags") => Some(Field::TcpFlags),
        ("ether", "type") => Some(Field::IpVersion),
        _ => None,
    };
    Operand {
        field,
        header: Header::of_payload(protocol, field_name),
        implied,
    }
}

/// Options, extension headers and what is drawn by lot.
fn elsewhere(left: &Value) -> Option<Header> {
    let (kind, body) = left.as_object()?.iter().next()?;
    Some(match kind.as_str() {
        // Without a field the question is whether the packet has it; a plain one does not.
        "exthdr" | "ip option" if body.get("field").is_none() => Header::Always(0),
        "exthdr" | "ip option" | "ipsec" | "dccp option" | "sctp chunk" => Header::Missing,
        "tcp option" | "numgen" | "jhash" | "symhash" | "osf" => Header::ANY,
        _ => return None,
    })
}

fn fib_field(fib: &Value) -> Option<Field> {
    let flags = fib.get("flags")?;
    let has = |flag: &str| {
        flags.as_str() == Some(flag)
            || flags
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one.as_str() == Some(flag)))
    };
    match fib.get("result")?.as_str()? {
        "type" if has("daddr") => Some(Field::DestinationType),
        "type" if has("saddr") => Some(Field::SourceType),
        "oif" | "oifname" | "check" if has("saddr") => Some(Field::ReturnRoute),
        _ => None,
    }
}

/// Reads the right side of a match, or an element of a set, as values of a field. Anything that
/// cannot be read makes the whole opaque.
#[must_use]
pub(in crate::firewall) fn values(field: Field, right: &Value) -> Values {
    all_values(field, std::slice::from_ref(right))
}

/// Reads the elements of a set as one collection of values. An empty set holds nothing.
#[must_use]
pub(in crate::firewall) fn all_values(field: Field, elements: &[Value]) -> Values {
    if matches!(field, Field::IncomingInterface | Field::OutgoingInterface) {
        let found: Option<Vec<Vec<String>>> = elements.iter().map(names).collect();
        return found.map_or(Values::Opaque, |found| Values::Names(found.concat()));
    }
    let mut ranges = Vec::with_capacity(elements.len());
    for element in elements {
        if collect(field, element, &mut ranges).is_none() {
            return Values::Opaque;
        }
    }
    Values::Numbers(Intervals::new(ranges))
}

/// Plain numbers of the right side of a match, for a field that the model does not vary.
#[must_use]
pub(in crate::firewall) fn plain_numbers(operator: &str, elements: &[Value]) -> Option<Intervals> {
    // Any field whose values are written as numbers will do.
    const FIELD: Field = Field::ReturnRoute;
    if let ([right], "<" | "<=" | ">" | ">=") = (elements, operator) {
        return comparison(FIELD, operator, right).map(|range| Intervals::new([range]));
    }
    match all_values(FIELD, elements) {
        Values::Numbers(numbers) => Some(numbers),
        Values::Names(_) | Values::Opaque => None,
    }
}

/// How many bits the numbers of a field have, for those of which rules compare a part.
#[must_use]
pub(in crate::firewall) const fn width(field: Field, implied: Option<u128>) -> Option<u32> {
    match field {
        Field::SourcePort | Field::DestinationPort | Field::OriginalDestinationPort => Some(16),
        Field::SourceAddress
        | Field::DestinationAddress
        | Field::OriginalDestinationAddress
        | Field::OriginalSourceAddress => match implied {
            Some(4) => Some(32),
            Some(6) => Some(128),
            _ => None,
        },
        _ => None,
    }
}

fn names(right: &Value) -> Option<Vec<String>> {
    if let Some(name) = right.as_str() {
        return Some(vec![name.to_owned()]);
    }
    match right.as_array() {
        Some(all) => Some(all.iter().map(names).collect::<Option<Vec<_>>>()?.concat()),
        None => names(right.get("set").or_else(|| element(right))?),
    }
}

/// The value inside an element that carries a timeout, comment or counter.
fn element(value: &Value) -> Option<&Value> {
    value.get("elem")?.get("val")
}

fn collect(field: Field, right: &Value, ranges: &mut Vec<(u128, u128)>) -> Option<()> {
    if let Some(all) = right.as_array() {
        for one in all {
            collect(field, one, ranges)?;
        }
    } else if let Some(inner) = right.get("set").or_else(|| element(right)) {
        collect(field, inner, ranges)?;
    } else if let Some(bounds) = right.get("range") {
        let (first, last) = (bounds.get(0)?, bounds.get(1)?);
        ranges.push((scalar(field, first)?.0, scalar(field, last)?.1));
    } else if let Some(inner) = right.get("prefix") {
        let address = inner.get("addr")?.as_str()?.parse().ok()?;
        let length = u8::try_from(inner.get("len")?.as_u64()?).ok()?;
        ranges.push(prefix(address, length)?);
    } else {
        ranges.push(scalar(field, right)?);
    }
    Some(())
}

fn scalar(field: Field, value: &Value) -> Option<(u128, u128)> {
    let Some(text) = value.as_str() else {
        let number = match value.as_bool() {
            Some(set) => u128::from(set),
            None => u128::from(value.as_u64()?),
        };
        return Some((number, number));
    };
    // A wildcard element.
    if text == "*" {
        return Some((0, u128::MAX));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        let number = u128::from_str_radix(digits, 16).ok()?;
        return Some((number, number));
    }
    let named = match field {
        Field::SourceAddress
        | Field::DestinationAddress
        | Field::OriginalDestinationAddress
        | Field::OriginalSourceAddress => return parse_prefix(text),
        Field::Protocol => protocol_number(text)?,
        Field::IpVersion => match text {
            "ipv4" | "ip" => 4,
            "ipv6" | "ip6" => 6,
            // An Ethernet type that is not IP.
            _ => 0,
        },
        Field::ConnectionState => match text {
            "invalid" => state::INVALID,
            "established" => state::ESTABLISHED,
            "related" => state::RELATED,
            "new" => state::NEW,
            "untracked" => state::UNTRACKED,
            _ => return None,
        },
        Field::ConnectionStatus => match text {
            "dnat" => status::DNAT,
            "snat" => status::SNAT,
            // Bits that the first packet of a connection does not have.
            "expected" => 1,
            "seen-reply" => 2,
            "assured" => 4,
            "confirmed" => 8,
            "dying" => 1 << 9,
            _ => return None,
        },
        Field::ConnectionDirection => match text {
            "original" => 0,
            "reply" => 1,
            _ => return None,
        },
        Field::TcpFlags => tcp_flag(text)?,
        Field::DestinationType | Field::SourceType => address_type_number(text)?,
        Field::PacketType => match text {
            "host" | "unicast" => 0,
            "broadcast" => 1,
            "multicast" => 2,
            "other" => 3,
            _ => return None,
        },
        Field::SourcePort | Field::DestinationPort | Field::OriginalDestinationPort => {
            text.parse::<u16>().ok()?.into()
        }
        Field::ReturnRoute => match text {
            "missing" => 0,
            "exists" => 1,
            _ => return None,
        },
        Field::Mark | Field::IncomingInterface | Field::OutgoingInterface => return None,
    };
    Some((named, named))
}

/// A flag of the TCP header.
#[must_use]
pub(in crate::firewall) fn tcp_flag(name: &str) -> Option<u128> {
    const FLAGS: [&str; 8] = ["fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"];
    let bit = FLAGS
        .iter()
        .position(|flag| flag.eq_ignore_ascii_case(name))?;
    Some(1 << bit)
}

/// A type of address by nft's or iptables' name, as a number of `RTN_*`.
#[must_use]
pub(in crate::firewall) fn address_type_number(name: &str) -> Option<u128> {
    const TYPES: [&str; 12] = [
        "unspec",
        "unicast",
        "local",
        "broadcast",
        "anycast",
        "multicast",
        "blackhole",
        "unreachable",
        "prohibit",
        "throw",
        "nat",
        "xresolve",
    ];
    let index = TYPES
        .iter()
        .position(|kind| kind.eq_ignore_ascii_case(name))?;
    u128::try_from(index).ok()
}

/// IANA protocol number of a name or number.
#[must_use]
pub(in crate::firewall) fn protocol_number(name: &str) -> Option<u128> {
    Some(match name.to_ascii_lowercase().as_str() {
        "icmp" => 1,
        "igmp" => 2,
        "ipencap" => 4,
        "tcp" => 6,
        "udp" => 17,
        "dccp" => 33,
        "ipv6" => 41,
        "gre" => 47,
        "esp" => 50,
        "ah" => 51,
        "icmpv6" | "ipv6-icmp" => 58,
        "ospf" => 89,
        "pim" => 103,
        "comp" | "ipcomp" => 108,
        "vrrp" => 112,
        "sctp" => 132,
        "udplite" => 136,
        number => number.parse::<u8>().ok()?.into(),
    })
}

/// A single number of a field, bits in a list joined: `["fin", "syn"]` or `{"|": [...]}`.
#[must_use]
pub(in crate::firewall) fn bits(field: Field, value: &Value) -> Option<u128> {
    match value.as_array().or_else(|| value.get("|")?.as_array()) {
        Some(all) => all
            .iter()
            .try_fold(0, |joined, one| Some(joined | bits(field, one)?)),
        None => scalar(field, value).map(|(first, _)| first),
    }
}

/// An address that a rule translates to.
#[must_use]
pub(in crate::firewall) fn address(value: &Value) -> Option<std::net::IpAddr> {
    let text = value
        .as_str()
        .or_else(|| value.get("range")?.get(0)?.as_str())?;
    text.parse().ok()
}

/// A port that a rule translates to; of a range, the first.
#[must_use]
pub(in crate::firewall) fn port(value: &Value) -> Option<u16> {
    let port = value
        .as_u64()
        .or_else(|| value.get("range")?.get(0)?.as_u64())?;
    u16::try_from(port).ok()
}

/// The values on one side of a number.
#[must_use]
pub(in crate::firewall) fn comparison(
    field: Field,
    operator: &str,
    right: &Value,
) -> Option<(u128, u128)> {
    let (value, _) = scalar(field, right)?;
    match operator {
        // Nothing is below 0.
        "<" if value == 0 => Some((1, 0)),
        "<" => Some((0, value.checked_sub(1)?)),
        "<=" => Some((0, value)),
        ">" => Some((value.checked_add(1)?, u128::MAX)),
        ">=" => Some((value, u128::MAX)),
        _ => None,
    }
}
