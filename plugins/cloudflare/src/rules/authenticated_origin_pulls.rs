//! `cloudflare/authenticated-origin-pulls`

use muster_sdk::{Finding, Outcome};

use crate::setting::{self, Setting};
use crate::ssl_mode::SslModes;
use crate::{origin, proxy, zone};

muster_sdk::rule! {
    id: "cloudflare/authenticated-origin-pulls",
    severity: Low,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "authenticated_origin_pulls.md",
    check: check,
}

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let shared = setting::required("tls_client_auth")?;
        let own = setting::required("origin_tls_client_auth")?;
        proxy::unless_idle(zone, SUBJECT, |records| {
            let known = records.as_ref().ok();
            if let Some(mode) = SslModes::read().plain_to_origin(zone, records) {
                let why = format!(
                    "With the SSL mode `{}`, Cloudflare never presents a certificate to the \
                     origin; cloudflare/ssl-mode-strict judges that.",
                    mode.value
                );
                return Ok(vec![
                    Finding::not_applicable(SUBJECT, why).at(mode.source, "encrypts nothing"),
                ]);
            }
            Ok(vec![
                match known.and_then(|records| origin::only_tunnels(zone, records)) {
                    Some(why) => Finding::not_applicable(SUBJECT, why),
                    None => judge_origin_pulls(shared, own),
                },
            ])
        })
    })
}

const SUBJECT: &str = "cloudflare/origin-pulls";

/// With Cloudflare's own client certificate for all zones, or with the zone's.
fn judge_origin_pulls(shared: Setting, own: Setting) -> Finding {
    for (setting, whose) in [
        (&own, "a certificate of the zone"),
        (&shared, "Cloudflare's certificate"),
    ] {
        if setting.value == "on" {
            return Finding::pass(
                SUBJECT,
                format!(
                    "Cloudflare presents {whose} to the origin. This rule cannot see whether the \
                     origin requires it."
                ),
            )
            .observed("on")
            .at(setting.source.clone(), "is on");
        }
    }
    Finding::fail(
        SUBJECT,
        "Cloudflare presents no certificate to the origin, so the origin cannot tell Cloudflare \
         from others.",
    )
    .observed("off")
    .required("on")
    .fix(
        "Turn on SSL/TLS > Origin Server > Authenticated Origin Pulls, then make the origin \
         require Cloudflare's client certificate",
    )
    .at(shared.source, "is off")
    .at(own.source, "is off")
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Source, Status};

    #[test]
    fn either_certificate_will_do() {
        let status = |shared: &str, own: &str| {
            let setting = |value: &str| Setting {
                value: value.to_owned(),
                source: Source::logical("x"),
            };
            FindingRecord::from(judge_origin_pulls(setting(shared), setting(own))).status
        };
        assert_eq!(status("on", "off"), Status::Pass);
        assert_eq!(status("off", "on"), Status::Pass);
        assert_eq!(status("off", "off"), Status::Fail);
    }
}
