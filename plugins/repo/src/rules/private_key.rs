//! `repo/private-key`

use muster_sdk::git::{self, Gap, SecretMatch};
use muster_sdk::{Finding, Outcome, shell_word};

use crate::names::{is_in_directory, is_listed};
use crate::work_tree::in_each;

muster_sdk::parameters! {
    struct Parameters {
        /// Files that may hold a key, by name or by their path from the top.
        allowed: Vec<String> = [],
        /// Directories whose keys are taken for made up.
        test_directories: Vec<String> = [
            "__tests__", "doc", "docs", "e2e", "example", "examples", "fixtures", "spec", "test", "testdata", "tests",
        ],
    }
}

muster_sdk::rule! {
    id: "repo/private-key",
    severity: Critical,
    precision: High,
    tags: ["repository", "secrets"],
    documentation: "private_key.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let matches = git::secret_matches()?;
    in_each(
        &[Gap::PART_CONTENTS],
        |tree| {
            let mut findings: Vec<Finding> = Vec::new();
            let mut last = None;
            for found in matches.iter().filter(|found| found.root == tree.root) {
                let counts = found.kind == SecretMatch::KIND_PRIVATE_KEY
                    && !is_listed(&found.path, &parameters.allowed)
                    && !is_in_directory(&found.path, &parameters.test_directories);
                // Matches of one file stand together; the first one tells.
                if counts && last != Some(&found.path) {
                    last = Some(&found.path);
                    findings.push(finding(found));
                }
            }
            Ok(findings)
        },
        |tree| {
            format!(
                "Git tracks no private key without a passphrase in {}.",
                tree.root
            )
        },
    )
}

fn finding(found: &SecretMatch) -> Finding {
    let subject = format!("{}/{}", found.root, found.path);
    Finding::fail(
        &subject,
        format!("Git tracks {subject}, which holds a private key without a passphrase."),
    )
    .observed("a private key")
    .required("not tracked")
    .fix(format!(
        "Make a new key and replace this one wherever it is trusted; then run `git -C {} rm --cached {}` and commit that",
        shell_word(&found.root),
        shell_word(&found.path)
    ))
    .at(found.source.clone(), "the key")
    .of_file(&subject)
}
