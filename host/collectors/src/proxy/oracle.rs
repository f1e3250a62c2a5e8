//! Facts as `caddy adapt` has them: which Caddyfiles are taken, and which handlers a request meets.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

mod adapted;
mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use muster_facts::caddy::{Caddyfile, HeaderOperation, Log, Route};
use muster_facts::targets::{ComposeFile, Targets};
use muster_facts::{CaddyFacts, Secrets};
use muster_target::{Context, Recorded, with_collection};
use serde_json::Value;

use super::collect;

const PROGRAM: &str = "caddy";

/// What is compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Summary {
    /// By host, in the order in which Caddy runs them.
    handlers: BTreeMap<String, Vec<String>>,
    settings: BTreeSet<String>,
}

fn ours(text: &str, path: &Path) -> CaddyFacts {
    let mut system = Recorded::new().file(path, text);
    for (name, text) in corpus::FILES {
        system = system.file(path.with_file_name(name), *text);
    }
    let targets = Targets {
        compose_file: ComposeFile::None,
        caddyfile: Some(path.to_owned()),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    with_collection(
        Context::recorded(&system, &targets, &secrets),
        &[crate::COLLECTORS],
        collect,
    )
}

/// The JSON, or why the program refuses the file.
fn theirs(path: &Path) -> Result<Value, String> {
    let output = Command::new(PROGRAM)
        .args(["adapt", "--adapter", "caddyfile", "--config"])
        .arg(path)
        .stdin(Stdio::null())
        .env_clear()
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(serde_json::from_slice(&output.stdout).unwrap())
}

/// The positive paths that lead to a route.
fn paths(route: &Route) -> Vec<String> {
    let mut paths: Vec<String> = route
        .conditions
        .iter()
        .filter(|condition| condition.kind == "path" && !condition.negated)
        .flat_map(|condition| condition.values.clone())
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

fn summary(facts: &CaddyFacts) -> Summary {
    let mut summary = Summary::default();
    let routes = facts.routes.as_ref().unwrap();
    let upstreams = facts.upstreams.as_ref().unwrap();
    let operations = facts.header_operations.as_ref().unwrap();
    for site in facts.sites.as_ref().unwrap() {
        let handlers: Vec<String> = routes
            .iter()
            .filter(|route| route.site == site.name && !route.name.starts_with("handle_errors"))
            .map(|route| {
                let of_route = |site: &str, name: &str| site == route.site && name == route.name;
                let dials: Vec<String> = upstreams
                    .iter()
                    .filter(|upstream| of_route(&upstream.site, &upstream.route))
                    .map(|upstream| {
                        let address = upstream.address.clone().unwrap_or("?".to_owned());
                        format!(
                            "{address} tls={} verified={}",
                            upstream.tls, upstream.verified
                        )
                    })
                    .collect();
                let mut headers: Vec<String> = operations
                    .iter()
                    .filter(|operation| of_route(&operation.site, &operation.route))
                    .filter(|operation| operation.directive == HeaderOperation::DIRECTIVE_HEADER_UP)
                    .map(|operation| {
                        format!("{} {}", operation.operation, operation.field.to_lowercase())
                    })
                    .collect();
                headers.sort();
                headers.dedup();
                format!("{} {:?} {dials:?} {headers:?}", route.kind, paths(route))
            })
            .collect();
        for address in &site.addresses {
            let host = address.host.clone().unwrap_or("*".to_owned());
            summary.settings.insert(format!("port {}", address.port));
            let known = summary.handlers.entry(host).or_default();
            if known.is_empty() {
                known.clone_from(&handlers);
            }
        }
        for address in site
            .addresses
            .iter()
            .filter(|address| address.scheme == "https")
        {
            if let (Some(host), "internal") = (&address.host, site.certificates.as_str()) {
                summary.settings.insert(format!("internal {host}"));
            }
        }
    }
    for option in facts.options.as_ref().unwrap() {
        if option.name == "admin" || option.name == "auto_https" {
            summary
                .settings
                .insert(format!("{} {}", option.name, option.value));
        }
    }
    for server in facts.servers.as_ref().unwrap() {
        if server.log_credentials {
            summary.settings.insert("log_credentials".to_owned());
        }
    }
    for log in facts.logs.as_ref().unwrap() {
        if log.output == Log::OUTPUT_FILE {
            let path = log.path.as_deref().unwrap_or("?");
            let settings = format!(
                "log {path} rolls={} keep={} days={} size={}",
                log.rolls, log.keep, log.keep_days, log.size
            );
            summary.settings.insert(settings);
        }
    }
    summary
}

#[test]
fn caddyfiles_are_taken_and_understood_as_caddy_does() {
    if !muster_real::runs(PROGRAM, &["version"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in corpus::FILES {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let path = folder.path().join("Caddyfile");
    let (mut taken, mut refused) = (0, 0);
    let mut wrong = Vec::new();
    for text in corpus::caddyfiles() {
        std::fs::write(&path, &text).unwrap();
        let facts = ours(&text, &path);
        let configuration = facts.configuration.as_ref().unwrap().as_ref().unwrap();
        match theirs(&path) {
            Err(why) => {
                refused += 1;
                // What a plugin may bring is not known to be refused.
                if configuration.verdict == Caddyfile::VERDICT_READ {
                    wrong.push(format!("{text}\nCaddy refuses it: {why}"));
                }
            }
            Ok(adapted) => {
                taken += 1;
                if configuration.verdict != Caddyfile::VERDICT_READ {
                    let reason = &configuration.reason;
                    wrong.push(format!("{text}\nCaddy takes it, and not we: {reason:?}"));
                    continue;
                }
                let (ours, theirs) = (summary(&facts), adapted::summary(&adapted));
                if ours != theirs {
                    wrong.push(format!("{text}\nours: {ours:#?}\ntheirs: {theirs:#?}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert!(taken >= 100 && refused >= 30, "{taken} {refused}");
}
