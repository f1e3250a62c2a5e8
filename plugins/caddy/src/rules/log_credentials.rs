//! `caddy/log-credentials`

use muster_sdk::caddy;
use muster_sdk::{Finding, Outcome};

use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;

muster_sdk::rule! {
    id: "caddy/log-credentials",
    severity: Medium,
    tags: ["caddy", "logging"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "log_credentials.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let mut findings: Vec<Finding> = caddy::servers()?
            .into_iter()
            .filter(|server| server.log_credentials)
            .map(|server| {
                let whose = server.listener.as_deref().unwrap_or("all listeners");
                Finding::fail(
                    format!("caddy/servers/{}/log_credentials", server.listener.as_deref().unwrap_or("all")),
                    format!("`log_credentials` writes cookies and tokens from requests to {whose} into the access logs."),
                )
                .required("no `log_credentials`")
                .at(server.source, "says so")
                .fix(format!(
                    "Delete `log_credentials`, run `{}`, and delete the logs that were written with it",
                    reload(caddyfile)
                ))
            })
            .collect();
        findings.extend(Gaps::read(&["servers"])?.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::pass(
                "caddy/log_credentials",
                "Access logs hold no cookies or tokens from requests.",
            )
        }))
    })
}
