//! Whether an expression holds for requests of which a part is known.

use std::net::IpAddr;

use muster_sdk::{IpNet, parse_network};

use super::pattern::{self, Holds, Known};
use super::request::{Caller, Path, Request};
use super::tree::{Node, Operand, Operator, Value};
use super::truth::Truth;

/// What an operand stands for.
enum Meaning {
    Text(Known),
    Boolean(bool),
    /// The sender's address.
    Sender,
    /// A field that the request leaves open.
    Open(String),
    Unknown(String),
}

pub(super) fn node(node: &Node, request: &Request<'_>) -> Truth {
    match node {
        Node::Constant(holds) => Truth::from_bool(*holds),
        Node::Not(inner) => self::node(inner, request).not(),
        Node::And(left, right) => self::node(left, request).and(self::node(right, request)),
        Node::Or(left, right) => self::node(left, request).or(self::node(right, request)),
        Node::Xor(left, right) => self::node(left, request).xor(self::node(right, request)),
        Node::Compare(operand, operator, value) => compare(operand, *operator, value, request),
        Node::Within(operand, values) => within(operand, values, request),
        Node::Listed(operand, list) => listed(operand, list, request),
        Node::Test(operand) => test(operand, request),
    }
}

/// The text of `http.request.uri`: the path and what may follow it.
fn uri(request: &Request<'_>) -> Known {
    match request.path {
        Path::Exact(path) if !request.query => Known::exact(path),
        Path::Exact(path) | Path::Below(path) => Known::open(path),
    }
}

fn meaning(operand: &Operand, request: &Request<'_>) -> Meaning {
    match operand {
        Operand::Field(name) => field(name, request),
        Operand::Literal(Value::Text(text)) => Meaning::Text(Known::exact(text.as_str())),
        Operand::Literal(Value::Plain(text)) => {
            Meaning::Unknown(format!("`{text}` is where a field is expected"))
        }
        Operand::Condition(condition) => match node(condition, request) {
            Truth::Always => Meaning::Boolean(true),
            Truth::Never => Meaning::Boolean(false),
            Truth::Depends(field) => Meaning::Open(field),
            Truth::Unknown(reason) => Meaning::Unknown(reason),
        },
        Operand::Call(name, arguments) => call(name, arguments, request),
    }
}

fn field(name: &str, request: &Request<'_>) -> Meaning {
    match name {
        "http.request.uri.path" | "raw.http.request.uri.path" => {
            Meaning::Text(match request.path {
                Path::Exact(path) => Known::exact(path),
                Path::Below(path) => Known::open(path),
            })
        }
        "http.request.uri" | "raw.http.request.uri" => Meaning::Text(uri(request)),
        "http.request.full_uri" | "raw.http.request.full_uri" => {
            let host = request.host;
            Meaning::Text(uri(request).map(|uri| format!("https://{host}{uri}")))
        }
        "http.request.uri.query" | "raw.http.request.uri.query" if !request.query => {
            Meaning::Text(Known::exact(""))
        }
        "http.host" => Meaning::Text(Known::exact(request.host)),
        "http.request.method" => match request.method {
            Some(method) => Meaning::Text(Known::exact(method)),
            None => Meaning::Open(name.to_owned()),
        },
        // What is judged is judged over HTTPS; plain HTTP is for the rules on redirects.
        "ssl" => Meaning::Boolean(true),
        "ip.src" => Meaning::Sender,
        // The zone's authority gives a stranger no client certificate.
        "cf.tls_client_auth.cert_verified" if matches!(request.caller, Caller::Stranger) => {
            Meaning::Boolean(false)
        }
        _ => Meaning::Open(name.to_owned()),
    }
}

fn call(name: &str, arguments: &[Operand], request: &Request<'_>) -> Meaning {
    let unknown = || Meaning::Unknown(format!("the function `{name}` is not evaluated"));
    match (name, arguments) {
        ("lower", [text]) => mapped(text, request, str::to_ascii_lowercase),
        ("upper", [text]) => mapped(text, request, str::to_ascii_uppercase),
        ("starts_with", [text, Operand::Literal(Value::Text(prefix))]) => {
            holds(text, request, |known| known.starts_with(prefix))
        }
        ("ends_with", [text, Operand::Literal(Value::Text(suffix))]) => {
            holds(text, request, |known| known.ends_with(suffix))
        }
        _ => unknown(),
    }
}

fn mapped(
    operand: &Operand,
    request: &Request<'_>,
    change: impl FnOnce(&str) -> String,
) -> Meaning {
    match meaning(operand, request) {
        Meaning::Text(known) => Meaning::Text(known.map(change)),
        Meaning::Boolean(_) | Meaning::Sender => {
            Meaning::Unknown("a function of text is given something else".to_owned())
        }
        open @ (Meaning::Open(_) | Meaning::Unknown(_)) => open,
    }
}

fn holds(
    operand: &Operand,
    request: &Request<'_>,
    question: impl FnOnce(&Known) -> Holds,
) -> Meaning {
    match meaning(operand, request) {
        Meaning::Text(known) => match question(&known) {
            Some(holds) => Meaning::Boolean(holds),
            None => Meaning::Open(PATH.to_owned()),
        },
        Meaning::Boolean(_) | Meaning::Sender => {
            Meaning::Unknown("a function of text is given something else".to_owned())
        }
        open @ (Meaning::Open(_) | Meaning::Unknown(_)) => open,
    }
}

/// What is said to depend on the part of a text that is not known: all such texts hold the path.
const PATH: &str = "http.request.uri.path";

fn text_truth(holds: Holds) -> Truth {
    holds.map_or_else(|| Truth::Depends(PATH.to_owned()), Truth::from_bool)
}

fn test(operand: &Operand, request: &Request<'_>) -> Truth {
    match meaning(operand, request) {
        Meaning::Boolean(holds) => Truth::from_bool(holds),
        Meaning::Open(field) => Truth::Depends(field),
        Meaning::Unknown(reason) => Truth::Unknown(reason),
        Meaning::Text(_) | Meaning::Sender => {
            Truth::Unknown("a field that is not true or false stands alone".to_owned())
        }
    }
}

fn compare(operand: &Operand, operator: Operator, value: &Value, request: &Request<'_>) -> Truth {
    match (meaning(operand, request), value) {
        (Meaning::Text(known), Value::Text(text)) => compare_text(&known, operator, text),
        (Meaning::Sender, Value::Plain(address)) => {
            let inside = match Range::parse(address) {
                Some(range) => range.holds_sender(request.caller),
                None => Truth::Unknown(format!("`{address}` is not an address")),
            };
            match operator {
                Operator::Equal => inside,
                Operator::NotEqual => inside.not(),
                _ => Truth::Unknown("addresses can only be compared for equality".to_owned()),
            }
        }
        (Meaning::Boolean(holds), Value::Plain(word)) => {
            let same = match word.as_str() {
                "true" => Truth::from_bool(holds),
                "false" => Truth::from_bool(!holds),
                _ => return Truth::Unknown(format!("`{word}` is neither true nor false")),
            };
            match operator {
                Operator::Equal => same,
                Operator::NotEqual => same.not(),
                _ => Truth::Unknown("true and false can only be compared for equality".to_owned()),
            }
        }
        (Meaning::Open(field), _) => Truth::Depends(field),
        (Meaning::Unknown(reason), _) => Truth::Unknown(reason),
        (Meaning::Text(_), Value::Plain(_))
        | (Meaning::Sender | Meaning::Boolean(_), Value::Text(_)) => {
            Truth::Unknown("a field is compared with a value of another kind".to_owned())
        }
    }
}

fn compare_text(known: &Known, operator: Operator, text: &str) -> Truth {
    let order = |holds: bool| {
        if known.open {
            Truth::Unknown("the order of a path that is not wholly known".to_owned())
        } else {
            Truth::from_bool(holds)
        }
    };
    match operator {
        Operator::Equal => text_truth(known.equals(text)),
        Operator::NotEqual => text_truth(known.equals(text)).not(),
        Operator::Contains => text_truth(known.contains(text)),
        Operator::Less => order(known.text.as_str() < text),
        Operator::LessOrEqual => order(known.text.as_str() <= text),
        Operator::Greater => order(known.text.as_str() > text),
        Operator::GreaterOrEqual => order(known.text.as_str() >= text),
        Operator::StrictWildcard => text_truth(known.fits(text)),
        Operator::Wildcard => {
            let known = known.clone().map(str::to_lowercase);
            text_truth(known.fits(&text.to_lowercase()))
        }
        Operator::Matches => match pattern::matches(text, known) {
            Ok(holds) => text_truth(holds),
            Err(reason) => Truth::Unknown(reason),
        },
        Operator::BitwiseAnd => Truth::Unknown("text has no bits".to_owned()),
    }
}

fn within(operand: &Operand, values: &[Value], request: &Request<'_>) -> Truth {
    match meaning(operand, request) {
        Meaning::Text(known) => values
            .iter()
            .map(|value| match value {
                Value::Text(text) => text_truth(known.equals(text)),
                Value::Plain(_) => {
                    Truth::Unknown("a text is compared with something else".to_owned())
                }
            })
            .fold(Truth::Never, Truth::or),
        Meaning::Sender => within_ranges(values, request.caller),
        Meaning::Open(field) => Truth::Depends(field),
        Meaning::Unknown(reason) => Truth::Unknown(reason),
        Meaning::Boolean(_) => Truth::Unknown("true and false cannot be in a set".to_owned()),
    }
}

/// Whether the sender is in one of the ranges. Each of several senders may be in another one.
fn within_ranges(values: &[Value], caller: Caller<'_>) -> Truth {
    let mut ranges = Vec::new();
    for value in values {
        let (Value::Plain(text) | Value::Text(text)) = value;
        match Range::parse(text) {
            Some(range) => ranges.push(range),
            None => return Truth::Unknown(format!("`{text}` is not an address")),
        }
    }
    match caller {
        Caller::Stranger if ranges.iter().map(Range::size_4).sum::<u64>() >= VAST_4 => {
            Truth::Depends(SENDER.to_owned())
        }
        Caller::Stranger => ranges
            .iter()
            .map(|range| range.holds_sender(caller))
            .fold(Truth::Never, Truth::or),
        Caller::Among(senders) => among(senders, |sender| {
            ranges.iter().any(|range| range.contains(sender))
        }),
    }
}

/// A sixteenth of IPv4, which nobody owns: to ranges that hold as much together nobody is a stranger.
const VAST_4: u64 = 1 << 28;

fn among(senders: &[IpAddr], inside: impl Fn(IpAddr) -> bool) -> Truth {
    let held = senders.iter().filter(|sender| inside(**sender)).count();
    if held == 0 && !senders.is_empty() {
        Truth::Never
    } else if held == senders.len() && held > 0 {
        Truth::Always
    } else {
        Truth::Depends(SENDER.to_owned())
    }
}

const SENDER: &str = "ip.src";

fn listed(operand: &Operand, list: &str, request: &Request<'_>) -> Truth {
    match meaning(operand, request) {
        Meaning::Sender => match request.caller {
            // Lists of Cloudflare's own hold the addresses of attackers, whoever they are.
            Caller::Stranger if !list.starts_with("cf.") => Truth::Never,
            Caller::Stranger | Caller::Among(_) => {
                Truth::Unknown(format!("the list `${list}` is not read"))
            }
        },
        Meaning::Open(field) => Truth::Depends(field),
        Meaning::Unknown(reason) => Truth::Unknown(reason),
        Meaning::Text(_) | Meaning::Boolean(_) => {
            Truth::Unknown(format!("the list `${list}` is not read"))
        }
    }
}

/// Addresses as an expression names them.
enum Range {
    Network(IpNet),
    /// From one address to another.
    Between(IpAddr, IpAddr),
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        match text.split_once("..") {
            Some((first, last)) => {
                let (first, last) = (first.parse().ok()?, last.parse().ok()?);
                Some(Self::Between(first, last))
            }
            None => parse_network(text).map(Self::Network),
        }
    }

    fn contains(&self, address: IpAddr) -> bool {
        match self {
            Self::Network(network) => network.contains(&address),
            // The order of the type puts IPv4 before IPv6, so that no address is between two
            // addresses of the other family.
            Self::Between(first, last) => {
                first.is_ipv4() == address.is_ipv4() && *first <= address && address <= *last
            }
        }
    }

    /// How many addresses of IPv4 it holds.
    fn size_4(&self) -> u64 {
        match self {
            Self::Network(IpNet::V4(network)) => 1 << (32 - network.prefix_len()),
            Self::Between(IpAddr::V4(first), IpAddr::V4(last)) => {
                (u64::from(last.to_bits()) + 1).saturating_sub(first.to_bits().into())
            }
            Self::Network(IpNet::V6(_)) | Self::Between(..) => 0,
        }
    }

    /// Whether it holds so much of the internet that nobody is a stranger to it. No one owns more
    /// than a /8 (RFC 1366), and providers get no IPv6 network larger than a /16.
    fn is_vast(&self) -> bool {
        match self {
            Self::Network(IpNet::V4(network)) => network.prefix_len() < 8,
            Self::Network(IpNet::V6(network)) => network.prefix_len() < 16,
            // What begins and ends in the same /8, or /16 of IPv6, holds no more than that.
            Self::Between(IpAddr::V4(first), IpAddr::V4(last)) => {
                first.octets().first() != last.octets().first()
            }
            Self::Between(IpAddr::V6(first), IpAddr::V6(last)) => {
                first.segments().first() != last.segments().first()
            }
            Self::Between(IpAddr::V4(_), IpAddr::V6(_))
            | Self::Between(IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }

    fn holds_sender(&self, caller: Caller<'_>) -> Truth {
        match (self, caller) {
            (range, Caller::Stranger) => {
                if range.is_vast() {
                    Truth::Depends(SENDER.to_owned())
                } else {
                    Truth::Never
                }
            }
            (range, Caller::Among(senders)) => among(senders, |sender| range.contains(sender)),
        }
    }
}
