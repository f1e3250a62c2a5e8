//! The policies that the documentation shows are policies.

use std::process::Command;

use crate::file;

/// Where pages are that show what to write.
const PAGES: [&str; 3] = ["README.md", "CONTRIBUTING.md", "docs"];

/// How the blocks begin or go on that are no policy: recordings, attestations and manifests of cargo.
const OTHERS: [&str; 4] = ["[[file]]", "[[command]]", "[[attestation]]", "[package]"];

/// Every page below these paths.
fn pages() -> Vec<String> {
    let mut pending: Vec<String> = PAGES.map(str::to_owned).to_vec();
    let mut pages = Vec::new();
    while let Some(path) = pending.pop() {
        if file::path(&path).is_dir() {
            let names = file::entries(&path);
            pending.extend(names.iter().map(|name| format!("{path}/{name}")));
        } else if path.ends_with(".md") {
            pages.push(path);
        }
    }
    pages
}

/// The blocks of TOML in a page, each with its line.
fn blocks(page: &str) -> Vec<(usize, &str)> {
    const FENCE: &str = "\n```toml\n";
    let found = page.match_indices(FENCE).filter_map(|(at, fence)| {
        let (before, block) = (page.get(..at)?, page.get(at + fence.len()..)?);
        let (block, _) = block.split_once("```")?;
        Some((before.lines().count() + 2, block))
    });
    found.collect()
}

#[test]
fn every_policy_that_a_page_shows_is_accepted_as_it_is_or_behind_a_line_that_extends_a_pack() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut policies = 0;
    for page in pages() {
        let text = file::read(&page);
        for (line, block) in blocks(&text) {
            // What a plugin needs is not there.
            if OTHERS.iter().any(|other| block.contains(other)) || block.contains("[plugins.") {
                continue;
            }
            let extends = match block.contains("extends = ") {
                true => "",
                false => "extends = [\"server\"]\n",
            };
            let policy = folder.path().join("muster.toml");
            std::fs::write(&policy, format!("{extends}{block}")).expect("the folder is ours");
            std::fs::write(folder.path().join("attestations.toml"), "")
                .expect("the folder is ours");
            let run = Command::new(env!("CARGO_BIN_EXE_muster"))
                .args(["rules", "--policy"])
                .arg(&policy)
                .env("XDG_CACHE_HOME", folder.path().join("cache"))
                .output()
                .expect("the program starts");
            assert!(
                run.status.success(),
                "{page}:{line}: {}",
                String::from_utf8_lossy(&run.stderr)
            );
            policies += 1;
        }
    }
    assert!(policies >= 18, "only {policies} policies");
}

/// Where the words of the project of `vps-production` may be: the pack, the hosts that it was recorded on, and
/// the tests about those.
const PROJECT: [&str; 9] = [
    "policies/vps-production.toml",
    "tests/alerts",
    "tests/e2e",
    "tests/hosts/checklist-1",
    "tests/hosts/checklist-broken",
    "tests/hosts/image-1",
    "tests/hosts/unprivileged",
    "tests/hosts/web-1",
    "tests/hosts/web-2",
];

#[test]
fn the_product_knows_no_project() {
    // Halves, so that they are not found here.
    let words = [
        ("clea", "ning"),
        ("ORDER_", "STORAGE"),
        ("ORDER_", "UPLOAD"),
        ("DEPOSITS_", "ENABLED"),
        ("JOB_", "RUNNER"),
        ("CLIENT_", "PORTAL"),
        ("WORKER_", "PORTAL"),
    ]
    .map(|(one, two)| [one, two].concat().to_lowercase());
    let mut folders: Vec<String> = [
        "benches", "docs", "examples", "fuzz", "host", "plugins", "policies", "tests", "wit",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut found = Vec::new();
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for name in file::entries(&folder) {
            let path = format!("{folder}/{name}");
            if PROJECT.contains(&path.as_str()) || name == "target" || name == "seeds" {
                continue;
            }
            if file::path(&path).is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(file::path(&path)) {
                read += 1;
                let text = text.to_lowercase();
                let words = words.iter().filter(|word| text.contains(word.as_str()));
                found.extend(words.map(|word| format!("{path}: {word}")));
            }
        }
    }
    assert!(read > 500, "only {read} files");
    assert!(found.is_empty(), "{found:#?}");
}
