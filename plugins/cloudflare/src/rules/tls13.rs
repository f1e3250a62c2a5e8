//! `cloudflare/tls13`

use muster_sdk::{Outcome, Requirement};

use crate::setting;
use crate::ssl_mode::{self, SslModes};
use crate::{proxy, zone};

muster_sdk::rule! {
    id: "cloudflare/tls13",
    severity: Low,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "tls13.md",
    check: check,
}

fn check() -> Outcome {
    zone::with_zone(|zone| {
        let version = setting::required("tls_1_3")?;
        proxy::unless_idle(zone, &version.source.name.clone(), |records| {
            if let Some(mode) = SslModes::read().plain_to_visitors(zone, records) {
                return Ok(vec![ssl_mode::no_tls(version.source.name, mode)]);
            }
            Ok(vec![version.against(&Requirement {
                // `zrt` is on, with 0-RTT.
                allowed: &["on", "zrt"],
                called: "TLS 1.3",
                consequence: "visitors get an older version than they could",
                fix: "Turn on SSL/TLS > Edge Certificates > TLS 1.3",
            })])
        })
    })
}
