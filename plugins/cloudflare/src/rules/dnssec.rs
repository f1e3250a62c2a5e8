//! `cloudflare/dnssec`

use muster_sdk::Outcome;

use crate::setting::{self, Requirement};
use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/dnssec",
    severity: Low,
    tags: ["cloudflare", "edge", "dns"],
    documentation: "dnssec.md",
    check: check,
}

fn check() -> Outcome {
    zone::judge(|_| {
        let status = setting::required("dnssec")?;
        let consequence = match status.value.as_str() {
            "pending" => "the zone is signed, and its parent does not vouch for it yet",
            _ => "nobody can tell a forged answer from the zone's own",
        };
        Ok(vec![
            Requirement {
                allowed: &["active"],
                called: "DNSSEC",
                consequence,
                fix: "Switch on DNS > Settings > DNSSEC, and give the DS record that it shows to the \
                      registrar",
            }
            .judge(status),
        ])
    })
}
