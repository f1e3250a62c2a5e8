//! `host/monitoring-probe`

use muster_sdk::env::{self, Key};
use muster_sdk::jobs::{Call, Job};
use muster_sdk::{Finding, NotEvaluated, Outcome, jobs};

muster_sdk::parameters! {
    struct Parameters {
        /// Keys of environment files whose value is the address of a monitor that waits for a sign of life.
        heartbeat_keys: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/monitoring-probe",
    severity: Low,
    precision: Medium,
    tags: ["host", "checklist", "manual"],
    documentation: "monitoring_probe.md",
    parameters: Parameters,
    check: check,
}

const MONITORING: &str = "monitoring";

fn check(parameters: Parameters) -> Outcome {
    for job in jobs::jobs()? {
        if is_probe(&job) {
            return Ok(vec![
                Finding::pass(
                    MONITORING,
                    format!(
                        "{} checks whether something is healthy, or reports to a monitor.",
                        job.name
                    ),
                )
                .observed(job.name)
                .at(job.source, "says when it runs"),
            ]);
        }
    }
    if let Some(found) = heartbeat(&parameters.heartbeat_keys)? {
        return Ok(vec![found]);
    }
    if let Some(place) = jobs::unread_places()?.into_iter().next() {
        return Ok(vec![place.finding(MONITORING, "a job probes anything")]);
    }
    Ok(vec![Finding::manual(
        MONITORING,
        "No job on this host probes anything. Check that a monitor elsewhere asks whether what runs here is \
         healthy, and whom it alerts.",
    )])
}

/// Whether a job that runs again and again has to do with monitoring; those of packages watch packages.
fn is_probe(job: &Job) -> bool {
    let calls = job
        .calls
        .iter()
        .any(|call| call.purpose == Call::PURPOSE_PROBE);
    let speaks = job
        .purposes
        .iter()
        .any(|purpose| purpose == Job::PURPOSES_PROBE);
    job.state == Job::STATE_ENABLED
        && job.runs == Job::RUNS_REPEATEDLY
        && (calls || (speaks && job.packaged != Some(true)))
}

/// A key with the address of a monitor.
fn heartbeat(keys: &[String]) -> Result<Option<Finding>, NotEvaluated> {
    if keys.is_empty() {
        return Ok(None);
    }
    for file in env::files()? {
        for name in keys {
            let Some(key) = env::find_key(&file.path, name)? else {
                continue;
            };
            if key.status == Key::STATUS_SET {
                let message = format!("{name} names a monitor that waits for a heartbeat.");
                return Ok(Some(
                    Finding::pass(MONITORING, message)
                        .observed(name)
                        .at(key.source, "sets it"),
                ));
            }
        }
    }
    Ok(None)
}
