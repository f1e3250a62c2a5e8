//! The tables, held against the real program: what they know it takes, and what they do not know it refuses.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;

use proptest::prelude::*;

use super::super::interpolate::Variables;
use super::super::scope::Scope;
use super::super::yaml::parse;
use super::kinds::{Kind, Level, Map, Others, Scalar, Type, keys};
use super::{Budget, check_document, check_service, project, service};
use crate::compose::scope::Part;

const PROGRAM: &str = "docker-compose";

/// Keys that compose-spec has and Compose 2.26, which the tests run, does not.
const NEWER: &[(&str, &str)] = &[
    ("`build`", "no_cache_filter"),
    ("`build`", "provenance"),
    ("`build`", "sbom"),
    ("`volume` of a mount", "labels"),
    ("a Compose file", "models"),
    ("a network of a service", "interface_name"),
    ("a service", "models"),
    ("a service", "pre_start"),
    ("a service", "provider"),
    ("a service", "pull_refresh_after"),
    ("a service", "use_api_socket"),
    ("an entry of `volumes`", "image"),
    ("an entry of `watch`", "include"),
    ("an entry of `watch`", "initial_sync"),
];

/// What the file says that Compose would not take, if anything.
fn problem(text: &str) -> Option<String> {
    let documents = match parse("/c.yaml", text) {
        Ok(documents) => documents,
        Err(why) => return Some(why),
    };
    let mut variables = Variables::default();
    variables.add("ON", "true");
    variables.add("MANY", "many");
    let scope = Arc::new(Scope {
        directory: "/".into(),
        home: None,
        variables: Arc::new(variables),
    });
    let budget = Budget::default();
    documents.iter().find_map(|node| {
        let part = Part {
            node: Arc::clone(node),
            scope: Arc::clone(&scope),
        };
        let services = node.get("services").into_iter();
        let services = services.flat_map(|services| services.entries().unwrap_or_default());
        check_document(&part, &budget).err().or_else(|| {
            let mut services = services.map(|(_, node)| check_service(&part.with(node), &budget));
            services.find_map(Result::err)
        })
    })
}

/// Bodies of a service that Compose takes, and those that it refuses with what is said of them.
const SERVICES: &[(&str, &str)] = &[
    ("privileged: \"yes\"", ""),
    ("privileged: maybe", "`privileged` takes true or false"),
    (
        "privileged: 1",
        "`privileged` takes true or false, not a number",
    ),
    ("privileged: ${ON}", ""),
    ("privileged: ${MANY}", "`privileged` takes true or false"),
    ("restart: no", ""),
    (
        "restart: false",
        "`restart` takes a text, not true or false; write it in quotes",
    ),
    (
        "user: 1000",
        "`user` takes a text, not a number; write it in quotes",
    ),
    ("user: !!str 1000", ""),
    ("user: \"1000\"", ""),
    (
        "hostname: 1_000.5e3",
        "`hostname` takes a text, not a number; write it in quotes",
    ),
    ("hostname: 22:22", ""),
    (
        "hostname: 0x1F",
        "`hostname` takes a text, not a number; write it in quotes",
    ),
    ("ports: 80", "`ports` takes a list, not a number"),
    ("ports: [80, \"81:81\", {target: 82}]", ""),
    (
        "ports: [{published: 80}]",
        "`target` is missing in an entry of `ports`",
    ),
    ("ports: [{target: many}]", "`target` takes a whole number"),
    ("environment: {A: 1, B: true, C: , D: x}", ""),
    ("environment: {A: [1]}", "an entry of `environment` takes"),
    (
        "environment: {1: x}",
        "a key here is a number, or true or false; write it in quotes",
    ),
    (
        "environment:",
        "`environment` takes a list or a mapping, not nothing",
    ),
    ("environment: [A=1, A=1]", ""),
    (
        "security_opt: [a, a]",
        "`security_opt` has the same entry twice",
    ),
    ("command:", ""),
    (
        "command: [sleep, 5]",
        "an entry of `command` takes a text, not a number",
    ),
    ("deploy:", ""),
    ("healthcheck:", "`healthcheck` takes a mapping, not nothing"),
    ("healthcheck: {retries: \"3\", interval: 5s}", ""),
    (
        "cpu_percent: 101",
        "`cpu_percent` takes a whole number from 0 to 100",
    ),
    ("oom_score_adj: -500", ""),
    ("cgroup: none", "`cgroup` takes `host` or `private`"),
    ("ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}", ""),
    (
        "ulimits: {nofile: {soft: 1}}",
        "`hard` is missing in an entry of `ulimits`",
    ),
    ("logging: {options: {max-size: 10m, max-file: 3}}", ""),
    (
        "logging: {options: {a: true}}",
        "an entry of `options` takes",
    ),
    (
        "depends_on: {b: {condition: service_up}}",
        "`condition` takes `service_started`",
    ),
    (
        "blkio_config: {x-a: 1}",
        "`x-a` is not a key of `blkio_config`",
    ),
    ("x-own: [anything]\n    healthcheck: {x-own: {a: 1}}", ""),
    ("extends: {service: b, fiel: z}", ""),
];

fn with_service(body: &str) -> String {
    format!("services:\n  a:\n    image: x\n    {body}\n  b:\n    image: x\n")
}

#[test]
fn what_is_of_the_wrong_type_is_told_with_its_line() {
    for (body, expected) in SERVICES {
        let found = problem(&with_service(body));
        match expected.is_empty() {
            true => assert_eq!(found, None, "{body}"),
            false => {
                let found = found.unwrap_or_else(|| panic!("{body}"));
                assert!(found.starts_with("/c.yaml line 4: "), "{found}");
                assert!(found.contains(expected), "{body}: {found}");
            }
        }
    }
}

#[test]
fn a_key_that_is_not_known_is_told_with_its_line_at_every_level() {
    for (text, expected) in [
        (
            "services:\n  a:\n    image: x\n    prots:\n      - 80\n",
            "/c.yaml line 4: `prots` is not a key of a service (did you mean `ports`?)",
        ),
        (
            "servces: {}\n",
            "/c.yaml line 1: `servces` is not a key of a Compose file (did you mean `services`?)",
        ),
        (
            "networks:\n  n:\n    internl: true\n",
            "/c.yaml line 3: `internl` is not a key of a network (did you mean `internal`?)",
        ),
        (
            "volumes:\n  v: {driver-opts: {}}\n",
            "/c.yaml line 2: `driver-opts` is not a key of a volume (did you mean `driver_opts`?)",
        ),
        (
            "services:\n  a:\n    deploy:\n      resources:\n        limit: {}\n",
            "/c.yaml line 5: `limit` is not a key of `resources` (did you mean `limits`?)",
        ),
        (
            "x-a: &a\n  colour: red\nservices:\n  a:\n    <<: *a\n",
            "/c.yaml line 2: `colour` is not a key of a service",
        ),
        (
            "services:\n  a b: {image: x}\n",
            "/c.yaml line 2: a name in `services` has other characters than letters, digits, `.`, `_` and `-`",
        ),
        (
            "services:\n  a:\n    kX9vQ2mL7pR4tY8wA1bCd3: x\n",
            "/c.yaml line 3: a key here is not one of a service",
        ),
        (
            "services:\n  a:\n",
            "/c.yaml line 2: a service takes a mapping, not nothing",
        ),
        (
            "volumes:\n",
            "/c.yaml line 1: `volumes` takes a mapping, not nothing",
        ),
    ] {
        assert_eq!(problem(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "services:\n  a:\n    image: x\n    prots: !reset null\n",
        "networks:\n  \"a b\": {anything: 1}\n  n:\nvolumes: {v: }\n",
        "x-own: {a: 1}\nversion: \"3.8\"\nservices: {x-b: {image: x, use_api_socket: true}}\n",
    ] {
        assert_eq!(problem(text), None, "{text}");
    }
}

/// What stands under a top-level key, with `@` where a value comes.
struct Case {
    root: &'static str,
    template: String,
}

impl Case {
    fn entry(&self, number: usize, value: &str) -> String {
        format!("  n{number}: {}\n", self.template.replace('@', value))
    }
}

/// What else has to be in a mapping beside a key.
fn beside(level: &Level, key: &str) -> String {
    // Of a file that is there, the format has to be one that the release knows.
    if key == "format" {
        return "path: /missing, required: false, ".to_owned();
    }
    let own: &[(&str, &str)] = match level.name {
        "a service" => &[("image", "x")],
        "a secret" | "a config"
            if !["file", "environment", "content", "external", "driver"].contains(&key) =>
        {
            &[("file", "/dev/null")]
        }
        _ => &[],
    };
    let required = level.required.iter().map(|name| {
        let (_, kind) = level.keys.iter().find(|(known, _)| known == name).unwrap();
        (*name, sample(name, kind))
    });
    own.iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .chain(required)
        .filter(|(name, _)| *name != key)
        .map(|(name, value)| format!("{name}: {value}, "))
        .collect()
}

/// A value that Compose takes for a key.
fn sample(key: &str, kind: &Kind) -> String {
    let value = match key {
        "delay" | "interval" | "monitor" | "start_interval" | "start_period"
        | "stop_grace_period" | "timeout" | "window" => "1s",
        "ignore" => "[a]",
        "memory" => "1m",
        "path" | "env_file" | "label_file" => "/dev/null",
        "pull_policy" => "always",
        "type" => "volume",
        "extends" => "base",
        "mac_address" => "02:42:ac:11:00:02",
        "extra_hosts" => "{a: 127.0.0.1}",
        "devices"
            if kind
                .list
                .is_some_and(|list| list.item.is_some_and(|item| item.scalar.is_some())) =>
        {
            "[/dev/null]"
        }
        "volumes" => "[/a]",
        "ssh" => "[default]",
        "cpu_count" | "cpu_percent" | "weight" => "10",
        "condition"
            if kind
                .scalar
                .is_some_and(|scalar| matches!(scalar, Scalar::Typed { .. })) =>
        {
            "any"
        }
        _ => return sample_of(kind),
    };
    value.to_owned()
}

fn sample_of(kind: &Kind) -> String {
    match (&kind.scalar, &kind.list, &kind.map) {
        (Some(Scalar::Words(words)), ..) => (*words.first().unwrap()).to_owned(),
        (Some(Scalar::Within(..)), ..) => "1".to_owned(),
        (Some(Scalar::Anything), ..) => "a".to_owned(),
        (Some(Scalar::Typed { types, .. }), ..) if *types != [Type::Null] => match types.first() {
            Some(Type::Boolean) => "true".to_owned(),
            Some(Type::Whole | Type::Number) => "1".to_owned(),
            Some(Type::Text | Type::Null) | None => "a".to_owned(),
        },
        (_, _, Some(Map::Keys(level))) => format!("{{{}}}", beside(level, "")),
        (_, _, Some(Map::Named(names))) => format!("{{default: {}}}", sample_of(&names.value)),
        (_, Some(list), None | Some(Map::Anything)) => {
            let item = list.item.map_or_else(|| "a".to_owned(), sample_of);
            format!("[{item}]")
        }
        (..) => "{}".to_owned(),
    }
}

/// Every level below a value, with the place of its mapping; and every key, with a value.
fn walk(
    kind: &Kind,
    case: &Case,
    levels: &mut Levels,
    taken: &mut Taken,
    skipped: &mut BTreeSet<(&'static str, &'static str)>,
) {
    let inside = |around: &str| Case {
        root: case.root,
        template: case.template.replace('@', around),
    };
    if let Some(item) = kind.list.and_then(|list| list.item) {
        walk(item, &inside("[@]"), levels, taken, skipped);
    }
    match kind.map {
        Some(Map::Named(names)) => {
            walk(
                &names.value,
                &inside("{default: @}"),
                levels,
                taken,
                skipped,
            );
        }
        Some(Map::Keys(level)) => {
            if levels.iter().any(|(known, _)| known.name == level.name) {
                return;
            }
            levels.push((level, inside("@")));
            for (key, kind) in level.keys {
                if NEWER.contains(&(level.name, key)) {
                    skipped.insert((level.name, key));
                    continue;
                }
                let below = inside(&format!("{{{}{key}: @}}", beside(level, key)));
                taken.push((
                    inside("@"),
                    format!("{{{}{key}: {}}}", beside(level, key), sample(key, kind)),
                ));
                walk(kind, &below, levels, taken, skipped);
            }
        }
        Some(Map::Anything) | None => {}
    }
}

type Levels = Vec<(&'static Level, Case)>;
type Taken = Vec<(Case, String)>;

/// All levels, and all keys with values.
fn everything() -> (Levels, Taken) {
    let (mut levels, mut taken) = (Vec::new(), Vec::new());
    let mut skipped = BTreeSet::from([("a Compose file", "models")]);
    let case = |root| Case {
        root,
        template: "@".to_owned(),
    };
    walk(
        &keys(&service::SERVICE),
        &case("services"),
        &mut levels,
        &mut taken,
        &mut skipped,
    );
    for (root, kind) in project::PROJECT.keys {
        if let Some(Map::Named(names)) = kind.map
            && *root != "services"
            && *root != "models"
        {
            walk(
                &names.value,
                &case(root),
                &mut levels,
                &mut taken,
                &mut skipped,
            );
        }
    }
    assert_eq!(
        skipped,
        NEWER.iter().copied().collect(),
        "the keys that are newer"
    );
    (levels, taken)
}

/// A file in which each case stands under a name of its own.
fn document(cases: &[(Case, String)]) -> String {
    let mut text = "services:\n  base: {image: x}\n".to_owned();
    for root in ["services", "networks", "volumes", "secrets", "configs"] {
        if root != "services" {
            text.push_str(&format!(
                "{root}:\n  base: {{name: a{}}}\n",
                match root {
                    "secrets" | "configs" => ", external: true",
                    _ => "",
                }
            ));
        }
        let own = cases
            .iter()
            .enumerate()
            .filter(|(_, (case, _))| case.root == root);
        text.extend(own.map(|(number, (case, value))| case.entry(number, value)));
    }
    text
}

/// Whether Compose takes each of these files, and what it says. They are run side by side, as each takes little and
/// waits most of the time.
fn of_compose(texts: &[String]) -> Vec<(bool, String)> {
    let folder = tempfile::tempdir().unwrap();
    let started = texts.iter().enumerate().map(|(number, text)| {
        let file = folder.path().join(format!("{number}.yaml"));
        std::fs::write(&file, text).unwrap();
        Command::new(PROGRAM)
            .args(["--project-name", "p", "--file"])
            .arg(&file)
            .args(["config", "--quiet", "--no-consistency"])
            .current_dir(folder.path())
            .env("ON", "true")
            .env("MANY", "many")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    });
    let started: Vec<_> = started.collect();
    let ended = started
        .into_iter()
        .map(|child| child.wait_with_output().unwrap());
    ended
        .map(|output| {
            (
                output.status.success(),
                String::from_utf8_lossy(&output.stderr).into_owned(),
            )
        })
        .collect()
}

#[test]
fn compose_takes_every_key_that_is_known_and_no_other() {
    let (levels, mut taken) = everything();
    taken.extend(
        SERVICES
            .iter()
            .filter(|(_, why)| why.is_empty())
            .map(|(body, _)| {
                let case = Case {
                    root: "services",
                    template: "@".to_owned(),
                };
                (
                    case,
                    format!(
                        "\n    image: x\n    {}",
                        body.replace("service: b", "service: base")
                    ),
                )
            }),
    );
    let known = document(&taken);
    assert_eq!(problem(&known), None, "{known}");
    let made_up = |(level, case): &(&Level, Case)| {
        let value = format!("{{{}made_up: 1}}", beside(level, "made_up"));
        let case = Case {
            root: case.root,
            template: case.template.clone(),
        };
        document(&[(case, value)])
    };
    let mut texts: Vec<String> = levels.iter().map(made_up).collect();
    // Where Compose takes any key, the table says so.
    let is_open = |level: &Level| level.others == Others::Ignored;
    for (text, (level, _)) in texts.iter().zip(&levels) {
        assert_eq!(problem(text).is_none(), is_open(level), "{text}");
    }
    if !muster_real::runs(PROGRAM, &["version"]) {
        return;
    }
    texts.push("services: {a: {image: x}}\nmade_up: 1\n".to_owned());
    // One of each kind is enough: the rest is the same in the tables.
    let refused = SERVICES
        .iter()
        .filter(|(_, why)| !why.is_empty())
        .step_by(2);
    texts.extend(refused.map(|(body, _)| with_service(body)));
    texts.push(known);
    let open: Vec<bool> = levels.iter().map(|(level, _)| is_open(level)).collect();
    for (number, (text, (taken, said))) in texts.iter().zip(of_compose(&texts)).enumerate() {
        let is_last = number + 1 == texts.len();
        let expected = is_last || open.get(number).copied().unwrap_or_default();
        assert_eq!(taken, expected, "{said}\n{text}");
    }
}

proptest! {
    #[test]
    fn any_tree_is_checked(text in "(services|networks|a|ports|build|x-b)?(: |:\n  |\\[|\\{|, |- |\\}|\\]|\n|1|true|\\$\\{A\\}|'a'){0,20}") {
        let _ = problem(&text);
    }
}
