//! `dns/aaaa-mismatch`

use muster_sdk::packet_filter::{self, Reach};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::answers::{self, DnsAnswers};

muster_sdk::parameters! {
    struct Parameters {
        /// TCP port on which the names are served.
        #[form(Range(1, 65_535))]
        port: i64 = 443,
    }
}

muster_sdk::rule! {
    id: "dns/aaaa-mismatch",
    severity: Medium,
    tags: ["dns", "firewall", "ipv6", "cross-domain"],
    documentation: "aaaa_mismatch.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let port = u16::try_from(parameters.port)
        .map_err(|_| NotEvaluated::because(format!("{} is not a port", parameters.port)))?;
    answers::findings_per_name(|answers, name| judge_aaaa(answers, name, port))
}

fn judge_aaaa(answers: &DnsAnswers, name: &str, port: u16) -> Result<Finding, NotEvaluated> {
    let subject = answers::subject(name);
    let lookup = answers.find(name, "AAAA")?;
    let source = lookup.source.clone();
    let answer = match &lookup.outcome {
        Ok(answer) => answer,
        Err(error) => {
            return Ok(Finding::error(
                subject,
                format!(
                    "It is not known whether {name} has an IPv6 address: {}.",
                    error.reason()
                ),
            )
            .at(source, "was not answered"));
        }
    };
    if !answer.entries.is_empty() {
        // Whether one leads here can only be said of known addresses.
        answers.own_addresses()?;
    }
    let own = answer
        .entries
        .iter()
        .find(|entry| answers.overview.addresses.contains(&entry.value));
    let Some(own) = own else {
        return Ok(Finding::not_applicable(
            subject,
            format!("No AAAA record of {name} leads to this host."),
        ));
    };
    let v4 = packet_filter::find_reach("ipv4", "tcp", port)?;
    let v6 = packet_filter::find_reach("ipv6", "tcp", port)?;
    let decision = v6
        .decided_by
        .first()
        .map(|decision| decision.source.clone());
    Ok(compare(subject, name, &own.value, port, &v4, &v6)
        .at(source, "leads here over IPv6")
        .at_if(decision, "decides"))
}

fn compare(
    subject: String,
    name: &str,
    address: &str,
    port: u16,
    v4: &Reach,
    v6: &Reach,
) -> Finding {
    let finding = if [v4.verdict.as_str(), v6.verdict.as_str()].contains(&"unknown") {
        Finding::error(
            subject,
            format!("It is not known whether the firewall lets port {port} through for {name}."),
        )
    } else if v6.verdict == v4.verdict || v6.verdict == Reach::VERDICT_OPEN {
        Finding::pass(
            subject,
            format!("{name} is reachable over IPv6 as over IPv4 on port {port}."),
        )
    } else {
        Finding::fail(
            subject,
            format!(
                "{name} has the IPv6 address {address}, but port {port} is {} over IPv6 and {} \
                 over IPv4.",
                v6.verdict, v4.verdict
            ),
        )
        .fix(format!(
            "Open port {port} for IPv6, or remove the AAAA record of {name}"
        ))
    };
    finding
        .observed(v6.verdict.clone())
        .required(v4.verdict.clone())
}
