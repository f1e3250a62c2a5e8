//! Which projects there are where the policy names none.

use muster_facts::targets::{ComposeFile, Targets};
use muster_facts::{ComposeFacts, FactError, Secrets};
use muster_target::{Command, Context, Output, Recorded, RunError, with_collection};

use super::super::{EnvironmentFile, Loaded, collect};

/// Facts, and the environment files.
fn found_files(
    system: &Recorded,
    targets: &Targets,
) -> (ComposeFacts, Result<Vec<EnvironmentFile>, FactError>) {
    let secrets = Secrets::default();
    let context = Context::recorded(system, targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], |collection| {
        let projects = collection.shared::<Loaded>().unwrap();
        (collect(collection), projects.environment_files(context))
    })
}

fn facts(system: &Recorded) -> ComposeFacts {
    found_files(system, &Targets::default()).0
}

fn files(system: &Recorded) -> Result<Vec<String>, FactError> {
    let found = found_files(system, &Targets::default()).1?;
    let line = |file: EnvironmentFile| {
        let raw = if file.raw { " raw" } else { "" };
        format!("{}{raw}", file.path.display())
    };
    Ok(found.into_iter().map(line).collect())
}

/// A host on which Docker knows these projects.
fn docker(stdout: &str) -> Recorded {
    answered(Ok(Output {
        status: 0,
        stdout: stdout.into(),
        stderr: Vec::new(),
    }))
}

fn answered(answer: Result<Output, RunError>) -> Recorded {
    let command = Command::new("docker", ["compose", "ls", "--all", "--format", "json"]);
    Recorded::new()
        .file("/usr/bin/dockerd", "")
        .file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        .outcome(command, answer)
}

fn said(stderr: &str) -> Recorded {
    answered(Ok(Output {
        status: 1,
        stdout: Vec::new(),
        stderr: stderr.into(),
    }))
}

const WEB: &str = "services:\n  web:\n    image: a\n    env_file: app.env\n    ports: ['80:80']\n";

#[test]
fn where_nothing_runs_containers_only_the_environment_files_matter() {
    assert_eq!(files(&Recorded::new()), Ok(Vec::new()));
    let system = Recorded::new()
        .file("/srv/shop/compose.yaml", WEB)
        .file("/srv/shop/app.env", "A=1\n");
    assert_eq!(facts(&system).project, Ok(None));
    assert_eq!(facts(&system).ports, Ok(Vec::new()));
    assert_eq!(files(&system).unwrap(), ["/srv/shop/app.env"]);
}

#[test]
fn what_is_recorded_counts_where_the_answer_of_docker_is_not() {
    let system = Recorded::new()
        .file("/usr/bin/dockerd", "")
        .file("/opt/shop/compose.yaml", WEB);
    assert_eq!(
        facts(&system).project.unwrap().unwrap().file,
        "/opt/shop/compose.yaml"
    );
}

#[test]
fn docker_says_which_projects_there_are() {
    let listed = r#"[{"Name":"shop","Status":"running(1)","ConfigFiles":"/home/me/shop/a.yaml,/home/me/shop/b.yaml"}]"#;
    let system = docker(listed)
        .file("/home/me/shop/a.yaml", WEB)
        .file(
            "/home/me/shop/b.yaml",
            "services: {web: {ports: ['81:80']}}\n",
        )
        .file("/home/me/shop/app.env", "A=1\n")
        // Nobody started this one.
        .file("/srv/old/compose.yaml", WEB);
    let found = facts(&system);
    let project = found.project.unwrap().unwrap();
    assert_eq!(project.file, "/home/me/shop/a.yaml");
    assert_eq!(project.services[0].name, "web");
    let ports: Vec<u16> = found
        .ports
        .unwrap()
        .iter()
        .map(|port| port.target.first)
        .collect();
    assert_eq!(ports, [80, 80]);
    assert_eq!(files(&system).unwrap(), ["/home/me/shop/app.env"]);
}

#[test]
fn several_projects_are_told_apart_by_their_directories() {
    let listed = r#"[{"ConfigFiles":"/srv/one/compose.yaml"},{"ConfigFiles":"/srv/two/compose.yaml"},
        {"ConfigFiles":"/opt/two/compose.yaml"},{"ConfigFiles":"/gone/compose.yaml"}]"#;
    let system = docker(listed)
        .file("/srv/one/compose.yaml", WEB)
        .file("/srv/two/compose.yaml", WEB)
        .file("/opt/two/compose.yaml", WEB);
    let found = facts(&system);
    let services = found.project.unwrap().unwrap().services;
    let names: Vec<&str> = services.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["one/web", "/srv/two/web", "/opt/two/web"]);
    let ports = found.ports.unwrap();
    assert_eq!(ports[1].service, "/srv/two/web");
    // What was started and cannot be read may publish anything.
    let gaps = found.gaps.unwrap();
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].reason.contains("/gone/compose.yaml"), "{gaps:?}");
    assert!(files(&system).unwrap_err().reason().contains("/gone"));
}

#[test]
fn the_usual_directories_are_looked_at_where_docker_cannot_be_asked() {
    for system in [
        said("docker: 'compose' is not a docker command.\n"),
        said(
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
        ),
        // A user without a home, where there is no such command, or no engine.
        said(
            "WARNING: Error loading config file: open /nonexistent/.docker/config.json: permission denied\n\
             unknown flag: --all\n",
        ),
        said(
            "WARNING: Error loading config file: open /nonexistent/.docker/config.json: permission denied\n\
             Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
        ),
        answered(Err(RunError::NotInstalled {
            program: "docker".to_owned(),
        })),
        answered(Err(RunError::NotRunning {
            command: "docker".to_owned(),
        })),
    ] {
        let system = system
            .file("/srv/shop/docker-compose.yml", "services: {}\n")
            .file("/srv/shop/compose.yaml", WEB)
            .file("/srv/shop/app.env", "A=1\n")
            .file("/srv/notes.txt", "")
            .file("/opt/tool/readme", "")
            .file("/home/me/shop/compose.yaml", WEB);
        let project = facts(&system).project.unwrap().unwrap();
        assert_eq!(project.file, "/srv/shop/compose.yaml");
        assert_eq!(files(&system).unwrap(), ["/srv/shop/app.env"]);
    }
}

#[test]
fn what_docker_does_not_tell_is_an_error_and_no_empty_list() {
    let denied = said("permission denied while trying to connect to the Docker daemon socket\n");
    assert!(matches!(facts(&denied).ports, Err(FactError::Denied(_))));
    let unrecorded = Recorded::new().file("/usr/bin/dockerd", "");
    for (system, part) in [
        (said("kX9vQ2mL7pR4tY8w"), "ended with status 1"),
        (docker("no JSON"), "something other than a list"),
        (docker(r#"[{"ConfigFiles":"N/A"}]"#), "which files"),
        (unrecorded, "not part of the recording"),
    ] {
        let found = facts(&system);
        let reason = found.project.unwrap_err().reason().to_owned();
        assert!(reason.contains(part), "{reason}");
        assert!(reason.contains("compose-file = false"), "{reason}");
        assert!(!reason.contains("kX9v"), "{reason}");
        assert!(files(&system).is_err());
    }
}

#[test]
fn a_project_says_that_there_is_none() {
    let system =
        docker(r#"[{"ConfigFiles":"/srv/one/compose.yaml"}]"#).file("/srv/one/compose.yaml", WEB);
    let targets = Targets {
        compose_file: ComposeFile::None,
        ..Targets::default()
    };
    let (facts, files) = found_files(&system, &targets);
    assert_eq!(facts.project, Ok(None));
    assert!(files.unwrap().is_empty());
}

#[test]
fn environment_files_are_those_that_fill_a_project_and_those_of_its_services() {
    let text = "include: [more/compose.yaml]\nservices:\n  web:\n    env_file:\n      - ./app.env\n      \
        - {path: raw.env, format: raw}\n      - {path: optional.env, required: false}\n      - ${NAME}.env\n  \
        job:\n    extends: {file: base.yaml, service: base}\n    env_file: [/etc/shop/job.env, app.env]\n";
    let system = docker(r#"[{"ConfigFiles":"/srv/shop/compose.yaml"}]"#)
        .file("/srv/shop/compose.yaml", text)
        .file("/srv/shop/.env", "NAME=named\n")
        .file("/srv/shop/named.env", "A=1\n")
        .file(
            "/srv/shop/base.yaml",
            "services: {base: {env_file: base.env}}\n",
        )
        .file(
            "/srv/shop/more/compose.yaml",
            "services: {more: {image: a, env_file: more.env}}\n",
        );
    let mut found = files(&system).unwrap();
    found.sort();
    assert_eq!(
        found,
        [
            "/etc/shop/job.env",
            "/srv/shop/.env",
            "/srv/shop/app.env",
            "/srv/shop/base.env",
            "/srv/shop/more/more.env",
            "/srv/shop/named.env",
            "/srv/shop/raw.env raw",
        ]
    );
}

#[test]
fn a_file_whose_name_is_not_known_leaves_the_list_unknown() {
    let with = |entry: &str| {
        let text = format!("services: {{web: {{env_file: {entry}}}}}\n");
        docker(r#"[{"ConfigFiles":"/srv/shop/compose.yaml"}]"#)
            .file("/srv/shop/compose.yaml", text)
            .file("/srv/shop/.env", "APP_TOKEN=kX9vQ2mL7pR4tY8wA1bC5dE6\n")
    };
    for entry in [
        "'${UNSET}.env'",
        "'${APP_TOKEN}.env'",
        "'${UNSET:-gone}.env'",
    ] {
        let error = files(&with(entry)).unwrap_err();
        assert!(error.reason().contains("env-files"), "{error:?}");
        assert!(!error.reason().contains("kX9v"), "{error:?}");
    }
}
