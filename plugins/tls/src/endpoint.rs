//! One finding for each name and scope. A name has several addresses, and the DNS may give others
//! tomorrow, so an address is not part of what is judged: the worst of them decides.

use std::collections::BTreeMap;

use muster_sdk::tls::{self, Endpoint, Observation};
use muster_sdk::{FactError, Finding, Outcome, applicable};

/// Judges every endpoint.
pub(crate) fn findings_per_endpoint(judge: impl Fn(&Endpoint, &Observation) -> Finding) -> Outcome {
    findings_per_subject(|_| true, "The project names no domain.", judge)
}

/// Judges the endpoints at the host's own addresses.
pub(crate) fn findings_per_origin(judge: impl Fn(&Endpoint, &Observation) -> Finding) -> Outcome {
    findings_per_subject(
        |endpoint| endpoint.scope != Endpoint::SCOPE_EDGE,
        "The project names no domain, or no address of the host (`addresses` under `[targets.edge]`).",
        judge,
    )
}

fn findings_per_subject(
    concerned: impl Fn(&Endpoint) -> bool,
    nobody: &str,
    judge: impl Fn(&Endpoint, &Observation) -> Finding,
) -> Outcome {
    let mut groups: BTreeMap<String, Vec<Endpoint>> = BTreeMap::new();
    let endpoints = applicable("tls", tls::endpoints())?;
    for endpoint in endpoints.into_iter().filter(concerned) {
        let group = groups.entry(endpoint.source.name.clone());
        group.or_default().push(endpoint);
    }
    if groups.is_empty() {
        return Ok(vec![Finding::not_applicable("tls", nobody)]);
    }
    Ok(groups
        .into_iter()
        .filter_map(|(subject, endpoints)| worst(&subject, endpoints, &judge))
        .collect())
}

fn worst(
    subject: &str,
    mut endpoints: Vec<Endpoint>,
    judge: impl Fn(&Endpoint, &Observation) -> Finding,
) -> Option<Finding> {
    // A machine without IPv6 sees nothing of a server's IPv6 address, and the rest will do.
    if endpoints.iter().any(|endpoint| endpoint.outcome.is_ok()) {
        endpoints.retain(|endpoint| !matches!(endpoint.outcome, Err(FactError::Unsupported(_))));
    }
    let findings = endpoints.into_iter().map(|endpoint| {
        let finding = match &endpoint.outcome {
            Ok(observation) => judge(&endpoint, observation),
            Err(error) => Finding::error(subject, error.reason()),
        };
        let by = match endpoint.shown_to.as_deref() {
            None => "",
            Some(Endpoint::SHOWN_TO_RSA) => " by clients that verify RSA alone",
            Some(Endpoint::SHOWN_TO_ECDSA) => " by clients that verify ECDSA alone",
            Some(Endpoint::SHOWN_TO_EDDSA) => " by clients that verify EdDSA alone",
            Some(_) => " by clients that send no server name",
        };
        let label = match endpoint.address.as_str() {
            "" => "asked for".to_owned(),
            address => format!("seen at {address}{by}"),
        };
        finding.at(endpoint.source, &label)
    });
    findings.min_by_key(Finding::rank)
}

/// The server's certificate, as a sentence begins with it. A server may have several.
pub(crate) fn certificate(endpoint: &Endpoint) -> String {
    let host = &endpoint.host;
    match endpoint.shown_to.as_deref() {
        None => format!("The certificate of {host}"),
        Some(Endpoint::SHOWN_TO_RSA) => format!("The RSA certificate of {host}"),
        Some(Endpoint::SHOWN_TO_ECDSA) => format!("The ECDSA certificate of {host}"),
        Some(Endpoint::SHOWN_TO_EDDSA) => format!("The EdDSA certificate of {host}"),
        Some(_) => format!("The certificate of {host} for clients that send no server name"),
    }
}

/// What a rule on certificates says where there is none.
pub(crate) fn no_certificate(endpoint: &Endpoint) -> Finding {
    let what = format!("{} presents no certificate", endpoint.host);
    not_this(endpoint, &what, "tls/untrusted")
}

/// Says that another rule is about what is wrong here.
pub(crate) fn not_this(endpoint: &Endpoint, what: &str, rule: &str) -> Finding {
    Finding::not_applicable(subject(endpoint), format!("{what}; see {rule}."))
}

/// What is judged: `tls/www.example.com:443/edge`.
pub(crate) fn subject(endpoint: &Endpoint) -> &str {
    &endpoint.source.name
}

/// What the verification said.
pub(crate) fn reason(observation: &Observation) -> &str {
    let verification = &observation.trust;
    verification
        .message
        .as_deref()
        .unwrap_or(&verification.verdict)
}
