//! `compose/host-namespaces`

use muster_sdk::services::Setting;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::settings::{Settings, failure, is_allowed};

muster_sdk::parameters! {
    struct Parameters {
        /// The keys that are judged.
        keys: Vec<String> = ["network_mode", "pid", "ipc", "uts", "userns_mode", "cgroup"],
        /// What a service may share with the host: keys for each service.
        allowed: Vec<(String, Vec<String>)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/host-namespaces",
    severity: High,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "host_namespaces.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let settings = Settings::read()?;
        let keys: Vec<&str> = parameters.keys.iter().map(String::as_str).collect();
        let mut findings: Vec<Finding> = settings
            .any(&keys)
            .filter(|setting| setting.value == "host")
            .filter(|setting| !is_allowed(&parameters.allowed, &setting.service, &setting.key))
            .map(|setting| {
                let Setting { service, key, .. } = setting;
                let waiting = project.waiting(service);
                failure(setting, format!("'{service}' {}{waiting}.", shares(key)))
                    .required("a namespace of its own")
                    .fix(format!(
                        "Remove `{key}: host` from '{service}'; if the service needs it, list the \
                     key in the parameter `allowed`"
                    ))
            })
            .collect();
        findings.extend(settings.unknown(&keys));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/host-namespaces",
                "Every container has namespaces of its own.",
            )
        }))
    })
}

/// What a container with a key at `host` does.
fn shares(key: &str) -> &'static str {
    match key {
        Setting::KEY_NETWORK_MODE => {
            "is in the network of the host, and reaches its ports on loopback"
        }
        Setting::KEY_PID => "sees the processes of the host, and may end them",
        Setting::KEY_IPC => "reads the shared memory of the host",
        Setting::KEY_UTS => "may change the name of the host",
        Setting::KEY_USERNS_MODE => "has the accounts of the host",
        _ => "shares a namespace of the host",
    }
}
