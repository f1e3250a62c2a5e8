//! Settings as `docker compose config` has them.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

use muster_facts::Secrets;
use muster_facts::targets::{ComposeFile, Targets};
use muster_target::{Context, Recorded, with_collection};
use serde_json::Value;

use super::collect;

const PROGRAM: &str = "docker-compose";

/// Services, each as it is in the file and in the override; an empty one is not there.
const SERVICES: &[(&str, &str)] = &[
    ("privileged: true\nread_only: \"yes\"\ninit: false", ""),
    ("privileged: true", "privileged: false"),
    ("privileged: \"${ON:-true}\"", ""),
    (
        "cap_add: [sys_admin, CAP_NET_ADMIN]\ncap_drop: [ALL]",
        "cap_add: [CHOWN]",
    ),
    ("cap_add: [SYS_ADMIN]", "cap_add: !override [CHOWN]"),
    ("cap_add: [SYS_ADMIN]", "cap_add: !reset []"),
    (
        "security_opt: [seccomp=unconfined, no-new-privileges]",
        "security_opt: [\"label:disable\"]",
    ),
    (
        "network_mode: host\npid: host\nipc: shareable\nuts: host\nuserns_mode: host\ncgroup: host",
        "",
    ),
    ("network_mode: host", "network_mode: none"),
    ("user: \"1000\"", "user: \"${WHO:-0}:0\""),
    ("user: ${UNSET:-app}", ""),
    ("mem_limit: 1.5g\npids_limit: 100", ""),
    (
        "mem_limit: 512m",
        "deploy: {resources: {limits: {memory: 512M, pids: 7}}}",
    ),
    ("mem_limit: 64kb", "mem_limit: 1gb"),
    ("restart: always", "restart: \"no\""),
    (
        "restart: unless-stopped",
        "deploy: {restart_policy: {condition: on-failure}}",
    ),
    ("restart: on-failure:3", ""),
    ("deploy: {restart_policy: {condition: any}}", ""),
    ("healthcheck: {test: [CMD, 'true']}", ""),
    ("healthcheck: {test: echo}", "healthcheck: {interval: 5s}"),
    (
        "healthcheck: {test: [CMD, 'true']}",
        "healthcheck: {disable: true}",
    ),
    ("healthcheck: {test: [NONE]}", ""),
    ("healthcheck: {test: NONE}", ""),
    ("healthcheck: {interval: 5s}", ""),
    (
        "logging: {driver: json-file, options: {max-size: 10m}}",
        "logging: {options: {max-file: \"3\"}}",
    ),
    (
        "logging: {driver: json-file, options: {max-size: 10m}}",
        "logging: {driver: syslog}",
    ),
    (
        "logging: {options: {max-size: 10m}}",
        "logging: {driver: local}",
    ),
    (
        "devices: [\"/dev/fuse:/dev/fuse:rwm\"]",
        "devices: [\"/dev/kvm:/dev/kvm\"]",
    ),
    (
        "device_cgroup_rules: [\"b 8:* rwm\"]",
        "device_cgroup_rules: [\"c 188:* rwm\"]",
    ),
];

fn indented(body: &str) -> String {
    body.lines().map(|line| format!("    {line}\n")).collect()
}

/// The file, or the override.
fn file(of: impl Fn(&(&'static str, &'static str)) -> &'static str, image: &str) -> String {
    let service = |(index, bodies)| {
        let body = of(bodies);
        if body.is_empty() && image.is_empty() {
            String::new()
        } else {
            format!("  s{index}:\n{image}{}", indented(body))
        }
    };
    let services: String = SERVICES.iter().enumerate().map(service).collect();
    format!("services:\n{services}")
}

type Seen = BTreeSet<(String, String, String)>;

fn of_compose(directory: &Path) -> Seen {
    let output = Command::new(PROGRAM)
        .args(["config", "--format", "json"])
        .current_dir(directory)
        .env_remove("COMPOSE_FILE")
        .env_remove("ON")
        .env_remove("WHO")
        .env_remove("UNSET")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let model: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut seen = Seen::new();
    for (name, service) in model["services"].as_object().unwrap() {
        let mut add = |key: &str, value: &Value| {
            let text = match value {
                Value::Null => return,
                Value::String(text) => text.clone(),
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    value.to_string()
                }
            };
            if text != "false" {
                seen.insert((name.clone(), key.to_owned(), text));
            }
        };
        for key in super::settings::WORDS
            .iter()
            .chain(&super::settings::SWITCHES)
        {
            if *key != "pids_limit" {
                add(key, &service[key]);
            }
        }
        for key in super::settings::LISTS {
            for value in service[key].as_array().into_iter().flatten() {
                let text = super::settings::entry(
                    key,
                    value.as_str().or(value["source"].as_str()).unwrap(),
                );
                add(key, &Value::String(text));
            }
        }
        let deploy = &service["deploy"];
        let limits = &deploy["resources"]["limits"];
        let or = |one: &Value, other: &Value| {
            if one.is_null() {
                other.clone()
            } else {
                one.clone()
            }
        };
        add("mem_limit", &or(&limits["memory"], &service["mem_limit"]));
        add("pids_limit", &or(&limits["pids"], &service["pids_limit"]));
        let condition = match deploy["restart_policy"]["condition"].as_str() {
            Some("any") => Value::from("always"),
            Some(other) => Value::from(other),
            None => Value::Null,
        };
        add("restart", &or(&condition, &service["restart"]));
        let check = &service["healthcheck"];
        let test = check["test"].as_array();
        let disabled = check["disable"] == Value::Bool(true)
            || test.is_some_and(|test| test.first() == Some(&Value::from("NONE")));
        match (disabled, test) {
            (true, _) => add("healthcheck", &Value::from("disabled")),
            (false, Some(_)) => add("healthcheck", &Value::from("set")),
            (false, None) => {}
        }
        let logging = &service["logging"];
        add("logging.driver", &logging["driver"]);
        for option in ["max-file", "max-size"] {
            add(
                &format!("logging.options.{option}"),
                &logging["options"][option],
            );
        }
    }
    seen
}

#[test]
fn settings_are_merged_as_compose_merges_them() {
    let folder = tempfile::tempdir().unwrap();
    if !muster_real::runs(PROGRAM, &["version"]) {
        return;
    }
    let main = file(|(main, _)| main, "    image: x\n");
    let merged = file(|(_, merged)| merged, "");
    let mut system = Recorded::new();
    for (name, text) in [("compose.yaml", main), ("compose.override.yaml", merged)] {
        let path = folder.path().join(name);
        std::fs::write(&path, &text).unwrap();
        system = system.file(path, text.as_str());
    }
    let targets = Targets {
        compose_file: ComposeFile::At(folder.path().join("compose.yaml")),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(&system, &targets, &secrets);
    let facts = with_collection(context, &[crate::COLLECTORS], collect);
    assert_eq!(facts.unknowns.unwrap(), []);
    let ours: Seen = facts
        .settings
        .unwrap()
        .into_iter()
        .filter(|setting| setting.value != "false")
        .map(|setting| (setting.service, setting.key, setting.value))
        .collect();
    let theirs = of_compose(folder.path());
    let ours_only: Vec<_> = ours.difference(&theirs).collect();
    let theirs_only: Vec<_> = theirs.difference(&ours).collect();
    assert!(
        ours_only.is_empty() && theirs_only.is_empty(),
        "{ours_only:#?}\n{theirs_only:#?}"
    );
}
