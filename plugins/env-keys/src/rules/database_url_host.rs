//! `env/database-url-host`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::parts::part;

muster_sdk::parameters! {
    struct Parameters {
        /// Schemes of databases, caches and queues.
        schemes: Vec<String> = [
            "amqp",
            "mariadb",
            "mongodb",
            "mysql",
            "nats",
            "postgres",
            "postgresql",
            "postgresql+asyncpg",
            "postgresql+psycopg",
            "postgresql+psycopg2",
            "redis",
            "valkey",
        ],
    }
}

muster_sdk::rule! {
    id: "env/database-url-host",
    severity: Medium,
    precision: High,
    tags: ["env"],
    explained_by: [Place("compose/file-valid")],
    documentation: "database_url_host.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let schemes = &parameters.schemes;
    let judge = |file: &BoundFile, key: &env::Key| exposed(file, key, schemes);
    let files = findings_per_keyed_file(|file| {
        Ok(file.judge_keys(
            judge,
            format!(
                "No database in {} is reached over the internet unencrypted.",
                file.path()
            ),
        ))
    });
    with_environments(files, judge, |key| is_exposed(key, schemes))
}

fn is_exposed(key: &env::Key, schemes: &[String]) -> bool {
    let is_database = part(key, "scheme")
        .and_then(|scheme| scheme.value.as_ref())
        .is_some_and(|scheme| schemes.contains(scheme));
    let Some(host) = part(key, "host").filter(|_| is_database) else {
        return false;
    };
    let has = |property: &str| host.properties.iter().any(|own| own == property);
    has("public") && !has("encrypted") && host.status != env::Component::STATUS_PLACEHOLDER
}

fn exposed(file: &BoundFile, key: &env::Key, schemes: &[String]) -> Option<Finding> {
    let name = &key.name;
    is_exposed(key, schemes).then(|| {
        Finding::fail(
            file.subject(name),
            format!(
                "{name} leads to a public host and does not ask for an encrypted connection, so the \
                 password and data may cross the internet unencrypted."
            ),
        )
        .observed("a public host, not encrypted")
        .required("a host of the project or of a private network, or an encrypted connection")
        .fix(
            "Ask for encryption in the URL, such as `?sslmode=verify-full` (PostgreSQL), \
             `?ssl-mode=VERIFY_IDENTITY` (MySQL), `?tls=true` (MongoDB) or `rediss://` (Redis); or name the \
             database by its service or its private address",
        )
        .at(key.source.clone(), "sets the URL")
    })
}
