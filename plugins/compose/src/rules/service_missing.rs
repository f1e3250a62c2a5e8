//! `compose/service-missing`

use muster_sdk::services;
use muster_sdk::{Finding, Outcome, Source};

use crate::project::Project;
use crate::settings::unknown_keys;

muster_sdk::parameters! {
    struct Parameters {
        /// The services that the project must have.
        #[needed(services)]
        services: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/service-missing",
    severity: High,
    tags: ["compose", "docker", "availability", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "service_missing.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.services.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/services",
            "The policy requires no service.",
        )]);
    }
    Project::judge(|project| {
        let definitions = services::definitions()?;
        // What is included may have the service.
        let gaps = unknown_keys(&services::unknowns()?, &[]);
        let mut findings: Vec<Finding> = parameters
            .services
            .iter()
            .map(|service| {
                let subject = format!("compose/{service}");
                match definitions.iter().find(|one| one.name == *service) {
                    Some(one) => Finding::pass(subject, format!("'{service}' is defined."))
                        .at(one.source.clone(), "defines it"),
                    None if !gaps.is_empty() => Finding::error(
                        subject,
                        format!("It is not known whether '{service}' is defined: parts of the project are not known."),
                    ),
                    None => Finding::fail(
                        subject,
                        format!("{} does not define '{service}'.", project.file()),
                    )
                    .required("defined")
                    .fix(format!(
                        "Define '{service}' under `services` in {}, or include the file that does",
                        project.file()
                    ))
                    .at(Source::file(project.file()), "lacks the service"),
                }
            })
            .collect();
        findings.extend(gaps);
        Ok(findings)
    })
}
