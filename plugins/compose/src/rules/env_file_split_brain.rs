//! `compose/env-file-split-brain`

use muster_sdk::variables::{self, Reference, Variable};
use muster_sdk::{ByName, Finding, Outcome, shell_word};

use crate::environment::{Services, unknown_environments};
use crate::project::Project;

muster_sdk::parameters! {
    struct Parameters {
        /// Variables of which each service may have a value of its own.
        ignored: Vec<String> = ["LOG_LEVEL", "PORT"],
    }
}

muster_sdk::rule! {
    id: "compose/env-file-split-brain",
    severity: High,
    precision: High,
    tags: ["compose", "docker", "env", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "env_file_split_brain.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|_| {
        let variables: Vec<Variable> = variables::variables()?
            .into_iter()
            .filter(|one| one.origin == Variable::ORIGIN_ENV_FILE)
            .collect();
        let references = variables::references()?;
        let mut findings = unknown_environments()?;
        if variables.is_empty() && findings.is_empty() {
            return Ok(vec![Finding::not_applicable(
                "compose/env_file",
                "No service gets a variable from an environment file.",
            )]);
        }
        let mut of_names: ByName<Vec<&Variable>> = ByName::default();
        for variable in &variables {
            let is_split = matches!(
                variable.filled.as_str(),
                Variable::FILLED_DIFFERENT | Variable::FILLED_UNSET | Variable::FILLED_UNKNOWN
            );
            if is_split && !parameters.ignored.contains(&variable.name) {
                let subject = subject(variable);
                of_names
                    .get_or_insert_with(subject, Vec::new)
                    .push(variable);
            }
        }
        for (subject, variables) in of_names {
            findings.extend(judge(subject, &variables, &references));
        }
        if findings.is_empty() {
            findings.push(Finding::pass(
                "compose/env_file",
                "Variables that Compose fills in have the same values in environment files.",
            ));
        }
        Ok(findings)
    })
}

/// The variable in its file, whichever services get it.
fn subject(variable: &Variable) -> String {
    format!(
        "{}#{}",
        variable.file.as_deref().unwrap_or("compose"),
        variable.name
    )
}

fn judge(subject: String, variables: &[&Variable], references: &[Reference]) -> Option<Finding> {
    let first = variables.first()?;
    let Variable { name, service, .. } = first;
    let file = first.file.as_deref().unwrap_or("an environment file");
    let filled: Vec<&Reference> = references
        .iter()
        .filter(|reference| reference.name == *name && is_of_environment(reference, service))
        .collect();
    let getting = Services::of(variables.iter().map(|one| one.service.as_str()));
    let getting = getting.with("gets", "get");
    let others = Services::of(filled.iter().map(|one| one.service.as_str()));
    let others = others.with("is", "are");
    let source = filled
        .iter()
        .find_map(|reference| reference.file.as_deref());
    let finding = match first.filled.as_str() {
        Variable::FILLED_DIFFERENT => {
            let whence = match source {
                Some(source) => format!("{source} has for it"),
                None => "is its default".to_owned(),
            };
            Finding::fail(
                subject,
                format!(
                    "{getting} {name} from {file}, but {others} filled in with another value, \
                     which {whence}."
                ),
            )
            .observed("two values")
            .required("one value")
            .fix(match source {
                Some(source) => format!(
                    "Let Compose fill in the project from the same file: move what is only in {source} \
                     to {file}, run `ln -sf {} {}`, and then `docker compose up -d`",
                    shell_word(file),
                    shell_word(source)
                ),
                None => format!(
                    "Let Compose fill in the project from the same file: make the `.env` beside the \
                     Compose file a link to {file}, and run `docker compose up -d`"
                ),
            })
        }
        Variable::FILLED_UNSET => Finding::error(
            subject,
            format!(
                "{getting} {name} from {file}, and it is not known what {others} filled in \
                 with: nothing that Compose always reads sets it."
            ),
        ),
        _ => Finding::error(
            subject,
            format!(
                "{getting} {name} from {file}, and it is not known whether {others} filled in \
                 with the same value."
            ),
        ),
    };
    let finding = finding.at(first.source.clone(), "sets it for the container");
    Some(filled.iter().fold(finding, |finding, reference| {
        finding.at(reference.source.clone(), "is filled in")
    }))
}

/// Whether a reference is filled into an environment of the same project.
fn is_of_environment(reference: &Reference, service: &str) -> bool {
    let project = |service: &str| {
        service
            .rsplit_once('/')
            .map(|(project, _)| project.to_owned())
    };
    reference.key.starts_with("environment.") && project(&reference.service) == project(service)
}
