//! A packet that stands for a class of packets, and what a test says about it. Knows tests, not
//! chains.

use std::net::IpAddr;

use crate::firewall::model::ruleset::{Field, Test, Values, Version};
use crate::intervals::number;

/// Connection tracking states as one bit each, as in the kernel's `NF_CT_STATE_BIT`.
pub(in crate::firewall) mod state {
    /// Not acceptable as part of any connection.
    pub(in crate::firewall) const INVALID: u128 = 1;
    /// Part of a connection that saw packets both ways.
    pub(in crate::firewall) const ESTABLISHED: u128 = 2;
    /// New, but belongs to another connection.
    pub(in crate::firewall) const RELATED: u128 = 4;
    /// The first packet of a connection.
    pub(in crate::firewall) const NEW: u128 = 8;
    /// Not tracked.
    pub(in crate::firewall) const UNTRACKED: u128 = 64;
}

/// Connection tracking status bits, `IPS_*` of the kernel; only those that a first packet may have.
pub(in crate::firewall) mod status {
    /// Source NAT; never so far on the way in.
    pub(in crate::firewall) const SNAT: u128 = 1 << 4;
    /// Destination NAT.
    pub(in crate::firewall) const DNAT: u128 = 1 << 5;
}

/// Types of an address, `RTN_*` of the kernel.
pub(in crate::firewall) mod address_type {
    /// Somewhere else.
    pub(in crate::firewall) const UNICAST: u128 = 1;
    /// The host itself.
    pub(in crate::firewall) const LOCAL: u128 = 2;
}

/// The SYN bit of the TCP header.
pub(in crate::firewall) const SYN: u128 = 2;

/// Where clients' ports come from, in the middle of the dynamic ports of RFC 6335. A client may
/// choose another: whoever wants to get in does.
pub(in crate::firewall) const CLIENT_PORT: u16 = 52_525;

/// Transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::firewall) enum Protocol {
    Tcp,
    Udp,
    /// Only asked about where a container publishes such a port.
    Sctp,
}

impl Protocol {
    /// Those whose whole port space is told, in the order of the facts.
    pub(in crate::firewall) const ALL: [Self; 2] = [Self::Tcp, Self::Udp];

    /// Those that containers publish ports of.
    pub(in crate::firewall) const PUBLISHED: [Self; 3] = [Self::Tcp, Self::Udp, Self::Sctp];

    /// The word of the facts.
    #[must_use]
    pub(in crate::firewall) const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }

    /// IANA protocol number.
    #[must_use]
    pub(in crate::firewall) const fn number(self) -> u128 {
        match self {
            Self::Tcp => 6,
            Self::Udp => 17,
            Self::Sctp => 132,
        }
    }
}

/// Where a packet leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Outgoing {
    /// Not routed yet, or for the host itself.
    Nowhere,
    /// By this interface.
    Interface(String),
    /// By an interface whose name no source tells: the bridge or tunnel that the rule at hand
    /// names, and no physical one.
    Bridge,
}

/// The first packet of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::firewall) struct Packet {
    /// IP version.
    pub(in crate::firewall) version: Version,
    /// Transport protocol.
    pub(in crate::firewall) protocol: Protocol,
    /// Sender.
    pub(in crate::firewall) source: u128,
    /// The port that it sends from.
    pub(in crate::firewall) source_port: u16,
    /// Receiver; `None` for an address of the host that no rule names.
    pub(in crate::firewall) destination: Option<u128>,
    /// Destination port.
    pub(in crate::firewall) port: u16,
    /// Receiver before NAT.
    pub(in crate::firewall) original_destination: Option<u128>,
    /// Destination port before NAT.
    pub(in crate::firewall) original_port: u16,
    /// Whether the destination was translated.
    pub(in crate::firewall) translated: bool,
    /// Whether the destination is the host itself.
    pub(in crate::firewall) local: bool,
    /// Whether connection tracking was switched off for it.
    pub(in crate::firewall) untracked: bool,
    /// Where it came in; `None` for an interface that no rule names.
    pub(in crate::firewall) incoming: Option<String>,
    /// Where it leaves.
    pub(in crate::firewall) outgoing: Outgoing,
}

/// Whether a test holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Match {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It does for some such packets.
    Sometimes,
    /// That could not be told.
    Unknown,
}

impl Match {
    fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn negated(self, negated: bool) -> Self {
        match (self, negated) {
            (Self::Yes, true) => Self::No,
            (Self::No, true) => Self::Yes,
            (answer, _) => answer,
        }
    }

    /// Whether one of two tests holds.
    fn or(self, other: Self) -> Self {
        self.negated(true).and(other.negated(true)).negated(true)
    }

    /// Whether two tests hold together.
    #[must_use]
    pub(in crate::firewall) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Sometimes, _) | (_, Self::Sometimes) => Self::Sometimes,
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }
}

impl Packet {
    /// Sends it on to another host.
    pub(in crate::firewall) fn forward(
        &mut self,
        address: IpAddr,
        port: Option<u16>,
        outgoing: Outgoing,
    ) {
        self.destination = Some(number(address));
        self.port = port.unwrap_or(self.port);
        self.translated = true;
        self.local = false;
        self.outgoing = outgoing;
    }

    /// Sends it to another port, or another address, of the host.
    pub(in crate::firewall) fn redirect(&mut self, address: Option<IpAddr>, port: Option<u16>) {
        self.destination = address.map(number);
        self.port = port.unwrap_or(self.port);
        self.translated = true;
    }

    /// Whether all tests of a rule hold.
    #[cfg(test)]
    #[must_use]
    pub(in crate::firewall) fn passes(&self, tests: &[Test]) -> Match {
        let mut answer = Match::Yes;
        for test in tests {
            answer = answer.and(self.test(test));
            if answer == Match::No {
                break;
            }
        }
        answer
    }

    /// Whether a test holds.
    #[must_use]
    pub(in crate::firewall) fn test(&self, test: &Test) -> Match {
        match test {
            Test::Field {
                field,
                values,
                negated,
            } => self.among(*field, values).negated(*negated),
            Test::Row {
                fields,
                rows,
                negated,
            } => {
                let mut found = Match::No;
                for row in rows.iter() {
                    match self.row(fields, row) {
                        Match::Yes => return Match::Yes.negated(*negated),
                        Match::No => {}
                        Match::Sometimes | Match::Unknown => found = Match::Unknown,
                    }
                }
                found.negated(*negated)
            }
            Test::Masked {
                field,
                bits,
                negated,
            } => match self.number(*field) {
                None => Match::No,
                Some(number) => Match::of(match bits.value {
                    Some(value) => number & bits.mask == value,
                    None => number & bits.mask != 0,
                })
                .negated(*negated),
            },
            Test::Never => Match::No,
            Test::Sometimes => Match::Sometimes,
            Test::Opaque(_) => Match::Unknown,
        }
    }

    /// Whether the fields are the row of a set or map.
    #[must_use]
    pub(in crate::firewall) fn row(&self, fields: &[Field], row: &[Values]) -> Match {
        if fields.len() != row.len() {
            return Match::Unknown;
        }
        fields
            .iter()
            .zip(row)
            .fold(Match::Yes, |answer, (field, values)| {
                answer.and(self.among(*field, values))
            })
    }

    /// Whether a field is among values.
    #[must_use]
    pub(in crate::firewall) fn among(&self, field: Field, values: &Values) -> Match {
        match values {
            Values::Opaque => Match::Unknown,
            Values::Names(names) => names
                .iter()
                .map(|name| self.interface(field, name))
                .fold(Match::No, Match::or),
            // An address of the host that no rule names is in no range but the widest.
            Values::Numbers(numbers) => match self.number(field) {
                Some(value) => Match::of(numbers.contains(value)),
                None => Match::of(
                    numbers.contains(0) && numbers.contains(number(self.version.highest())),
                ),
            },
        }
    }

    fn interface(&self, field: Field, pattern: &str) -> Match {
        if field == Field::IncomingInterface {
            return Match::of(matches_name(
                pattern,
                self.incoming.as_deref().unwrap_or(""),
            ));
        }
        match &self.outgoing {
            Outgoing::Nowhere => Match::No,
            Outgoing::Interface(outgoing) => Match::of(matches_name(pattern, outgoing)),
            Outgoing::Bridge if is_virtual(pattern) => Match::Yes,
            Outgoing::Bridge if is_physical(pattern) => Match::No,
            Outgoing::Bridge => Match::Unknown,
        }
    }

    /// Whether the sender's address is one of the loopback interface.
    const fn is_from_loopback(&self) -> bool {
        match self.version {
            Version::V4 => self.source >> 24 == 127,
            Version::V6 => self.source == 1,
        }
    }

    fn number(&self, field: Field) -> Option<u128> {
        Some(match field {
            Field::IpVersion => match self.version {
                Version::V4 => 4,
                Version::V6 => 6,
            },
            Field::Protocol => self.protocol.number(),
            Field::SourceAddress | Field::OriginalSourceAddress => self.source,
            Field::DestinationAddress => self.destination?,
            Field::SourcePort => self.source_port.into(),
            Field::DestinationPort => self.port.into(),
            Field::OriginalDestinationAddress => self.original_destination?,
            Field::OriginalDestinationPort => self.original_port.into(),
            Field::ConnectionState => {
                if self.untracked {
                    state::UNTRACKED
                } else {
                    state::NEW
                }
            }
            Field::ConnectionStatus => {
                if self.translated {
                    status::DNAT
                } else {
                    0
                }
            }
            Field::ConnectionDirection => 0,
            Field::TcpFlags => match self.protocol {
                Protocol::Tcp => SYN,
                Protocol::Udp | Protocol::Sctp => return None,
            },
            Field::DestinationType => {
                if self.local {
                    address_type::LOCAL
                } else {
                    address_type::UNICAST
                }
            }
            Field::SourceType if self.is_from_loopback() => address_type::LOCAL,
            Field::SourceType => address_type::UNICAST,
            // Back to the loopback address leads the loopback interface alone.
            Field::ReturnRoute if self.is_from_loopback() => {
                u128::from(self.incoming.as_deref() == Some("lo"))
            }
            Field::ReturnRoute => 1,
            Field::PacketType | Field::Mark => 0,
            Field::IncomingInterface | Field::OutgoingInterface => return None,
        })
    }
}

impl Version {
    const fn highest(self) -> IpAddr {
        match self {
            Self::V4 => IpAddr::V4(std::net::Ipv4Addr::BROADCAST),
            Self::V6 => IpAddr::V6(std::net::Ipv6Addr::from_bits(u128::MAX)),
        }
    }
}

/// Whether an interface has a name, which may end in `*`.
#[must_use]
pub(in crate::firewall) fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

/// Whether an interface with this name leads to containers, virtual machines or a tunnel and not
/// to the internet. The prefixes are the defaults of the programs that make such interfaces.
#[must_use]
pub(in crate::firewall) fn is_virtual(name: &str) -> bool {
    const PREFIXES: [&str; 19] = [
        "docker",
        "br-",
        "veth",
        "virbr",
        "vnet",
        "lxc",
        "lxd",
        "podman",
        "cni",
        "cali",
        "flannel",
        "cilium",
        "kube",
        "wg",
        "tun",
        "tap",
        "tailscale",
        "zt",
        "dummy",
    ];
    name == "lo" || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether an interface with this name is a network card: the kernel's names, and those of
/// systemd.net-naming-scheme(7).
fn is_physical(name: &str) -> bool {
    ["eth", "en", "wl", "ww", "bond"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
