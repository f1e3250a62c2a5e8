//! `compose/run-as-root`

use muster_sdk::services::{self, Setting};
use muster_sdk::{Finding, Outcome};

use crate::project::Project;
use crate::settings::Settings;

muster_sdk::parameters! {
    struct Parameters {
        /// The services that must not run as root.
        #[needed(services)]
        services: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/run-as-root",
    severity: Low,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "run_as_root.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    const KEY: &str = Setting::KEY_USER;
    if parameters.services.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/user",
            "The policy names no service that must not run as root.",
        )]);
    }
    Project::judge(|_| {
        let settings = Settings::read()?;
        let definitions = services::definitions()?;
        let mut findings = Vec::new();
        for service in &parameters.services {
            if settings.is_unknown(service, KEY)
                || !definitions.iter().any(|one| one.name == *service)
            {
                continue;
            }
            let subject = format!("compose/{service}/user");
            findings.push(match settings.find(service, KEY) {
                None => Finding::not_applicable(
                    subject,
                    format!("The image decides who '{service}' runs as."),
                ),
                Some(setting) if is_root(&setting.value) => Finding::fail(
                    subject,
                    format!("'{service}' runs as root in its container."),
                )
                .observed(&setting.value)
                .required("another user")
                .fix(format!(
                    "Write `user: \"1000:1000\"`, or the user of its image, in '{service}'"
                ))
                .at(setting.source.clone(), "sets it"),
                Some(setting) => {
                    Finding::pass(subject, format!("'{service}' runs as {}.", setting.value))
                        .at(setting.source.clone(), "sets it")
                }
            });
        }
        findings.extend(settings.unknown(&[KEY]));
        if findings.is_empty() {
            findings.push(Finding::not_applicable(
                "compose/user",
                "The project has none of the services that must not run as root.",
            ));
        }
        Ok(findings)
    })
}

/// Whether a `user` is root: by name or number, whatever its group.
fn is_root(user: &str) -> bool {
    let name = user.split(':').next().unwrap_or_default();
    name == "root" || name.is_empty() || name.parse::<u64>() == Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_has_a_name_and_a_number() {
        for user in ["root", "0", "0:1000", "root:app", "00", ":1000"] {
            assert!(is_root(user), "{user}");
        }
        for user in ["1000", "app", "1000:0", "rooted"] {
            assert!(!is_root(user), "{user}");
        }
    }
}
