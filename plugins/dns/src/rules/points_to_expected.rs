//! `dns/points-to-expected`

use std::net::IpAddr;

use muster_sdk::{Finding, IpNet, NotEvaluated, Outcome};

use crate::answers::{self, DnsAnswers};
use crate::network;

muster_sdk::parameters! {
    struct Parameters {
        /// Networks of proxies or CDNs in front of the host. Cloudflare's are included if the
        /// project has a zone there.
        #[form(Network)]
        edge_networks: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "dns/points-to-expected",
    severity: High,
    tags: ["dns", "checklist", "cross-domain"],
    documentation: "points_to_expected.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    answers::with_answers(|answers| judge_all(answers, &parameters))
}

fn judge_all(answers: &DnsAnswers, parameters: &Parameters) -> Outcome {
    let own = answers.own_addresses()?;
    // Asked for only where an address is not the host's own.
    let mut in_front: Option<Vec<IpNet>> = None;
    let mut findings = Vec::new();
    for name in &answers.overview.names {
        findings.push(judge_targets(answers, name, &own, || {
            if let Some(networks) = &in_front {
                return Ok(networks.clone());
            }
            let networks = network::in_front(&parameters.edge_networks)?;
            in_front = Some(networks.clone());
            Ok(networks)
        })?);
    }
    Ok(findings)
}

fn judge_targets(
    answers: &DnsAnswers,
    name: &str,
    own: &[IpAddr],
    in_front: impl FnOnce() -> Result<Vec<IpNet>, NotEvaluated>,
) -> Result<Finding, NotEvaluated> {
    let subject = answers::subject(name);
    let addresses = answers.addresses(name)?;
    let mut foreign = Vec::new();
    for (entry, source) in &addresses.entries {
        let address: IpAddr = entry.value.parse().map_err(|_| {
            NotEvaluated::because(format!("{} of {name} is not an address", entry.value))
        })?;
        if !own.contains(&address) {
            foreign.push((address, source));
        }
    }
    if !foreign.is_empty() {
        let networks = in_front()?;
        foreign.retain(|(address, _)| !networks.iter().any(|network| network.contains(address)));
    }
    let required = answers.overview.addresses.join(" ");
    if let Some((address, source)) = foreign.first() {
        let observed: Vec<String> = foreign
            .iter()
            .map(|(address, _)| address.to_string())
            .collect();
        return Ok(Finding::fail(
            subject,
            format!("{name} leads to {address}, which is neither this host nor a proxy or CDN in front of it."),
        )
        .observed(observed.join(" "))
        .required(required)
        .at((*source).clone(), "leads elsewhere")
        .fix(format!("Set the record of {name} to an address of this host, or add the address to `targets.edge.addresses`")));
    }
    if let Some(reason) = addresses.unanswered.first() {
        return Ok(Finding::error(
            subject,
            format!("It is not known where {name} leads: {reason}."),
        ));
    }
    Ok(match addresses.entries.first() {
        None => Finding::not_applicable(subject, format!("{name} has no address.")),
        Some((_, source)) => Finding::pass(subject, format!("{name} leads to this host."))
            .required(required)
            .at(source.clone(), "leads here"),
    })
}
