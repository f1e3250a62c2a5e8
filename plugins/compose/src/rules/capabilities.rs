//! `compose/capabilities`

use muster_sdk::services::Setting;
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::removal::and_empty;
use crate::settings::{Settings, is_allowed};

muster_sdk::parameters! {
    struct Parameters {
        /// Capabilities with which a container gets out, or harms the host; capabilities(7) has them.
        denied: Vec<String> = [
            "ALL",
            "BPF",
            "DAC_READ_SEARCH",
            "PERFMON",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_MODULE",
            "SYS_PTRACE",
            "SYS_RAWIO",
            "SYS_TIME",
        ],
        /// What a service may have all the same: capabilities for each service.
        allowed: Vec<(String, Vec<String>)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/capabilities",
    severity: High,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "capabilities.md",
    parameters: Parameters,
    check: check,
}

const KEYS: [&str; 1] = [Setting::KEY_CAP_ADD];

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let settings = Settings::read()?;
        let mut found: ByName<Finding> = ByName::default();
        for setting in settings.any(&KEYS) {
            let Setting { service, value, .. } = setting;
            let subject = format!("compose/{service}/cap_add/{value}");
            if !parameters.denied.contains(value) || is_allowed(&parameters.allowed, service, value)
            {
                continue;
            }
            let waiting = project.waiting(service);
            found.get_or_insert_with(subject.clone(), || {
                Finding::fail(
                    subject,
                    format!(
                        "'{service}' has the capability {value}{waiting}, with which it can get out of \
                         its container or harm the host."
                    ),
                )
                .observed(value)
                .required("no dangerous capability")
                .fix(format!(
                    "Remove {value} from `cap_add` of '{service}'{}; if it needs it, list it in the \
                     parameter `allowed`",
                    and_empty("cap_add"),
                ))
                .at(setting.source.clone(), "adds it")
            });
        }
        let mut findings = found.into_values();
        findings.extend(settings.unknown(&KEYS));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/cap_add",
                "No container has a dangerous capability.",
            )
        }))
    })
}
