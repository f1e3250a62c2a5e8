//! The tables, held against the real program: what they know it takes, and what they do not know it refuses.

#![expect(clippy::disallowed_methods, reason = "the real program is the oracle")]

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use super::super::kinds::{Kind, Level, Map, Others, Scalar, Type, keys};
use super::super::{project, service};
use super::{SERVICES, problem, with_service};

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
