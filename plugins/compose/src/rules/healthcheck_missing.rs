//! `compose/healthcheck-missing`

use muster_sdk::services::{self, Setting};
use muster_sdk::{Finding, Outcome};

use crate::project::Project;
use crate::settings::Settings;

muster_sdk::parameters! {
    struct Parameters {
        /// The services whose health somebody looks at.
        #[needed(services)]
        services: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/healthcheck-missing",
    severity: Low,
    precision: Medium,
    tags: ["compose", "docker", "availability", "checklist"],
    explained_by: [Place("compose/service-missing"), Place("compose/file-valid")],
    documentation: "healthcheck_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    const KEY: &str = Setting::KEY_HEALTHCHECK;
    if parameters.services.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/healthcheck",
            "The policy names no service that needs a health check.",
        )]);
    }
    Project::judge(|_| {
        let settings = Settings::read()?;
        let definitions = services::definitions()?;
        let mut findings = Vec::new();
        for service in &parameters.services {
            // What is not defined is the matter of `service-missing`.
            let Some(definition) = definitions.iter().find(|one| one.name == *service) else {
                continue;
            };
            let subject = format!("compose/{service}/healthcheck");
            if settings.is_unknown(service, KEY) {
                continue;
            }
            let found = settings.find(service, KEY);
            let source = found.map_or(&definition.source, |setting| &setting.source);
            let finding = match found.map(|setting| setting.value.as_str()) {
                Some("set") => Finding::pass(subject, format!("'{service}' has a health check.")),
                Some(_) => Finding::fail(subject, format!("The health check of '{service}' is switched off."))
                    .observed("disabled"),
                None => Finding::fail(
                    subject,
                    format!("'{service}' has no health check in the project, so Docker considers it healthy for as long as it runs."),
                )
                .observed("not set"),
            };
            findings.push(
                finding
                    .required("a health check")
                    .fix(format!(
                        "Add to '{service}' a `healthcheck` with a `test` that fails when it does not \
                         answer; if its image has one, leave the service out of the parameter `services`"
                    ))
                    .at(source.clone(), "decides it"),
            );
        }
        findings.extend(settings.unknown(&[KEY]));
        if findings.is_empty() {
            findings.push(Finding::not_applicable(
                "compose/healthcheck",
                "The project has none of the services that need a health check.",
            ));
        }
        Ok(findings)
    })
}
