//! `cloudflare/ssl-mode-strict`

use muster_sdk::cloudflare::Zone;
use muster_sdk::{Finding, Outcome, Requirement};

use crate::overridden::Rules;
use crate::proxy::{self, Records};
use crate::setting::{self, Setting};
use crate::{origin, walk, zone};

muster_sdk::rule! {
    id: "cloudflare/ssl-mode-strict",
    severity: High,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "tls", "checklist"],
    documentation: "ssl_mode_strict.md",
    check: check,
}

/// `origin_pull` checks the certificate too, and never speaks plain HTTP to the origin.
pub(super) const STRICT: [&str; 2] = ["strict", "origin_pull"];

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let mode = setting::required("ssl")?;
        let subject = mode.source.name.clone();
        proxy::unless_idle(zone, &subject, |records| judge_mode(zone, records, mode))
    })
}

fn judge_mode(zone: &Zone, records: &Records, mode: Setting) -> Outcome {
    if !STRICT.contains(&mode.value.as_str()) {
        // With `off`, visitors are not encrypted either.
        if mode.value != "off"
            && let Ok(records) = records
            && let Some(why) = origin::only_tunnels(zone, records)
        {
            return Ok(vec![Finding::not_applicable(mode.source.name, why)]);
        }
        // What lowers it is for cloudflare/ssl-mode-overridden, which names it where it is not read.
        if let Ok(rules) = Rules::read() {
            let overridden = rules.of("ssl", &zone.names);
            let is_strict = overridden.left == 0
                && overridden
                    .always
                    .iter()
                    .all(|set| STRICT.contains(&set.value.as_str()));
            if let Some(set) = overridden.always.first().filter(|_| is_strict) {
                return Ok(vec![
                    Finding::pass(
                        mode.source.name,
                        format!(
                            "The SSL mode is `{}`, by {}.",
                            set.value,
                            walk::called(&set.rule)
                        ),
                    )
                    .observed(set.value.clone())
                    .at(set.rule.source.clone(), "sets it"),
                ]);
            }
        }
    }
    let consequence = match mode.value.as_str() {
        "full" => "Cloudflare accepts any certificate from the origin",
        "flexible" => "Cloudflare speaks to the origin without encryption",
        "off" => "nothing is encrypted, from the visitor to the origin",
        _ => "it is not known whether the origin's certificate is checked",
    };
    Ok(vec![mode.against(&Requirement {
        allowed: &STRICT,
        called: "The SSL mode",
        consequence,
        fix: "Give the origin a certificate of a public authority or of Cloudflare's origin \
                  authority, then set SSL/TLS > Overview > Full (strict)",
    })])
}
