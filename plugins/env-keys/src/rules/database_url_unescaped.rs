//! `env/database-url-unescaped`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;

muster_sdk::rule! {
    id: "env/database-url-unescaped",
    severity: Medium,
    precision: High,
    tags: ["env", "availability"],
    explained_by: [Place("compose/file-valid")],
    documentation: "database_url_unescaped.md",
    check: check,
}

fn check() -> Outcome {
    let files = findings_per_keyed_file(|file| {
        Ok(file.judge_keys(
            unescaped,
            format!(
                "What needs to be is percent-encoded in every URL in {}.",
                file.path()
            ),
        ))
    });
    with_environments(files, unescaped, |key| unescaped_part(key).is_some())
}

fn unescaped_part(key: &env::Key) -> Option<&env::Component> {
    key.components.iter().find(|part| {
        part.properties
            .iter()
            .any(|property| property == "unescaped")
    })
}

fn unescaped(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let part = unescaped_part(key)?;
    let what = match part.name.as_str() {
        env::Component::NAME_USER => "user name",
        other => other,
    };
    Some(
        Finding::fail(
            file.subject(name),
            format!("The {what} in {name} has a character that ends it: programs read the URL differently."),
        )
        .observed("not encoded")
        .required("percent-encoded")
        .fix(format!(
            "Percent-encode the {what}: `@` is %40, `/` is %2F, `?` is %3F, `#` is %23, `%` is %25. Or \
             choose one of letters and digits, such as the output of `openssl rand -hex 32`"
        ))
        .at(key.source.clone(), "sets the URL"),
    )
}
