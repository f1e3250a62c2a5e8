//! `env/debug-disabled`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::names;

muster_sdk::parameters! {
    struct Parameters {
        /// Switches of development and tests, by name or by family (`E2E_*`). A value that is not a
        /// truth, such as the `DEBUG=app:*` of Node.js, is none.
        keys: Vec<String> = [
            "APP_DEBUG",
            "DEBUG",
            "DJANGO_DEBUG",
            "FLASK_DEBUG",
            "WP_DEBUG",
        ],
    }
}

muster_sdk::rule! {
    id: "env/debug-disabled",
    severity: High,
    precision: Medium,
    tags: ["env"],
    explained_by: [Place("env/expected-value"), Place("compose/file-valid")],
    documentation: "debug_disabled.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let keys = &parameters.keys;
    let judge = |file: &BoundFile, key: &env::Key| switched_on(file, key, keys);
    let files = findings_per_keyed_file(|file| {
        Ok(file.judge_keys(
            judge,
            format!("No development switch is on in {}.", file.path()),
        ))
    });
    with_environments(files, judge, |key| is_on(key, keys))
}

fn is_on(key: &env::Key, keys: &[String]) -> bool {
    names::contains(keys, &key.name) && key.boolean == Some(true)
}

fn switched_on(file: &BoundFile, key: &env::Key, keys: &[String]) -> Option<Finding> {
    let name = &key.name;
    is_on(key, keys).then(|| {
        Finding::fail(
            file.subject(name),
            format!("{name} is on, which is meant for development."),
        )
        .observed("on")
        .required("off")
        .fix(format!(
            "Remove {name}, or set it to false, and recreate the containers."
        ))
        .at(key.source.clone(), "turns it on")
    })
}
