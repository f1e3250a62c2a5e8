//! What only runs while other crates are compiled is not optimised itself.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::file;

/// One version of it is also part of a test, which does not notice.
const ALSO_IN_TESTS: &str = "syn";

#[test]
fn what_only_builds_others_is_not_optimised() {
    let manifest = file::read("Cargo.toml");
    let only_builds = only_builds();
    assert!(only_builds.contains("serde_derive"), "{only_builds:?}");
    for profile in ["dev", "release"] {
        let header = format!("[profile.{profile}.package]\n");
        let (_, list) = manifest
            .split_once(&header)
            .unwrap_or_else(|| panic!("Cargo.toml has no {header}"));
        let listed: BTreeSet<String> = list
            .lines()
            .map_while(|line| line.strip_suffix(".opt-level = 0"))
            .filter(|name| *name != ALSO_IN_TESTS)
            .map(str::to_owned)
            .collect();
        assert_eq!(
            listed, only_builds,
            "`NAME.opt-level = 0` below {header}on the left, the crates that only build others on the right"
        );
    }
}

/// The crates from elsewhere that are nowhere part of the program, a plugin or a test.
fn only_builds() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(file::path(""))
        // Crates of other platforms are not fetched.
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("this is JSON");
    let packages: BTreeMap<&str, &Value> = list(at(&metadata, "packages"))
        .map(|package| (text(at(package, "id")), package))
        .collect();
    let nodes: BTreeMap<&str, &Value> = list(at(at(&metadata, "resolve"), "nodes"))
        .map(|node| (text(at(node, "id")), node))
        .collect();
    let own: BTreeSet<&str> = list(at(&metadata, "workspace_members")).map(text).collect();
    let mut run: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = own.iter().copied().collect();
    while let Some(id) = open.pop() {
        if !run.insert(id) {
            continue;
        }
        for dependency in list(at(of(&nodes, id), "deps")) {
            let other = text(at(dependency, "pkg"));
            let is_part = list(at(dependency, "dep_kinds"))
                .map(|kind| at(kind, "kind"))
                .any(|kind| kind.is_null() || (kind == "dev" && own.contains(id)));
            if is_part && !is_macro(of(&packages, other)) {
                open.push(other);
            }
        }
    }
    let name = |id: &&str| text(at(of(&packages, id), "name")).to_owned();
    let part: BTreeSet<String> = run.iter().map(name).collect();
    nodes
        .keys()
        .map(name)
        .filter(|name| !part.contains(name))
        .collect()
}

fn is_macro(package: &Value) -> bool {
    list(at(package, "targets"))
        .any(|target| list(at(target, "kind")).any(|kind| kind == "proc-macro"))
}

/// What a key holds; null where it is not there.
fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

/// The entry of an id.
fn of<'a>(entries: &BTreeMap<&str, &'a Value>, id: &str) -> &'a Value {
    entries.get(id).copied().unwrap_or(&Value::Null)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
