//! `cloudflare/ssl-mode-strict`

use muster_sdk::Outcome;

use crate::setting::{self, Requirement};
use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/ssl-mode-strict",
    severity: High,
    tags: ["cloudflare", "edge", "tls", "checklist"],
    documentation: "ssl_mode_strict.md",
    check: check,
}

/// `origin_pull` checks the certificate too, and never speaks plain HTTP to the origin.
pub(super) const STRICT: [&str; 2] = ["strict", "origin_pull"];

fn check() -> Outcome {
    zone::judge(|_| {
        let mode = setting::required("ssl")?;
        let consequence = match mode.value.as_str() {
            "full" => "Cloudflare takes any certificate for the origin's",
            "flexible" => "Cloudflare speaks to the origin without encryption",
            "off" => "nothing is encrypted, from the visitor to the origin",
            _ => "it is not known whether the origin's certificate is checked",
        };
        Ok(vec![
            Requirement {
                allowed: &STRICT,
                called: "The SSL mode",
                consequence,
                fix: "Give the origin a certificate of a public authority or of Cloudflare's origin \
                      authority, then set SSL/TLS > Overview > Full (strict)",
            }
            .judge(mode),
        ])
    })
}
