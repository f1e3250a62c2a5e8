//! Environments and warnings as `docker compose config` has them: what containers get from environment
//! files and `environment` together, and which variables nothing sets.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use muster_facts::targets::{ComposeFile, Targets};
use muster_facts::{Secret, Secrets};
use muster_target::{Context, Recorded, with_collection};

use super::super::Loaded;
use super::given::{Files, given};
use super::{Bound, collect};

const PROGRAM: &str = "docker-compose";

const FILES: &[(&str, &str)] = &[
    (
        "compose.yaml",
        "x-common: &common
  SHARED: ${SHARED:-shared}
services:
  one:
    image: x:${TAG:-1}
    env_file: a.env
  two:
    image: x
    env_file: [a.env, ./sub/../b.env]
    environment:
      <<: *common
      A: ${A}
      OWN: own
      UNSET: x${NOWHERE}y
      ALTERNATIVE: ${NOWHERE_ELSE:+text}
      EMPTY: \"\"
  three:
    image: x
    env_file:
      - path: ${FILE:-b}.env
      - path: none.env
        required: false
    environment: [A=b=c, B, NONE]
    command: [echo, \"${DEEP:-${DEEPER}}\", \"$$HOME\"]
  four:
    extends: one
    env_file: c.env
  five:
    extends: {service: two}
    env_file: !override c.env
  six:
    image: x
    env_file: !reset []
    labels: {a: \"${LABEL}\"}
",
    ),
    (
        "compose.override.yaml",
        "services:
  one:
    env_file: [b.env]
  six:
    env_file: [a.env]
    environment: {OVER: \"${A:-x}\"}
",
    ),
    (".env", "A=from-env\nB='of the project'\nEMPTY=\n"),
    (
        "a.env",
        "A=1\nB=\"two words\" # note\nC=${A}-${B}\nD=$$x\nE='${A}'\nREF=${EMPTY:-empty}\nexport F=g\n",
    ),
    ("b.env", "A=2\nC=${C}+\nLATER=${F:-no}\nQUOTED=\"a\\nb\"\n"),
    ("c.env", "G=1\nA=\n\nB\n"),
];

fn compose(directory: &Path) -> Output {
    let mut command = Command::new(PROGRAM);
    for name in ["COMPOSE_FILE", "A", "B", "FILE", "TAG", "NONE", "G"] {
        command.env_remove(name);
    }
    command
        .args(["config", "--format", "json"])
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

type Environments = BTreeMap<String, BTreeMap<String, Option<String>>>;

fn of_compose(output: &Output) -> Environments {
    let model: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().replace("$$", "$");
    let services = model["services"].as_object().unwrap();
    let environment = |service: &serde_json::Value| {
        let variables = service["environment"].as_object().into_iter().flatten();
        variables
            .filter(|(_, value)| value.is_string())
            .map(|(name, value)| (name.clone(), Some(text(value))))
            .collect()
    };
    services
        .iter()
        .map(|(name, service)| (name.clone(), environment(service)))
        .collect()
}

/// The names of which Compose says that nothing sets them.
fn warned(output: &Output) -> BTreeSet<String> {
    String::from_utf8_lossy(&output.stderr)
        .lines()
        .filter(|line| line.contains("variable is not set"))
        .filter_map(|line| line.split(['"', '\\']).find(|part| is_name(part)))
        .map(str::to_owned)
        .collect()
}

fn is_name(part: &str) -> bool {
    part.len() > 1
        && part
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

#[test]
fn environments_and_warnings_are_those_of_compose() {
    if !muster_real::runs(PROGRAM, &["version"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut system = Recorded::new().file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    for (name, text) in FILES {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        system = system.file(path, *text);
    }
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    let output = compose(folder.path());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let targets = Targets {
        compose_file: ComposeFile::At(folder.path().join("compose.yaml")),
        ..Targets::default()
    };
    let secrets = Secrets::default();
    let context = Context::recorded(&system, &targets, &secrets);

    let facts = with_collection(context, &[crate::COLLECTORS], collect);
    assert_eq!(facts.unknowns.unwrap(), []);
    let unset: BTreeSet<String> = facts
        .references
        .unwrap()
        .into_iter()
        .filter(|reference| reference.origin == "unset")
        .map(|reference| reference.name)
        .collect();
    assert_eq!(unset, warned(&output), "{said}");

    let ours: Environments = with_collection(context, &[crate::COLLECTORS], |collection| {
        let loaded = collection.shared::<Loaded>().unwrap();
        let bound = Bound::read(context);
        let one = loaded.in_use().unwrap().next().unwrap();
        let project = one.project.as_ref().unwrap();
        let mut files = Files::new(context, &bound, &project.namers);
        let environment = |service| {
            let given = given(service, &mut files, &mut Vec::new());
            given
                .into_iter()
                .map(|one| {
                    let text = |value: &Secret| String::from_utf8(value.expose().to_vec()).unwrap();
                    (one.name, one.value.as_ref().map(text))
                })
                .collect()
        };
        let mut environment = environment;
        project
            .services
            .iter()
            .map(|service| (service.name.clone(), environment(service)))
            .collect()
    });
    let mut theirs = of_compose(&output);
    // Of what nothing sets we know nothing; Compose takes it for empty, or leaves it out.
    for (service, environment) in &ours {
        for (name, _) in environment.iter().filter(|(_, value)| value.is_none()) {
            let environment = theirs.get_mut(service).unwrap();
            environment.insert(name.clone(), None);
        }
    }
    assert_eq!(ours, theirs);
}
