//! `repo/env-in-history`

use muster_sdk::git::{self, Gap, HistoryHit};
use muster_sdk::{Finding, Outcome, shell_word};

use crate::names::{is_in_directory, is_listed, some_of};
use crate::work_tree::in_each;

muster_sdk::parameters! {
    struct Parameters {
        /// Files that the history may hold, by name or by their path from the top: those whose secrets were
        /// replaced since, or never real.
        allowed: Vec<String> = [".env.ci", ".env.dev", ".env.development", ".env.test", ".env.testing"],
        /// Directories whose files are taken for made up.
        test_directories: Vec<String> = [
            "__tests__", "doc", "docs", "e2e", "example", "examples", "fixtures", "spec", "test", "testdata", "tests",
        ],
    }
}

muster_sdk::rule! {
    id: "repo/env-in-history",
    severity: High,
    precision: High,
    tags: ["repository", "secrets", "checklist"],
    documentation: "env_in_history.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let hits = git::history_hits()?;
    let histories = git::histories()?;
    in_each(
        &[Gap::PART_HISTORY],
        |tree| {
            let own = hits.iter().filter(|hit| hit.root == tree.root);
            let wrong = own.filter(|hit| {
                !is_listed(&hit.path, &parameters.allowed)
                    && !is_in_directory(&hit.path, &parameters.test_directories)
            });
            let mut findings: Vec<Finding> = wrong.map(finding).collect();
            let history = histories.iter().find(|history| history.root == tree.root);
            if let Some(cut) = history.and_then(|history| history.cut.as_deref()) {
                let reason = format!("Not all of the history was looked at: {cut}.");
                findings.push(
                    Finding::error(&tree.root, reason).at(tree.source.clone(), "the repository"),
                );
            }
            Ok(findings)
        },
        |tree| {
            let history = histories.iter().find(|history| history.root == tree.root);
            let commits = history.map_or(0, |history| history.commits);
            let shallow = if tree.shallow { " that are here" } else { "" };
            format!("None of the {commits} commits{shallow} has an environment file with secrets.")
        },
    )
}

fn finding(hit: &HistoryHit) -> Finding {
    let path = format!("{}/{}", hit.root, hit.path);
    let keys: Vec<&str> = hit.keys.iter().map(String::as_str).collect();
    let commit = short(&hit.commit);
    Finding::fail(
        &path,
        format!(
            "The commit {commit} has {}, in which {} {}.",
            hit.path,
            some_of(&keys),
            if keys.len() == 1 { "is a secret" } else { "are secrets" }
        ),
    )
    .observed(format!("in the history, with {} secrets", keys.len()))
    .required("in no commit")
    .fix(format!(
        "Replace the secrets: whoever has a clone has them. Then list the file in the rule's parameter `allowed`, or \
         take it out of the history with `git filter-repo --invert-paths --path {}`",
        shell_word(&hit.path)
    ))
    .at(hit.source.clone(), "was tracked")
    .of_file(&path)
}

/// As git shortens ids.
fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
