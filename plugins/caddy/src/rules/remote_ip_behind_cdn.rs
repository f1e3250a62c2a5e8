//! `caddy/remote-ip-behind-cdn`

use muster_sdk::caddy::{self, Condition, Route, Site};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, cloudflare, parse_network};

use crate::addresses::{is_private, serves};
use crate::behind::proxied_names;
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;
use crate::listening::lies_in;

const SUBJECT: &str = "caddy/remote_ip";

muster_sdk::rule! {
    id: "caddy/remote-ip-behind-cdn",
    severity: High,
    tags: ["caddy", "network", "cloudflare"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "remote_ip_behind_cdn.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let routes = caddy::routes()?;
        let mut findings = Gaps::read(&["routes", "addresses"])?.errors();
        if routes.iter().all(|route| matchers(route).next().is_none()) {
            return Ok(muster_sdk::pass_unless(findings, || {
                Finding::pass(
                    SUBJECT,
                    "No matcher looks at the address of the connection.",
                )
            }));
        }
        let Some(names) = proxied_names(SUBJECT)? else {
            return Ok(muster_sdk::pass_unless(findings, || {
                Finding::not_applicable(SUBJECT, "Cloudflare answers for no name of the project.")
            }));
        };
        let ranges = cloudflare::address_ranges()?;
        for site in caddy::sites()? {
            let own = routes.iter().filter(|route| route.site == site.name);
            let found: Vec<&Condition> = own.flat_map(matchers).collect();
            if found.is_empty() || !is_proxied(&site, &names) {
                continue;
            }
            findings.push(judged(&site, &found, &ranges, &reload(caddyfile))?);
        }
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::pass(
                SUBJECT,
                "No site that Cloudflare answers for looks at the address of the connection.",
            )
        }))
    })
}

fn matchers(route: &Route) -> impl Iterator<Item = &Condition> {
    route
        .conditions
        .iter()
        .filter(|condition| condition.kind == Condition::KIND_REMOTE_IP)
}

fn is_proxied(site: &Site, names: &[String]) -> bool {
    let serves_one = |name: &String| site.addresses.iter().any(|address| serves(address, name));
    names.iter().any(serves_one)
}

fn judged(
    site: &Site,
    found: &[&Condition],
    ranges: &[String],
    reload: &str,
) -> Result<Finding, NotEvaluated> {
    let subject = format!("caddy/{}/remote_ip", site.name);
    let is_fine = |network: &String| {
        lies_in(network, ranges)
            || parse_network(network).is_some_and(|network| is_private(network.addr()))
    };
    let wrong: Vec<&&Condition> = found
        .iter()
        .filter(|condition| condition.known && !condition.values.iter().all(is_fine))
        .collect();
    let mut places: Vec<Source> = Vec::new();
    for condition in if wrong.is_empty() {
        found.iter().collect()
    } else {
        wrong.clone()
    } {
        if !places.contains(&condition.source) {
            places.push(condition.source.clone());
        }
    }
    let finding = if !wrong.is_empty() {
        Finding::fail(
            subject,
            format!(
                "Cloudflare answers for {}, so `remote_ip` compares Cloudflare's addresses, not those of visitors.",
                site.name
            ),
        )
        .observed("remote_ip")
        .required("client_ip")
        .fix(format!(
            "Write `client_ip` instead of `remote_ip`, with Cloudflare's networks as `trusted_proxies`, and run `{reload}`"
        ))
    } else if found.iter().any(|condition| !condition.known) {
        Finding::error(
            subject,
            format!(
                "It is not known which networks `remote_ip` of {} compares.",
                site.name
            ),
        )
    } else {
        Finding::pass(
            subject,
            format!(
                "`remote_ip` of {} compares networks of Cloudflare, or private ones.",
                site.name
            ),
        )
    };
    let at = |finding: Finding, place: Source| finding.at(place, "compares it");
    Ok(places.into_iter().fold(finding, at))
}
