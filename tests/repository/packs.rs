//! The policies that the documentation shows are policies.

use std::process::Command;

use crate::file;

/// Pages that show how to write a policy of one's own.
const PAGES: [&str; 2] = ["README.md", "docs/packs.md"];

#[test]
fn the_project_file_that_each_page_begins_with_is_accepted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for page in PAGES {
        let text = file::read(page);
        let example = text
            .split("```toml\n")
            .skip(1)
            .filter_map(|rest| rest.split_once("```"))
            .map(|(example, _)| example)
            .find(|example| example.contains("extends = "))
            .unwrap_or_else(|| panic!("{page} shows no project file"));
        let policy = folder.path().join("muster.toml");
        std::fs::write(&policy, example).expect("the folder is ours");
        let run = Command::new(env!("CARGO_BIN_EXE_muster"))
            .args(["rules", "--no-cache", "--policy"])
            .arg(&policy)
            .output()
            .expect("the program starts");
        assert!(
            run.status.success(),
            "{page}: {}",
            String::from_utf8_lossy(&run.stderr)
        );
    }
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
