//! `repo/example-has-real-secret`

use muster_sdk::env::{self, Key};
use muster_sdk::git::{self, Gap, TrackedEnvFile};
use muster_sdk::{Finding, Outcome, Source};

use crate::work_tree::in_each;

muster_sdk::rule! {
    id: "repo/example-has-real-secret",
    severity: High,
    precision: VeryHigh,
    tags: ["repository", "secrets"],
    documentation: "example_has_real_secret.md",
    check: check,
}

/// A secret that the host uses.
struct Used {
    path: String,
    name: String,
    equality: u32,
    source: Source,
}

fn check() -> Outcome {
    let files = git::tracked_env_files()?;
    in_each(
        &[Gap::PART_CONTENTS],
        |tree| {
            let own = files.iter().filter(|file| file.root == tree.root);
            let templates: Vec<_> = own
                .filter(|file| file.kind == TrackedEnvFile::KIND_TEMPLATE)
                .collect();
            if templates.is_empty() {
                return Ok(Vec::new());
            }
            let used = used()?;
            let findings = templates.into_iter().flat_map(|file| findings(file, &used));
            Ok(findings.collect())
        },
        |tree| {
            format!(
                "No example that git tracks in {} has a secret that the host uses.",
                tree.root
            )
        },
    )
}

/// The secrets of the environment files, whose values nobody can guess.
fn used() -> Result<Vec<Used>, muster_sdk::NotEvaluated> {
    let mut used = Vec::new();
    for file in env::files()? {
        let keys = env::keys(&file.path)?;
        let secret = keys
            .into_iter()
            .filter(|key| key.secret && key.status == Key::STATUS_SET);
        used.extend(secret.filter_map(|key| {
            Some(Used {
                path: file.path.clone(),
                name: key.name,
                equality: key.equality?,
                source: key.source,
            })
        }));
    }
    Ok(used)
}

fn findings(file: &TrackedEnvFile, used: &[Used]) -> Vec<Finding> {
    let path = format!("{}/{}", file.root, file.path);
    // A project may bind an example on purpose; it is not a copy of itself.
    let others = || used.iter().filter(|used| used.path != path);
    let mut findings = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for key in &file.keys {
        let same = others().find(|used| Some(used.equality) == key.equality);
        let Some(same) = same.filter(|_| !seen.contains(&key.name.as_str())) else {
            continue;
        };
        seen.push(&key.name);
        findings.push(
            Finding::fail(
                format!("{path}#{}", key.name),
                format!("{} in {path}, which git tracks, has the same value as {} in {}.", key.name, same.name, same.path),
            )
            .observed(format!("the value of {}", same.name))
            .required("a placeholder")
            .fix(format!(
                "Replace the secret in {} with a new one, since everyone who has a clone has this one; then write a \
                 placeholder such as `<secret>` to {path} and commit that",
                same.path
            ))
            .at(key.source.clone(), "has a secret that is used")
            .at(same.source.clone(), "uses it")
            .of_file(&path),
        );
    }
    findings
}
