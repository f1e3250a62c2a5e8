//! Listening sockets, from `/proc/net/{tcp,tcp6,udp,udp6}`, and the processes that hold them, from
//! the links in `/proc/PID/fd`.
//!
//! procfs shows the network namespace of the reader: a socket inside a container with a network of
//! its own is not on this list; what the host publishes for it is the packet filter's concern.

mod owners;
mod parse;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;

use muster_facts::sockets::Listener;
use muster_facts::{Fact, FactError, SocketsFacts, Source};
use muster_target::{Collection, Kind, ReadError, Shared, System};

use self::parse::{Protocol, Socket};

/// A line is at most 180 bytes; this holds half a million connections.
const LARGEST_TABLE: u64 = 96 << 20;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> SocketsFacts {
    SocketsFacts {
        listeners: listeners(collection),
    }
}

fn listeners(collection: &Collection<'_>) -> Fact<Vec<Listener>> {
    let tables = collection.shared::<Tables>()?;
    let sockets = tables.sockets()?;
    let owners = owners::find(
        collection.context.system,
        sockets.iter().map(|socket| socket.inode),
    );
    Ok(describe(sockets, &owners))
}

/// Protocol, address and port of every socket that listens, for those who do not ask whose it is.
pub(crate) fn listening(collection: &Collection<'_>) -> Fact<Vec<(&'static str, IpAddr, u16)>> {
    let tables = collection.shared::<Tables>()?;
    let place = |socket: &Socket| (socket.protocol.as_str(), socket.address, socket.port);
    Ok(tables.sockets()?.iter().map(place).collect())
}

/// The sockets that listen, as the tables of the kernel have them.
struct Tables(Fact<Vec<Socket>>);

impl Shared for Tables {
    fn read(collection: &Collection<'_>) -> Self {
        Self(sockets(collection.context.system))
    }
}

impl Tables {
    fn sockets(&self) -> Fact<&[Socket]> {
        self.0.as_deref().map_err(Clone::clone)
    }
}

fn sockets(system: &dyn System) -> Fact<Vec<Socket>> {
    if system.kind() == Kind::Root {
        return Err(FactError::Unsupported(
            "an image at rest has no sockets".to_owned(),
        ));
    }
    let mut sockets = Vec::new();
    for (protocol, name, optional) in [
        (Protocol::Tcp, "tcp", false),
        // Absent where the kernel runs without IPv6.
        (Protocol::Tcp, "tcp6", true),
        (Protocol::Udp, "udp", false),
        (Protocol::Udp, "udp6", true),
    ] {
        let path = Path::new("/proc/net").join(name);
        let table = match system.read(&path, LARGEST_TABLE) {
            Ok(table) => table,
            Err(ReadError::NotFound { .. }) if optional => continue,
            Err(error @ ReadError::NotFound { .. }) => {
                return Err(FactError::Unsupported(format!(
                    "{error}: sockets are only seen through procfs"
                )));
            }
            Err(error) => return Err(error.into()),
        };
        sockets.extend(
            parse::listening(protocol, &String::from_utf8_lossy(&table))
                .map_err(|error| FactError::Failed(format!("{} {error}", path.display())))?,
        );
    }
    Ok(sockets)
}

/// One listener per address, port and process: a server that opens the same port once per worker
/// (`SO_REUSEPORT`) is listed once, with the lowest process number.
fn describe(sockets: &[Socket], owners: &BTreeMap<u64, owners::Owner>) -> Vec<Listener> {
    let mut listeners: BTreeMap<_, Listener> = BTreeMap::new();
    let on_every_ipv4: Vec<(Protocol, u16)> = sockets
        .iter()
        .filter(|socket| socket.address.is_ipv4() && socket.address.is_unspecified())
        .map(|socket| (socket.protocol, socket.port))
        .collect();
    for socket in sockets {
        let owner = owners.get(&socket.inode);
        let protocol = socket.protocol.as_str();
        let address = socket.address.to_string();
        let port = socket.port;
        let process = owner.map(|owner| owner.process.clone());
        let pid = owner.map(|owner| owner.pid);
        let listener = Listener {
            protocol: protocol.to_owned(),
            family: if socket.address.is_ipv4() {
                "ipv4"
            } else {
                "ipv6"
            }
            .to_owned(),
            // procfs does not show IPV6_V6ONLY. A socket on `::` takes IPv4 too, unless that is
            // set; and it must be set where another socket holds the same port on 0.0.0.0.
            also_ipv4: socket.address.is_ipv6()
                && socket.address.is_unspecified()
                && !on_every_ipv4.contains(&(socket.protocol, port)),
            source: Source::logical(format!("sockets/{protocol}/{address}/{port}")),
            address,
            port,
            process: process.clone(),
            pid,
            uid: socket.uid,
        };
        let key = (socket.protocol, socket.address, port, process, socket.uid);
        let listed = listeners.entry(key).or_insert_with(|| listener.clone());
        if pid < listed.pid {
            *listed = listener;
        }
    }
    listeners.into_values().collect()
}

#[cfg(test)]
mod tests;
