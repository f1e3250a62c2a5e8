//! The answers that rules look for, by name and type.

use std::net::IpAddr;

use muster_sdk::dns::{self, Answer, DnsOverview, Entry, Lookup};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, applicable};

/// What the rules on names share: the project's names, and every answer.
pub(crate) struct DnsAnswers {
    pub(crate) overview: DnsOverview,
    lookups: Vec<Lookup>,
}

/// The addresses of one name.
pub(crate) struct Addresses {
    pub(crate) entries: Vec<(Entry, Source)>,
    /// Of each question without an answer, why.
    pub(crate) unanswered: Vec<String>,
}

impl DnsAnswers {
    /// The lookup of a type at a name.
    pub(crate) fn find(&self, name: &str, record_type: &str) -> Result<&Lookup, NotEvaluated> {
        self.lookups
            .iter()
            .find(|lookup| lookup.name == name && lookup.record_type == record_type)
            .ok_or_else(|| NotEvaluated::because(format!("{name} {record_type} was not asked for")))
    }

    /// The addresses of the host.
    pub(crate) fn own_addresses(&self) -> Result<Vec<IpAddr>, NotEvaluated> {
        let addresses = self.overview.addresses.iter();
        let own: Vec<IpAddr> = addresses
            .filter_map(|address| address.parse().ok())
            .collect();
        if own.is_empty() {
            return Err(NotEvaluated::because(
                "no public address of the host is known; name it in `targets.edge.addresses`",
            ));
        }
        Ok(own)
    }

    /// A and AAAA of a name.
    pub(crate) fn addresses(&self, name: &str) -> Result<Addresses, NotEvaluated> {
        let mut addresses = Addresses {
            entries: Vec::new(),
            unanswered: Vec::new(),
        };
        for record_type in ["A", "AAAA"] {
            let lookup = self.find(name, record_type)?;
            match &lookup.outcome {
                Ok(answer) => addresses.entries.extend(
                    answer
                        .entries
                        .iter()
                        .map(|entry| (entry.clone(), lookup.source.clone())),
                ),
                Err(error) => addresses.unanswered.push(error.reason().to_owned()),
            }
        }
        Ok(addresses)
    }
}

/// Judges the answers; not applicable without a domain, or where nobody can be asked about the
/// target.
pub(crate) fn with_answers(check: impl FnOnce(&DnsAnswers) -> Outcome) -> Outcome {
    let Some(overview) = dns::overview()? else {
        return Ok(no_domain());
    };
    let lookups = applicable("dns", dns::lookups())?;
    check(&DnsAnswers { overview, lookups })
}

/// Judges every public name.
pub(crate) fn findings_per_name(
    each: impl Fn(&DnsAnswers, &str) -> Result<Finding, NotEvaluated>,
) -> Outcome {
    with_answers(|answers| {
        let names = answers.overview.names.iter();
        names.map(|name| each(answers, name)).collect()
    })
}

/// What the subject of a name is called.
pub(crate) fn subject(name: &str) -> String {
    format!("dns/{name}")
}

/// The finding for a project without a domain.
pub(crate) fn no_domain() -> Vec<Finding> {
    vec![Finding::not_applicable(
        "dns",
        "The project names no domain.",
    )]
}

/// Whether an answer says that the name does not exist.
pub(crate) fn is_nxdomain(answer: &Answer) -> bool {
    answer.status == Answer::STATUS_NXDOMAIN
}
