//! `caddy/log-rotation`

use muster_sdk::caddy::{self, Log};
use muster_sdk::{ByName, Finding, Outcome};

use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;

muster_sdk::rule! {
    id: "caddy/log-rotation",
    severity: Low,
    tags: ["caddy", "logging", "checklist"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "log_rotation.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let logs = caddy::logs()?;
        let mut found: ByName<Vec<&Log>> = ByName::default();
        for log in logs.iter().filter(|log| log.output == Log::OUTPUT_FILE) {
            if let Some(path) = &log.path {
                found.get_or_insert_with(path.clone(), Vec::new).push(log);
            }
        }
        let mut findings: Vec<Finding> = Vec::new();
        for (path, logs) in found {
            let subject = format!("caddy/logs/{}", path.trim_start_matches('/'));
            let wrong = logs.iter().find_map(|log| Some((log, problem(log)?)));
            findings.extend(match (wrong, logs.first()) {
                (Some((log, problem)), _) => Some(
                    Finding::fail(subject, format!("{path} {problem}."))
                        .observed(if log.rolls { "every file is kept" } else { "off" })
                        .required("rotation, and a limit on how many files are kept")
                        .at(log.source.clone(), "writes it")
                        .fix(format!(
                            "Delete `roll_disabled` and `roll_keep`: Caddy then begins a new file after 100 MiB and keeps ten. Run `{}`",
                            reload(caddyfile)
                        )),
                ),
                (None, Some(log)) => Some(
                    Finding::pass(
                        subject,
                        format!(
                            "Caddy begins a new file for {path} after {} MiB, and keeps {} for {} days.",
                            log.size, log.keep, log.keep_days
                        ),
                    )
                    .at(log.source.clone(), "writes it"),
                ),
                (None, None) => None,
            });
        }
        findings.extend(Gaps::read(&["logs"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/logs", "Caddy writes no log to a file.")
        }))
    })
}

fn problem(log: &Log) -> Option<&'static str> {
    if !log.rolls {
        Some("is not rotated, so it grows until the disk is full")
    } else if log.keep < 0 {
        Some("is rotated, but no number limits the files that are kept")
    } else {
        None
    }
}
