//! `compose/postgres-trust`

use muster_sdk::env::{self, Key};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless, services};

use crate::project::Project;
use crate::settings::unknown_keys;

muster_sdk::parameters! {
    struct Parameters {
        /// The variable that says how a database asks who connects.
        key: String = "POSTGRES_HOST_AUTH_METHOD",
        /// The value with which it asks nobody.
        value: String = "trust",
    }
}

muster_sdk::rule! {
    id: "compose/postgres-trust",
    severity: Critical,
    tags: ["compose", "docker", "authentication", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "postgres_trust.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|_| {
        let Parameters { key: name, value } = &parameters;
        let mut findings = Vec::new();
        for environment in env::environments()? {
            let subject = format!("compose/{}/environment/{name}", environment.service);
            let key = environment.keys.iter().find(|key| key.name == *name);
            findings.extend(key.map(|key| judge(subject, key, value)));
        }
        for file in env::files()? {
            if !file
                .dialects
                .iter()
                .any(|dialect| dialect == env::EnvFile::DIALECTS_COMPOSE)
            {
                continue;
            }
            match env::find_key(&file.path, name) {
                Ok(Some(key)) => findings.push(judge(format!("{}#{name}", file.path), &key, value)),
                Ok(None) => {}
                Err(error) => findings.push(Finding::error(
                    format!("{}#{name}", file.path),
                    NotEvaluated::from(error).reason(),
                )),
            }
        }
        let unknowns = services::unknowns()?;
        findings.extend(unknown_keys(&unknowns, &[&format!("environment.{name}")]));
        Ok(pass_unless(findings, || {
            Finding::pass("compose/environment", format!("{name} is set nowhere."))
        }))
    })
}

fn judge(subject: String, key: &Key, value: &str) -> Finding {
    let name = &key.name;
    let finding = match &key.value {
        Some(set) if set.trim() == value => Finding::fail(
            subject,
            format!("{name} is '{value}', so anyone who reaches the database gets in without a password."),
        )
        .observed(value)
        .required("scram-sha-256, or not set")
        .fix(format!(
            "Remove {name}, and set POSTGRES_PASSWORD. An existing database keeps its pg_hba.conf: \
             replace `{value}` in it with `scram-sha-256`, and run `SELECT pg_reload_conf();`"
        )),
        Some(_) => Finding::pass(subject, format!("{name} is not '{value}'.")),
        None if key.status == Key::STATUS_EMPTY => Finding::pass(subject, format!("{name} is empty.")),
        None => Finding::error(
            subject,
            format!(
                "The value of {name} is not shown; add `{name}` to `shown-keys` under `[targets]`."
            ),
        ),
    };
    finding.at(key.source.clone(), "sets it")
}
