//! `cloudflare/development-mode`

use muster_sdk::Outcome;

use crate::setting::{self, Requirement};
use crate::zone;

muster_sdk::parameters! {
    struct Parameters {
        /// Security levels that pass. `under_attack` challenges every visitor, and is for an hour.
        levels: Vec<String> = ["low", "medium", "high"],
    }
}

muster_sdk::rule! {
    id: "cloudflare/development-mode",
    severity: Low,
    tags: ["cloudflare", "edge"],
    documentation: "development_mode.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    zone::judge(|_| {
        let levels: Vec<&str> = parameters.levels.iter().map(String::as_str).collect();
        let level = setting::required("security_level")?;
        let consequence = match level.value.as_str() {
            "under_attack" => "every visitor is challenged, programs included",
            _ => "addresses known for attacks are not challenged",
        };
        Ok(vec![
            Requirement {
                allowed: &["off"],
                called: "Development mode",
                consequence: "every request goes to the origin, cached or not",
                fix: "Switch off Caching > Configuration > Development Mode",
            }
            .judge(setting::required("development_mode")?),
            Requirement {
                allowed: &levels,
                called: "The security level",
                consequence,
                fix: "Set Security > Settings > Security Level",
            }
            .judge(level),
        ])
    })
}
