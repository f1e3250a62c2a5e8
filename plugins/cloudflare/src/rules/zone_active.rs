//! `cloudflare/zone-active`

use muster_sdk::cloudflare::Zone;
use muster_sdk::{Finding, Outcome};

use crate::zone;

muster_sdk::rule! {
    id: "cloudflare/zone-active",
    severity: High,
    precision: VeryHigh,
    tags: ["cloudflare", "edge"],
    documentation: "zone_active.md",
    check: check,
}

fn check() -> Outcome {
    zone::with_zone(|zone| Ok(vec![judge_zone(zone)]))
}

fn judge_zone(zone: &Zone) -> Finding {
    let subject = zone.source.name.clone();
    let finding = if zone.paused {
        Finding::fail(
            subject,
            format!(
                "{} is paused: Cloudflare answers with the origin's address and protects nothing.",
                zone.name
            ),
        )
        .observed("paused")
        .fix("Overview > Advanced Actions > Enable Cloudflare on Site")
    } else if zone.status == "active" {
        Finding::pass(subject, format!("{} is active.", zone.name)).observed("active")
    } else {
        Finding::fail(
            subject,
            format!(
                "{} is `{}`: Cloudflare protects nothing yet, or no longer.",
                zone.name, zone.status
            ),
        )
        .observed(zone.status.clone())
        .fix(match zone.kind.as_str() {
            "partial" => {
                "Give the TXT record that Cloudflare shows under Overview to the zone's name servers"
            }
            _ => "Give the name servers that Cloudflare shows under Overview to the registrar",
        })
    };
    finding
        .required("active, and not paused")
        .at(zone.source.clone(), "is the zone")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::zone;
    use muster_sdk::{FindingRecord, Status};

    #[test]
    fn a_zone_that_is_paused_or_pending_fails() {
        let status = |status: &str, paused: bool| {
            let mut zone = zone();
            zone.status = status.to_owned();
            zone.paused = paused;
            FindingRecord::from(judge_zone(&zone)).status
        };
        assert_eq!(status("active", false), Status::Pass);
        assert_eq!(status("active", true), Status::Fail);
        assert_eq!(status("pending", false), Status::Fail);
    }
}
