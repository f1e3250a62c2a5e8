//! `compose/environment-parity`

use muster_sdk::services::{self, EnvFileEntry};
use muster_sdk::variables::{self, Unknown, Variable};
use muster_sdk::{Finding, Outcome};

use crate::project::Project;

muster_sdk::parameters! {
    struct Parameters {
        /// Services that run the same program: one, and those that must get the environment that it
        /// gets.
        #[needed(services)]
        services: Vec<(String, Vec<String>)> = [],
        /// Variables that must have the same value in all of them, wherever each gets it from.
        keys: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/environment-parity",
    severity: Medium,
    tags: ["compose", "docker", "env", "checklist"],
    explained_by: [Place("compose/file-valid"), Place("compose/env-file-missing")],
    documentation: "environment_parity.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.services.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/environment",
            "The policy names no services that get the same environment.",
        )]);
    }
    Project::judge(|project| {
        let facts = Facts {
            entries: services::env_file_entries()?,
            variables: variables::variables()?,
            unknowns: variables::unknowns()?,
        };
        let mut findings = Vec::new();
        for (first, others) in &parameters.services {
            for other in others {
                if !project.has(first) || !project.has(other) {
                    let missing = if project.has(first) { other } else { first };
                    findings.push(Finding::not_applicable(
                        format!("compose/{other}/env_file"),
                        format!("{} has no service '{missing}'.", project.file()),
                    ));
                    continue;
                }
                if let Some(unknown) = facts.unknown(&[first, other]) {
                    let error = |subject: String| {
                        Finding::error(
                            subject,
                            format!(
                                "The environment of '{first}' or '{other}' is not all known: {}.",
                                unknown.reason
                            ),
                        )
                        .at(unknown.source.clone(), "is not known")
                    };
                    findings.push(error(format!("compose/{other}/env_file")));
                    let keys = parameters.keys.iter();
                    findings.extend(keys.map(|key| error(format!("compose/{other}/{key}"))));
                    continue;
                }
                findings.push(facts.compare_files(first, other));
                let keys = parameters.keys.iter();
                findings.extend(keys.map(|key| facts.compare_key(first, other, key)));
            }
        }
        Ok(findings)
    })
}

struct Facts {
    entries: Vec<EnvFileEntry>,
    variables: Vec<Variable>,
    unknowns: Vec<Unknown>,
}

impl Facts {
    /// What is not known of the environment of one of these services.
    fn unknown(&self, services: &[&String]) -> Option<&Unknown> {
        self.unknowns.iter().find(|unknown| {
            let name = unknown.service.as_ref();
            name.is_none_or(|name| services.contains(&name))
        })
    }

    /// The environment files of a service; none for one that is not there and need not be.
    fn files(&self, service: &str) -> Vec<&EnvFileEntry> {
        let counts = |entry: &&EnvFileEntry| {
            entry.service == service
                && (entry.required || entry.state != EnvFileEntry::STATE_MISSING)
        };
        self.entries.iter().filter(counts).collect()
    }

    fn compare_files(&self, first: &str, other: &str) -> Finding {
        let subject = format!("compose/{other}/env_file");
        let (theirs, own) = (self.files(first), self.files(other));
        let paths = |files: &[&EnvFileEntry]| {
            let path = |entry: &&EnvFileEntry| entry.path.clone();
            let paths: Option<Vec<String>> = files.iter().map(path).collect();
            paths
        };
        let (Some(first_paths), Some(other_paths)) = (paths(&theirs), paths(&own)) else {
            return Finding::error(
                subject,
                format!("The environment files of '{first}' and '{other}' are not all known."),
            );
        };
        let is_same = theirs.len() == own.len()
            && theirs.iter().zip(&own).all(|(one, two)| {
                one.path == two.path
                    || one
                        .same_file_as
                        .iter()
                        .any(|file| two.same_file_as.contains(file))
            });
        let list = |paths: &[String]| match paths {
            [] => "none".to_owned(),
            paths => paths.join(", "),
        };
        let finding = if is_same {
            Finding::pass(
                subject,
                format!("'{other}' gets the environment files that '{first}' gets."),
            )
        } else {
            let (observed, required) = (list(&other_paths), list(&first_paths));
            Finding::fail(
                subject,
                format!(
                    "'{other}' and '{first}' get different environment files: {observed}, and {required}."
                ),
            )
            .observed(observed)
            .required(required)
            .fix({
                let (lacking, model) = if first_paths.is_empty() {
                    (first, other)
                } else {
                    (other, first)
                };
                format!("Give '{lacking}' the `env_file` of '{model}', and run `docker compose up -d`")
            })
        };
        let sources = own.iter().chain(&theirs);
        sources.fold(finding, |finding, entry| {
            finding.at(entry.source.clone(), "names a file")
        })
    }

    fn find(&self, service: &str, key: &str) -> Option<&Variable> {
        let is_it = |one: &&Variable| one.service == service && one.name == key;
        self.variables.iter().find(is_it)
    }

    fn compare_key(&self, first: &str, other: &str, key: &str) -> Finding {
        let subject = format!("compose/{other}/{key}");
        let (theirs, own) = (self.find(first, key), self.find(other, key));
        let finding = match (theirs, own) {
            (None, None) => Finding::not_applicable(
                subject,
                format!("Neither '{first}' nor '{other}' gets {key}."),
            ),
            (Some(theirs), Some(own)) => {
                let is_unknown = |one: &Variable| one.status == Variable::STATUS_UNKNOWN;
                if is_unknown(theirs) || is_unknown(own) {
                    Finding::error(
                        subject,
                        format!(
                            "The value of {key} that '{first}' or '{other}' gets is not known."
                        ),
                    )
                } else if theirs.status == own.status && theirs.equality == own.equality {
                    Finding::pass(
                        subject,
                        format!("'{other}' gets the {key} that '{first}' gets."),
                    )
                } else {
                    failure(
                        subject,
                        format!("'{other}' and '{first}' get different values of {key}."),
                    )
                }
            }
            (theirs, _) => {
                let (has, lacks) = match theirs {
                    Some(_) => (first, other),
                    None => (other, first),
                };
                let finding = failure(
                    subject,
                    format!("'{has}' gets {key}, but '{lacks}' does not."),
                );
                let files = self.files(lacks);
                return files
                    .into_iter()
                    .map(|entry| (entry.source.clone(), "does not set it"))
                    .chain(own.or(theirs).map(|one| (one.source.clone(), "sets it")))
                    .fold(finding, |finding, (source, label)| {
                        finding.at(source, label)
                    });
            }
        };
        [own, theirs]
            .into_iter()
            .flatten()
            .fold(finding, |finding, one| {
                finding.at(one.source.clone(), "sets it")
            })
    }
}

fn failure(subject: String, message: String) -> Finding {
    Finding::fail(subject, message)
        .required("the same value")
        .fix("Set it in an environment file that both get, and nowhere else")
}
