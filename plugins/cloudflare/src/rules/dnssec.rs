//! `cloudflare/dnssec`

use muster_sdk::{Finding, Outcome, Requirement};

use crate::setting;
use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/dnssec",
    severity: Low,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "dns"],
    documentation: "dnssec.md",
    check: check,
}

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let status = setting::required("dnssec")?;
        let elsewhere = match zone.kind.as_str() {
            "partial" => Some(
                "Other name servers answer for the zone (a partial setup), and Cloudflare signs \
                 nothing",
            ),
            // Signed answers of Cloudflare's are as good as any.
            "secondary" if status.value != "active" => Some(
                "Cloudflare serves what other name servers hold (a secondary setup), which sign it",
            ),
            _ => None,
        };
        if let Some(elsewhere) = elsewhere {
            return Ok(vec![
                Finding::not_applicable(
                    status.source.name.clone(),
                    format!("{elsewhere}; dns/dnssec-status judges what is answered."),
                )
                .at(zone.source.clone(), "says so"),
            ]);
        }
        let consequence = match status.value.as_str() {
            "pending" => "the zone is signed, and its parent does not vouch for it yet",
            _ => "nobody can tell a forged answer from the zone's own",
        };
        Ok(vec![status.against(&Requirement {
            allowed: &["active"],
            called: "DNSSEC",
            consequence,
            fix: "Turn on DNS > Settings > DNSSEC, and give the DS record that it shows to the \
                      registrar",
        })])
    })
}
