//! `repo/env-committed`

use muster_sdk::git::{self, Gap, TrackedEnvFile};
use muster_sdk::{Finding, Outcome, shell_word};

use crate::names::{is_in_directory, is_listed, some_of};
use crate::work_tree::in_each;

muster_sdk::parameters! {
    struct Parameters {
        /// Files that git may keep, by name or by their path from the top: those whose values are made up.
        allowed: Vec<String> = [".env.ci", ".env.dev", ".env.development", ".env.test", ".env.testing"],
        /// Directories whose files are taken for made up.
        test_directories: Vec<String> = [
            "__tests__", "doc", "docs", "e2e", "example", "examples", "fixtures", "spec", "test", "testdata", "tests",
        ],
        /// Whether git may keep a file without secrets, such as one that only names versions of images.
        allow_without_secrets: bool = true,
    }
}

muster_sdk::rule! {
    id: "repo/env-committed",
    severity: Critical,
    precision: High,
    tags: ["repository", "secrets", "checklist"],
    documentation: "env_committed.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let files = git::tracked_env_files()?;
    in_each(
        &[Gap::PART_CONTENTS],
        |tree| {
            let own = files.iter().filter(|file| file.root == tree.root);
            let environment = own.filter(|file| file.kind == TrackedEnvFile::KIND_ENVIRONMENT);
            let wrong = environment
                .filter(|file| !file.encrypted && !is_listed(&file.path, &parameters.allowed))
                .filter(|file| !is_in_directory(&file.path, &parameters.test_directories))
                .filter(|file| !file.keys.is_empty() || !parameters.allow_without_secrets);
            Ok(wrong.map(finding).collect())
        },
        |tree| {
            format!(
                "Git tracks no environment file with secrets in {}.",
                tree.root
            )
        },
    )
}

fn finding(file: &TrackedEnvFile) -> Finding {
    let path = format!("{}/{}", file.root, file.path);
    let keys: Vec<&str> = file.keys.iter().map(|key| key.name.as_str()).collect();
    let (clause, observed) = match keys.as_slice() {
        [] => (String::new(), "tracked".to_owned()),
        [key] => (
            format!(", in which {key} is a secret"),
            "tracked, with 1 secret".to_owned(),
        ),
        keys => (
            format!(", in which {} are secrets", some_of(keys)),
            format!("tracked, with {} secrets", keys.len()),
        ),
    };
    let place = file.keys.first().map_or(&file.source, |key| &key.source);
    Finding::fail(&path, format!("Git tracks {path}{clause}."))
        .observed(observed)
        .required("not tracked")
        .fix(fix(file, !keys.is_empty()))
        .at(place.clone(), "is tracked")
        .of_file(&path)
}

fn fix(file: &TrackedEnvFile, has_secrets: bool) -> String {
    let root = shell_word(&file.root);
    let path = shell_word(&file.path);
    // A place in the commit alone is one that is already taken out.
    let in_index = file
        .tracked_in
        .iter()
        .any(|place| place == TrackedEnvFile::TRACKED_IN_INDEX);
    let removal = if in_index {
        format!("`git -C {root} rm --cached {path}`, add it to .gitignore, and commit that")
    } else {
        format!("`git -C {root} commit`: it is already taken out of the index")
    };
    if has_secrets {
        format!("Run {removal}; then replace the secrets, which stay in the history of every clone")
    } else {
        format!("Run {removal}")
    }
}
