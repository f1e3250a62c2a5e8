//! `cloudflare/min-tls`

use muster_sdk::{NotEvaluated, Outcome, Requirement};

use crate::setting;
use crate::ssl_mode::{self, SslModes};
use crate::{proxy, zone};

muster_sdk::parameters! {
    struct Parameters {
        /// The oldest version that Cloudflare is allowed to accept: `1.0`, `1.1`, `1.2` or `1.3`.
        #[form(Words(&["1.0", "1.1", "1.2", "1.3"]))]
        minimum: String = "1.2",
    }
}

muster_sdk::rule! {
    id: "cloudflare/min-tls",
    severity: Medium,
    precision: VeryHigh,
    tags: ["cloudflare", "edge", "tls"],
    documentation: "min_tls.md",
    parameters: Parameters,
    check: check,
}

const VERSIONS: [&str; 4] = ["1.0", "1.1", "1.2", "1.3"];

fn check(parameters: Parameters) -> Outcome {
    let allowed: Vec<&str> = VERSIONS
        .into_iter()
        .skip_while(|version| *version != parameters.minimum)
        .collect();
    if allowed.is_empty() {
        return Err(NotEvaluated::because(format!(
            "`minimum` is {:?}, which is not a version of TLS",
            parameters.minimum
        )));
    }
    zone::with_zone(|zone| {
        let version = setting::required("min_tls_version")?;
        proxy::unless_idle(zone, &version.source.name.clone(), |records| {
            if let Some(mode) = SslModes::read().plain_to_visitors(zone, records) {
                return Ok(vec![ssl_mode::no_tls(version.source.name, mode)]);
            }
            Ok(vec![version.against(&Requirement {
                allowed: &allowed,
                called: "The minimum TLS version",
                consequence: "visitors can be made to use a version with known weaknesses",
                fix: "Set SSL/TLS > Edge Certificates > Minimum TLS Version",
            })])
        })
    })
}
