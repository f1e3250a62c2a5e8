//! `caddy/access-log`

use muster_sdk::caddy::{self, Caddyfile, Log, Site};
use muster_sdk::compose::{self, Mount};
use muster_sdk::{FactError, Finding, Outcome, Source};

use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;
use crate::listening::require;

muster_sdk::parameters! {
    struct Parameters {
        /// The directory, as Caddy sees it, that access logs have to be in; empty for any output.
        directory: String = "",
    }
}

muster_sdk::rule! {
    id: "caddy/access-log",
    severity: Medium,
    tags: ["caddy", "logging", "checklist"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid"), Place("compose/mount-missing")],
    documentation: "access_log.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let logs = caddy::logs()?;
        let mounts = mounts(caddyfile)?;
        let mut findings = Vec::new();
        for site in caddy::sites()? {
            if site.redirects {
                continue;
            }
            let own: Vec<&Log> = logs
                .iter()
                .filter(|log| log.site.as_ref() == Some(&site.name))
                .collect();
            let directory = parameters.directory.trim_end_matches('/');
            findings.extend(judged(caddyfile, &site, &own, directory, mounts.as_deref()));
        }
        findings.extend(Gaps::read(&["logs"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/sites", "No site does more than redirect.")
        }))
    })
}

/// What of the host Caddy sees; none where it runs on it.
fn mounts(caddyfile: &Caddyfile) -> Result<Option<Vec<Mount>>, FactError> {
    let Some(service) = &caddyfile.service else {
        return Ok(None);
    };
    require(service, &["volumes", "volumes_from", "tmpfs"])?;
    let mut mounts = compose::mounts()?;
    mounts.retain(|mount| mount.service == *service);
    Ok(Some(mounts))
}

fn judged(
    caddyfile: &Caddyfile,
    site: &Site,
    logs: &[&Log],
    directory: &str,
    mounts: Option<&[Mount]>,
) -> Option<Finding> {
    let subject = format!("caddy/{}/log", site.name);
    let example = if directory.is_empty() {
        "/var/log/caddy"
    } else {
        directory
    };
    let fix = format!(
        "Write `log` into the site, with `output file {example}/access.log` in its block, and run `{}`",
        reload(caddyfile)
    );
    let written: Vec<&&Log> = logs
        .iter()
        .filter(|log| log.output != Log::OUTPUT_DISCARD)
        .collect();
    let Some(first) = written.first() else {
        let what = if logs.is_empty() {
            "has no `log`"
        } else {
            "throws its log away"
        };
        return Some(
            Finding::fail(
                subject,
                format!(
                    "The site {} {what}, so nobody sees who asked for what.",
                    site.name
                ),
            )
            .required("a log")
            .at(site.source.clone(), "serves it")
            .fix(fix),
        );
    };
    let problems = written.iter().map(|log| problem(log, directory, mounts));
    let Some(problem) = problems.min_by_key(Option::is_some).flatten() else {
        let place = first.path.as_deref().unwrap_or(&first.output);
        let finding = Finding::pass(
            subject,
            format!("The site {} writes its log to {place}.", site.name),
        );
        return Some(finding.at(first.source.clone(), "writes it"));
    };
    if first.output == Log::OUTPUT_OTHER
        || (first.output == Log::OUTPUT_FILE && first.path.is_none())
    {
        // The gap says so.
        return None;
    }
    let finding = Finding::fail(
        subject,
        format!("The log of the site {} {problem}.", site.name),
    );
    let mounted_at = first.path.as_deref().and_then(|path| path.rsplit_once('/'));
    let finding = match (&caddyfile.service, mounted_at) {
        (Some(service), Some((directory, _))) if mounts.is_some() => {
            finding.at(first.source.clone(), "writes it").at(
                Source::logical(format!("compose/{service}/volumes{directory}")),
                "is where it goes",
            )
        }
        _ => finding.at(first.source.clone(), "writes it"),
    };
    Some(
        finding
            .observed(first.path.as_deref().unwrap_or(&first.output))
            .required(if directory.is_empty() {
                "a file that outlives the container".to_owned()
            } else {
                format!("a file in {directory}")
            })
            .fix(fix),
    )
}

/// What is wrong with where a log is written.
fn problem(log: &Log, directory: &str, mounts: Option<&[Mount]>) -> Option<String> {
    if log.output != Log::OUTPUT_FILE {
        return (!directory.is_empty())
            .then(|| format!("goes to {}, not to a file in {directory}", log.output));
    }
    let Some(path) = &log.path else {
        return Some("goes to a file that is not known".to_owned());
    };
    if !directory.is_empty() && !is_below(directory, path) {
        return Some(format!("goes to {path}, which is not in {directory}"));
    }
    let mounts = mounts?;
    let closest = mounts
        .iter()
        .filter(|mount| is_below(&mount.target, path))
        .max_by_key(|mount| mount.target.len());
    match closest {
        Some(mount) if mount.kind == Mount::KIND_BIND || mount.kind == Mount::KIND_VOLUME => None,
        Some(_) => Some(format!(
            "goes to {path}, which is lost when the container is recreated"
        )),
        None => Some(format!(
            "goes to {path}, where nothing of the host is mounted, so it is gone with the container"
        )),
    }
}

fn is_below(directory: &str, path: &str) -> bool {
    path.strip_prefix(directory.trim_end_matches('/'))
        .is_some_and(|rest| rest.starts_with('/'))
}
