//! `caddy/upstream-tls-verify`

use muster_sdk::caddy::{self, Upstream};
use muster_sdk::{ByName, Finding, Outcome};

use crate::addresses::is_loopback;
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;

muster_sdk::rule! {
    id: "caddy/upstream-tls-verify",
    severity: Medium,
    tags: ["caddy", "tls"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "upstream_tls_verify.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let mut found: ByName<Finding> = ByName::default();
        for upstream in caddy::upstreams()?.iter().filter(|upstream| upstream.tls) {
            let subject = format!("caddy/{}/{}", upstream.site, upstream.route);
            let local = upstream.host.as_deref().is_some_and(is_loopback);
            let finding = if upstream.verified || local {
                pass(&subject, upstream)
            } else {
                Finding::fail(
                    &subject,
                    format!(
                        "`{}` of {} encrypts what it sends to {}, but does not check who answers there.",
                        upstream.route,
                        upstream.site,
                        name(upstream)
                    ),
                )
                .observed("tls_insecure_skip_verify")
                .required("a certificate that is checked")
                .at(upstream.source.clone(), "passes requests on")
                .fix(format!(
                    "Delete `tls_insecure_skip_verify`, name the authority with `tls_trust_pool` where it is your own, and run `{}`",
                    reload(caddyfile)
                ))
            };
            found.get_or_insert_with(subject, || finding);
        }
        let mut findings = found.into_values();
        findings.extend(Gaps::read(&["routes", "upstreams"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/upstreams", "No upstream speaks TLS.")
        }))
    })
}

fn pass(subject: &str, upstream: &Upstream) -> Finding {
    let message = if upstream.verified {
        format!("The certificate of {} is checked.", name(upstream))
    } else {
        format!("{} is on the host itself.", name(upstream))
    };
    Finding::pass(subject, message).at(upstream.source.clone(), "passes requests on")
}

fn name(upstream: &Upstream) -> &str {
    upstream.address.as_deref().unwrap_or("its upstream")
}
