use muster_facts::daemon::{Component, Instance, Setting, Socket};
use muster_facts::targets::Targets;
use muster_facts::{DaemonFacts, FactError, Secrets};
use muster_target::{Command, Context, Output, Recorded, with_collection};

use super::collect;

fn facts(system: &Recorded) -> DaemonFacts {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let context = Context::recorded(system, &targets, &secrets);
    with_collection(context, &[crate::COLLECTORS], collect)
}

fn engine() -> Recorded {
    Recorded::new().file("/usr/bin/dockerd", "")
}

fn settings(system: &Recorded) -> Vec<(String, String)> {
    let settings = facts(system).settings.remove("docker").unwrap().unwrap();
    let pair = |one: Setting| (one.key, one.value);
    settings.into_iter().map(pair).collect()
}

#[test]
fn a_host_without_docker_has_nothing_of_it() {
    let found = facts(&Recorded::new().file("/usr/bin/docker", "podman"));
    assert_eq!(found.components, Ok(Vec::new()));
    assert_eq!(found.instances, Ok(Vec::new()));
    assert_eq!(found.sockets, Ok(Vec::new()));
    assert_eq!(found.members, Ok(Vec::new()));
    assert!(found.settings.is_empty());
}

#[test]
fn only_settings_that_are_listed_leave() {
    let system = engine().file(
        "/etc/docker/daemon.json",
        r#"{"proxies": {"http-proxy": "http://u:p@proxy"}, "log-opts": {"splunk-token": "x", "max-size": "10m"},
            "hosts": ["fd://", "0.0.0.0:2375"], "iptables": false, "registry-mirrors": ["https://u:p@m"], "icc": null}"#,
    );
    assert_eq!(
        settings(&system),
        [
            ("hosts".to_owned(), "fd://".to_owned()),
            ("hosts".to_owned(), "tcp://0.0.0.0:2375".to_owned()),
            ("iptables".to_owned(), "false".to_owned()),
            ("log-opts.max-size".to_owned(), "10m".to_owned()),
        ]
    );
}

#[test]
fn options_and_the_socket_add_to_the_settings() {
    let system = engine()
        .file(
            "/usr/lib/systemd/system/docker.service",
            "[Service]\nExecStart=/usr/bin/dockerd -H fd:// --log-opt max-size=5m --log-driver=json-file --tlsverify\n",
        )
        .file(
            "/usr/lib/systemd/system/docker.socket",
            "[Socket]\nListenStream=/run/docker.sock\nListenStream=10.0.0.1:2376\n",
        );
    let found = settings(&system);
    for (key, value) in [
        ("hosts", "fd://"),
        ("log-opts.max-size", "5m"),
        ("log-driver", "json-file"),
        ("tlsverify", "true"),
        ("hosts", "tcp://10.0.0.1:2376"),
    ] {
        assert!(found.contains(&(key.to_owned(), value.to_owned())), "{key}");
    }
}

#[test]
fn what_dockerd_does_not_start_with_is_an_error_with_its_line() {
    for (text, reason) in [
        ("{", "/etc/docker/daemon.json line 1: is not JSON"),
        (
            "{\n\"iptables\": \"no\"}",
            "/etc/docker/daemon.json line 2: `iptables` is not true or false",
        ),
        (
            "{\"hosts\": [\"fd://\",\n7]}",
            "/etc/docker/daemon.json line 2: `hosts` is not a list of texts",
        ),
        (
            "{\"log-driver\": {}}",
            "/etc/docker/daemon.json line 1: `log-driver` is not a text",
        ),
        (
            "{\"group\": \"kX9vQ2mL7pR4tY8wA1bCd3\"}",
            "/etc/docker/daemon.json line 1: the value of `group` is not one",
        ),
    ] {
        let system = engine().file("/etc/docker/daemon.json", text);
        let found = facts(&system).settings.remove("docker").unwrap();
        let Err(FactError::Failed(why)) = found else {
            panic!("{text}: {found:?}");
        };
        assert!(why.starts_with(reason), "{why}");
    }
}

#[test]
fn who_runs_dockerd_is_told_by_links_processes_and_units() {
    let users = engine()
        .file(
            "/etc/passwd",
            "a:x:1000:1000::/home/a:/bin/sh\nb:x:1001:1001::/home/b:/bin/sh\n",
        )
        .file("/home/a/.config/systemd/user/docker.service", "[Service]\n");
    let names = |system: &Recorded| -> Vec<String> {
        let instances = facts(system).instances.unwrap();
        instances.into_iter().map(|one| one.name).collect()
    };
    assert_eq!(names(&engine()), ["docker"]);
    assert_eq!(names(&users), ["docker/a"]);
    let both = users
        .clone()
        .link(
            "/etc/systemd/system/multi-user.target.wants/docker.service",
            "/usr/lib/systemd/system/docker.service",
        )
        .file("/proc/7/comm", "dockerd\n")
        .owned("/proc/7", 0o555, 1001, 1001);
    assert_eq!(names(&both), ["docker", "docker/a", "docker/b"]);
    let one = facts(&users).instances.unwrap().remove(0);
    assert_eq!(one.mode, Instance::MODE_ROOTLESS);
    assert_eq!(one.settings_file, "/home/a/.config/docker/daemon.json");
}

#[test]
fn parts_are_found_by_their_packages_and_their_files() {
    let status = "Package: docker-ce\nStatus: install ok installed\nVersion: 5:29.1.2-1\n\n\
                  Package: docker-compose-plugin\nStatus: install ok installed\nVersion: 2.40.3-1\n";
    let system = Recorded::new().file("/var/lib/dpkg/status", status);
    let kinds = |system: &Recorded| -> Vec<(String, Option<String>)> {
        let components = facts(system).components.unwrap();
        components
            .into_iter()
            .map(|one| (one.kind, one.version))
            .collect()
    };
    let of = |kind: &str, version: Option<&str>| (kind.to_owned(), version.map(str::to_owned));
    assert_eq!(
        kinds(&system),
        [
            of(Component::KIND_ENGINE, Some("5:29.1.2-1")),
            of(Component::KIND_COMPOSE_PLUGIN, Some("2.40.3-1")),
        ]
    );
    let version = |stdout: &str| Output {
        status: 0,
        stdout: stdout.as_bytes().to_vec(),
        stderr: Vec::new(),
    };
    let command = || Command::new("docker", ["compose", "version", "--short"]);
    let own = system.file("/usr/local/lib/docker/cli-plugins/docker-compose", "");
    // The file that counts is not the package's.
    assert_eq!(kinds(&own)[1], of(Component::KIND_COMPOSE_PLUGIN, None));
    let asked = own.clone().outcome(command(), Ok(version("v2.31.0\n")));
    assert_eq!(
        kinds(&asked)[1],
        of(Component::KIND_COMPOSE_PLUGIN, Some("2.31.0"))
    );
    let odd = own.outcome(command(), Ok(version("password: kX9vQ2mL7pR4tY8wA1bC\n")));
    assert_eq!(kinds(&odd)[1], of(Component::KIND_COMPOSE_PLUGIN, None));
}

#[test]
fn a_socket_is_told_as_it_is_and_as_it_will_be() {
    let system = engine()
        .file("/etc/group", "root:x:0:\ndocker:x:996:deploy\n")
        .file(
            "/etc/passwd",
            "root:x:0:0::/root:/bin/sh\nci:x:1001:996::/home/ci:/bin/sh\n",
        )
        .special("/run/docker.sock")
        .owned("/run/docker.sock", 0o660, 0, 996)
        .file(
            "/usr/lib/systemd/system/docker.socket",
            "[Socket]\nListenStream=/var/run/docker.sock\nSocketGroup=docker\n",
        );
    let found = facts(&system);
    let sockets = found.sockets.unwrap();
    let shown: Vec<_> = sockets
        .iter()
        .map(|one| (one.path.as_str(), one.state.as_str(), one.mode))
        .collect();
    assert_eq!(
        shown,
        [
            ("/run/docker.sock", Socket::STATE_PRESENT, Some(0o660)),
            ("/run/docker.sock", Socket::STATE_UNIT, Some(0o666)),
        ]
    );
    let members: Vec<String> = found
        .members
        .unwrap()
        .into_iter()
        .map(|one| one.account)
        .collect();
    assert_eq!(members, ["ci", "deploy"]);
}
