//! `compose/env-file-missing`

use muster_sdk::services::{self, EnvFileEntry};
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::settings::unknown_keys;

muster_sdk::rule! {
    id: "compose/env-file-missing",
    severity: High,
    tags: ["compose", "docker", "env", "availability", "checklist"],
    explained_by: [Place("compose/env-file-default-fallback")],
    documentation: "env_file_missing.md",
    check: check,
}

const KEY: &str = "env_file";

fn check() -> Outcome {
    Project::judge(|_| {
        let entries = services::env_file_entries()?;
        let mut findings: ByName<Finding> = ByName::default();
        for entry in entries.iter().filter(|entry| entry.required) {
            let (Some(path), Some(found)) = (&entry.path, judge(entry)) else {
                continue;
            };
            findings.get_or_insert_with(format!("compose/{}/{KEY}{path}", entry.service), || found);
        }
        let mut findings = findings.into_values();
        findings.extend(unknown_keys(&services::unknowns()?, &[KEY]));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/env_file",
                "Every required environment file exists.",
            )
        }))
    })
}

fn judge(entry: &EnvFileEntry) -> Option<Finding> {
    let EnvFileEntry {
        service, written, ..
    } = entry;
    let path = entry.path.as_deref()?;
    let subject = format!("compose/{service}/{KEY}{path}");
    let finding = match entry.state.as_str() {
        EnvFileEntry::STATE_PRESENT => return None,
        EnvFileEntry::STATE_UNKNOWN => Finding::error(
            subject,
            format!(
                "It is not known whether {path} exists, from which '{service}' gets its environment."
            ),
        ),
        state => {
            let why = if state == EnvFileEntry::STATE_DIRECTORY {
                "is a directory"
            } else {
                "does not exist"
            };
            Finding::fail(
                subject,
                format!("{path}, from which '{service}' gets its environment, {why}, so Compose starts nothing."),
            )
            .observed(why)
            .required("a file")
            .fix(if written.contains('$') {
                format!("Set the variable in `{written}` to the environment file, in the `.env` beside the Compose file")
            } else {
                format!("Create {path}, or write the path of the environment file in its place")
            })
        }
    };
    Some(finding.at(entry.source.clone(), "names it"))
}
