//! The tests in the pages of all built-in rules: recorded host, real collectors, real plugin, and the
//! policy of a shop that exists in tests only, which the manifests of the plugins name.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test reads files, and stops where something is not as it must be"
)]

#[path = "../program/mod.rs"]
mod program;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use muster_specs::{CERTIFICATES, Expectation, Fixtures, Page};
use program::{muster, read, repository};

/// The folder of `plugins/` that is not a plugin.
const SDK: &str = "sdk";

#[test]
fn every_case_in_every_page_holds() {
    for plugin in plugins() {
        let name = plugin.file_name().expect("a folder has a name");
        let pages = with_extension(&plugin.join("src/rules"), "md");
        assert!(!pages.is_empty(), "{} has no page", plugin.display());
        let arguments = ["plugin".into(), "test".into(), name.to_owned()]
            .into_iter()
            .chain(pages.iter().map(|page| page.clone().into_os_string()));
        let run = muster(arguments);
        // What the program counts is what the folder holds: no page and no case is left out.
        let fixtures = fixtures(&plugin);
        let (mut cases, mut checks) = (0, 0);
        for page in &pages {
            let page = parse(page, &fixtures);
            cases += page.cases.len();
            let expected = page.cases.iter().flat_map(|case| &case.expected);
            checks += expected.map(Expectation::checks).sum::<usize>();
        }
        let counts = format!("{cases} passed, 0 failed; {checks} checks, ");
        assert!(run.stdout.starts_with(&counts), "{counts}\n{}", run.stdout);
        run.exits(0);
    }
}

#[test]
fn every_fixture_is_used() {
    for plugin in plugins() {
        let fixtures = fixtures(&plugin);
        let used: BTreeSet<String> = with_extension(&plugin.join("src/rules"), "md")
            .iter()
            .flat_map(|page| parse(page, &fixtures).fixtures)
            .collect();
        let unused = fixtures.unused(&used);
        assert!(unused.is_empty(), "{}: {unused:?}", plugin.display());
    }
}

fn parse(page: &Path, fixtures: &Fixtures) -> Page {
    Page::parse(&read(page), fixtures).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// The folders of all plugins that come with Muster.
fn plugins() -> Vec<PathBuf> {
    let mut plugins = entries(&repository().join("plugins"));
    plugins.retain(|plugin| !plugin.ends_with(SDK));
    assert!(!plugins.is_empty(), "there are no plugins");
    plugins
}

/// What the pages of a plugin have in common.
fn fixtures(plugin: &Path) -> Fixtures {
    let folder = plugin.join("fixtures");
    let certificates = folder.join(CERTIFICATES);
    let files = [&folder, &certificates]
        .into_iter()
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| entries(folder))
        .filter(|file| file.is_file());
    files
        .map(|file| {
            let name = file.strip_prefix(&folder).expect("it is in the folder");
            let name = name.to_str().expect("the name is text").to_owned();
            (name, read(&file))
        })
        .collect()
}

fn with_extension(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut paths = entries(folder);
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the repository has the folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    paths.sort();
    paths
}
