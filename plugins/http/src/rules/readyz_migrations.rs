//! `http/readyz-migrations`

use muster_sdk::probes::{Check, Probe};
use muster_sdk::{Finding, Outcome};

use crate::check::{Concern, no_verdict, per_check};
use crate::endpoint::request;

muster_sdk::parameters! {
    struct Parameters {
        /// What the application calls its check of the migrations.
        names: Vec<String> = ["migrations", "migration", "alembic", "schema"],
    }
}

muster_sdk::rule! {
    id: "http/readyz-migrations",
    severity: High,
    precision: VeryHigh,
    tags: ["http", "health", "database", "checklist"],
    explained_by: [Place("http/readyz-db")],
    documentation: "readyz_migrations.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let concern = Concern {
        part: "migrations",
        names: &parameters.names,
    };
    per_check(&concern, judge_migrations)
}

fn judge_migrations(probe: &Probe, subject: &str, check: &Check) -> Finding {
    let request = request(probe);
    match check.ok {
        Some(false) => Finding::fail(
            subject,
            format!(
                "{request} says that the database does not have the schema that the application expects."
            ),
        )
        .fix(
            "Apply the migrations of the version that runs, or run the version that the database was migrated for",
        ),
        // An application that does not find its migrations may say that all is well.
        Some(true) if !check.skipped => Finding::pass(
            subject,
            format!("{request} says that all migrations are applied."),
        ),
        Some(true) | None => no_verdict(probe, subject, check),
    }
}
