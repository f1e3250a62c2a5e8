//! What cargo says about the workspace and all that it is built of.

use std::collections::BTreeMap;
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

/// The entries of a list, by their ids.
pub(crate) fn by_id(value: &Value) -> BTreeMap<&str, &Value> {
    list(value)
        .map(|entry| (text(at(entry, "id")), entry))
        .collect()
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
