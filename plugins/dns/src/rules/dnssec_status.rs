//! `dns/dnssec-status`

use muster_sdk::{Finding, Outcome, applicable, dns};

use crate::answers;

muster_sdk::rule! {
    id: "dns/dnssec-status",
    severity: Low,
    precision: VeryHigh,
    tags: ["dns", "dnssec"],
    documentation: "dnssec_status.md",
    check: check,
}

fn check() -> Outcome {
    Ok(match applicable("dns", dns::dnssec())? {
        Some(security) => vec![judge_dnssec(security)],
        None => answers::no_domain(),
    })
}

fn judge_dnssec(security: dns::Security) -> Finding {
    let dns::Security {
        name,
        state,
        reason,
        source,
    } = security;
    let subject = format!("dns/{name}/DNSSEC");
    let why = reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    let finding = match state.as_str() {
        dns::Security::STATE_SECURE => Finding::pass(subject, format!("The answers of {name} are signed and valid.")),
        dns::Security::STATE_INSECURE => Finding::fail(
            subject,
            format!("{name} is not signed, so its answers can be forged on the way."),
        )
        .fix(format!("Turn on DNSSEC at the DNS provider of {name}, then give the registrar the DS record")),
        dns::Security::STATE_BOGUS => Finding::fail(
            subject,
            format!("The signatures of {name} are invalid, so validating resolvers do not find it{why}."),
        )
        .fix(format!("Compare the DS record at the registrar with `dig {name} DNSKEY`; remove the DS record until they agree")),
        _ => Finding::error(
            subject,
            format!("It is not known whether {name} is signed and valid{why}."),
        ),
    };
    finding
        .observed(state)
        .required("secure")
        .at(source, "has this state")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::testing::sample;
    use muster_sdk::{FindingRecord, Source, Status};

    #[test]
    fn a_state_that_nobody_knows_is_no_pass() {
        let status = |state: &str| {
            let finding = judge_dnssec(dns::Security {
                name: "example.com".to_owned(),
                state: state.to_owned(),
                source: Source::logical("dns/example.com/DS"),
                ..sample()
            });
            FindingRecord::from(finding).status
        };
        assert_eq!(status("secure"), Status::Pass);
        assert_eq!(status("bogus"), Status::Fail);
        assert!(matches!(status("indeterminate"), Status::Error(_)));
        assert!(matches!(status("new"), Status::Error(_)));
    }
}
