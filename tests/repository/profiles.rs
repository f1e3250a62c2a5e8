//! What only runs while other crates are compiled, or in tests, is not optimised itself.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::file;
use crate::metadata::{Graph, at, list, of, of_the_workspace};

/// It builds others, and is a tool of tests besides.
const ALSO_IN_TESTS: &str = "syn";

/// Tools that tests spend their time in.
const BUSY_IN_TESTS: &[&str] = &["proptest"];

#[test]
fn what_only_builds_others_is_not_optimised() {
    let crates = Crates::of_the_workspace();
    assert!(crates.only_build.contains("serde_derive"));
    let mut unoptimised = unoptimised("release");
    unoptimised.remove(ALSO_IN_TESTS);
    assert_eq!(
        unoptimised, crates.only_build,
        "on the left what Cargo.toml lists, on the right the crates that only build others"
    );
}

#[test]
fn what_only_tests_use_is_not_optimised_for_them() {
    let crates = Crates::of_the_workspace();
    assert!(crates.only_test.contains("jsonschema"));
    let unoptimised = unoptimised("dev");
    let wanted: BTreeSet<String> = crates
        .only_build
        .union(&crates.only_test)
        .cloned()
        .collect();
    assert_eq!(
        unoptimised, wanted,
        "on the left what Cargo.toml lists, on the right the crates that only build others and the tools of tests"
    );
}

/// The names in the lines `NAME.opt-level = 0` of a profile.
fn unoptimised(profile: &str) -> BTreeSet<String> {
    let manifest = file::read("Cargo.toml");
    let header = format!("[profile.{profile}.package]\n");
    let (_, list) = manifest
        .split_once(&header)
        .unwrap_or_else(|| panic!("Cargo.toml has no {header}"));
    list.lines()
        .map_while(|line| line.strip_suffix(".opt-level = 0"))
        .map(str::to_owned)
        .collect()
}

/// The crates from elsewhere that are no part of the program or of a plugin, by their names.
struct Crates {
    only_build: BTreeSet<String>,
    only_test: BTreeSet<String>,
}

impl Crates {
    fn of_the_workspace() -> Self {
        let metadata = of_the_workspace();
        let graph = Graph::new(&metadata);
        let (program, tests) = (run(&graph, false), run(&graph, true));
        let all: BTreeSet<String> = graph
            .nodes
            .keys()
            .map(|id| graph.name(id).to_owned())
            .collect();
        let only_test = tests.difference(&program).cloned();
        Self {
            only_build: all.difference(&tests).cloned().collect(),
            only_test: only_test
                .filter(|name| !BUSY_IN_TESTS.contains(&name.as_str()))
                .collect(),
        }
    }
}

/// The crates that are part of the program or of a plugin, or also those of a test.
fn run(graph: &Graph<'_>, in_tests: bool) -> BTreeSet<String> {
    let run = graph.reached(|user, used, kind| {
        let is_part = kind.is_null() || (in_tests && kind == "dev" && graph.own.contains(user));
        is_part && !is_macro(of(&graph.packages, used))
    });
    run.into_iter().map(str::to_owned).collect()
}

fn is_macro(package: &Value) -> bool {
    list(at(package, "targets"))
        .any(|target| list(at(target, "kind")).any(|kind| kind == "proc-macro"))
}
