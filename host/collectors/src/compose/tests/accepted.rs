//! Which projects Compose accepts: names that lead nowhere, and parts that exclude each other.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::process::{Command, Stdio};

use muster_facts::services::Acceptance;

use super::super::services;
use super::*;

const PROGRAM: &str = "docker-compose";

/// The body of `services`, what follows it, and whether Compose accepts it.
const PROJECTS: &[(&str, &str, bool)] = &[
    ("a: {image: x, links: [b]}", "", false),
    ("a: {image: x, links: ['b:db']}\n  b: {image: x}", "", true),
    ("a: {image: x, volumes_from: ['b:ro']}", "", false),
    (
        "a: {image: x, volumes_from: ['b:ro', 'container:c']}\n  b: {image: x}",
        "",
        true,
    ),
    ("a: {image: x, network_mode: 'service:b'}", "", false),
    (
        "a: {image: x, network_mode: 'container:b', pid: host}",
        "",
        true,
    ),
    ("a: {image: x, pid: 'service:b'}", "", false),
    (
        "a: {image: x, depends_on: [b]}\n  b: {image: x, links: [a]}",
        "",
        false,
    ),
    ("a: {image: x, depends_on: [a]}", "", false),
    (
        "a: {image: x, depends_on: {b: {condition: service_started, required: false}}}",
        "",
        false,
    ),
    (
        "a: {image: x, depends_on: {b: {condition: service_started, required: false}}}\n  b: {image: x, profiles: [p]}",
        "",
        true,
    ),
    ("a: {image: x, networks: [b]}", "", false),
    (
        "a: {image: x, networks: {b: {aliases: [c]}, default: {}}}",
        "networks: {b: {}}",
        true,
    ),
    (
        "a: {image: x, networks: [b], network_mode: host}",
        "networks: {b: {}}",
        false,
    ),
    ("a: {image: x, networks: [], network_mode: host}", "", true),
    ("a: {image: x, volumes: ['data:/data']}", "", false),
    (
        "a: {image: x, volumes: [{type: volume, source: data, target: /data}]}",
        "",
        false,
    ),
    (
        "a: {image: x, volumes: ['data:/data', './b:/b', /c]}",
        "volumes: {data: {}}",
        true,
    ),
    ("a: {image: x, secrets: [b]}", "", false),
    (
        "a: {image: x, secrets: [{source: b}]}",
        "secrets: {b: {file: b}}",
        true,
    ),
    (
        "a: {image: x, configs: [{source: b, target: /b}]}",
        "",
        false,
    ),
    (
        "a: {image: x, configs: [b]}",
        "configs: {b: {external: true}}",
        true,
    ),
    ("a: {build: {context: ., secrets: [b]}}", "", false),
    (
        "a: {image: x}\n  b: {image: x, profiles: [p], networks: [c], volumes: ['d:/d']}",
        "",
        true,
    ),
    (
        "a: {image: x}\n  b: {profiles: [p], depends_on: [b]}",
        "",
        true,
    ),
];

fn text((body, rest, _): &(&str, &str, bool)) -> String {
    format!("services:\n  {body}\n{rest}\n")
}

/// Whether the facts say that Compose accepts it.
fn is_taken(compose: &str) -> bool {
    let targets = Targets {
        compose_file: ComposeFile::At(FILE.into()),
        ..Targets::default()
    };
    let facts = with_collection(
        Context::recorded(&project(compose), &targets, &Secrets::default()),
        &[crate::COLLECTORS],
        services::collect,
    );
    let acceptances = facts.acceptances.unwrap();
    acceptances
        .iter()
        .all(|one| one.verdict == Acceptance::VERDICT_READ)
}

#[test]
fn names_that_lead_nowhere_are_refused() {
    for project in PROJECTS {
        assert_eq!(is_taken(&text(project)), project.2, "{}", text(project));
    }
}

#[test]
fn compose_takes_the_same_projects() {
    if !muster_real::runs(PROGRAM, &["version"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // All of them start at once: each takes little, and waits most of the time.
    let started = PROJECTS.iter().enumerate().map(|(number, project)| {
        let directory = folder.path().join(format!("p{number}"));
        std::fs::create_dir(&directory).unwrap();
        std::fs::write(directory.join("compose.yaml"), text(project)).unwrap();
        let child = Command::new(PROGRAM)
            .args(["config", "--quiet"])
            .current_dir(&directory)
            .env_remove("COMPOSE_FILE")
            .env_remove("COMPOSE_PROFILES")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        (project, child)
    });
    for (project, mut child) in started.collect::<Vec<_>>() {
        assert_eq!(
            child.wait().unwrap().success(),
            project.2,
            "{}",
            text(project)
        );
    }
}

#[test]
fn a_base_that_is_missing_is_unknown_everywhere() {
    let system = project("services:\n  a: {extends: {file: base.yaml, service: b}}\n");
    let targets = Targets {
        compose_file: ComposeFile::At(FILE.into()),
        ..Targets::default()
    };
    // Building the facts checks their words.
    let facts = with_collection(
        Context::recorded(&system, &targets, &Secrets::default()),
        &[crate::COLLECTORS],
        variables::collect,
    );
    let keys: Vec<String> = facts
        .unknowns
        .unwrap()
        .into_iter()
        .map(|unknown| unknown.key)
        .collect();
    assert_eq!(keys, ["extends"]);
}
