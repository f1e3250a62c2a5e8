//! `caddy/authorization-passed`

use muster_sdk::caddy::{self, HeaderOperation, Route, Upstream};
use muster_sdk::{Finding, Outcome};

use crate::caddyfile::{reload, with_caddyfile};
use crate::conditions::{Requests, requests};
use crate::gaps::Gaps;
use crate::patterns::overlap;

const FIELD: &str = "authorization";

muster_sdk::parameters! {
    struct Parameters {
        /// Paths whose requests need the header, with `*` for any text.
        paths: Vec<String> = ["/*"],
        /// Hosts of the upstreams that need it; all when empty.
        upstreams: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "caddy/authorization-passed",
    severity: High,
    tags: ["caddy", "checklist"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "authorization_passed.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let upstreams = caddy::upstreams()?;
        let operations = caddy::header_operations()?;
        let mut findings = Vec::new();
        for route in caddy::routes()? {
            let reached = paths_of(&parameters.paths, &route);
            if route.kind != Route::KIND_PROXY
                || reached.is_empty()
                || !leads_to(&route, &upstreams, &parameters.upstreams)
            {
                continue;
            }
            let subject = format!("caddy/{}/{}", route.site, route.name);
            let lost = operations
                .iter()
                .filter(|operation| operation.site == route.site && operation.route == route.name)
                .filter(|operation| loses(operation))
                .map(|operation| (amount(&reached, &route, operation), operation))
                .max_by_key(|(amount, _)| *amount)
                .filter(|(amount, _)| *amount != Requests::None);
            let what = format!("`{}` of {}", route.name, route.site);
            findings.push(match lost {
                None => Finding::pass(
                    subject,
                    format!("{what} leaves the Authorization header as it is."),
                )
                .at(route.source.clone(), "passes it on"),
                Some(_) if !route.authenticated.is_empty() => Finding::pass(
                    subject,
                    format!("Before {what}, Caddy itself asks who sends the request."),
                )
                .at(route.source.clone(), "passes it on"),
                Some((Requests::Some, operation)) => Finding::fail(
                    subject,
                    format!(
                        "{what} does not get the Authorization header of its requests: `{}` {} it.",
                        operation.directive,
                        verb(operation)
                    ),
                )
                .observed(format!("{} {}", operation.directive, operation.operation))
                .required("the header as the client has sent it")
                .at(operation.source.clone(), "changes it")
                .at(route.source.clone(), "passes the request on")
                .fix(format!("Delete the line, and run `{}`", reload(caddyfile))),
                Some((_, operation)) => Finding::error(
                    subject,
                    format!(
                        "It is not known whether {what} gets the Authorization header: `{}` {} it for requests that Muster cannot determine.",
                        operation.directive,
                        verb(operation)
                    ),
                )
                .at(operation.source.clone(), "changes it"),
            });
        }
        findings.extend(Gaps::read(&["routes", "headers", "upstreams"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable(
                "caddy/authorization",
                "No site passes on requests to paths that need the header.",
            )
        }))
    })
}

/// Those of some paths that a route gets requests to.
fn paths_of<'a>(paths: &'a [String], route: &Route) -> Vec<&'a str> {
    paths
        .iter()
        .map(String::as_str)
        .filter(|path| requests(path, &[&route.conditions]) != Requests::None)
        .collect()
}

/// Whether a route passes requests on to one of some hosts; one that is not known may be.
fn leads_to(route: &Route, upstreams: &[Upstream], hosts: &[String]) -> bool {
    let own = upstreams
        .iter()
        .filter(|upstream| upstream.site == route.site && upstream.route == route.name);
    hosts.is_empty()
        || own
            .map(|upstream| upstream.host.as_ref())
            .any(|host| host.is_none_or(|host| hosts.contains(host)))
}

/// Whether the header is another one, or none, after this.
fn loses(operation: &HeaderOperation) -> bool {
    match operation.operation.as_str() {
        HeaderOperation::OPERATION_ADD => false,
        HeaderOperation::OPERATION_DELETE => overlap(&operation.field, FIELD),
        _ => operation.field.eq_ignore_ascii_case(FIELD) && !operation.keeps,
    }
}

fn amount(paths: &[&str], route: &Route, operation: &HeaderOperation) -> Requests {
    let lists = [route.conditions.as_slice(), operation.conditions.as_slice()];
    let each = paths.iter().map(|path| requests(path, &lists));
    each.max().unwrap_or(Requests::None)
}

fn verb(operation: &HeaderOperation) -> &'static str {
    match operation.operation.as_str() {
        HeaderOperation::OPERATION_DELETE => "deletes",
        HeaderOperation::OPERATION_REPLACE => "changes",
        _ => "overwrites",
    }
}
