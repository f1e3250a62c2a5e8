//! The requests that a question is about.

use std::net::IpAddr;

/// Requests that differ only in what is not said here.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `POST`; none for any.
    pub method: Option<&'a str>,
    /// Lower case.
    pub host: &'a str,
    /// What is asked for.
    pub path: Path<'a>,
    /// Whether the address may have a query.
    pub query: bool,
    /// Who asks.
    pub caller: Caller<'a>,
}

impl<'a> Request<'a> {
    /// Any that a stranger may send for a path.
    #[must_use]
    pub const fn of_stranger(host: &'a str, path: Path<'a>) -> Self {
        Self {
            method: None,
            host,
            path,
            query: true,
            caller: Caller::Stranger,
        }
    }
}

/// One path, or all that begin with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path<'a> {
    /// This one.
    Exact(&'a str),
    /// Every path that begins with this text.
    Below(&'a str),
}

/// From where a request comes.
#[derive(Clone, Copy, Debug)]
pub enum Caller<'a> {
    /// Someone whom no rule lists: an address outside every list and network that an expression
    /// names. What such a caller cannot do, only a listed one can.
    Stranger,
    /// One of these addresses.
    Among(&'a [IpAddr]),
}

/// A network in CIDR notation, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    /// Reads `203.0.113.0/24` or `203.0.113.7`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address.parse().ok()?, length.parse().ok()?),
            None => {
                let address: IpAddr = text.parse().ok()?;
                (address, bits(address))
            }
        };
        (length <= bits(address)).then_some(Self { address, length })
    }

    /// Whether an address lies in it.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        self.covers(Self {
            address,
            length: bits(address),
        })
    }

    /// Whether all of another network lies in it.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        match (self.address, other.address) {
            (IpAddr::V4(own), IpAddr::V4(other_address)) => {
                self.length <= other.length
                    && leading(u128::from(own.to_bits()) << 96, self.length)
                        == leading(u128::from(other_address.to_bits()) << 96, self.length)
            }
            (IpAddr::V6(own), IpAddr::V6(other_address)) => {
                self.length <= other.length
                    && leading(own.to_bits(), self.length)
                        == leading(other_address.to_bits(), self.length)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }

    /// How many bits of an address it gives.
    #[must_use]
    pub const fn length(self) -> u8 {
        self.length
    }

    /// How many addresses of IPv4 it holds.
    pub(super) fn size_4(self) -> u64 {
        match self.address {
            IpAddr::V4(_) => 1 << (32 - u32::from(self.length.min(32))),
            IpAddr::V6(_) => 0,
        }
    }

    /// Whether it holds so much of the internet that nobody is a stranger to it. No one owns more
    /// than a /8 (RFC 1366), and providers get no IPv6 network larger than a /16.
    pub(super) fn is_vast(self) -> bool {
        match self.address {
            IpAddr::V4(_) => self.length < 8,
            IpAddr::V6(_) => self.length < 16,
        }
    }
}

const fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// The first bits of a number, the others zero.
fn leading(number: u128, length: u8) -> u128 {
    u128::MAX
        .checked_shl(128 - u32::from(length))
        .map_or(0, |mask| number & mask)
}
