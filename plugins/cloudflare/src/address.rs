//! The addresses of the host.

use std::net::IpAddr;

use muster_sdk::cloudflare::Zone;
use muster_sdk::{NotEvaluated, Source, host};

/// An address at which the host is to be reached, and where that is known from.
pub(crate) struct Address {
    pub(crate) address: IpAddr,
    pub(crate) source: Source,
}

/// What the project says, else the global addresses of the running host.
///
/// # Errors
/// When neither is known.
pub(crate) fn of_host(zone: &Zone) -> Result<Vec<Address>, NotEvaluated> {
    if !zone.addresses.is_empty() {
        return Ok(zone
            .addresses
            .iter()
            .filter_map(|text| parse_address(text, "targets.edge.addresses".to_owned()))
            .collect());
    }
    let addresses: Vec<Address> = host::addresses()?
        .iter()
        .filter(|address| address.scope == host::Address::SCOPE_GLOBAL)
        .filter_map(|found| {
            parse_address(&found.address, format!("host/{}", found.network_interface))
        })
        .collect();
    if addresses.is_empty() {
        return Err(NotEvaluated::because(
            "the host has no global address of its own; set `addresses` under `[targets.edge]`",
        ));
    }
    Ok(addresses)
}

fn parse_address(text: &str, name: String) -> Option<Address> {
    Some(Address {
        address: text.parse().ok()?,
        source: Source {
            text: Some(text.to_owned()),
            ..Source::logical(name)
        },
    })
}
