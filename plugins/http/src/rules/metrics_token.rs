//! `http/metrics-token`

use muster_sdk::Outcome;
use muster_sdk::probes::Probe;

use crate::authenticated::judge_accepted;
use crate::endpoint::{Purpose, per_authenticated};

muster_sdk::rule! {
    id: "http/metrics-token",
    severity: Medium,
    precision: VeryHigh,
    tags: ["http", "authentication", "metrics", "manual", "checklist"],
    documentation: "metrics_token.md",
    check: check,
}

fn check() -> Outcome {
    per_authenticated(Purpose::METRICS, task, |probe, answer| {
        judge_accepted(Purpose::METRICS, probe, answer, "the token")
    })
}

fn task(probe: &Probe) -> String {
    format!(
        "Ask for {} with the token, or name it in `metrics-token` under [targets.http] and run Muster with \
         `--authenticate {}`.",
        probe.url, probe.host
    )
}
