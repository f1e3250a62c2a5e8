//! `caddy/client-header-as-auth`

use muster_sdk::caddy::{self, Condition, HeaderOperation, Route};
use muster_sdk::{ByName, Finding, Outcome, Source};

use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;

muster_sdk::parameters! {
    struct Parameters {
        /// Headers that are no proof of anything, and that a request is asked for in other places, with `*` for any
        /// end.
        ignored: Vec<String> = [
            "Accept*", "Authorization", "Connection", "Content-*", "Cookie", "Host", "Origin", "Range", "Referer",
            "Sec-*", "Upgrade", "User-Agent",
        ],
        /// Headers that a proxy in front of Caddy sets itself, or takes out of requests.
        trusted: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "caddy/client-header-as-auth",
    severity: High,
    precision: Medium,
    tags: ["caddy", "access"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "client_header_as_auth.md",
    parameters: Parameters,
    check: check,
}

/// A header that opens what is closed to others.
struct Key<'a> {
    site: &'a str,
    field: &'a str,
    any: bool,
    places: Vec<Source>,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let routes = caddy::routes()?;
        let operations = caddy::header_operations()?;
        let mut found: ByName<Key<'_>> = ByName::default();
        for route in &routes {
            let guards = [Route::KIND_REFUSAL, Route::KIND_AUTHENTICATION];
            if !guards.contains(&route.kind.as_str()) {
                continue;
            }
            for condition in &route.conditions {
                let Some(field) = opens(route, condition) else {
                    continue;
                };
                let known = parameters.ignored.iter().chain(&parameters.trusted);
                if known.clone().any(|name| is_named(name, field))
                    || is_stripped(route, field, &operations)
                {
                    continue;
                }
                let subject = format!("caddy/{}/header/{}", route.site, field.to_lowercase());
                let key = found.get_or_insert_with(subject, || Key {
                    site: &route.site,
                    field,
                    any: false,
                    places: Vec::new(),
                });
                key.any |= !condition
                    .shapes
                    .iter()
                    .all(|value| value == Condition::SHAPES_GUESSABLE);
                for source in [&condition.source, &route.source] {
                    if !key.places.contains(source) {
                        key.places.push(source.clone());
                    }
                }
            }
        }
        let finding = |(subject, key): (String, Key<'_>)| {
            let how = if key.any {
                "whatever its value is"
            } else {
                "with a short word as its value"
            };
            let finding = Finding::fail(
                subject,
                format!(
                    "Anyone who sends the header {} to {}, {how}, gets access that others are refused.",
                    key.field, key.site
                ),
            )
            .required("something that a client cannot make up")
            .fix(format!(
                "Ask for `basic_auth`, `forward_auth` or a client certificate in place of the header, and run `{}`",
                reload(caddyfile)
            ));
            key.places
                .into_iter()
                .fold(finding, |finding, place| finding.at(place, "depends on it"))
        };
        let mut findings: Vec<Finding> = found.into_iter().map(finding).collect();
        findings.extend(Gaps::read(&["routes", "headers"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::pass(
                "caddy/headers",
                "No header that a client can make up grants access.",
            )
        }))
    })
}

/// The header that lets a request past a route that refuses or asks, where it needs no secret.
fn opens<'a>(route: &Route, condition: &'a Condition) -> Option<&'a str> {
    let alone = route
        .conditions
        .iter()
        .filter(|other| other.clause == condition.clause)
        .all(|other| other.kind == Condition::KIND_HEADER && other.field == condition.field);
    if condition.kind != Condition::KIND_HEADER || !alone {
        return None;
    }
    let easy = if condition.negated {
        [Condition::SHAPES_ANY, Condition::SHAPES_GUESSABLE].as_slice()
    } else {
        // Refused is who does not send it.
        &[Condition::SHAPES_ABSENT]
    };
    let is_easy = condition
        .shapes
        .iter()
        .any(|value| easy.contains(&value.as_str()));
    condition.field.as_deref().filter(|_| is_easy)
}

/// Whether a name, or a pattern of names, is that of a field.
fn is_named(name: &str, field: &str) -> bool {
    crate::patterns::overlap(name, field)
}

/// Whether Caddy has taken the header out of every request before.
fn is_stripped(route: &Route, field: &str, operations: &[HeaderOperation]) -> bool {
    operations.iter().any(|operation| {
        operation.site == route.site
            && operation.route == route.name
            && operation.operation == HeaderOperation::OPERATION_DELETE
            && operation.conditions.is_empty()
            && is_named(&operation.field, field)
    })
}
