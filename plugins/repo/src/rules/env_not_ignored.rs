//! `repo/env-not-ignored`

use muster_sdk::git::{self, EnvPath, Gap};
use muster_sdk::{Finding, NotEvaluated, Outcome, shell_word};

use crate::names::is_listed;
use crate::work_tree::in_each;

muster_sdk::parameters! {
    struct Parameters {
        /// Files that need not be ignored, by name or by their path from the top: those whose values are
        /// made up.
        allowed: Vec<String> = [".env.ci", ".env.dev", ".env.development", ".env.test", ".env.testing"],
        /// Whether a file that could be there has to be ignored as well: `.env` beside the Compose file,
        /// and those that the project binds.
        even_missing: bool = false,
    }
}

muster_sdk::rule! {
    id: "repo/env-not-ignored",
    severity: Medium,
    precision: VeryHigh,
    tags: ["repository", "secrets", "checklist"],
    documentation: "env_not_ignored.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let paths = git::env_paths()?;
    in_each(
        &[Gap::PART_ENV_PATHS, Gap::PART_CONTENTS],
        |tree| {
            let own = paths.iter().filter(|path| path.root == tree.root);
            let mut findings = Vec::new();
            for path in own.filter(|path| !path.tracked && !path.ignored) {
                let is_there = match path.state.as_str() {
                    EnvPath::STATE_FILE => true,
                    // Git would keep where a link leads, and not what is there.
                    EnvPath::STATE_LINK | EnvPath::STATE_MISSING => false,
                    other => {
                        return Err(NotEvaluated::because(format!("{} is {other}", path.path)));
                    }
                };
                if (is_there || parameters.even_missing)
                    && !is_listed(&path.path, &parameters.allowed)
                {
                    findings.push(finding(path, is_there));
                }
            }
            Ok(findings)
        },
        |tree| {
            format!(
                "Git ignores every environment file of {} that it does not track.",
                tree.root
            )
        },
    )
}

fn finding(path: &EnvPath, is_there: bool) -> Finding {
    let subject = format!("{}/{}", path.root, path.path);
    let verb = if is_there { "adds" } else { "would add" };
    let fix = match &path.decided_by {
        Some(rule) => format!(
            "Remove the line {} from {}",
            rule.line.unwrap_or_default(),
            rule.name
        ),
        None => {
            let pattern = format!("/{}", path.path);
            let file = format!("{}/.gitignore", path.root);
            format!(
                "Run `echo {} >> {}`, and commit that",
                shell_word(&pattern),
                shell_word(&file)
            )
        }
    };
    Finding::fail(
        &subject,
        format!("The repository does not ignore {subject}, so the next `git add .` {verb} it."),
    )
    .observed("not ignored")
    .required("ignored")
    .fix(fix)
    .at(path.source.clone(), "is not ignored")
    .at_if(path.decided_by.clone(), "lets it in")
    .of_file(&subject)
}
