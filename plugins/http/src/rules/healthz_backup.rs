//! `http/healthz-backup`

use muster_sdk::probes::{Answer, Probe};
use muster_sdk::{Finding, Outcome, limit_in_seconds};

use crate::endpoint::{Purpose, described, per_application, request, subject};

muster_sdk::parameters! {
    struct Parameters {
        /// How old the last backup may be, in hours, where the application says how old it is.
        #[form(Range(1, 1_000_000_000))]
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
    // Some say it of the whole, some of each backup.
    let age = document.and_then(|document| {
        let ages = document.checks.iter().filter_map(|check| check.age);
        document.age.or_else(|| ages.max())
    });
    let is_unwell = document.is_some_and(|document| {
        let mut checks = document.checks.iter();
        document.ok == Some(false) || checks.any(|check| check.ok == Some(false))
    });
    let fail = |message: String, fix: String| Finding::fail(subject, message).fix(fix);
    let again =
        || "Run the backup job, and see in its log why the last runs made no backup".to_owned();
    let finding = match (answer.status, age) {
        (500, _) => fail(
            format!(
                "{request} answers with status 500: the application fails on what says when the last backup \
                 succeeded, such as a time without an offset from UTC."
            ),
            "Let the backup job write the time of a success as `date -u +%Y-%m-%dT%H:%M:%SZ` does".to_owned(),
        ),
        (200, _) if is_unwell => fail(
            format!("{request} answers with status 200, but says that the backups are not well."),
            again(),
        ),
        (200, Some(age)) if age < -SKEW => fail(
            format!(
                "{request} answers with status 200 for a backup that is {} minutes in the future.",
                age.unsigned_abs() / 60
            ),
            "Set the clocks of the machine that makes backups and of the application's by NTP, and run the backup \
             job again"
                .to_owned(),
        ),
        (200, Some(age)) if age > maximum => fail(
            format!(
                "{request} answers with status 200 for a backup that is {} hours old.",
                age / HOUR
            ),
            again(),
        ),
        (200, _) => Finding::pass(
            subject,
            format!("{request} says that the last backup is recent."),
        ),
        (status, _) => fail(
            format!("{request} answers with {}.", described(answer)),
            match status {
                // The application itself says that there is none, or none that is recent.
                503 => again(),
                _ => Purpose::BACKUP_HEALTH.fix(probe, answer),
            },
        ),
    };
    let observed = match age {
        Some(age) => format!("status {}, {age} seconds old", answer.status),
        None => format!("status {}", answer.status),
    };
    finding
        .observed(observed)
        .required(format!("status 200, at most {} hours old", maximum / HOUR))
}
