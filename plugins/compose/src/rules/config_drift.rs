//! `compose/config-drift`

use muster_sdk::compose::{self, Port};
use muster_sdk::containers::{self as running, Container};
use muster_sdk::services::{self, Definition, Setting};
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::containers::{self, of_service};
use crate::drift::{self, Binding};
use crate::mounts::PARTS;
use crate::project::{Project, WHOLE, is_unknown, unknown};
use crate::settings::{Settings, own_name};

muster_sdk::rule! {
    id: "compose/config-drift",
    severity: Medium,
    tags: ["compose", "docker", "drift"],
    explained_by: [Place("compose/file-valid")],
    documentation: "config_drift.md",
    check: check,
}

/// Keys of which a container keeps what they were when it was made.
const IMAGE: [&str; 1] = ["image"];

fn check() -> Outcome {
    Project::judge(|project| {
        let all = containers::all()?;
        let files = Files {
            settings: Settings::read()?,
            definitions: services::definitions()?,
            mounts: compose::mounts()?,
            ports: compose::ports()?,
            gaps: compose::gaps()?,
        };
        let mut findings = Vec::new();
        let mut compared = false;
        for service in &files.definitions {
            let name = service.name.as_str();
            let own: Vec<&Container> = of_service(&all, name)
                .filter(|one| one.state == Container::STATE_RUNNING)
                .collect();
            compared |= !own.is_empty();
            findings.extend(judge(project, service, &own, &files));
        }
        findings.extend(orphans(project, &all, &files));
        if compared {
            findings.extend(files.settings.unknown(&IMAGE));
            findings.extend(unknown(&["ports"])?);
            findings.extend(unknown(&PARTS)?);
        } else if findings.is_empty() {
            return Ok(vec![Finding::not_applicable(
                "compose/containers",
                "No service of the project has a running container.",
            )]);
        }
        // What decides about all of it is told once.
        let mut seen: Vec<String> = Vec::new();
        findings.retain(|finding| {
            let is_new = !seen.iter().any(|subject| subject == finding.subject());
            seen.push(finding.subject().to_owned());
            is_new
        });
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/containers",
                "Every container is as the project's files define it.",
            )
        }))
    })
}

/// What the files say.
struct Files {
    settings: Settings,
    definitions: Vec<Definition>,
    mounts: Vec<compose::Mount>,
    ports: Vec<Port>,
    gaps: Vec<compose::Gap>,
}

fn judge(
    project: &Project,
    service: &Definition,
    own: &[&Container],
    files: &Files,
) -> Option<Finding> {
    let name = service.name.as_str();
    let (container, differences) = own.iter().find_map(|container| {
        let differences = differences(service, container, files);
        (!differences.is_empty()).then_some((*container, differences))
    })?;
    Some(
        Finding::fail(
            format!("compose/{name}/container"),
            format!(
                "{} runs an old definition of '{name}', not the current one: {}.",
                container.name,
                differences.join("; ")
            ),
        )
        .observed(differences.join("; "))
        .required("as the project's files define it")
        .fix(format!(
            "Run `docker compose up -d {}` in {}, with the options and variables that you deploy it with",
            own_name(name),
            project.directory()
        ))
        .at(service.source.clone(), "defines it")
        .at(container.source.clone(), "runs otherwise"),
    )
}

/// What a container has otherwise than the files, where both are known.
fn differences(service: &Definition, container: &Container, files: &Files) -> Vec<String> {
    let name = service.name.as_str();
    let mut found = Vec::new();
    if let (Some(wanted), Some(image)) = (drift::image(service), container.image.as_deref())
        && !drift::is_same_image(&wanted, image)
        && !files.settings.is_unknown(name, "image")
    {
        found.push(format!("the image is {image} and not {wanted}"));
    }
    // In the network of another container or of the host, nothing is published.
    let has_network = files
        .settings
        .find(name, Setting::KEY_NETWORK_MODE)
        .is_some()
        || files.settings.is_unknown(name, Setting::KEY_NETWORK_MODE);
    if !has_network && !is_unknown(&files.gaps, name, &["ports"]) {
        found.extend(of_ports(name, container, files));
    }
    if !is_unknown(&files.gaps, name, &PARTS) {
        found.extend(of_mounts(name, container, files));
    }
    found
}

fn of_ports(service: &str, container: &Container, files: &Files) -> Vec<String> {
    let own = files.ports.iter().filter(|port| port.service == service);
    let wanted: Vec<Binding> = own.flat_map(Binding::of_file).collect();
    let has: Vec<Binding> = container.ports.iter().map(Binding::of_container).collect();
    let missing = wanted.iter().filter(|one| !has.contains(one));
    let missing = missing.map(|one| format!("it does not publish {one}"));
    let more = has.iter().filter(|one| !wanted.contains(one));
    missing
        .chain(more.map(|one| format!("it publishes {one}")))
        .collect()
}

fn of_mounts(service: &str, container: &Container, files: &Files) -> Vec<String> {
    let wanted: Vec<&compose::Mount> = files
        .mounts
        .iter()
        .filter(|mount| mount.service == service)
        .collect();
    let mut found = Vec::new();
    for mount in &wanted {
        // A part of it is secret, or Docker keeps it elsewhere.
        let text = format!(
            "{}{}",
            mount.origin.as_deref().unwrap_or_default(),
            mount.target
        );
        if text.contains("${") || mount.kind == compose::Mount::KIND_TMPFS {
            continue;
        }
        let has = container
            .mounts
            .iter()
            .find(|one| one.target == mount.target);
        found.extend(drift::mount(mount, has));
    }
    let is_known = |one: &&running::Mount| wanted.iter().any(|mount| mount.target == one.target);
    let more = container
        .mounts
        .iter()
        .filter(|one| one.asked && !is_known(one));
    found.extend(more.map(|one| {
        let origin = one.origin.as_deref().unwrap_or("a volume");
        format!("it has {origin} at {}", one.target)
    }));
    found
}

/// Containers whose service is gone from the files.
fn orphans(project: &Project, all: &[Container], files: &Files) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    // What is not known may define it.
    if files
        .gaps
        .iter()
        .any(|gap| WHOLE.contains(&gap.part.as_str()))
    {
        return found;
    }
    for container in all {
        let Some(service) = container.service.as_deref() else {
            continue;
        };
        let is_defined = project.has(service);
        if is_defined || container.one_off || container.state != Container::STATE_RUNNING {
            continue;
        }
        found.push(
            Finding::fail(
                format!("compose/{service}/container"),
                format!(
                    "{} runs, but the project's files no longer define '{service}'.",
                    container.name
                ),
            )
            .observed(&container.name)
            .required("no container")
            .fix(format!(
                "Run `docker rm --force {}`, or `docker compose up -d --remove-orphans` in {}",
                container.name,
                project.directory()
            ))
            .at(container.source.clone(), "runs"),
        );
    }
    found
}
