//! `compose/no-new-privileges`

use muster_sdk::services::{self, Setting};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::settings::Settings;

muster_sdk::parameters! {
    struct Parameters {
        /// Services that may gain privileges: they start as root, and become somebody else by `su`.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/no-new-privileges",
    severity: Low,
    tags: ["compose", "docker", "privileges"],
    documentation: "no_new_privileges.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    const KEYS: [&str; 1] = [Setting::KEY_SECURITY_OPT];
    Project::judge(|_| {
        let settings = Settings::read()?;
        let mut findings: Vec<Finding> = services::definitions()?
            .into_iter()
            .filter(|service| !parameters.allowed.contains(&service.name))
            .filter(|service| !settings.is_unknown(&service.name, Setting::KEY_SECURITY_OPT))
            .filter(|service| {
                !settings.any(&KEYS).any(|setting| {
                    setting.service == service.name && setting.value == "no-new-privileges:true"
                })
            })
            .map(|service| {
                let name = &service.name;
                Finding::fail(
                    format!("compose/{name}/security_opt"),
                    format!("Processes of '{name}' can gain privileges by set-uid programs of the image."),
                )
                .observed("not set")
                .required("no-new-privileges:true")
                .fix(format!("Add to '{name}': security_opt: [\"no-new-privileges:true\"]"))
                .at(service.source, "does not set it")
            })
            .collect();
        findings.extend(settings.unknown(&KEYS));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/security_opt",
                "No process gains privileges in its container.",
            )
        }))
    })
}
