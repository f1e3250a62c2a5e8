//! `dns/origin-ip-leak`

use std::net::IpAddr;

use muster_sdk::{Finding, Outcome};

use crate::answers::{self, DnsAnswers};
use crate::network;

muster_sdk::parameters! {
    struct Parameters {
        /// Networks of proxies or CDNs in front of the host. Cloudflare's are included if the
        /// project has a zone there.
        #[form(Network)]
        edge_networks: Vec<String> = [],
        /// Names that have to lead to the host itself, such as one for SSH.
        exempt: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "dns/origin-ip-leak",
    severity: Medium,
    tags: ["dns", "cross-domain"],
    documentation: "origin_ip_leak.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    answers::with_answers(|answers| judge_all(answers, &parameters))
}

fn judge_all(answers: &DnsAnswers, parameters: &Parameters) -> Outcome {
    let in_front = network::in_front(&parameters.edge_networks)?;
    let names = &answers.overview.names;
    let mut resolved = Vec::new();
    for name in names {
        resolved.push((name, answers.addresses(name)?));
    }
    let is_in_front = |address: &str| {
        address
            .parse::<IpAddr>()
            .is_ok_and(|address| in_front.iter().any(|network| network.contains(&address)))
    };
    let hidden = resolved.iter().find_map(|(name, addresses)| {
        let entry = addresses
            .entries
            .iter()
            .find(|(entry, _)| is_in_front(&entry.value));
        entry.map(|(_, source)| (*name, source.clone()))
    });
    let unanswered = resolved
        .iter()
        .any(|(_, addresses)| !addresses.unanswered.is_empty());
    let Some((hidden_name, hidden_at)) = hidden else {
        if unanswered {
            return Err(muster_sdk::NotEvaluated::because(
                "not every name was answered, so it is not known whether one is proxied",
            ));
        }
        return Ok(vec![Finding::not_applicable(
            "dns",
            "No public name is proxied, so the address of the host is not a secret.",
        )]);
    };
    let shown = resolved.iter().any(|(name, addresses)| {
        let mut entries = addresses.entries.iter();
        !parameters.exempt.contains(name) && entries.any(|(entry, _)| !is_in_front(&entry.value))
    });
    if shown {
        // Whether it is the host's can only be said of known addresses.
        answers.own_addresses()?;
    }
    let findings = resolved.iter().map(|(name, addresses)| {
        let subject = answers::subject(name);
        let own = addresses
            .entries
            .iter()
            .find(|(entry, _)| answers.overview.addresses.contains(&entry.value));
        match own {
            _ if parameters.exempt.contains(name) => {
                Finding::not_applicable(subject, format!("{name} is exempt."))
            }
            Some((entry, source)) => Finding::fail(
                subject,
                format!(
                    "{name} gives away {}, which {hidden_name} hides.",
                    entry.value
                ),
            )
            .observed(entry.value.clone())
            .required("an address of a proxy or CDN in front")
            .at(source.clone(), "gives the address away")
            .at(hidden_at.clone(), "hides the address"),
            None => match addresses.unanswered.first() {
                Some(reason) => Finding::error(
                    subject,
                    format!("It is not known where {name} leads: {reason}."),
                ),
                None => Finding::pass(
                    subject,
                    format!("{name} does not give the host's address away."),
                ),
            },
        }
    });
    Ok(findings.collect())
}
