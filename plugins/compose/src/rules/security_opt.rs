//! `compose/security-opt`

use muster_sdk::services::Setting;
use muster_sdk::{ByName, Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::removal::and_empty;
use crate::settings::{Settings, is_allowed};

muster_sdk::parameters! {
    struct Parameters {
        /// What a service may do without all the same, such as `seccomp`: for each service.
        allowed: Vec<(String, Vec<String>)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/security-opt",
    severity: High,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "security_opt.md",
    parameters: Parameters,
    check: check,
}

const KEYS: [&str; 1] = [Setting::KEY_SECURITY_OPT];

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let settings = Settings::read()?;
        let mut found: ByName<Finding> = ByName::default();
        for setting in settings.any(&KEYS) {
            let service = &setting.service;
            let Some((name, called)) = switched_off(&setting.value) else {
                continue;
            };
            let subject = format!("compose/{service}/security_opt/{name}");
            if is_allowed(&parameters.allowed, service, name) {
                continue;
            }
            let waiting = project.waiting(service);
            found.get_or_insert_with(subject.clone(), || {
                Finding::fail(
                    subject,
                    format!("'{service}' runs without {called}{waiting}."),
                )
                .observed(&setting.value)
                .required("the engine's own profile, or one of yours")
                .fix(format!(
                    "Remove `{}` from `security_opt` of '{service}'{}; if it needs more, give it a profile \
                     that allows just that",
                    setting.value,
                    and_empty("security_opt"),
                ))
                .at(setting.source.clone(), "switches it off")
            });
        }
        let mut findings = found.into_values();
        findings.extend(settings.unknown(&KEYS));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/security_opt",
                "No container runs without its security profiles.",
            )
        }))
    })
}

/// What an option switches off, with its name.
fn switched_off(option: &str) -> Option<(&'static str, &'static str)> {
    match option {
        "seccomp:unconfined" => Some(("seccomp", "the filter of system calls (seccomp)")),
        "apparmor:unconfined" => Some(("apparmor", "its AppArmor profile")),
        "label:disable" => Some(("label", "SELinux")),
        "systempaths:unconfined" => Some((
            "systempaths",
            "the masks over the kernel's files in /proc and /sys",
        )),
        "no-new-privileges:false" => Some(("no-new-privileges", "no-new-privileges")),
        _ => None,
    }
}
