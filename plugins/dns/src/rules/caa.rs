//! `dns/caa`

use muster_sdk::{Finding, Outcome};

use crate::answers;

muster_sdk::parameters! {
    struct Parameters {
        /// Domains of the certificate authorities that issue the certificates of the host.
        issuers: Vec<String> = ["letsencrypt.org"],
    }
}

muster_sdk::rule! {
    id: "dns/caa",
    severity: Low,
    tags: ["dns", "tls"],
    documentation: "caa.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    answers::judge(|answers| {
        let lookup = answers.find(&answers.overview.domain, "CAA")?;
        let answer = lookup.outcome.clone()?;
        let records: Vec<String> = answer
            .entries
            .into_iter()
            .map(|entry| entry.value)
            .collect();
        let finding = judge(&answers.overview.domain, &records, &parameters.issuers);
        Ok(vec![
            finding.at(lookup.source.clone(), "says who may issue"),
        ])
    })
}

fn judge(domain: &str, records: &[String], issuers: &[String]) -> Finding {
    let subject = format!("dns/{domain}/CAA");
    let wanted = issuers.join(" or ");
    let allowed: Vec<&str> = records.iter().filter_map(|record| issuer(record)).collect();
    let observed = records.join(", ");
    let finding = if allowed.is_empty() {
        Finding::fail(
            subject,
            format!(
                "No CAA record of {domain} says who may issue certificates, so every authority may."
            ),
        )
        .fix(format!(
            "Add the record `{domain}. CAA 0 issue \"{}\"`",
            issuers.first().map_or("", String::as_str)
        ))
    } else if issuers
        .iter()
        .any(|issuer| allowed.contains(&issuer.as_str()))
    {
        Finding::pass(
            subject,
            format!("CAA records of {domain} allow {}.", allowed.join(" and ")),
        )
    } else {
        Finding::fail(
            subject,
            format!("CAA records of {domain} do not allow {wanted}, so its certificates cannot be renewed."),
        )
        .fix(format!("Add the record `{domain}. CAA 0 issue \"{}\"`", issuers.first().map_or("", String::as_str)))
    };
    finding.observed(observed).required(wanted)
}

/// The issuer of an `issue` record, in lower case as published; `;` allows nobody (RFC 8659, 4.2).
fn issuer(record: &str) -> Option<&str> {
    let (_, rest) = record.split_once(' ')?;
    let (tag, value) = rest.split_once(' ')?;
    let value = value.trim_matches('"');
    let domain = value.split(';').next().unwrap_or_default().trim();
    tag.eq_ignore_ascii_case("issue")
        .then_some(if domain.is_empty() { "nobody" } else { domain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_issue_says_who_may_issue_names() {
        assert_eq!(
            issuer("0 issue \"letsencrypt.org\""),
            Some("letsencrypt.org")
        );
        assert_eq!(
            issuer("128 Issue \"letsencrypt.org; validationmethods=dns-01\""),
            Some("letsencrypt.org")
        );
        assert_eq!(issuer("0 issue \";\""), Some("nobody"));
        assert_eq!(issuer("0 issuewild \"letsencrypt.org\""), None);
        assert_eq!(issuer("0 iodef \"mailto:a@example.com\""), None);
        assert_eq!(issuer(""), None);
    }
}
