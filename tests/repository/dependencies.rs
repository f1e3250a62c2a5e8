//! What `deny.toml` allows holds for every crate that the workspace is built of. cargo-deny says more, and takes
//! longer to build than all else that is checked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::file;
use crate::metadata::{Graph, at, list, of_the_workspace, text};

#[test]
fn every_licence_is_allowed() {
    let (metadata, policy) = (of_the_workspace(), policy());
    let allowed: BTreeSet<&str> = list(at(at(&policy, "licenses"), "allow"))
        .map(text)
        .collect();
    assert!(allowed.contains("MIT"));
    // What the program and the plugins are made of, and what builds them.
    let part = Graph::new(&metadata).reached(|_, _, kind| kind != "dev");
    assert!(part.contains("wasmtime") && !part.contains("proptest"));
    let packages = list(at(&metadata, "packages"));
    for package in packages.filter(|package| part.contains(text(at(package, "name")))) {
        let licence = text(at(package, "license"));
        assert!(
            is_allowed(licence, &allowed),
            "{} has the licence `{licence}`, which deny.toml does not allow",
            text(at(package, "name"))
        );
    }
}

#[test]
fn only_those_that_may_depend_on_a_crate_do() {
    let (metadata, policy) = (of_the_workspace(), policy());
    let users = users(&metadata);
    for denied in list(at(at(&policy, "bans"), "deny")) {
        let name = text(at(denied, "crate"));
        let may: BTreeSet<&str> = list(at(denied, "wrappers")).map(text).collect();
        let found = users.get(name).cloned().unwrap_or_default();
        assert!(
            found.is_subset(&may),
            "{name} is used by {found:?}, and may be by {may:?}"
        );
        // A name that was mistyped would forbid nothing.
        assert_eq!(found.is_empty(), may.is_empty(), "{name}");
    }
}

#[test]
fn every_crate_is_our_own_or_of_the_registry() {
    let metadata = of_the_workspace();
    for package in list(at(&metadata, "packages")) {
        let source = at(package, "source");
        assert!(
            source.is_null() || source == "registry+https://github.com/rust-lang/crates.io-index",
            "{} comes from {source}",
            text(at(package, "name"))
        );
    }
}

#[test]
fn licences_are_read_as_cargo_writes_them() {
    let allowed = BTreeSet::from(["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]);
    for licence in [
        "MIT",
        "MIT/Apache-2.0",
        "Apache-2.0 / MIT",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0",
    ] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Apache-2.0) AND GPL-3.0",
        "GPL-3.0 AND (MIT OR Unicode-3.0)",
    ] {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

fn policy() -> Value {
    toml::from_str(&file::read("deny.toml")).expect("deny.toml is TOML")
}

/// Whether an SPDX expression leaves a choice that is allowed.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.trim();
    let parts = |separator: &str| split(expression, separator);
    let (any, all) = (parts(" OR "), parts(" AND "));
    if any.len() > 1 {
        any.into_iter().any(|part| is_allowed(part, allowed))
    } else if all.len() > 1 {
        all.into_iter().all(|part| is_allowed(part, allowed))
    } else if let Some(inside) = expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        is_allowed(inside, allowed)
    } else {
        // As licences were written before there were expressions.
        expression
            .split('/')
            .any(|one| allowed.contains(one.trim()))
    }
}

/// The parts of an expression that stand between separators outside parentheses.
fn split<'a>(expression: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = vec![];
    let (mut begin, mut depth) = (0, 0_i32);
    for (position, c) in expression.char_indices() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 && expression[position..].starts_with(separator) {
            parts.push(&expression[begin..position]);
            begin = position + separator.len();
        }
    }
    parts.push(&expression[begin..]);
    parts
}

/// Which crates depend on one, by its name.
fn users(metadata: &Value) -> BTreeMap<&str, BTreeSet<&str>> {
    let graph = Graph::new(metadata);
    let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for id in graph.nodes.keys() {
        for dependency in graph.dependencies(id) {
            let used = graph.name(text(at(dependency, "pkg")));
            users.entry(used).or_default().insert(graph.name(id));
        }
    }
    users
}
