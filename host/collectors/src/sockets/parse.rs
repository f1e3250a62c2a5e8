//! The socket tables of procfs. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protocol {
    Tcp,
    Udp,
}

impl Protocol {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }

    /// The state of a socket that waits for anyone, from `include/net/tcp_states.h`: `TCP_LISTEN`,
    /// and for UDP `TCP_CLOSE`, which stands for "not connected".
    const fn waiting(self) -> &'static str {
        match self {
            Self::Tcp => "0A",
            Self::Udp => "07",
        }
    }
}

/// A socket that waits for anyone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Socket {
    pub(super) protocol: Protocol,
    pub(super) address: IpAddr,
    pub(super) port: u16,
    pub(super) uid: u32,
    /// 0 when no process holds it.
    pub(super) inode: u64,
}

/// The waiting sockets of one table, see proc_net_tcp(5): `sl local_address rem_address st
/// tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …`.
pub(super) fn listening(protocol: Protocol, table: &str) -> Result<Vec<Socket>, String> {
    let mut sockets = Vec::new();
    for (index, line) in table.lines().enumerate().skip(1) {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let mut parse = || -> Option<Option<Socket>> {
            let local = fields.next()?;
            if fields.nth(1)? != protocol.waiting() {
                return Some(None);
            }
            let (address, port) = local.split_once(':')?;
            Some(Some(Socket {
                protocol,
                address: native_address(address)?,
                port: u16::from_str_radix(port, 16).ok()?,
                uid: fields.nth(3)?.parse().ok()?,
                inode: fields.nth(1)?.parse().ok()?,
            }))
        };
        let socket = parse().ok_or_else(|| format!("line {} is not a socket", index + 1))?;
        sockets.extend(socket);
    }
    Ok(sockets)
}

/// Four bytes or sixteen in network order, each group of four printed as one number of the
/// machine. An IPv4 address mapped into IPv6 is IPv4: nothing else reaches the socket.
fn native_address(digits: &str) -> Option<IpAddr> {
    let group = |at: usize| -> Option<[u8; 4]> {
        let number = u32::from_str_radix(digits.get(at..at + 8)?, 16).ok()?;
        Some(number.to_ne_bytes())
    };
    match digits.len() {
        8 => Some(Ipv4Addr::from(group(0)?).into()),
        32 => {
            let groups = [group(0)?, group(8)?, group(16)?, group(24)?];
            let address =
                Ipv6Addr::from(u128::from_be_bytes(groups.as_flattened().try_into().ok()?));
            Some(IpAddr::from(address).to_canonical())
        }
        _ => None,
    }
}

/// The inode in a link such as `socket:[4711]`.
pub(super) fn socket_inode(leads_to: &str) -> Option<u64> {
    leads_to
        .strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}
