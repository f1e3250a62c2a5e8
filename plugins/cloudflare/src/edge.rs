//! What a visitor sees of a host.

use muster_sdk::FactError;
use muster_sdk::tls::{Endpoint, Observation};

/// Where visitors arrive.
pub(crate) fn is_edge(endpoint: &Endpoint) -> bool {
    matches!(
        endpoint.scope.as_str(),
        Endpoint::SCOPE_EDGE | Endpoint::SCOPE_BOTH
    )
}

/// Every address of a host at the edge, and what was seen there. A machine without IPv6 sees nothing
/// of an IPv6 address, and the rest will do.
pub(crate) fn seen<'a>(
    host: &str,
    endpoints: &'a [Endpoint],
) -> Vec<(&'a Endpoint, Result<&'a Observation, &'a FactError>)> {
    let mut seen: Vec<_> = endpoints
        .iter()
        .filter(|endpoint| is_edge(endpoint) && endpoint.host == host)
        .map(|endpoint| (endpoint, endpoint.outcome.as_ref()))
        .collect();
    if seen.iter().any(|(_, outcome)| outcome.is_ok()) {
        seen.retain(|(_, outcome)| !matches!(outcome, Err(FactError::Unsupported(_))));
    }
    seen
}
