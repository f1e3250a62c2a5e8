//! `compose/privileged`

use muster_sdk::services::Setting;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::settings::{Settings, failure};

muster_sdk::parameters! {
    struct Parameters {
        /// Services that may be privileged.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/privileged",
    severity: Critical,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "privileged.md",
    parameters: Parameters,
    check: check,
}

const KEYS: [&str; 1] = [Setting::KEY_PRIVILEGED];

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let settings = Settings::read()?;
        let mut findings: Vec<Finding> = settings
            .any(&KEYS)
            .filter(|setting| setting.value == "true")
            .filter(|setting| !parameters.allowed.contains(&setting.service))
            .map(|setting| {
                let service = &setting.service;
                let waiting = project.waiting(service);
                failure(
                    setting,
                    format!(
                        "'{service}' is privileged{waiting}: it has every device and capability of the \
                         host, so anyone who takes it over has the host."
                    ),
                )
                .required("false")
                .fix(format!(
                    "Remove `privileged` from '{service}', and give it the capability (`cap_add`) or \
                     the device (`devices`) that it needs"
                ))
            })
            .collect();
        findings.extend(settings.unknown(&KEYS));
        Ok(pass_unless(findings, || {
            Finding::pass("compose/privileged", "No container is privileged.")
        }))
    })
}
