//! Compares the facts with Caddy: which Caddyfiles it accepts, and which handlers a request meets in them. Two releases
//! are asked, Debian 12's and a current one. If only one of them accepts a file, we may accept it too, and then it
//! means what it means to that release.
//!
//! Named routes of several handlers without matchers are left out: release 2.11 runs only the first handler, which its
//! documentation does not say, and we list all of them.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

mod adapted;
mod corpus;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster_facts::caddy::{
    Caddyfile, Condition, HeaderOperation, Log, Route, RouteTrust, Server, Site,
};
use muster_facts::targets::{ComposeFile, Targets};
use muster_facts::{CaddyFacts, Secrets};
use muster_target::{Context, Recorded, with_collection};

use self::program::Program;
use super::collect;

/// The later release first; `tests/run` installs both.
const PROGRAMS: [&str; 2] = ["caddy-2.11", "caddy"];

/// What is compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Summary {
    /// By host and port, in the order in which Caddy runs them.
    handlers: BTreeMap<String, Vec<String>>,
    settings: BTreeSet<String>,
}

/// Caddy's variables are known if it is a service.
const COMPOSE: &str = "services:\n  caddy:\n    image: caddy\n    volumes: [\".:/etc/caddy:ro\"]\n";

fn ours(text: &str, path: &Path) -> CaddyFacts {
    let mut system = Recorded::new().file(path, text);
    for (name, text) in corpus::FILES {
        system = system.file(path.with_file_name(name), *text);
    }
    let compose = path.with_file_name("compose.yaml");
    let compose_file = if text.contains("{$") {
        system = system.file(&compose, COMPOSE);
        ComposeFile::At(compose)
    } else {
        ComposeFile::None
    };
    let targets = Targets {
        compose_file,
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

/// The conditions on the request, as far as both state them.
fn wanted(route: &Route) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    for condition in route.conditions.iter().filter(|one| !one.negated) {
        let kind = condition.kind.as_str();
        match (kind, &condition.field) {
            (Condition::KIND_HEADER, Some(field)) => {
                wanted.insert(format!("header {}", field.to_lowercase()));
            }
            (
                Condition::KIND_PATH
                | Condition::KIND_HOST
                | Condition::KIND_METHOD
                | Condition::KIND_REMOTE_IP
                | Condition::KIND_CLIENT_IP,
                _,
            ) => wanted.extend(
                condition
                    .values
                    .iter()
                    .map(|value| format!("{kind} {value}")),
            ),
            _ => {}
        }
    }
    wanted
}

fn changed(operation: &HeaderOperation) -> String {
    let field = operation.field.to_lowercase();
    format!("{} {field}", operation.operation)
}

fn trusts(networks: &[String]) -> String {
    let mut networks = networks.to_vec();
    networks.sort();
    networks.join(",")
}

fn handlers(facts: &CaddyFacts, site: &Site) -> Vec<String> {
    let routes = facts.routes.as_ref().unwrap();
    let handler = |route: &Route| {
        let of_route = |site: &str, name: &str| site == route.site && name == route.name;
        let upstreams = facts.upstreams.as_ref().unwrap();
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
        let operations = facts.header_operations.as_ref().unwrap();
        let headers: BTreeSet<String> = operations
            .iter()
            .filter(|operation| of_route(&operation.site, &operation.route))
            .filter(|operation| operation.directive == HeaderOperation::DIRECTIVE_HEADER_UP)
            .map(changed)
            .collect();
        let believed: Vec<String> = facts
            .route_trusts
            .iter()
            .flatten()
            .filter(|trust: &&RouteTrust| of_route(&trust.site, &trust.route))
            .map(|trust| trusts(&trust.networks))
            .collect();
        let wanted = wanted(route);
        format!(
            "{} {wanted:?} {dials:?} {headers:?} {believed:?}",
            route.kind
        )
    };
    routes
        .iter()
        .filter(|route| route.site == site.name && !route.name.starts_with("handle_errors"))
        .map(handler)
        .collect()
}

fn summary(facts: &CaddyFacts) -> Summary {
    let mut summary = Summary::default();
    for site in facts.sites.as_ref().unwrap() {
        let handlers = handlers(facts, site);
        for address in &site.addresses {
            let host = address.host.clone().unwrap_or("*".to_owned());
            summary.settings.insert(format!("port {}", address.port));
            let place = format!("{host}:{}", address.port);
            let known = summary.handlers.entry(place).or_default();
            if known.is_empty() {
                known.clone_from(&handlers);
            }
        }
        summary
            .settings
            .extend(site.bound.iter().map(|bound| format!("bound {bound}")));
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
    let operations = facts.header_operations.as_ref().unwrap();
    let requests = operations
        .iter()
        .filter(|one| one.directive == HeaderOperation::DIRECTIVE_REQUEST_HEADER)
        .map(|one| format!("request {}", changed(one)));
    summary.settings.extend(requests);
    for option in facts.options.as_ref().unwrap() {
        if option.name == "admin" || option.name == "auto_https" {
            summary
                .settings
                .insert(format!("{} {}", option.name, option.value));
        }
    }
    for server in facts.servers.as_ref().unwrap() {
        summary.settings.extend(of_server(server));
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

fn of_server(server: &Server) -> Vec<String> {
    let mut settings = Vec::new();
    if server.log_credentials {
        settings.push("log_credentials".to_owned());
    }
    if !server.trusted_proxies.is_empty() {
        settings.push(format!("trusts {}", trusts(&server.trusted_proxies)));
    }
    if server.strict {
        settings.push("strict".to_owned());
    }
    let headers = server.client_ip_headers.iter();
    settings.extend(headers.map(|name| format!("client {name}")));
    settings
}

/// What is wrong with our reading of a file, and whether Caddy accepts the file.
fn judged(caddyfile: &str, path: &Path, programs: &[Program]) -> (Option<String>, bool) {
    let facts = ours(caddyfile, path);
    let configuration = facts.configuration.as_ref().unwrap().as_ref().unwrap();
    let reads = configuration.verdict == Caddyfile::VERDICT_READ;
    let answers: Vec<_> = programs
        .iter()
        .map(|program| (program.name, program.adapt(caddyfile)))
        .collect();
    let taken = answers
        .iter()
        .find_map(|(name, answer)| Some((name, answer.as_ref().ok()?)));
    let refused = answers
        .iter()
        .find_map(|(name, answer)| Some((name, answer.as_ref().err()?)));
    let wrong = match (taken, refused) {
        (Some((name, adapted)), _) if reads => {
            let (ours, theirs) = (summary(&facts), adapted::summary(adapted));
            (ours != theirs).then(|| format!("ours: {ours:#?}\n{name}: {theirs:#?}"))
        }
        (Some(_), Some(_)) => None,
        (Some((name, _)), None) => {
            let reason = &configuration.reason;
            Some(format!("{name} takes it, and not we: {reason:?}"))
        }
        // What a plugin may bring is not known to be refused.
        (None, Some((name, why))) => reads.then(|| format!("{name} refuses it: {why}")),
        (None, None) => Some("nobody was asked".to_owned()),
    };
    (wrong, taken.is_some())
}

#[test]
fn caddyfiles_are_taken_and_understood_as_caddy_does() {
    if !PROGRAMS
        .iter()
        .all(|program| muster_real::runs(program, &["version"]))
    {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in corpus::FILES {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let programs = PROGRAMS.map(|name| Program::start(name, folder.path()));
    let path = folder.path().join("Caddyfile");
    let (mut taken, mut refused) = (0, 0);
    let mut complaints = Vec::new();
    for (title, caddyfile) in corpus::caddyfiles() {
        let (wrong, is_taken) = judged(&caddyfile, &path, &programs);
        *(if is_taken { &mut taken } else { &mut refused }) += 1;
        complaints.extend(wrong.map(|wrong| format!("{title}\n{caddyfile}\n{wrong}")));
    }
    assert!(
        complaints.is_empty(),
        "{} differ\n{}",
        complaints.len(),
        complaints.join("\n\n")
    );
    assert!(taken >= 300 && refused >= 100, "{taken} {refused}");
}

#[test]
fn the_corpus_is_of_different_files() {
    let files = corpus::caddyfiles();
    let texts: BTreeSet<&String> = files.iter().map(|(_, text)| text).collect();
    assert_eq!(texts.len(), files.len());
    assert!(files.len() >= 400, "{}", files.len());
}
