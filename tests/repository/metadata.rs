//! What cargo says about the workspace and all that it is built of.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::file;

/// What `cargo metadata` prints, for the platform that the tests run on: crates of others are not fetched.
pub(crate) fn of_the_workspace() -> Value {
    let output = Command::new(env!("CARGO"))
        .current_dir(file::path(""))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("this is JSON")
}

/// What depends on what, by the ids of crates.
pub(crate) struct Graph<'a> {
    pub(crate) packages: BTreeMap<&'a str, &'a Value>,
    pub(crate) nodes: BTreeMap<&'a str, &'a Value>,
    /// The crates of the workspace.
    pub(crate) own: BTreeSet<&'a str>,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(metadata: &'a Value) -> Self {
        let by_id = |value: &'a Value| {
            list(value)
                .map(|entry| (text(at(entry, "id")), entry))
                .collect()
        };
        Self {
            packages: by_id(at(metadata, "packages")),
            nodes: by_id(at(at(metadata, "resolve"), "nodes")),
            own: list(at(metadata, "workspace_members")).map(text).collect(),
        }
    }

    /// The names of the workspace's crates and of all that they lead to, along each dependency that is followed:
    /// from whom, to whom, and of which kind it is (null, `dev` or `build`).
    pub(crate) fn reached(&self, follow: impl Fn(&str, &str, &Value) -> bool) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.own.iter().copied().collect();
        while let Some(id) = open.pop() {
            if !reached.insert(id) {
                continue;
            }
            for dependency in self.dependencies(id) {
                let other = text(at(dependency, "pkg"));
                let mut kinds = list(at(dependency, "dep_kinds")).map(|kind| at(kind, "kind"));
                if kinds.any(|kind| follow(id, other, kind)) {
                    open.push(other);
                }
            }
        }
        reached.into_iter().map(|id| self.name(id)).collect()
    }

    pub(crate) fn dependencies(&self, id: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
        list(at(of(&self.nodes, id), "deps"))
    }

    pub(crate) fn name(&self, id: &str) -> &'a str {
        text(at(of(&self.packages, id), "name"))
    }
}

/// What a key holds; null where it is not there.
pub(crate) fn at<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or(&Value::Null)
}

/// The entry of an id.
pub(crate) fn of<'a>(entries: &BTreeMap<&str, &'a Value>, id: &str) -> &'a Value {
    entries.get(id).copied().unwrap_or(&Value::Null)
}

pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
