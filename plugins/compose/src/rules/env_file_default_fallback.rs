//! `compose/env-file-default-fallback`

use muster_sdk::env::{self, EnvFile};
use muster_sdk::services::{self as facts, EnvFileEntry};
use muster_sdk::{ByName, Finding, Outcome};

use crate::env_files::{gets, services};
use crate::project::Project;
use crate::settings::unknown_keys;

muster_sdk::rule! {
    id: "compose/env-file-default-fallback",
    severity: High,
    precision: Medium,
    tags: ["compose", "docker", "env", "checklist"],
    explained_by: [Place("compose/file-valid"), Place("env/file-present")],
    documentation: "env_file_default_fallback.md",
    check: check,
}

const KEY: &str = "env_file";

fn check() -> Outcome {
    Project::judge(|_| {
        let entries = facts::env_file_entries()?;
        let files = env::files()?;
        let bound: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        let mut written: ByName<Vec<&EnvFileEntry>> = ByName::default();
        for entry in &entries {
            written
                .get_or_insert_with(entry.written.clone(), Vec::new)
                .push(entry);
        }
        let mut findings: Vec<Finding> = written
            .into_iter()
            .map(|(written, entries)| {
                let finding = judge(&written, &entries, &bound);
                // A link to a file that is not there yet is set up as it should be.
                let is_dangling = entries
                    .iter()
                    .any(|entry| entry.by_default && entry.state == EnvFileEntry::STATE_MISSING);
                let missing = files
                    .iter()
                    .find(|file| file.state == EnvFile::STATE_MISSING);
                match missing {
                    Some(file) if is_dangling => finding.at(file.source.clone(), "is not there"),
                    Some(_) | None => finding,
                }
            })
            .collect();
        findings.extend(unknown_keys(&facts::unknowns()?, &[KEY]));
        if findings.is_empty() {
            findings.push(Finding::not_applicable(
                "compose/env_file",
                "No service gets an environment file.",
            ));
        }
        Ok(findings)
    })
}

/// Judges what is written the same for several services: one variable decides for all of them.
fn judge(written: &str, entries: &[&EnvFileEntry], bound: &[String]) -> Finding {
    let subject = format!("{KEY}/{written}");
    let is_meant = |entry: &EnvFileEntry| {
        let path = entry.path.as_ref();
        !entry.by_default
            || !entry.same_file_as.is_empty()
            || path.is_some_and(|path| bound.contains(path))
    };
    let of = |wanted: fn(&EnvFileEntry) -> bool, meant: bool| -> Vec<&EnvFileEntry> {
        let mut found = entries.to_vec();
        found.retain(|entry| wanted(entry) && (entry.path.is_none() || is_meant(entry) == meant));
        found
    };
    let wrong = of(|entry| entry.path.is_some(), false);
    let unknown = of(|entry| entry.path.is_none(), false);
    let (finding, shown) = if let Some(path) = wrong.first().and_then(|one| one.path.as_ref()) {
        (fallback(subject, written, path, &wrong, bound), wrong)
    } else if unknown.is_empty() {
        let right = of(|entry| entry.path.is_some(), true);
        let path = right.first().and_then(|one| one.path.as_deref());
        let meant = if right.iter().any(|one| one.by_default) {
            ", which is the intended file"
        } else {
            ""
        };
        let message = format!(
            "{} {} {}{meant}.",
            services(&right),
            gets(&right),
            path.unwrap_or(written)
        );
        (Finding::pass(subject, message), right)
    } else {
        let message = format!(
            "It is not known which file `{written}` of {} is.",
            services(&unknown)
        );
        (Finding::error(subject, message), unknown)
    };
    shown.into_iter().fold(finding, |finding, entry| {
        finding.at(entry.source.clone(), "names it")
    })
}

fn fallback(
    subject: String,
    written: &str,
    path: &str,
    entries: &[&EnvFileEntry],
    bound: &[String],
) -> Finding {
    let meant = bound.join(" or ");
    let name = written
        .split_once("${")
        .and_then(|(_, rest)| rest.split([':', '-', '}']).next())
        .unwrap_or("ENV_FILE");
    Finding::fail(
        subject,
        format!(
            "Nothing sets {name}, so {} {} {path} where it should be {}.",
            services(entries),
            gets(entries),
            if meant.is_empty() {
                "a file that is named"
            } else {
                &meant
            }
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
}
