//! `compose/restart-policy`

use muster_sdk::services::{self, Setting};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::settings::{Settings, own_name};

muster_sdk::parameters! {
    struct Parameters {
        /// The policies that bring a service back.
        #[form(Words(&["no", "always", "unless-stopped", "on-failure"]))]
        allowed: Vec<String> = ["always", "unless-stopped", "on-failure"],
        /// Services that run once, or when somebody starts them.
        optional: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/restart-policy",
    severity: Medium,
    tags: ["compose", "docker", "availability", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "restart_policy.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    const KEY: &str = Setting::KEY_RESTART;
    Project::judge(|_| {
        let settings = Settings::read()?;
        let mut findings = Vec::new();
        for service in services::definitions()? {
            let name = &service.name;
            // What waits for a profile is started by hand.
            if parameters.optional.contains(name)
                || !service.waits_for.is_empty()
                || settings.is_unknown(name, KEY)
            {
                continue;
            }
            let found = settings.find(name, KEY);
            let policy = found.map_or("no", |setting| setting.value.as_str());
            // `on-failure:3` gives up after three times.
            let kind = policy.split(':').next().unwrap_or_default();
            let subject = format!("compose/{name}/restart");
            if parameters.allowed.iter().any(|allowed| allowed == kind) {
                continue;
            }
            findings.push(
                Finding::fail(
                    subject,
                    format!("'{name}' does not come back when it ends or the host restarts."),
                )
                .observed(policy)
                .required(parameters.allowed.join(" or "))
                .fix(format!(
                    "Add `restart: unless-stopped` to '{name}', and run `docker compose up -d {}`",
                    own_name(name)
                ))
                .at(
                    found.map_or(service.source.clone(), |setting| setting.source.clone()),
                    "decides it",
                ),
            );
        }
        findings.extend(settings.unknown(&[KEY]));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/restart",
                "Every service comes back after a restart.",
            )
        }))
    })
}
