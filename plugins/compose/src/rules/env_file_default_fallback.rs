//! `compose/env-file-default-fallback`

use muster_sdk::services::{self, EnvFileEntry};
use muster_sdk::{ByName, Finding, Outcome, env};

use crate::project::Project;
use crate::settings::unknown_keys;

muster_sdk::rule! {
    id: "compose/env-file-default-fallback",
    severity: High,
    precision: Medium,
    tags: ["compose", "docker", "env", "checklist"],
    documentation: "env_file_default_fallback.md",
    check: check,
}

const KEY: &str = "env_file";

fn check() -> Outcome {
    Project::judge(|_| {
        let entries = services::env_file_entries()?;
        let bound: Vec<String> = env::files()?.into_iter().map(|file| file.path).collect();
        let mut findings: ByName<Finding> = ByName::default();
        for entry in &entries {
            let subject = format!("compose/{}/{KEY}/{}", entry.service, entry.written);
            findings.get_or_insert_with(subject.clone(), || judge(subject, entry, &bound));
        }
        let mut findings = findings.into_values();
        findings.extend(unknown_keys(&services::unknowns()?, &[KEY]));
        if findings.is_empty() {
            findings.push(Finding::not_applicable(
                "compose/env_file",
                "No service gets an environment file.",
            ));
        }
        Ok(findings)
    })
}

fn judge(subject: String, entry: &EnvFileEntry, bound: &[String]) -> Finding {
    let EnvFileEntry {
        service,
        written,
        path,
        ..
    } = entry;
    let Some(path) = path else {
        return Finding::error(
            subject,
            format!("It is not known which file `{written}` of '{service}' is."),
        )
        .at(entry.source.clone(), "names it");
    };
    let meant = bound.join(" or ");
    let finding = if !entry.by_default {
        Finding::pass(subject, format!("'{service}' gets {path}."))
    } else if !entry.same_file_as.is_empty() || bound.contains(path) {
        Finding::pass(
            subject,
            format!("'{service}' gets {path}, which is the file that is meant."),
        )
    } else {
        let name = written
            .split_once("${")
            .and_then(|(_, rest)| rest.split([':', '-', '}']).next())
            .unwrap_or("ENV_FILE");
        Finding::fail(
            subject,
            format!(
                "Nothing sets {name}, so '{service}' gets {path} where it should get {}.",
                if meant.is_empty() { "a file that is named" } else { &meant }
            ),
        )
        .observed(path)
        .required(meant)
        .fix(match bound.first() {
            Some(first) => format!(
                "Set {name}={first} in the `.env` beside the Compose file, and run `docker compose up -d`"
            ),
            None => format!("Set {name} in the `.env` beside the Compose file"),
        })
    };
    finding.at(entry.source.clone(), "names it")
}
