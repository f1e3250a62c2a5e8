//! The Caddyfile that all rules are about.

use muster_sdk::caddy::{self, Caddyfile};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome};

/// Judges the Caddyfile, if there is one. The findings are about it, whichever file a line is in.
pub(crate) fn with_caddyfile(
    judge: impl FnOnce(&Caddyfile) -> Result<Vec<Finding>, NotEvaluated>,
) -> Outcome {
    let Some(caddyfile) = caddy::configuration()? else {
        return Ok(vec![Finding::not_applicable("caddy", "There is no Caddy.")]);
    };
    Ok(judge(&caddyfile)?
        .into_iter()
        .map(|finding| finding.of_file(&caddyfile.file))
        .collect())
}

/// How to have Caddy try its configuration.
pub(crate) fn validate(caddyfile: &Caddyfile) -> String {
    match &caddyfile.service {
        Some(service) => format!(
            "docker compose run --rm --no-deps {} caddy validate --config /etc/caddy/Caddyfile",
            own_name(service)
        ),
        None => format!("caddy validate --config {}", caddyfile.file),
    }
}

/// How to have Caddy take it. A container may see the file as it was before an editor replaced it, until it is
/// restarted.
pub(crate) fn reload(caddyfile: &Caddyfile) -> String {
    match &caddyfile.service {
        Some(service) => format!("docker compose restart {}", own_name(service)),
        None => Distribution::of_host().reload("caddy"),
    }
}

/// The name of a service for the command line of Compose: without the project's.
pub(crate) fn own_name(service: &str) -> &str {
    service.rsplit('/').next().unwrap_or(service)
}
