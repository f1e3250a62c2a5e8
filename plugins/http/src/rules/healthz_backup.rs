//! `http/healthz-backup`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome, limit_in_seconds};

use crate::endpoint::{Purpose, described, per_application, request, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// How old the last backup may be, in hours, where the application says how old it is.
        maximum_hours: i64 = 26,
    }
}

muster_sdk::rule! {
    id: "http/healthz-backup",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "health", "backup", "checklist"],
    explained_by: [
        Host("backup/marker-present"),
        Host("backup/marker-format"),
        Host("backup/marker-fresh"),
    ],
    documentation: "healthz_backup.md",
    parameters: Parameters,
    check: check,
}

const HOUR: i64 = 3_600;

/// The clocks of two machines may differ so much.
const SKEW: i64 = 300;

fn check(parameters: Parameters) -> Outcome {
    let maximum = limit_in_seconds("maximum-hours", parameters.maximum_hours, HOUR)?;
    per_application(Purpose::BACKUP_HEALTH, |probe, answer| {
        judge_backup(probe, answer, maximum)
    })
}

fn judge_backup(probe: &Probe, answer: &Answer, maximum: i64) -> Finding {
    let (subject, request) = (subject(probe), request(probe));
    let document = answer.document.as_ref();
    let age = document.and_then(|document| document.age);
    let fail = |message: String| Finding::fail(subject, message);
    let finding = match (answer.status, age) {
        (500, _) => fail(format!(
            "{request} answers with status 500: the application fails on what says when the last backup \
             succeeded, such as a time without an offset from UTC."
        )),
        (200, _) if document.is_some_and(|document| document.ok == Some(false)) => fail(format!(
            "{request} answers with status 200, but says that the backups are not well."
        )),
        (200, Some(age)) if age < -SKEW => fail(format!(
            "{request} answers with status 200 for a backup that is {} minutes in the future.",
            age.unsigned_abs() / 60
        )),
        (200, Some(age)) if age > maximum => fail(format!(
            "{request} answers with status 200 for a backup that is {} hours old.",
            age / HOUR
        )),
        (200, _) => Finding::pass(
            subject,
            format!("{request} says that the last backup is recent."),
        ),
        _ => fail(format!("{request} answers with {}.", described(answer))),
    };
    let observed = match age {
        Some(age) => format!("status {}, {age} seconds old", answer.status),
        None => format!("status {}", answer.status),
    };
    finding
        .observed(observed)
        .required(format!("status 200, at most {} hours old", maximum / HOUR))
}
