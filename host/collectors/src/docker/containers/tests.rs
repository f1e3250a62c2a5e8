use muster_facts::containers::{Container, Variable};
use muster_facts::targets::{ComposeFile, EnvFile, Targets};
use muster_facts::{ContainersFacts, FactError, Secrets};
use muster_target::{Command, Context, Output, Recorded, RunError, with_collection};
use proptest::prelude::*;

use super::{collect, inspected};

const TOKEN: &str = "kX9vQ2mL7pR4tY8wA1bC5dE6";

fn output(stdout: &str) -> Output {
    Output {
        status: 0,
        stdout: stdout.as_bytes().to_vec(),
        stderr: Vec::new(),
    }
}

fn list() -> Command {
    Command::new("docker", ["ps", "--all", "--no-trunc", "--quiet"])
}

fn host(inspected: &str) -> Recorded {
    Recorded::new()
        .file("/usr/bin/docker", "")
        .file(
            "/opt/shop/compose.yaml",
            "services:\n  api:\n    image: shop\n    env_file: shop.env\n    environment: {OWN: \"1\"}\n",
        )
        .file(
            "/opt/shop/shop.env",
            format!("MODE=quick\nTOKEN={TOKEN}\nGONE=1\n"),
        )
        .outcome(list(), Ok(output("a1\n")))
        .outcome(
            Command::new("docker", ["inspect", "--type", "container", "a1"]),
            Ok(output(inspected)),
        )
}

fn collected(system: &Recorded) -> (ContainersFacts, Secrets) {
    let targets = Targets {
        compose_file: ComposeFile::At("/opt/shop/compose.yaml".into()),
        env_files: Some(vec![EnvFile {
            path: "/opt/shop/shop.env".into(),
            dialects: vec!["compose".to_owned()],
        }]),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(system, &targets, &secrets);
    let facts = with_collection(context, &[crate::COLLECTORS], collect);
    (facts, secrets)
}

fn running(environment: &str) -> String {
    format!(
        r#"[{{"Name": "/shop-api-1", "RestartCount": 2,
        "State": {{"Status": "running", "ExitCode": 0, "Health": {{"Status": "healthy", "Log": null}}}},
        "Config": {{"Image": "shop:1", "User": "app", "Env": [{environment}], "Cmd": ["serve", "--token", "{TOKEN}"],
          "Entrypoint": null, "Labels": {{"com.docker.compose.project": "shop", "com.docker.compose.service": "api",
          "com.docker.compose.oneoff": "False", "com.docker.compose.config-hash": "0f3c",
          "com.docker.compose.project.working_dir": "/opt/shop",
          "com.docker.compose.project.config_files": "/opt/shop/compose.yaml"}}}},
        "HostConfig": {{"Binds": null, "PortBindings": {{"80/tcp": [{{"HostIp": "", "HostPort": "8080"}}], "90/udp": null}},
          "LogConfig": {{"Type": "json-file", "Config": {{"max-size": "10m"}}}}}},
        "Mounts": [{{"Type": "bind", "Source": "/srv", "Destination": "/data", "RW": true}}]}}]"#
    )
}

#[test]
fn a_container_is_described_without_its_secrets() {
    let (facts, secrets) = collected(&host(&running(&format!(
        "\"TOKEN={TOKEN}\", \"PATH=/bin\""
    ))));
    let containers = facts.containers.unwrap();
    let [one] = containers.as_slice() else {
        panic!("{containers:?}");
    };
    assert_eq!(one.name, "shop-api-1");
    assert_eq!(one.service.as_deref(), Some("api"));
    assert_eq!(one.project_label.as_deref(), Some("shop"));
    assert_eq!(one.state, Container::STATE_RUNNING);
    assert_eq!(one.health, Container::HEALTH_HEALTHY);
    assert_eq!(one.restart_count, 2);
    assert_eq!(one.ports.len(), 1);
    assert_eq!(one.log_max_size.as_deref(), Some("10m"));
    assert!(one.configuration.is_some() && !one.one_off);
    assert!(!format!("{containers:?}").contains("0f3c"));
    assert!(secrets.are_in(TOKEN));
}

#[test]
fn variables_of_files_are_compared_and_no_others_are_told() {
    let environment = format!("\"MODE=slow\", \"TOKEN={TOKEN}\", \"OWN=1\", \"IMAGE_ONLY=x\"");
    let system = host(&running(&environment));
    let (facts, _) = collected(&system);
    let found: Vec<(String, String, String)> = facts
        .variables
        .unwrap()
        .into_iter()
        .map(|one| (one.file, one.name, one.status))
        .collect();
    let of = |file: &str, name: &str, status: &str| {
        (file.to_owned(), name.to_owned(), status.to_owned())
    };
    assert_eq!(
        found,
        [
            of("/opt/shop/compose.yaml", "OWN", Variable::STATUS_SET),
            of("/opt/shop/shop.env", "MODE", Variable::STATUS_SET),
            of("/opt/shop/shop.env", "TOKEN", Variable::STATUS_SET),
            of("/opt/shop/shop.env", "GONE", Variable::STATUS_MISSING),
        ]
    );
}

#[test]
fn only_equal_values_are_of_one_class() {
    let environment = format!("\"MODE=slow\", \"TOKEN={TOKEN}\", \"OWN=1\"");
    let system = host(&running(&environment));
    let targets = Targets {
        compose_file: ComposeFile::At("/opt/shop/compose.yaml".into()),
        env_files: Some(vec![EnvFile {
            path: "/opt/shop/shop.env".into(),
            dialects: vec!["compose".to_owned()],
        }]),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(&system, &targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], |collection| {
        let variables = collection.containers().unwrap().variables.clone().unwrap();
        let of_file = |name: &str| {
            let keys = collection.env().unwrap().keys["/opt/shop/shop.env"].clone();
            let key = keys.unwrap().into_iter().find(|key| key.name == name);
            key.unwrap().readings[0].equality
        };
        let has = |name: &str| {
            let one = variables.iter().find(|one| one.name == name).unwrap();
            one.equality
        };
        assert_eq!(has("TOKEN"), of_file("TOKEN"));
        assert_ne!(has("MODE"), of_file("MODE"));
        assert!(has("TOKEN").is_some() && has("MODE").is_some());
    });
}

#[test]
fn why_nothing_is_known_is_told_without_a_word_of_the_client() {
    let said = |status: i32, stderr: &str| {
        let failed = Output {
            status,
            stdout: Vec::new(),
            stderr: stderr.as_bytes().to_vec(),
        };
        let system = host("[]").outcome(list(), Ok(failed));
        collected(&system).0.containers.unwrap_err()
    };
    assert!(matches!(
        said(1, "permission denied while trying to connect"),
        FactError::Denied(_)
    ));
    // A user without a home.
    let warning = "WARNING: Error loading config file: open /nonexistent/.docker/config.json: permission denied\n";
    let nobody = said(
        1,
        &format!("{warning}Cannot connect to the Docker daemon at tcp://u:p@host"),
    );
    assert_eq!(
        nobody,
        FactError::Failed(
            "no engine answers `docker ps`, so it is not known which containers there are"
                .to_owned()
        )
    );
    let missing = host("[]").outcome(
        list(),
        Err(RunError::NotInstalled {
            program: "docker".to_owned(),
        }),
    );
    assert!(collected(&missing).0.containers.is_err());
    for printed in ["{}", "[{\"Name\": 7}]", "secret"] {
        let (facts, _) = collected(&host(printed));
        let error = facts.containers.unwrap_err().reason().to_owned();
        assert!(error.contains("something other than containers"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn a_container_that_has_gone_meanwhile_is_not_missed() {
    let gone = Output {
        status: 1,
        stdout: b"[]\n".to_vec(),
        stderr: b"Error: No such container: a1\n".to_vec(),
    };
    let command = Command::new("docker", ["inspect", "--type", "container", "a1"]);
    let system = host("[]").outcome(command, Ok(gone));
    assert_eq!(collected(&system).0.containers, Ok(Vec::new()));
}

#[test]
fn podman_is_asked_where_docker_is_not_there() {
    let missing = RunError::NotInstalled {
        program: "docker".to_owned(),
    };
    let system = host("[]").outcome(list(), Err(missing)).outcome(
        Command::new("podman", ["ps", "--all", "--no-trunc", "--quiet"]),
        Ok(output("")),
    );
    assert_eq!(collected(&system).0.containers, Ok(Vec::new()));
}

proptest! {
    #[test]
    fn whatever_is_printed_is_read_or_refused(text in "\\PC{0,80}") {
        let printed = muster_facts::Secret::new(text);
        let _ = inspected::parse(&printed, &Secrets::default());
    }
}
