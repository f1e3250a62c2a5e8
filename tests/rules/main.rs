//! The tests in the pages of all built-in rules: recorded host, real collectors, real plugin, the
//! default policy.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test reads files, and stops where something is not as it must be"
)]

#[path = "../program/mod.rs"]
mod program;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use program::muster;

#[test]
fn every_case_in_every_page_holds() {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let mut tested = 0;
    for plugin in entries(&plugins) {
        let rules = plugin.join("src/rules");
        if !rules.is_dir() {
            continue;
        }
        let pages = entries(&rules)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "md"));
        let name = plugin.file_name().expect("a folder has a name").to_owned();
        let arguments: Vec<OsString> = ["plugin".into(), "test".into(), name]
            .into_iter()
            .chain(pages.map(PathBuf::into_os_string))
            .collect();
        let run = muster(&arguments);
        assert!(run.stdout.contains(" passed, 0 failed; "), "{}", run.stdout);
        run.exits(0);
        tested += 1;
    }
    assert!(tested >= 3, "only {tested} plugins have rules");
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the repository has the folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    paths.sort();
    paths
}
