//! `compose/env-file-missing`

use muster_sdk::services::{self as facts, EnvFileEntry};
use muster_sdk::{ByName, Finding, Outcome, Source, pass_unless};

use crate::env_files::services;
use crate::project::Project;
use crate::settings::unknown_keys;

muster_sdk::rule! {
    id: "compose/env-file-missing",
    severity: High,
    tags: ["compose", "docker", "env", "availability", "checklist"],
    explained_by: [
        Place("compose/env-file-default-fallback"),
        Place("compose/file-valid"),
        Place("env/file-present"),
    ],
    documentation: "env_file_missing.md",
    check: check,
}

const KEY: &str = "env_file";

fn check() -> Outcome {
    Project::judge(|_| {
        let entries = facts::env_file_entries()?;
        let mut paths: ByName<Vec<&EnvFileEntry>> = ByName::default();
        for entry in entries.iter().filter(|entry| entry.required) {
            if let Some(path) = &entry.path {
                paths.get_or_insert_with(path.clone(), Vec::new).push(entry);
            }
        }
        let mut findings: Vec<Finding> = paths
            .into_iter()
            .filter_map(|(path, entries)| judge(&path, &entries))
            .collect();
        findings.extend(unknown_keys(&facts::unknowns()?, &[KEY]));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/env_file",
                "Every required environment file exists.",
            )
        }))
    })
}

/// Judges one file, whichever services get it.
fn judge(path: &str, entries: &[&EnvFileEntry]) -> Option<Finding> {
    let first = entries.first()?;
    let subject = format!("{KEY}{path}");
    let whose = services(entries);
    let get = match entries {
        [_] => "gets its environment",
        _ => "get their environment",
    };
    let finding = match first.state.as_str() {
        EnvFileEntry::STATE_PRESENT => return None,
        EnvFileEntry::STATE_UNKNOWN => Finding::error(
            subject,
            format!("It is not known whether {path} exists, from which {whose} {get}."),
        ),
        state => {
            let why = if state == EnvFileEntry::STATE_DIRECTORY {
                "is a directory"
            } else {
                "does not exist"
            };
            Finding::fail(
                subject,
                format!("{path}, from which {whose} {get}, {why}, so Compose starts nothing."),
            )
            .observed(why)
            .required("a file")
            .fix(if first.written.contains('$') {
                format!("Set the variable in `{}` to the environment file, in the `.env` beside the Compose file", first.written)
            } else {
                format!("Create {path}, or write the path of the environment file in its place")
            })
        }
    };
    let finding = entries.iter().fold(finding, |finding, entry| {
        finding.at(entry.source.clone(), "names it")
    });
    Some(finding.at(Source::file(path), "is not there"))
}
