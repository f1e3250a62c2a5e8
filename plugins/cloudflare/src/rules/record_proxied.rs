//! `cloudflare/record-proxied`

use muster_sdk::cloudflare::{self, DnsRecord};
use muster_sdk::{Finding, Outcome};

use crate::{record, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// Host names that must be proxied: `@` for the zone itself, `www` for a name below it, or
        /// whole. Empty for all that the project names.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "cloudflare/record-proxied",
    severity: Medium,
    tags: ["cloudflare", "edge", "dns"],
    documentation: "record_proxied.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::judge(|zone| {
        let hosts = zone::hosts(zone, &parameters.hosts)?;
        let records = cloudflare::dns_records()?;
        Ok(hosts.iter().map(|host| judge(&records, host)).collect())
    })
}

fn judge(records: &[DnsRecord], host: &str) -> Finding {
    let subject = format!("cloudflare/record/{host}");
    let found = record::of(records, host);
    let Some(first) = found.first() else {
        return Finding::not_applicable(
            subject,
            format!("The zone has no address record for {host}."),
        );
    };
    let past: Vec<&&DnsRecord> = found.iter().filter(|record| !record.proxied).collect();
    if past.is_empty() {
        return Finding::pass(subject, format!("{host} is proxied."))
            .observed("proxied")
            .at(first.source.clone(), "is proxied");
    }
    let finding = Finding::fail(
        subject,
        format!("{host} is not proxied: visitors reach the origin past Cloudflare, and learn its address."),
    )
    .observed("DNS only")
    .required("proxied")
    .fix(format!("Switch on the proxy (orange cloud) of {host} under DNS > Records"));
    past.into_iter().fold(finding, |finding, record| {
        finding.at(record.source.clone(), "is DNS only")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::record;
    use muster_sdk::{FindingRecord, Status};
    use std::slice::from_ref;

    #[test]
    fn one_record_past_the_proxy_is_enough() {
        let status =
            |records: &[DnsRecord]| FindingRecord::from(judge(records, "example.com")).status;
        let proxied = record("example.com", "A", "203.0.113.7", true);
        let past = record("example.com", "AAAA", "2001:db8::7", false);
        assert_eq!(status(from_ref(&proxied)), Status::Pass);
        assert_eq!(status(&[proxied, past]), Status::Fail);
        assert!(matches!(status(&[]), Status::NotApplicable(_)));
    }
}
