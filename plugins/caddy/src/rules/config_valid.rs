//! `caddy/config-valid`

use muster_sdk::caddy::Caddyfile;
use muster_sdk::{Finding, Outcome, with_failed_units};

use crate::caddyfile::{validate, with_caddyfile};

muster_sdk::rule! {
    id: "caddy/config-valid",
    severity: High,
    tags: ["caddy", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "config_valid.md",
    check: check,
}

fn check() -> Outcome {
    with_caddyfile(|caddyfile| {
        let subject = format!("caddy{}", caddyfile.file);
        let reason = caddyfile.reason.as_deref().unwrap_or_default();
        let at = caddyfile.source.location();
        let judged = vec![match caddyfile.verdict.as_str() {
            Caddyfile::VERDICT_READ => Finding::pass(
                subject,
                format!("Muster finds nothing in {} that Caddy refuses.", caddyfile.file),
            ),
            Caddyfile::VERDICT_REFUSED => {
                Finding::fail(subject, format!("Caddy refuses its configuration: {at}: {reason}."))
                    .required("a configuration that Caddy accepts")
                    .at(caddyfile.source.clone(), "is refused")
                    .fix(format!("Correct the line, and try `{}`", validate(caddyfile)))
            }
            _ => Finding::error(
                subject,
                format!(
                    "Whether Caddy accepts its configuration depends on what Muster does not know: {at}: {reason}. Try `{}`.",
                    validate(caddyfile)
                ),
            )
            .at(caddyfile.source.clone(), "is not known"),
        }];
        // In a container, it is not the unit of the host that starts it.
        Ok(match caddyfile.service {
            None => with_failed_units(judged, &["caddy"]),
            Some(_) => judged,
        })
    })
}
