//! `compose/config-drift`

use muster_sdk::compose::{self, Port};
use muster_sdk::containers::{self as running, Container};
use muster_sdk::services::{self, Definition, Setting};
use muster_sdk::{Finding, Outcome, Source, pass_unless};

use crate::containers::{self, of_service};
use crate::drift::{self, Binding};
use crate::mounts::PARTS;
use crate::project::{Project, WHOLE, is_unknown, unknown};
use crate::settings::{Settings, own_name};

muster_sdk::rule! {
    id: "compose/config-drift",
    severity: Medium,
    tags: ["compose", "docker", "drift"],
    // What is wrong in the files is to be mended there, before any container gets it.
    explained_by: [
        Place("compose/file-valid"),
        Place("compose/service-missing"),
        Place("compose/docker-socket-mount"),
        Place("compose/sensitive-host-mount"),
        Place("compose/published-internal-port"),
        Place("compose/only-proxy-publishes"),
        Place("compose/mount-missing"),
        Place("compose/mount-not-readonly"),
        Place("compose/named-volume-missing"),
        Place("compose/bind-source-missing"),
        Place("compose/image-version"),
    ],
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

/// A difference between a container and the files.
struct Difference {
    says: String,
    /// Where the files set it.
    at: Option<(Source, &'static str)>,
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
    let says: Vec<&str> = differences.iter().map(|one| one.says.as_str()).collect();
    let says = says.join("; ");
    let finding = Finding::fail(
        format!("compose/{name}/container"),
        format!(
            "{} runs an old definition of '{name}', not the current one: {says}.",
            container.name
        ),
    )
    .observed(says)
    .required("as the project's files define it")
    .fix(format!(
        "If the files are right, run `docker compose up -d {}` in {}, with the options and variables that you deploy \
         it with; if the container is, correct the files",
        own_name(name),
        project.directory()
    ));
    let lines: Vec<(Source, &str)> = differences.into_iter().filter_map(|one| one.at).collect();
    let finding = if lines.is_empty() {
        finding.at(service.source.clone(), "defines it")
    } else {
        lines.into_iter().fold(finding, |finding, (source, label)| {
            finding.at(source, label)
        })
    };
    Some(finding.at(container.source.clone(), "runs otherwise"))
}

/// What a container has otherwise than the files, where both are known.
fn differences(service: &Definition, container: &Container, files: &Files) -> Vec<Difference> {
    let name = service.name.as_str();
    let mut found = Vec::new();
    if let (Some(wanted), Some(image)) = (drift::image(service), container.image.as_deref())
        && !drift::is_same_image(&wanted, image)
        && !files.settings.is_unknown(name, "image")
    {
        found.push(Difference {
            says: format!("the image is {image} and not {wanted}"),
            at: Some((service.source.clone(), "names the image")),
        });
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

fn of_ports(service: &str, container: &Container, files: &Files) -> Vec<Difference> {
    let own = files.ports.iter().filter(|port| port.service == service);
    let wanted: Vec<(Binding, &Port)> = own
        .flat_map(|port| {
            Binding::of_file(port)
                .into_iter()
                .map(move |one| (one, port))
        })
        .collect();
    let has: Vec<Binding> = container.ports.iter().map(Binding::of_container).collect();
    let missing = wanted.iter().filter(|(one, _)| !has.contains(one));
    let missing = missing.map(|(one, port)| Difference {
        says: format!("it does not publish {one}"),
        at: Some((port.source.clone(), "publishes it")),
    });
    let is_wanted = |one: &Binding| wanted.iter().any(|(wanted, _)| wanted == one);
    let more = has.iter().filter(|one| !is_wanted(one));
    missing
        .chain(more.map(|one| Difference {
            says: format!("it publishes {one}"),
            at: None,
        }))
        .collect()
}

fn of_mounts(service: &str, container: &Container, files: &Files) -> Vec<Difference> {
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
        found.extend(drift::mount(mount, has).map(|says| Difference {
            says,
            at: Some((mount.source.clone(), "mounts it")),
        }));
    }
    let is_known = |one: &&running::Mount| wanted.iter().any(|mount| mount.target == one.target);
    let more = container
        .mounts
        .iter()
        .filter(|one| one.asked && !is_known(one));
    found.extend(more.map(|one| {
        let origin = one.origin.as_deref().unwrap_or("a volume");
        let place = format!("compose/{service}/volumes{}", one.target);
        Difference {
            says: format!("it has {origin} at {}", one.target),
            at: Some((Source::logical(place), "is not in the files")),
        }
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
            .at(container.source.clone(), "runs")
            .at(
                Source::logical(format!("compose/{service}")),
                "is not in the files",
            ),
        );
    }
    found
}
