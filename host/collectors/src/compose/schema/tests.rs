//! What the tables take and refuse.

mod oracle;

use std::sync::Arc;

use proptest::prelude::*;

use super::super::interpolate::Variables;
use super::super::scope::Scope;
use super::super::yaml::parse;
use super::{Budget, check_document, check_service};
use crate::compose::scope::Part;

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

proptest! {
    #[test]
    fn any_tree_is_checked(text in "(services|networks|a|ports|build|x-b)?(: |:\n  |\\[|\\{|, |- |\\}|\\]|\n|1|true|\\$\\{A\\}|'a'){0,20}") {
        let _ = problem(&text);
    }
}
