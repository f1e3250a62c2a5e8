//! `host/os-supported`

use chrono::NaiveDate;
use muster_sdk::{Finding, NotEvaluated, Outcome, applicable, clock, host};

use crate::releases::{self, End};

muster_sdk::parameters! {
    struct Parameters {
        /// Days before the end from which on the rule fails.
        days_left: i64 = 0,
    }
}

muster_sdk::rule! {
    id: "host/os-supported",
    severity: High,
    precision: VeryHigh,
    tags: ["host", "updates", "manual"],
    documentation: "os_supported.md",
    parameters: Parameters,
    check: check,
}

/// Seconds of a day.
const DAY: i64 = 86_400;

fn check(parameters: Parameters) -> Outcome {
    let subject = "operating-system";
    let identity = host::identity()?;
    let name = &identity.os_name;
    let end = releases::end_of(&identity.os_id, &identity.os_version);
    let finding = match end {
        End::Unknown => Finding::manual(
            subject,
            format!("Find out until when {name} gets security updates, and whether that is over."),
        ),
        End::Rolling => Finding::pass(
            subject,
            format!("{name} has no releases: it is supported as long as it is updated."),
        ),
        End::On(year, month, day) => {
            let now = applicable(subject, clock::now())?;
            let date = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
                NotEvaluated::because(format!("{year}-{month}-{day} is not a date"))
            })?;
            // Until the end of that day.
            let end = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + DAY;
            let judged = if now >= end {
                Finding::fail(
                    subject,
                    format!("{name} has had no security updates since {date}."),
                )
            } else if now >= end.saturating_sub(parameters.days_left.saturating_mul(DAY)) {
                Finding::fail(
                    subject,
                    format!("{name} gets no security updates after {date}."),
                )
            } else {
                Finding::pass(
                    subject,
                    format!("{name} gets security updates until {date}."),
                )
            };
            judged
                .observed(date.to_string())
                .required("security updates")
                .fix(format!("Upgrade to a later release than {name}"))
        }
    };
    Ok(vec![finding.of_file("/etc/os-release")])
}
