//! `env/running-drift`

use muster_sdk::containers::{self, Container, Variable};
use muster_sdk::{Finding, Outcome, applicable, compose};

use crate::expected::{Expected, Files};
use crate::names;

muster_sdk::parameters! {
    struct Parameters {
        /// The environment file that the shell names which deploys the project, as in
        /// `env_file: ${ENV_FILE}`; empty where the Compose file says which it is.
        file: String = "",
    }
}

muster_sdk::rule! {
    id: "env/running-drift",
    severity: Medium,
    precision: VeryHigh,
    tags: ["env", "docker", "drift", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "running_drift.md",
    parameters: Parameters,
    check: check,
}

/// Names that a message has room for.
const MOST_NAMES: usize = 10;

fn check(parameters: Parameters) -> Outcome {
    let Some(project) = compose::project()? else {
        return Ok(vec![Finding::not_applicable(
            "compose",
            "There is no Compose project.",
        )]);
    };
    let variables = applicable("compose/containers", containers::variables())?;
    let files = Files::read(&parameters.file)?;
    let running = containers::containers()?;
    // Of a file that could not be read no variable is known, and so none of its containers.
    let unread = running.iter().filter_map(|one| {
        let service = one.service.as_deref()?;
        (one.state == Container::STATE_RUNNING && files.has_unread(service))
            .then_some((one.name.as_str(), service))
    });
    let with_variables = containers_of(&variables);
    let unread: Vec<(&str, &str)> = unread.filter(|one| !with_variables.contains(one)).collect();
    let mut findings = Vec::new();
    for (container, service) in with_variables.into_iter().chain(unread) {
        let own: Vec<&Variable> = variables
            .iter()
            .filter(|one| one.container == container)
            .collect();
        let finding = match files.expected(service) {
            Ok(expected) => judge(container, service, &own, &expected),
            Err(reason) => Some(Finding::error(subject(service, container), reason)),
        };
        findings.extend(finding.map(|finding| finding.of_file(&project.file)));
    }
    if variables.is_empty() && findings.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/containers",
            "No running container gets a variable from a file that Muster knows.",
        )]);
    }
    if findings.is_empty() {
        findings.push(Finding::pass(
            "compose/containers",
            "Every running container has the current values of the files.",
        ));
    }
    Ok(findings)
}

/// Each container once, with its service.
fn containers_of(variables: &[Variable]) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for one in variables {
        if found.last().is_none_or(|(last, _)| *last != one.container) {
            found.push((&one.container, &one.service));
        }
    }
    found
}

fn subject(service: &str, container: &str) -> String {
    format!("compose/{service}/environment/{container}")
}

/// The keys of which a container has another value than the files, if there are any.
fn judge(
    container: &str,
    service: &str,
    own: &[&Variable],
    expected: &[Expected],
) -> Option<Finding> {
    let has = |wanted: &&Expected| {
        let variable = own
            .iter()
            .find(|one| one.file == wanted.file && one.name == wanted.name);
        variable.is_some_and(|variable| wanted.is_otherwise(variable))
    };
    let drifted: Vec<&Expected> = expected.iter().filter(has).collect();
    let first = drifted.first()?;
    let names: Vec<&str> = drifted
        .iter()
        .take(MOST_NAMES)
        .map(|one| one.name.as_str())
        .collect();
    let more = match drifted.len() - names.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let names = names::sentence(&names);
    let own_name = service.rsplit('/').next().unwrap_or(service);
    let finding = Finding::fail(
        subject(service, container),
        format!(
            "{container} runs with outdated values from {}: {names}{more}.",
            first.file
        ),
    )
    .observed(format!("outdated values of {names}{more}"))
    .required("the current values of the files")
    .fix(format!(
        "Run `docker compose up -d --force-recreate {own_name}`, with the options and variables that you \
         deploy the project with"
    ));
    Some(
        drifted
            .iter()
            .take(MOST_NAMES)
            .fold(finding, |finding, one| {
                finding.at(one.source.clone(), &format!("sets {}", one.name))
            }),
    )
}
