//! What the first packet of a connection carries in the fields by which no class of packets is told
//! apart: some are the same in each, of others the sender chooses the value. Knows the packet, not
//! how a rule was written.

use crate::firewall::model::ruleset::Test;
use crate::intervals::Intervals;

/// A field outside the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::firewall) enum Header {
    /// Each first packet has this value.
    Always(u128),
    /// The sender chooses from these, both ends included.
    Chosen(u128, u128),
    /// The packet does not have it, so that no comparison holds.
    Missing,
    /// Fragment offset and flags: the offset is 0, and the sender chooses "don't fragment".
    FragmentOffset,
}

/// The "don't fragment" flag and the reserved bit beside it (RFC 791): what may be set in a packet
/// that is not a fragment.
const NOT_OF_A_FRAGMENT: u128 = 0xc000;

impl Header {
    /// Time to live, or hop limit. A router on the way has taken one off.
    pub(in crate::firewall) const TIME_TO_LIVE: Self = Self::Chosen(1, 254);
    /// Length of the packet: at least the headers of IPv4 and UDP.
    pub(in crate::firewall) const LENGTH: Self = Self::Chosen(28, 0xffff);
    /// Header length of IPv4 in words of 32 bits, without options.
    pub(in crate::firewall) const HEADER_LENGTH: Self = Self::Always(5);
    /// Something about which a sender may do as it likes.
    pub(in crate::firewall) const ANY: Self = Self::Chosen(0, u128::MAX);

    /// A field of a protocol's header by nft's names (nft(8), PAYLOAD EXPRESSIONS).
    #[must_use]
    pub(in crate::firewall) fn of_payload(protocol: &str, field: &str) -> Option<Self> {
        Some(match (protocol, field) {
            ("ip", "hdrlength") => Self::HEADER_LENGTH,
            ("ip", "ttl") | ("ip6", "hoplimit") => Self::TIME_TO_LIVE,
            ("ip", "length") => Self::LENGTH,
            // Without the header of IPv6: at least that of UDP.
            ("ip6", "length") => Self::Chosen(8, 0xffff),
            ("ip", "frag-off") => Self::FragmentOffset,
            ("ip" | "ip6", "dscp" | "ecn")
            | ("ip", "id" | "checksum")
            | ("ip6", "flowlabel")
            | ("tcp", "sequence" | "window" | "checksum" | "urgptr" | "reserved")
            | ("udp", "length" | "checksum") => Self::ANY,
            // A first packet acknowledges nothing, but may carry any number there.
            ("tcp", "ackseq") => Self::ANY,
            ("tcp", "doff") => Self::Chosen(5, 15),
            _ => return None,
        })
    }

    /// What the kernel knows about a packet, by nft's names (nft(8), META EXPRESSIONS).
    #[must_use]
    pub(in crate::firewall) fn of_meta(key: &str) -> Option<Self> {
        Some(match key {
            "length" => Self::LENGTH,
            "cpu" | "time" | "day" | "hour" | "random" => Self::ANY,
            // Packets from the internet arrive outside of IPsec.
            "secpath" | "ipsec" => Self::Always(0),
            // Only packets that pass a bridge have these.
            "ibrname" | "obrname" | "ibriport" | "obriport" | "ibrpvid" | "ibrvproto" => {
                Self::Missing
            }
            _ => return None,
        })
    }

    /// What connection tracking knows, by nft's names (nft(8), CT EXPRESSIONS).
    #[must_use]
    pub(in crate::firewall) fn of_connection(key: &str) -> Option<Self> {
        Some(match key {
            // Only an expected connection has one, which is not new.
            "helper" => Self::Missing,
            "expiration" | "id" | "bytes" | "packets" | "avgpkt" => Self::ANY,
            _ => return None,
        })
    }

    /// The test that the field is, or is not, among the numbers; `None` where it always holds.
    /// Without numbers: compared with something that could not be read.
    #[must_use]
    pub(in crate::firewall) fn test(
        self,
        mask: u128,
        numbers: Option<&Intervals>,
        negated: bool,
    ) -> Option<Test> {
        let holds = |inside: bool| {
            if inside == negated {
                Some(Test::Never)
            } else {
                None
            }
        };
        match (self, numbers) {
            (Self::Missing, _) => Some(Test::Never),
            (Self::Always(value), Some(numbers)) => holds(numbers.contains(value & mask)),
            (Self::FragmentOffset, Some(numbers)) if mask & NOT_OF_A_FRAGMENT == 0 => {
                holds(numbers.contains(0))
            }
            (Self::Chosen(first, last), Some(numbers)) if mask == u128::MAX => {
                if numbers.covers(first, last) {
                    holds(true)
                } else if numbers.meets(first, last) {
                    Some(Test::Sometimes)
                } else {
                    holds(false)
                }
            }
            (Self::Always(_), None) => Some(Test::Opaque(
                "it compares with a value that could not be read".into(),
            )),
            (Self::Chosen(..) | Self::FragmentOffset, _) => Some(Test::Sometimes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_packet_has_no_options_and_any_time_to_live_but_255() {
        let test = |header: Header, first, last, negated| {
            header.test(u128::MAX, Some(&Intervals::new([(first, last)])), negated)
        };
        assert!(test(Header::HEADER_LENGTH, 5, 5, false).is_none());
        assert!(matches!(
            test(Header::HEADER_LENGTH, 5, 5, true),
            Some(Test::Never)
        ));
        assert!(matches!(
            test(Header::TIME_TO_LIVE, 255, 255, false),
            Some(Test::Never)
        ));
        assert!(test(Header::TIME_TO_LIVE, 1, 255, false).is_none());
        assert!(matches!(
            test(Header::TIME_TO_LIVE, 0, 64, false),
            Some(Test::Sometimes)
        ));
        assert!(matches!(
            Header::FragmentOffset.test(0x1fff, Some(&Intervals::one(0)), true),
            Some(Test::Never)
        ));
    }
}
