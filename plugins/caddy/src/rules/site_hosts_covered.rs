//! `caddy/site-hosts-covered`

use muster_sdk::caddy;
use muster_sdk::{Finding, Outcome};

use crate::addresses::serves;
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;

muster_sdk::parameters! {
    struct Parameters {
        /// Whole names of hosts that have to have a site; those of `web-names` when empty.
        hosts: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "caddy/site-hosts-covered",
    severity: High,
    tags: ["caddy"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "site_hosts_covered.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let hosts = if parameters.hosts.is_empty() {
            caddy::public_names()?
        } else {
            parameters.hosts
        };
        let sites = caddy::sites()?;
        let gaps = Gaps::read(&["addresses"])?;
        let mut findings = Vec::new();
        for host in hosts {
            let subject = format!("caddy/hosts/{host}");
            let site = sites.iter().find(|site| {
                site.addresses
                    .iter()
                    .any(|address| serves(address, &host.to_lowercase()))
            });
            findings.push(match site {
                Some(site) => Finding::pass(
                    subject,
                    format!("{host} is served by the site {}.", site.name),
                )
                .at(site.source.clone(), "serves it"),
                None if gaps.are_none() => Finding::fail(
                    subject,
                    format!("No site of {} serves {host}.", caddyfile.file),
                )
                .required(format!("a site for {host}"))
                .fix(format!(
                    "Add a block `{host} {{ … }}`, or the name to one that is there, and run `{}`",
                    reload(caddyfile)
                )),
                None => Finding::error(
                    subject,
                    format!(
                        "It is not known whether a site serves {host}: not all addresses are known."
                    ),
                ),
            });
        }
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/hosts", "The project names no public host.")
        }))
    })
}
