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
