//! `compose/no-new-privileges`

use muster_sdk::services::{self, Setting};
use muster_sdk::{FactError, Finding, Outcome, daemon, pass_unless};

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
    explained_by: [Place("compose/file-valid"), Place("docker/daemon-file-valid")],
    documentation: "no_new_privileges.md",
    parameters: Parameters,
    check: check,
}

/// The option as `services` has it.
const OPTION: &str = "no-new-privileges:";

fn check(parameters: Parameters) -> Outcome {
    const KEYS: [&str; 1] = [Setting::KEY_SECURITY_OPT];
    Project::judge(|_| {
        let settings = Settings::read()?;
        let by_default = is_default();
        let mut findings = Vec::new();
        for service in services::definitions()? {
            let name = &service.name;
            if parameters.allowed.contains(name)
                || settings.is_unknown(name, Setting::KEY_SECURITY_OPT)
            {
                continue;
            }
            let subject = format!("compose/{name}/security_opt");
            let own = settings
                .any(&KEYS)
                .filter(|setting| setting.service == *name)
                .filter(|setting| setting.value.starts_with(OPTION))
                .last();
            let observed = match (own, &by_default) {
                // What a service says counts over the daemon.
                (Some(own), _) if own.value == "no-new-privileges:true" => continue,
                (Some(own), _) => own.value.as_str(),
                (None, Ok(true)) => continue,
                (None, Ok(false)) => "not set",
                (None, Err(error)) => {
                    findings.push(Finding::error(
                        subject,
                        format!(
                            "'{name}' does not set it, and it is not known whether the daemon does: {}.",
                            error.reason()
                        ),
                    ));
                    continue;
                }
            };
            let source = own.map_or(service.source, |setting| setting.source.clone());
            findings.push(
                Finding::fail(
                    subject,
                    format!(
                        "Processes of '{name}' can gain privileges by set-uid programs of the image."
                    ),
                )
                .observed(observed)
                .required("no-new-privileges:true")
                .fix(format!(
                    "Add to '{name}': security_opt: [\"no-new-privileges:true\"]"
                ))
                .at(source, "does not set it"),
            );
        }
        findings.extend(settings.unknown(&KEYS));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/security_opt",
                "No process gains privileges in its container.",
            )
        }))
    })
}

/// Whether every daemon of the host sets the option for all containers.
fn is_default() -> Result<bool, FactError> {
    let instances = daemon::instances()?;
    for instance in &instances {
        let settings = daemon::settings(&instance.name)?;
        let key = daemon::Setting::KEY_NO_NEW_PRIVILEGES;
        let set = settings.iter().rfind(|setting| setting.key == key);
        if set.is_none_or(|setting| setting.value != "true") {
            return Ok(false);
        }
    }
    Ok(!instances.is_empty())
}
