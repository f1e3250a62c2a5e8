//! `caddy/upstream-known`

use std::net::IpAddr;

use muster_sdk::caddy::{self, Caddyfile, Upstream};
use muster_sdk::compose;
use muster_sdk::{ByName, Finding, Outcome, Source};

use crate::addresses::is_loopback;
use crate::caddyfile::{own_name, reload, with_caddyfile};
use crate::gaps::Gaps;

/// What Docker calls the host.
const HOSTS: [&str; 2] = ["host.docker.internal", "gateway.docker.internal"];

muster_sdk::parameters! {
    struct Parameters {
        /// Names of containers that are not services of the project, and names that services have beside their own.
        others: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "caddy/upstream-known",
    severity: Medium,
    tags: ["caddy", "compose"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid"), Place("compose/service-missing")],
    documentation: "upstream_known.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let Some(service) = &caddyfile.service else {
            return Ok(vec![Finding::not_applicable(
                "caddy/upstreams",
                "Caddy is not a service of a Compose project.",
            )]);
        };
        let project = compose::project()?;
        let mut names: Vec<String> = project
            .into_iter()
            .flat_map(|project| project.services)
            .map(|service| own_name(&service.name).to_owned())
            .collect();
        names.extend(parameters.others);
        let mut found: ByName<Finding> = ByName::default();
        for upstream in caddy::upstreams()? {
            let finding = judged(caddyfile, service, &names, &upstream);
            let Some((subject, finding)) = finding else {
                continue;
            };
            found.get_or_insert_with(subject, || finding);
        }
        let mut findings = found.into_values();
        findings.extend(Gaps::read(&["routes", "upstreams"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/upstreams", "No site passes on requests.")
        }))
    })
}

fn judged(
    caddyfile: &Caddyfile,
    service: &str,
    names: &[String],
    upstream: &Upstream,
) -> Option<(String, Finding)> {
    let Some(host) = &upstream.host else {
        if upstream.address.is_some() {
            // A socket.
            return None;
        }
        let subject = format!("caddy/{}/{}", upstream.site, upstream.route);
        let finding = Finding::error(
            subject.clone(),
            format!(
                "Only Caddy knows, when it runs, where `{}` of {} passes requests on to.",
                upstream.route, upstream.site
            ),
        );
        return Some((
            subject,
            finding.at(upstream.source.clone(), "passes them on"),
        ));
    };
    let address = upstream.address.as_deref().unwrap_or(host);
    let subject = format!("caddy/upstreams/{address}");
    let mut is_undefined = false;
    let finding = if is_loopback(host) {
        Finding::fail(
            subject.clone(),
            format!(
                "{} passes requests on to {address}, which is the container of '{service}' itself.",
                upstream.site
            ),
        )
        .required("the name of a service")
    } else if names.iter().any(|name| name == host) {
        Finding::pass(
            subject.clone(),
            format!("{address} is a service of the project, or a container that the policy names."),
        )
    } else if HOSTS.contains(&host.as_str()) || host.contains('.') || host.parse::<IpAddr>().is_ok()
    {
        Finding::pass(
            subject.clone(),
            format!("{address} is outside the project."),
        )
    } else {
        is_undefined = true;
        Finding::fail(
            subject.clone(),
            format!(
                "{} passes requests on to {address}, but the project has no service '{host}'.",
                upstream.site
            ),
        )
        .required(format!("one of {}", names.join(", ")))
    };
    let finding = finding
        .observed(address)
        .fix(format!(
            "Write the name of the service and the port it listens on, and run `{}`",
            reload(caddyfile)
        ))
        .at(upstream.source.clone(), "passes them on");
    Some((
        subject,
        if is_undefined {
            finding.at(Source::logical(format!("compose/{host}")), "is not defined")
        } else {
            finding
        },
    ))
}
