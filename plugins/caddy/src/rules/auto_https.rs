//! `caddy/auto-https`

use muster_sdk::caddy::{self, Address, Caddyfile, GlobalOption, Site};
use muster_sdk::{FactError, Finding, Outcome};

use crate::addresses::{is_loopback, is_public};
use crate::caddyfile::{reload, with_caddyfile};
use crate::gaps::Gaps;
use crate::listening::{Reach, reach};

muster_sdk::parameters! {
    struct Parameters {
        /// Sites, by their addresses as they are written, that are served without TLS on purpose.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "caddy/auto-https",
    severity: High,
    tags: ["caddy", "tls", "checklist"],
    explained_by: [Place("caddy/config-valid"), Place("compose/file-valid")],
    documentation: "auto_https.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    with_caddyfile(|caddyfile| {
        let mut findings = Vec::new();
        let switched_off = caddy::options()?.into_iter().find(|option| {
            option.name == GlobalOption::NAME_AUTO_HTTPS
                && matches!(option.value.as_str(), "off" | "disable_certs")
        });
        if let Some(option) = switched_off {
            findings.push(
                Finding::fail(
                    "caddy/auto_https",
                    format!(
                        "The global option `auto_https {}` turns off automatic certificates.",
                        option.value
                    ),
                )
                .observed(&option.value)
                .required("no such option")
                .at(option.source, "turns it off")
                .fix(format!(
                    "Delete the option, and run `{}`",
                    reload(caddyfile)
                )),
            );
        }
        let gaps = Gaps::read(&["options", "addresses"])?;
        for site in caddy::sites()? {
            if parameters.allowed.contains(&site.name) || gaps.are_of(&site.name) {
                continue;
            }
            findings.push(judged(caddyfile, &site).unwrap_or_else(|error| {
                Finding::error(
                    format!("caddy/{}", site.name),
                    format!("Who reaches {} is not known: {}", site.name, error.reason()),
                )
                .at(site.source.clone(), "serves it")
            }));
        }
        findings.extend(gaps.errors());
        Ok(muster_sdk::pass_unless(findings, || {
            Finding::not_applicable("caddy/sites", "Caddy serves no site.")
        }))
    })
}

fn judged(caddyfile: &Caddyfile, site: &Site) -> Result<Finding, FactError> {
    let subject = format!("caddy/{}", site.name);
    let local = !site.bound.is_empty() && site.bound.iter().all(|host| is_loopback(host));
    let mut plain = None;
    for address in &site.addresses {
        let hidden = local
            || address.scheme == Address::SCHEME_HTTPS
            || address.host.as_deref().is_some_and(|host| !is_public(host));
        if !hidden && reach(caddyfile, address.port)? == Reach::Everybody {
            plain = Some(address);
            break;
        }
    }
    Ok(match plain {
        Some(address) if !site.redirects => {
            let whom = match &address.host {
                Some(host) => format!("{host} is served unencrypted"),
                None => "Every host is served unencrypted".to_owned(),
            };
            Finding::fail(
                subject,
                format!("{whom} at port {} by the site {}, without TLS.", address.port, site.name),
            )
            .observed(format!("http at port {}", address.port))
            .required("https")
            .at(site.source.clone(), "serves it")
            .fix(format!(
                "Write the name alone, such as `shop.example.com {{`, so that Caddy gets a certificate and redirects HTTP; then run `{}`",
                reload(caddyfile)
            ))
        }
        Some(_) => Finding::pass(
            subject,
            format!("{} sends its visitors to HTTPS.", site.name),
        )
        .at(site.source.clone(), "redirects them"),
        None => Finding::pass(
            subject,
            format!(
                "The site {} serves nobody elsewhere without TLS.",
                site.name
            ),
        )
        .at(site.source.clone(), "serves it"),
    })
}
