use muster_facts::Secrets;
use muster_facts::targets::Targets;
use muster_target::{Context, Recorded};

use super::*;

fn read(system: &Recorded) -> Configuration {
    let (targets, secrets) = (Targets::default(), Secrets::default());
    configuration(Context::recorded(system, &targets, &secrets), &Whose::Root).unwrap()
}

fn has(system: &Recorded, name: &str, value: &str) -> bool {
    let options = read(system).options;
    options
        .iter()
        .any(|one| one.name == name && one.value == value)
}

#[test]
fn the_unit_is_filled_in_from_its_files() {
    let system = Recorded::new()
        .file(
            "/usr/lib/systemd/system/docker.service",
            "[Service]\nEnvironmentFile=-/etc/sysconfig/docker\n\
             ExecStart=/usr/bin/dockerd -H fd:// \\\n  $OPTIONS --ip 192.0.2.1 --host=${WHERE}:2375\n",
        )
        .file(
            "/etc/sysconfig/docker",
            "OPTIONS=\"--userland-proxy=false --iptables=false\"\nWHERE=tcp://::\n",
        );
    assert!(has(&system, "iptables", "false"));
    assert!(has(&system, "userland-proxy", "false"));
    assert!(has(&system, "ip", "192.0.2.1"));
    assert!(has(&system, "host", "fd://"));
    assert!(has(&system, "host", "tcp://:::2375"));
    assert_eq!(read(&system).unclear, None);
    let place = |name: &str| {
        let options = read(&system).options;
        let found = options.into_iter().find(|one| one.name == name).unwrap();
        (found.source.name, found.source.line)
    };
    assert_eq!(
        place("ip"),
        ("/usr/lib/systemd/system/docker.service".to_owned(), Some(3))
    );
    assert_eq!(
        place("iptables"),
        ("/etc/sysconfig/docker".to_owned(), Some(1))
    );
}

#[test]
fn a_drop_in_counts_over_the_unit_and_the_process_over_both() {
    let unit = Recorded::new()
        .file(
            "/usr/lib/systemd/system/docker.service",
            "[Service]\nExecStart=/usr/bin/dockerd --iptables=false\n",
        )
        .file(
            "/etc/systemd/system/docker.service.d/own.conf",
            "[Service]\nExecStart=\nExecStart=/usr/bin/dockerd --ip=127.0.0.1\n",
        );
    assert!(!has(&unit, "iptables", "false"));
    assert!(has(&unit, "ip", "127.0.0.1"));
    let running = unit
        .clone()
        .file("/proc/77/comm", "dockerd\n")
        .file("/proc/77/cmdline", "dockerd\x00--ip\x00192.0.2.9\x00");
    assert!(has(&running, "ip", "192.0.2.9"));
    assert!(!has(&running, "ip", "127.0.0.1"));
    let same = unit
        .file("/proc/77/comm", "dockerd\n")
        .file("/proc/77/cmdline", "/usr/bin/dockerd\x00--ip=127.0.0.1\x00");
    let source = read(&same).options.remove(0).source;
    assert_eq!(source.name, "/etc/systemd/system/docker.service.d/own.conf");
}

#[test]
fn options_of_openrc_count_where_there_is_no_unit() {
    let system = Recorded::new().file("/etc/conf.d/docker", "DOCKER_OPTS=\"--iptables=false\"\n");
    assert!(has(&system, "iptables", "false"));
    let ignored = Recorded::new().file("/etc/default/docker", "DOCKER_OPTS=\"--iptables=false\"\n");
    assert!(!has(&ignored, "iptables", "false"));
}

#[test]
fn what_starts_dockerd_by_a_shell_is_not_understood() {
    let system = Recorded::new().file(
        "/etc/systemd/system/docker.service",
        "[Service]\nExecStart=/bin/sh -c \"/usr/bin/dockerd --iptables=false\"\n",
    );
    let unclear = read(&system).unclear.unwrap();
    assert!(unclear.starts_with("/etc/systemd/system/docker.service line 2:"));
    let snap = Recorded::new().file(
        "/etc/systemd/system/snap.docker.dockerd.service",
        "[Service]\nExecStart=/usr/bin/snap run docker.dockerd\n",
    );
    assert_eq!(read(&snap).unclear, None);
}

#[test]
fn the_daemon_of_a_user_has_a_unit_and_settings_of_its_own() {
    let system = Recorded::new()
        .file(
            "/home/app/.config/systemd/user/docker.service",
            "[Service]\nExecStart=/usr/bin/dockerd-rootless.sh --iptables=false\n",
        )
        .file(
            "/home/app/.config/docker/daemon.json",
            "{\n \"log-driver\": \"local\"}",
        )
        .file("/etc/docker/daemon.json", "{\"log-driver\": \"none\"}");
    let (targets, secrets) = (Targets::default(), Secrets::default());
    let whose = Whose::User {
        uid: 1000,
        home: "/home/app".into(),
    };
    let found = configuration(Context::recorded(&system, &targets, &secrets), &whose).unwrap();
    assert_eq!(found.options[0].name, "iptables");
    assert_eq!(
        found.file,
        Path::new("/home/app/.config/docker/daemon.json")
    );
    let settings = found.settings.unwrap();
    assert_eq!(settings.values["log-driver"], "local");
    assert_eq!(settings.line("log-driver"), Some(2));
}

#[test]
fn a_settings_file_that_is_not_json_is_told_by_its_line_and_shows_nothing() {
    let system = Recorded::new().file("/etc/docker/daemon.json", "{\n \"proxies\": secret\n}");
    let error = read(&system).settings.unwrap_err();
    assert_eq!(
        error,
        FactError::Failed(
            "/etc/docker/daemon.json line 2: is not JSON, and dockerd does not start with it"
                .to_owned()
        )
    );
    let named = Recorded::new().file(
        "/etc/systemd/system/docker.service",
        "[Service]\nExecStart=/usr/bin/dockerd --config-file /etc/other.json\n",
    );
    assert!(read(&named).settings.is_err());
    assert!(read(&Recorded::new()).settings.unwrap().values.is_empty());
}

/// Why dockerd does not start with a settings file and a line of `ExecStart`.
fn refused(text: &str, options: &str) -> Vec<String> {
    let system = Recorded::new().file("/etc/docker/daemon.json", text).file(
        "/etc/systemd/system/docker.service",
        format!("[Service]\nExecStart=/usr/bin/dockerd {options}\n"),
    );
    let refusals = read(&system).refusals;
    refusals.into_iter().map(|one| one.reason).collect()
}

#[test]
fn keys_and_types_that_dockerd_does_not_take_are_told_with_their_lines() {
    for (text, expected) in [
        ("", vec![]),
        (
            "{\"features\": {\"buildkit\": true}, \"builder\": {\"gc\": {\"enabled\": true}}}",
            vec![],
        ),
        ("{\"hosts\": null, \"mtu\": 1400, \"host\": \"x\"}", vec![]),
        (
            "{\"default-ulimits\": {\"nofile\": {\"Name\": \"nofile\", \"Hard\": 64000, \"Soft\": 64000}}}",
            vec![],
        ),
        // Whatever its name, the members of an object are looked at as if they stood outside of it.
        ("{\"tls-options\": {\"tlscert\": \"/etc/x.pem\"}}", vec![]),
        (
            "{\"mtu\": \"1400\",\n \"Debug\": true}",
            vec![
                "/etc/docker/daemon.json line 1: `mtu` is not a whole number",
                "/etc/docker/daemon.json line 2: `Debug` is not a key of daemon.json (did you mean `debug`?)",
            ],
        ),
        (
            "{\"log-opts\": {\"max-size\": \"1m\",\n \"max-file\": 3}}",
            vec!["/etc/docker/daemon.json line 2: `log-opts` is not an object of texts"],
        ),
        (
            "{\"proxies\": {\n \"htp-proxy\": \"http://u:secret@proxy\"}}",
            vec![
                "/etc/docker/daemon.json line 2: `htp-proxy` is not a key of daemon.json (did you mean `http-proxy`?)",
            ],
        ),
        (
            "{\"kX9vQ2mL7pR4tY8wA1bCd3\": 1}",
            vec!["/etc/docker/daemon.json line 1: a key here is not one of daemon.json"],
        ),
        (
            "{\"proxies\": \"secret\"}",
            vec!["/etc/docker/daemon.json line 1: `proxies` is not an object"],
        ),
    ] {
        assert_eq!(refused(text, ""), expected, "{text}");
    }
}

#[test]
fn a_setting_that_is_made_twice_is_told_with_both_places() {
    let both = |text: &str, options: &str| -> Vec<String> {
        let told = refused(text, options);
        told.iter()
            .map(|one| one.split('`').nth(1).unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        refused(
            "{\"hosts\": [\"fd://\"]}",
            "-H fd:// -H tcp://127.0.0.1:2375"
        ),
        [
            "/etc/docker/daemon.json line 1: `hosts` is set here and by the option `--host` \
             (/etc/systemd/system/docker.service line 2)"
        ]
    );
    assert_eq!(
        both("{\"log-opts\": {}, \"debug\": true}", "-D --log-opt a=b"),
        ["debug", "log-opts"]
    );
    assert_eq!(
        both(
            "{\"proxies\": {\"http-proxy\": \"x\"}}",
            "--http-proxy=http://u:p@x"
        ),
        ["http-proxy"]
    );
    assert_eq!(
        both(
            "{\"host-gateway-ip\": \"10.0.0.1\"}",
            "--host-gateway-ip 10.0.0.2"
        ),
        ["host-gateway-ip"]
    );
    assert!(
        both(
            "{\"runtimes\": {}, \"icc\": false}",
            "--add-runtime a=b --iptables=false"
        )
        .is_empty()
    );
}

#[test]
fn what_counts_is_how_dockerd_is_started_the_next_time() {
    let unit = |options: &str| {
        Recorded::new()
            .file("/etc/docker/daemon.json", "{\"hosts\": [\"fd://\"]}")
            .file("/proc/77/comm", "dockerd\n")
            .file("/proc/77/cmdline", "dockerd\x00-H\x00fd://\x00")
            .file(
                "/etc/systemd/system/docker.service",
                format!("[Service]\nExecStart=/usr/bin/dockerd{options}\n"),
            )
    };
    assert!(read(&unit("")).refusals.is_empty());
    assert_eq!(read(&unit(" -H fd://")).refusals.len(), 1);
}
