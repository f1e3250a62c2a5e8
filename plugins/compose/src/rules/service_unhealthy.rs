//! `compose/service-unhealthy`

use muster_sdk::containers::Container;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::containers;
use crate::project::Project;
use crate::settings::own_name;

muster_sdk::rule! {
    id: "compose/service-unhealthy",
    severity: High,
    precision: VeryHigh,
    tags: ["compose", "docker", "availability", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "service_unhealthy.md",
    check: check,
}

fn check() -> Outcome {
    Project::judge(|project| {
        let mut findings = Vec::new();
        let mut checked = false;
        for container in containers::all()? {
            let Some(service) = &container.service else {
                continue;
            };
            // What a container that does not run said last is of no interest.
            if container.one_off || container.state != Container::STATE_RUNNING {
                continue;
            }
            let subject = format!("compose/{service}/health/{}", container.name);
            let own = own_name(service);
            let finding = match container.health.as_str() {
                Container::HEALTH_NONE => continue,
                Container::HEALTH_HEALTHY => {
                    checked = true;
                    continue;
                }
                Container::HEALTH_UNHEALTHY => Finding::fail(
                    subject,
                    format!("'{service}' runs, but its health check fails."),
                )
                .observed("unhealthy")
                .required("healthy")
                .fix(format!(
                    "Run `docker inspect --format '{{{{json .State.Health.Log}}}}' {}` to see what the check says, \
                     and `docker compose logs --tail=50 {own}` in {}",
                    container.name,
                    project.directory()
                )),
                Container::HEALTH_STARTING => Finding::error(
                    subject,
                    format!("'{service}' is still starting; ask again once its health check has run."),
                ),
                _ => Finding::error(
                    subject,
                    format!("The health check of '{service}' is in a state that Muster does not know."),
                ),
            };
            findings.push(finding.at(container.source.clone(), "says it"));
        }
        if findings.is_empty() && !checked {
            return Ok(vec![Finding::not_applicable(
                "compose/health",
                "No running container has a health check.",
            )]);
        }
        Ok(pass_unless(findings, || {
            Finding::pass("compose/health", "Every health check passes.")
        }))
    })
}
