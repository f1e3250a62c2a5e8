//! The crates of `host/` depend on those below them and on no others. docs/architecture.md draws
//! the same picture and says why.

use std::collections::BTreeSet;

use crate::file;

/// Each crate with the crates that it may depend on.
const ALLOWED: [(&str, &[&str]); 17] = [
    ("bundled", &[]),
    ("facts", &["names"]),
    ("headers", &[]),
    ("names", &[]),
    ("versions", &[]),
    ("http", &["facts"]),
    ("target", &["facts"]),
    ("collectors", &["facts", "names", "target", "versions"]),
    (
        "edge",
        &["collectors", "facts", "headers", "http", "target"],
    ),
    ("outcomes", &["facts"]),
    ("sandbox", &["facts", "outcomes"]),
    ("engine", &["facts", "outcomes", "sandbox"]),
    ("policy", &["facts", "names", "outcomes"]),
    ("report", &["facts", "outcomes", "policy"]),
    ("upload", &["facts", "http", "report"]),
    ("specs", &["outcomes", "target"]),
    (
        "cli",
        &[
            "bundled",
            "collectors",
            "edge",
            "engine",
            "facts",
            "http",
            "names",
            "outcomes",
            "policy",
            "report",
            "sandbox",
            "specs",
            "target",
            "upload",
        ],
    ),
];

#[test]
fn every_crate_depends_only_on_those_below_it() {
    let crates = file::entries("host");
    let known: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        crates.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        known,
        "the folders of host/ on the left, the crates that this test knows on the right"
    );
    for (name, allowed) in ALLOWED {
        for dependency in dependencies(&format!("host/{name}/Cargo.toml")) {
            assert!(
                allowed.contains(&dependency.as_str()),
                "host/{name} depends on host/{dependency}, which is not below it"
            );
        }
    }
}

/// The crates of `host/` and `plugins/` that a manifest names in `[dependencies]` and
/// `[build-dependencies]`.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = file::read(manifest);
    ["\n[dependencies]\n", "\n[build-dependencies]\n"]
        .into_iter()
        .filter_map(|heading| text.split_once(heading)?.1.split("\n[").next())
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("muster-"))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .map(str::to_owned)
        .collect()
}
