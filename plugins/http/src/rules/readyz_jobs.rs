//! `http/readyz-jobs`

use muster_sdk::condition::is_in_a_file;
use muster_sdk::probes::{Check, Probe};
use muster_sdk::{Finding, Outcome};

use crate::check::{Concern, no_verdict, per_check};
use crate::endpoint::request;

muster_sdk::parameters! {
    struct Parameters {
        /// What the application calls its check of the background jobs.
        names: Vec<String> = ["jobs", "job", "workers", "worker", "scheduler"],
        /// How old the last sign of life may be, in seconds; 0 leaves that to the application.
        maximum_seconds: i64 = 0,
        /// The key of an environment file that is true where the application must check the jobs. Where
        /// there is none, it need not.
        required_by: String = "",
    }
}

muster_sdk::rule! {
    id: "http/readyz-jobs",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "health", "jobs", "checklist"],
    explained_by: [Place("http/readyz-db")],
    documentation: "readyz_jobs.md",
    parameters: Parameters,
    check: check,
}

const REVIVE: &str = "Start the runner of the jobs; if it runs, look into its log, and compare its clock with the application's";

fn check(parameters: Parameters) -> Outcome {
    let concern = Concern {
        part: "jobs",
        names: &parameters.names,
    };
    per_check(&concern, |probe, subject, check| {
        judge_jobs(probe, subject, check, &parameters)
    })
}

fn judge_jobs(probe: &Probe, subject: &str, check: &Check, parameters: &Parameters) -> Finding {
    let request = request(probe);
    let own = Some(parameters.maximum_seconds).filter(|seconds| *seconds > 0);
    let limit = own.or(check.threshold);
    let observed = |finding: Finding| match check.age {
        Some(age) => finding.observed(format!("{age} seconds")),
        None => finding,
    };
    let required = |finding: Finding| match limit {
        Some(limit) => finding.required(format!("at most {limit} seconds")),
        None => finding,
    };
    if check.ok == Some(false) {
        let message = match check.age {
            Some(age) => {
                format!("{request} says that the last heartbeat of the jobs was {age} seconds ago.")
            }
            None => format!("{request} says that the jobs have no heartbeat."),
        };
        return required(observed(Finding::fail(subject, message).fix(REVIVE)));
    }
    if check.enabled == Some(false) {
        return judge_disabled(subject, &request, &parameters.required_by);
    }
    match (check.ok, check.age, limit) {
        (Some(true), Some(age), Some(limit)) if age > limit => required(observed(Finding::fail(
            subject,
            format!(
                "{request} says that the jobs are well, but their last heartbeat is {age} seconds old, \
                 more than {limit}."
            ),
        )
        .fix(REVIVE))),
        (Some(true), ..) if !check.skipped => required(observed(Finding::pass(
            subject,
            format!("{request} says that the jobs run."),
        ))),
        _ => no_verdict(probe, subject, check),
    }
}

/// The application does not look at its jobs, and says that all is well.
fn judge_disabled(subject: &str, request: &str, key: &str) -> Finding {
    if key.is_empty() {
        return Finding::not_applicable(
            subject,
            format!("{request} says that the application does not check its jobs."),
        );
    }
    match is_in_a_file(key, true) {
        Ok(true) => Finding::fail(
            subject,
            format!(
                "{request} says that the application does not check its jobs, although {key} is true in the \
                 environment file; it runs with another value."
            ),
        )
        .observed("not checked")
        .required("checked")
        .fix(format!(
            "Start the application anew, so that it takes {key} from the environment file"
        )),
        Ok(false) => Finding::not_applicable(
            subject,
            format!("The application does not check its jobs, and {key} is not true in any environment file."),
        ),
        Err(error) => Finding::error(subject, error.reason()),
    }
}
