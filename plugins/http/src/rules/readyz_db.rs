//! `http/readyz-db`

use muster_sdk::probes::{Check, Probe};
use muster_sdk::{Finding, Outcome};

use crate::check::{Concern, no_verdict, per_check};
use crate::endpoint::request;

muster_sdk::parameters! {
    struct Parameters {
        /// What the application calls its check of the database.
        names: Vec<String> = ["db", "database", "postgres", "postgresql", "mysql", "mariadb"],
    }
}

muster_sdk::rule! {
    id: "http/readyz-db",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "health", "database", "checklist"],
    explained_by: [Host("env/database-url-mismatch")],
    documentation: "readyz_db.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let concern = Concern {
        part: "database",
        names: &parameters.names,
    };
    per_check(&concern, judge_database)
}

fn judge_database(probe: &Probe, subject: &str, check: &Check) -> Finding {
    let request = request(probe);
    match check.ok {
        Some(true) => Finding::pass(
            subject,
            format!("{request} says that the database answers."),
        ),
        Some(false) => Finding::fail(
            subject,
            format!(
                "{request} says that the database check `{}` fails: the database does not run, cannot be \
                 reached, or does not accept the application's credentials.",
                check.name
            ),
        )
        .fix(
            "Start the database, or correct the address and the credentials that the application uses for it; the \
             logs of both say which",
        ),
        None => no_verdict(probe, subject, check),
    }
}
