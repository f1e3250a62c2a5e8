//! What a rule tests of a packet: its fields, and the values that match.

use std::sync::{Arc, LazyLock};

use crate::intervals::Intervals;

/// Something about a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Field {
    /// 4 or 6.
    IpVersion,
    /// IANA protocol number.
    Protocol,
    SourceAddress,
    DestinationAddress,
    SourcePort,
    DestinationPort,
    /// Before destination NAT.
    OriginalDestinationAddress,
    /// Before destination NAT.
    OriginalDestinationPort,
    OriginalSourceAddress,
    /// See [`crate::firewall::model::packet::state`].
    ConnectionState,
    /// See [`crate::firewall::model::packet::status`].
    ConnectionStatus,
    /// 0 is the direction of the first packet.
    ConnectionDirection,
    TcpFlags,
    /// See [`crate::firewall::model::packet::address_type`].
    DestinationType,
    SourceType,
    /// Whether the source has a route back; 0 or 1.
    ReturnRoute,
    /// 0 unicast, 1 broadcast, 2 multicast.
    PacketType,
    /// The packet's mark, or its connection's: 0 until something sets it. See [`crate::firewall::model::marks`].
    Mark,
    IncomingInterface,
    OutgoingInterface,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Numbers.
    Numbers(Intervals),
    /// Interface names; a final `*` stands for any rest.
    Names(Vec<String>),
    /// Something that could not be read.
    Opaque,
}

impl Values {
    /// Numbers. A small one alone, a protocol for example, is there once for all rules.
    #[must_use]
    pub fn numbers(numbers: Intervals) -> Arc<Self> {
        static SMALL: LazyLock<Vec<Arc<Values>>> = LazyLock::new(|| {
            (0..=u8::MAX)
                .map(|number| Arc::new(Values::Numbers(Intervals::one(number.into()))))
                .collect()
        });
        let small = numbers.only().and_then(|one| usize::try_from(one).ok());
        match small.and_then(|one| SMALL.get(one)) {
            Some(shared) => Arc::clone(shared),
            None => Arc::new(Self::Numbers(numbers)),
        }
    }
}

/// Bits of a number that a test looks at.
#[derive(Clone, Debug)]
pub struct Bits {
    /// Those that count.
    pub mask: u128,
    /// What they are to be; `None`: any of them is set.
    pub value: Option<u128>,
}

/// One condition of a rule. A large ruleset has a hundred thousand of them, so that it is small.
#[derive(Clone, Debug)]
pub enum Test {
    /// A field is, or is not, among the values.
    Field {
        /// Which.
        field: Field,
        /// Among what.
        values: Arc<Values>,
        /// Whether the test holds when it is not.
        negated: bool,
    },
    /// Several fields together are, or are not, a row of a set.
    Row {
        /// Which, in order.
        fields: Box<[Field]>,
        /// The set.
        rows: Arc<Vec<Vec<Values>>>,
        /// Whether the test holds when they are not.
        negated: bool,
    },
    /// The bits of a field under a mask are, or are not, equal to a value.
    Masked {
        /// Which.
        field: Field,
        /// Which bits.
        bits: Box<Bits>,
        /// Whether the test holds otherwise.
        negated: bool,
    },
    /// Never holds for a new TCP or UDP connection, such as `frag`.
    Never,
    /// Holds for some packets and not for others of the same kind: rate limits, quotas, times.
    Sometimes,
    /// Could not be evaluated, for this reason.
    Opaque(Arc<str>),
}

impl Test {
    /// A field is among the numbers.
    #[must_use]
    pub fn numbers(field: Field, values: Intervals, negated: bool) -> Self {
        Self::Field {
            field,
            values: Values::numbers(values),
            negated,
        }
    }

    /// The bits of a field under a mask are those of a value, or any of them is set.
    #[must_use]
    pub fn masked(field: Field, mask: u128, value: Option<u128>, negated: bool) -> Self {
        Self::Masked {
            field,
            bits: Box::new(Bits { mask, value }),
            negated,
        }
    }

    /// The IP version that it asks for, when it asks for nothing else.
    #[must_use]
    pub fn only_version(&self) -> Option<u128> {
        match self {
            Self::Field {
                field: Field::IpVersion,
                values,
                negated: false,
            } => match values.as_ref() {
                Values::Numbers(numbers) => numbers.only(),
                Values::Names(_) | Values::Opaque => None,
            },
            Self::Field { .. }
            | Self::Row { .. }
            | Self::Masked { .. }
            | Self::Never
            | Self::Sometimes
            | Self::Opaque(_) => None,
        }
    }

    /// A field is this number.
    #[must_use]
    pub fn is(field: Field, value: u128) -> Self {
        Self::numbers(field, Intervals::one(value), false)
    }
}
