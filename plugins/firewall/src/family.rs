//! Over which IP versions the internet can reach the host at all.

use std::net::IpAddr;

use muster_sdk::host::{self, Address};
use muster_sdk::{FactError, NotEvaluated};

pub(crate) const IPV4: &str = "ipv4";
pub(crate) const IPV6: &str = "ipv6";

/// IPv4, which hosts also have behind address translation, and IPv6 where the host has a global
/// address or where that cannot be told.
pub(crate) fn reachable() -> Result<Vec<&'static str>, NotEvaluated> {
    Ok(if ipv6_reachable()? {
        vec![IPV4, IPV6]
    } else {
        vec![IPV4]
    })
}

/// Whether the host may have a global IPv6 address. A target that is not running may get one when
/// it starts.
pub(crate) fn ipv6_reachable() -> Result<bool, NotEvaluated> {
    match host::addresses() {
        Ok(addresses) => Ok(addresses.iter().any(is_global_ipv6)),
        Err(FactError::Unsupported(_)) => Ok(true),
        Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => Err(error.into()),
    }
}

/// Whether others may reach the host over IPv4. A target that is not running may get an address when it starts.
pub(crate) fn has_ipv4() -> Result<bool, NotEvaluated> {
    let is_for_others = |address: &Address| {
        let scope = address.scope.as_str();
        let is_inside = [Address::SCOPE_LOOPBACK, Address::SCOPE_LINK_LOCAL].contains(&scope);
        address.family == IPV4 && !is_inside
    };
    match host::addresses() {
        Ok(addresses) => Ok(addresses.iter().any(is_for_others)),
        Err(FactError::Unsupported(_)) => Ok(true),
        Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => Err(error.into()),
    }
}

fn is_global_ipv6(address: &Address) -> bool {
    address.family == IPV6 && address.scope == Address::SCOPE_GLOBAL
}

/// The family of a host address.
pub(crate) fn of_address(address: &str) -> &'static str {
    match address.parse() {
        Ok(IpAddr::V6(_)) => IPV6,
        Ok(IpAddr::V4(_)) | Err(_) => IPV4,
    }
}

/// As people write it.
pub(crate) fn name(family: &str) -> &str {
    match family {
        IPV4 => "IPv4",
        IPV6 => "IPv6",
        other => other,
    }
}
