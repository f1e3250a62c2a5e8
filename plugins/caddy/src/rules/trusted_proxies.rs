//! `caddy/trusted-proxies`

use muster_sdk::caddy::{self, Caddyfile, Route, RouteTrust, Server};
use muster_sdk::condition::is_in_a_file;
use muster_sdk::{Finding, NotEvaluated, Outcome, cloudflare};

use crate::addresses::is_everybody;
use crate::behind::proxied_names;
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;
use crate::listening::lies_in;

const SUBJECT: &str = "caddy/trusted_proxies";

muster_sdk::parameters! {
    struct Parameters {
        /// Key of an environment file that says whether the application believes the headers of proxies, such as
        /// `TRUST_PROXY_HEADERS`; where it is false, nobody has to tell it who the visitor is.
        switch: String = "",
    }
}

muster_sdk::rule! {
    id: "caddy/trusted-proxies",
    severity: Medium,
    tags: ["caddy", "network", "cloudflare"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "trusted_proxies.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let servers = caddy::servers()?;
        let trusts = caddy::route_trusts()?;
        let mut findings = everybody(caddyfile, &servers, &trusts);
        let gaps = Gaps::read(&["servers", "routes"])?.errors();
        if findings.is_empty() && gaps.is_empty() {
            findings.extend(behind(caddyfile, &servers, &trusts, &parameters.switch)?);
        }
        findings.extend(gaps);
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::pass(
                SUBJECT,
                "Caddy trusts only proxies whose networks are named, or none.",
            )
        }))
    })
}

/// Those who believe every sender.
fn everybody(caddyfile: &Caddyfile, servers: &[Server], trusts: &[RouteTrust]) -> Vec<Finding> {
    let of_servers = servers.iter().map(|server| {
        let whose = server.listener.as_deref().unwrap_or("all");
        (
            format!("{SUBJECT}/{whose}"),
            &server.trusted_proxies,
            &server.source,
        )
    });
    let of_routes = trusts.iter().map(|trust| {
        (
            format!("caddy/{}/{}", trust.site, trust.route),
            &trust.networks,
            &trust.source,
        )
    });
    of_servers
        .chain(of_routes)
        .filter_map(|(subject, networks, source)| {
            let network = networks.iter().find(|network| is_everybody(network))?;
            let finding = Finding::fail(
                subject,
                format!("`trusted_proxies` has {network}, so every client can make up the address that it comes from."),
            );
            Some(
                finding
                    .observed(network)
                    .required("the networks of the proxies in front of Caddy")
                    .at(source.clone(), "trusts them")
                    .fix(format!(
                        "Name the networks of the proxies in place of {network}, and run `{}`",
                        reload(caddyfile)
                    )),
            )
        })
        .collect()
}

/// What is to be said where Cloudflare stands in front.
fn behind(
    caddyfile: &Caddyfile,
    servers: &[Server],
    trusts: &[RouteTrust],
    switch: &str,
) -> Result<Option<Finding>, NotEvaluated> {
    let Some(names) = proxied_names(SUBJECT)? else {
        return Ok(None);
    };
    if !switch.is_empty() && is_in_a_file(switch, false)? {
        return Ok(None);
    }
    if servers
        .iter()
        .any(|server| !server.trusted_modules.is_empty())
    {
        return Ok(None);
    }
    let ranges = cloudflare::address_ranges()?;
    let missing = |networks: &[String]| {
        ranges
            .iter()
            .filter(|range| !lies_in(range, networks))
            .cloned()
            .collect::<Vec<_>>()
    };
    let routes = caddy::routes()?;
    let mut proxies = routes
        .iter()
        .filter(|route| route.kind == Route::KIND_PROXY);
    let trusted_by_all = proxies.all(|route| {
        trusts.iter().any(|trust| {
            trust.site == route.site
                && trust.route == route.name
                && missing(&trust.networks).is_empty()
        })
    });
    if trusted_by_all && routes.iter().any(|route| route.kind == Route::KIND_PROXY) {
        return Ok(None);
    }
    let listed = servers
        .iter()
        .find(|server| !server.trusted_proxies.is_empty());
    let lacking = missing(listed.map_or(&[], |server| &server.trusted_proxies));
    let Some(first) = lacking.first() else {
        return Ok(None);
    };
    let message = match listed {
        None => format!(
            "Cloudflare answers for {}, but Caddy trusts no proxy: the application and the logs see Cloudflare's addresses instead of the visitors'.",
            names.join(", ")
        ),
        Some(_) => format!(
            "Cloudflare answers for {}, but `trusted_proxies` lacks {} of its networks, such as {first}.",
            names.join(", "),
            lacking.len()
        ),
    };
    let finding = Finding::fail(SUBJECT, message)
        .required("Cloudflare's networks")
        .at_if(listed.map(|server| server.source.clone()), "trusts others")
        .fix(format!(
            "Write the networks of https://www.cloudflare.com/ips/ behind `trusted_proxies static` in the global option `servers`, and run `{}`",
            reload(caddyfile)
        ));
    Ok(Some(finding))
}
