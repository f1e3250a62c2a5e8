//! `compose/service-not-running`

use muster_sdk::containers::Container;
use muster_sdk::services::{self, Definition, Setting};
use muster_sdk::{Finding, Outcome, Source, pass_unless, sentence};

use crate::containers::{self, is_scaled_to_none, made_elsewhere, of_service};
use crate::project::Project;
use crate::settings::{Settings, own_name};

muster_sdk::parameters! {
    struct Parameters {
        /// Services that must run; empty for every one that starts by itself.
        services: Vec<String> = [],
        /// Services that run once, or when somebody starts them.
        optional: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/service-not-running",
    severity: High,
    precision: VeryHigh,
    tags: ["compose", "docker", "availability", "checklist"],
    explained_by: [
        Place("compose/service-missing"),
        Host("docker/engine-installed"),
        Place("compose/file-valid"),
    ],
    documentation: "service_not_running.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let settings = Settings::read()?;
        let definitions = services::definitions()?;
        let all = containers::all()?;
        let is_meant = |service: &&Definition| {
            let named = parameters.services.contains(&service.name);
            let starts = parameters.services.is_empty() && service.waits_for.is_empty();
            (named || starts)
                && !parameters.optional.contains(&service.name)
                && !is_scaled_to_none(&settings, &service.name)
        };
        let meant: Vec<&Definition> = definitions.iter().filter(is_meant).collect();
        let mut findings: Vec<Finding> = nothing_runs(project, &meant, &all).into_iter().collect();
        let each = if findings.is_empty() {
            meant
        } else {
            Vec::new()
        };
        for service in each {
            let must_run = parameters.services.contains(&service.name);
            findings.extend(judge(service, &all, must_run, &settings).map(|finding| {
                let own = own_name(&service.name);
                finding
                    .required("running")
                    .at(service.source.clone(), "defines it")
                    .fix(format!(
                        "Run `docker compose logs --tail=50 {own}` in {} to see why, and `docker compose up -d \
                         {own}` once it is fixed",
                        project.directory()
                    ))
            }));
        }
        // What is included may define others.
        let gaps = settings.unknown(&[]);
        let is_defined = |name: &&String| definitions.iter().any(|one| one.name == **name);
        for name in parameters.services.iter().filter(|name| !is_defined(name)) {
            if !gaps.is_empty() || parameters.optional.contains(name) {
                continue;
            }
            findings.push(
                Finding::fail(
                    format!("compose/{name}/container"),
                    format!(
                        "'{name}' should run, but {} does not define it.",
                        project.file()
                    ),
                )
                .observed("not defined")
                .required("running")
                .fix(format!(
                    "Define '{name}' under `services`, and run `docker compose up -d {}` in {}",
                    own_name(name),
                    project.directory()
                ))
                .at(Source::file(project.file()), "lacks the service")
                .at(Source::logical(format!("compose/{name}")), "is not defined"),
            );
        }
        findings.extend(gaps);
        Ok(pass_unless(findings, || {
            Finding::pass("compose/containers", "Every service that should run does.")
        }))
    })
}

/// One finding if the project was not started at all, however many services it has.
fn nothing_runs(project: &Project, meant: &[&Definition], all: &[Container]) -> Option<Finding> {
    let has_none = |service: &&Definition| {
        of_service(all, &service.name).next().is_none()
            && made_elsewhere(all, &service.name).is_none()
    };
    if meant.len() < 2 || !meant.iter().all(has_none) {
        return None;
    }
    let file = project.file();
    let names: Vec<String> = meant.iter().map(|one| format!("'{}'", one.name)).collect();
    let finding = Finding::fail(
        "compose/containers",
        format!(
            "Nothing of {file} runs: {} no container.",
            sentence::do_what(&names, "has", "have")
        ),
    )
    .observed("no container")
    .required("running")
    .fix(format!(
        "Run `docker compose up -d` in {}",
        project.directory()
    ));
    Some(meant.iter().fold(finding, |finding, service| {
        finding.at(service.source.clone(), "defines it")
    }))
}

/// What is wrong with a service, if something is.
fn judge(
    service: &Definition,
    all: &[Container],
    must_run: bool,
    settings: &Settings,
) -> Option<Finding> {
    let name = &service.name;
    let subject = format!("compose/{name}/container");
    let own: Vec<&Container> = of_service(all, name).collect();
    if own.is_empty() {
        let elsewhere = made_elsewhere(all, name).map_or_else(String::new, |(one, file)| {
            format!("; {} was created from {file}", one.name)
        });
        return Some(
            Finding::fail(subject, format!("'{name}' has no container{elsewhere}."))
                .observed("no container"),
        );
    }
    let runs = own.iter().any(|one| one.state == Container::STATE_RUNNING);
    // Of several containers the one that is worst off tells.
    let worst = own.iter().max_by_key(|one| severity(&one.state))?;
    let observed = format!("{}, exit code {}", worst.state, worst.exit_code);
    let message = match worst.state.as_str() {
        Container::STATE_RUNNING => return None,
        Container::STATE_RESTARTING => format!(
            "'{name}' ends with code {} and restarts, {} times so far.",
            worst.exit_code, worst.restart_count
        ),
        Container::STATE_DEAD | Container::STATE_REMOVING => {
            format!("The container of '{name}' is {}.", worst.state)
        }
        Container::STATE_OTHER => {
            return Some(Finding::error(
                subject,
                format!("{} is in a state that Muster does not know.", worst.name),
            ));
        }
        // Of several containers one is enough.
        _ if runs => return None,
        Container::STATE_CREATED => {
            format!("The container of '{name}' was created but never started.")
        }
        Container::STATE_PAUSED => format!("'{name}' is paused."),
        _ if worst.exit_code == 0 && !must_run => match once(name, settings) {
            Some(true) => return None,
            Some(false) => format!("'{name}' has ended, and was not started again."),
            None => {
                return Some(Finding::error(
                    subject,
                    format!("'{name}' has ended, and it is not known whether it should still run."),
                ));
            }
        },
        _ => format!("'{name}' has ended with code {}.", worst.exit_code),
    };
    Some(
        Finding::fail(subject, message)
            .observed(observed)
            .at(worst.source.clone(), "is not running"),
    )
}

/// How much a state says about what is wrong.
fn severity(state: &str) -> u8 {
    match state {
        Container::STATE_OTHER => 6,
        Container::STATE_RESTARTING => 5,
        Container::STATE_DEAD => 4,
        Container::STATE_REMOVING => 3,
        Container::STATE_EXITED => 2,
        Container::STATE_CREATED | Container::STATE_PAUSED => 1,
        _ => 0,
    }
}

/// Whether a service is not started again once it has ended well; none where that is not known.
fn once(service: &str, settings: &Settings) -> Option<bool> {
    if settings.is_unknown(service, Setting::KEY_RESTART) {
        return None;
    }
    let policy = settings.find(service, Setting::KEY_RESTART);
    let policy = policy.map_or("no", |setting| setting.value.as_str());
    Some(policy == "no" || policy.starts_with("on-failure"))
}
