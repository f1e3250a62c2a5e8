//! `caddy/tls-internal`

use muster_sdk::caddy::{self, Address, GlobalOption, Site};
use muster_sdk::{Finding, Outcome, Source};

use crate::addresses::is_public;
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;

/// Hosts of ACME directories for tests.
const STAGING: [&str; 4] = [
    "acme-staging-v02.api.letsencrypt.org",
    "api.test4.buypass.no",
    "dv.acme-v02.test-api.pki.goog",
    "acme-staging.api.letsencrypt.org",
];

muster_sdk::rule! {
    id: "caddy/tls-internal",
    severity: Medium,
    tags: ["caddy", "tls"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "tls_internal.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let options = caddy::options()?;
        let option = |name: &str| options.iter().find(|option| option.name == name);
        let local = option(GlobalOption::NAME_LOCAL_CERTS);
        let authority = option(GlobalOption::NAME_ACME_CA);
        let mut findings = Vec::new();
        let gaps = Gaps::read(&["options", "tls", "addresses"])?;
        for site in caddy::sites()? {
            if gaps.are_of(&site.name) {
                continue;
            }
            let public = site.addresses.iter().find_map(|address| {
                let host = address.host.as_deref().filter(|host| is_public(host));
                host.filter(|_| address.scheme == Address::SCHEME_HTTPS)
            });
            let Some(host) = public else {
                continue;
            };
            let subject = format!("caddy/{}/certificate", site.name);
            findings.push(match problem(&site, local, authority) {
                None => Finding::pass(subject, format!("The certificate for {host} is not one of Caddy's own authority, nor one for tests."))
                    .at(site.source.clone(), "serves it"),
                Some((problem, source)) => Finding::fail(
                    subject,
                    format!("The certificate for {host} is {problem}, which no browser trusts."),
                )
                .observed(problem)
                .required("an authority that browsers trust")
                .at(source, "says so")
                .fix(format!("Delete the line, so that Caddy gets a certificate automatically, and run `{}`", reload(caddyfile))),
            });
        }
        findings.extend(gaps.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/tls", "No site serves a public host over HTTPS.")
        }))
    })
}

fn problem(
    site: &Site,
    local: Option<&GlobalOption>,
    authority: Option<&GlobalOption>,
) -> Option<(&'static str, Source)> {
    const INTERNAL: &str = "one of Caddy's own authority";
    const TESTS: &str = "one for tests";
    if site.certificates == Site::CERTIFICATES_INTERNAL {
        return Some((INTERNAL, site.source.clone()));
    }
    if site.certificates != Site::CERTIFICATES_AUTOMATIC {
        return None;
    }
    if let Some(own) = &site.authority {
        return STAGING
            .contains(&own.as_str())
            .then(|| (TESTS, site.source.clone()));
    }
    if let Some(local) = local {
        return Some((INTERNAL, local.source.clone()));
    }
    let staging = authority.filter(|option| STAGING.contains(&option.value.as_str()));
    staging.map(|option| (TESTS, option.source.clone()))
}
