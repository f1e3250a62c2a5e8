//! `env/running-drift`

use muster_sdk::containers::{self, Container, Variable};
use muster_sdk::variables::{self, Reference};
use muster_sdk::{ByName, Finding, Outcome, applicable, compose, sentence};

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
    // A value that is wrong in the file is to be mended there, before any container gets it.
    explained_by: [
        Place("compose/file-valid"),
        Place("compose/postgres-trust"),
        Place("env/cors-explicit"),
        Place("env/cors-https-only"),
        Place("env/database-url-host"),
        Place("env/database-url-mismatch"),
        Place("env/database-url-unescaped"),
        Place("env/debug-disabled"),
        Place("env/dialect-divergence"),
        Place("env/duplicate-key"),
        Place("env/executes-when-sourced"),
        Place("env/expected-value"),
        Place("env/interpolation-truncates"),
        Place("env/json-quoting-broken"),
        Place("env/live-key"),
        Place("env/placeholder-value"),
        Place("env/public-prefix-secret"),
        Place("env/recommended-value"),
        Place("env/secret-reused"),
        Place("env/turnstile-test-secret"),
        Place("env/unknown-key"),
        Place("env/unquoted-special"),
        Place("env/upload-root-persistent"),
        Place("env/url-https"),
        Place("env/weak-secret"),
    ],
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
    let references = variables::references()?;
    let mut findings = Vec::new();
    let mut differences: Vec<(&str, &str, Expected)> = Vec::new();
    let mut unjudged: ByName<(String, String)> = ByName::default();
    for (container, service) in with_variables.into_iter().chain(unread) {
        let own: Vec<&Variable> = variables
            .iter()
            .filter(|one| one.container == container)
            .collect();
        match files.expected(service) {
            Ok(expected) => {
                for one in expected.into_iter().filter(|one| has_otherwise(&own, one)) {
                    // Whether it is a change of its own is not known without the file that fills it in.
                    let unread = fillings(&references, service, &one)
                        .find_map(|(file, _)| Some((file, files.why_unread(file)?)));
                    match unread {
                        Some((file, reason)) => {
                            let subject = format!("compose/{service}/environment/{container}");
                            unjudged.get_or_insert_with(file.to_owned(), || (subject, reason));
                        }
                        None => differences.push((container, service, one)),
                    }
                }
            }
            Err(reason) => {
                let subject = format!("compose/{service}/environment/{container}");
                let given = files.given_to(service);
                if given.is_empty() {
                    findings.push(Finding::error(&subject, &reason).of_file(&project.file));
                }
                for file in given {
                    unjudged
                        .get_or_insert_with(file.to_owned(), || (subject.clone(), reason.clone()));
                }
            }
        }
    }
    let drifts = by_changed_file(differences, &references);
    findings.extend(drifts.iter().map(|(file, drift)| drift.finding(file)));
    // What drifted is told for each file, so that this is what cannot be judged again.
    findings.extend(unjudged.iter().map(|(file, (container, reason))| {
        let subject = if drifts.contains(file) {
            container
        } else {
            file
        };
        Finding::error(subject, reason).of_file(file)
    }));
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

/// Whether a container has a different value for a variable than the files.
fn has_otherwise(own: &[&Variable], wanted: &Expected) -> bool {
    let variable = own
        .iter()
        .find(|one| one.file == wanted.file && one.name == wanted.name);
    variable.is_some_and(|variable| wanted.is_otherwise(variable))
}

/// The differences by the file that was changed. A variable that the Compose file fills in from another file, and that
/// changed there, is the same change.
fn by_changed_file(
    differences: Vec<(&str, &str, Expected)>,
    references: &[Reference],
) -> ByName<Drift> {
    let changed: Vec<(String, String)> = differences
        .iter()
        .map(|(_, _, one)| (one.file.clone(), one.name.clone()))
        .collect();
    let mut drifts: ByName<Drift> = ByName::default();
    for (container, service, one) in differences {
        let filled_from = fillings(references, service, &one).find(|(file, name)| {
            changed
                .iter()
                .any(|(known, own)| known == file && own == name)
        });
        let file = match filled_from {
            Some((file, _)) => file.to_owned(),
            None => one.file.clone(),
        };
        drifts
            .get_or_insert_with(file, Drift::default)
            .add(container, service, one);
    }
    drifts
}

/// The files, and their variables, from which the Compose file fills in a variable of a service.
fn fillings<'a>(
    references: &'a [Reference],
    service: &'a str,
    variable: &Expected,
) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    let key = format!("environment.{}", variable.name);
    references
        .iter()
        .filter(move |reference| reference.service == service && reference.key == key)
        .filter_map(|reference| Some((reference.file.as_deref()?, reference.name.as_str())))
}

/// How one file differs from the containers that got it: one change of the file, however many containers run.
#[derive(Default)]
struct Drift {
    containers: Vec<String>,
    services: Vec<String>,
    keys: ByName<Expected>,
}

impl Drift {
    fn add(&mut self, container: &str, service: &str, key: Expected) {
        push_new(&mut self.containers, container);
        push_new(&mut self.services, service);
        self.keys.get_or_insert_with(key.name.clone(), || key);
    }

    fn finding(&self, file: &str) -> Finding {
        let keys: Vec<(&str, &Expected)> = self.keys.iter().take(MOST_NAMES).collect();
        let names: Vec<&str> = keys.iter().map(|(name, _)| *name).collect();
        let more = match self.keys.len() - keys.len() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let names = names::sentence(&names);
        let run = sentence::do_what(&self.containers, "runs", "run");
        let are = if self.containers.len() == 1 {
            "the container is"
        } else {
            "the containers are"
        };
        let finding = Finding::fail(
            file,
            format!("{run} with other values than {file} has now: {names}{more}."),
        )
        .observed(format!("outdated values of {names}{more}"))
        .required("the current values of the file")
        .fix(format!(
            "If the file is right, run {}, with the options and variables that you deploy the project with; if {are}, \
             correct the file",
            self.commands()
        ))
        .of_file(file);
        keys.into_iter().fold(finding, |finding, (name, one)| {
            finding.at(one.source.clone(), &format!("sets {name}"))
        })
    }

    /// The commands that recreate the containers, project by project.
    fn commands(&self) -> String {
        let mut projects: ByName<Vec<&str>> = ByName::default();
        for service in &self.services {
            let (project, name) = service.rsplit_once('/').unwrap_or(("", service));
            projects
                .get_or_insert_with(project.to_owned(), Vec::new)
                .push(name);
        }
        let commands: Vec<String> = projects
            .into_values()
            .iter()
            .map(|names| {
                format!(
                    "`docker compose up -d --force-recreate {}`",
                    names.join(" ")
                )
            })
            .collect();
        commands.join(" and ")
    }
}

fn push_new(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
