//! `compose/resource-limits`

use muster_sdk::services::{self, Setting};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::project::Project;
use crate::settings::Settings;

muster_sdk::parameters! {
    struct Parameters {
        /// The services whose memory must be limited; all, if none is listed.
        services: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/resource-limits",
    severity: Low,
    tags: ["compose", "docker", "availability"],
    explained_by: [Place("compose/file-valid")],
    documentation: "resource_limits.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    const KEY: &str = Setting::KEY_MEM_LIMIT;
    Project::judge(|_| {
        let settings = Settings::read()?;
        let mut findings: Vec<Finding> = services::definitions()?
            .into_iter()
            .filter(|one| parameters.services.is_empty() || parameters.services.contains(&one.name))
            .filter(|one| !settings.is_unknown(&one.name, KEY))
            .filter(|one| {
                // 0 and -1 are no limit.
                let limit = settings.find(&one.name, KEY);
                limit.is_none_or(|limit| limit.value.parse::<i64>().unwrap_or(0) <= 0)
            })
            .map(|one| {
                let name = &one.name;
                Finding::fail(
                    format!("compose/{name}/mem_limit"),
                    format!("'{name}' may take all memory of the host."),
                )
                .observed("no limit")
                .required("a limit")
                .fix(format!(
                    "Add to '{name}': mem_limit: 512m, or what it needs at most"
                ))
                .at(one.source, "sets no limit")
            })
            .collect();
        findings.extend(settings.unknown(&[KEY]));
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/mem_limit",
                "The memory of every service is limited.",
            )
        }))
    })
}
