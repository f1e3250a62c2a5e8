//! `http/admin-whoami`

use muster_sdk::Outcome;
use muster_sdk::probes::Probe;

use crate::authenticated::judge_accepted;
use crate::endpoint::{Purpose, per_authenticated};

muster_sdk::rule! {
    id: "http/admin-whoami",
    severity: Medium,
    precision: VeryHigh,
    tags: ["http", "authentication", "manual", "checklist"],
    documentation: "admin_whoami.md",
    check: check,
}

fn check() -> Outcome {
    per_authenticated(Purpose::ADMIN, task, |probe, answer| {
        judge_accepted(Purpose::ADMIN, probe, answer, "the credentials")
    })
}

fn task(probe: &Probe) -> String {
    format!(
        "Ask for {} as an administrator, or name the credentials in `admin-token`, or `admin-user` and \
         `admin-password`, under [targets.http] and run Muster with `--authenticate {}`.",
        probe.url, probe.host
    )
}
