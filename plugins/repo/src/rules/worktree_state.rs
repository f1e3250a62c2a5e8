//! `repo/worktree-state`

use muster_sdk::git::{self, Change, Condition, Gap, WorkTree};
use muster_sdk::{Finding, NotEvaluated, Outcome, shell_word};

use crate::names::some_of;
use crate::work_tree::in_each;

muster_sdk::parameters! {
    struct Parameters {
        /// Branches that may be checked out; any where the list is empty. A commit that a tag names, or that
        /// is checked out without a branch, may always be.
        branches: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "repo/worktree-state",
    severity: Low,
    precision: High,
    tags: ["repository", "checklist"],
    documentation: "worktree_state.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let conditions = git::conditions()?;
    in_each(
        &[Gap::PART_CONDITION],
        |tree| {
            let own = conditions
                .iter()
                .find(|condition| condition.root == tree.root);
            own.map_or(Ok(Vec::new()), |condition| {
                judge(tree, condition, &parameters)
            })
        },
        |tree| format!("{} is what others have as well.", tree.root),
    )
}

fn judge(
    tree: &WorkTree,
    condition: &Condition,
    parameters: &Parameters,
) -> Result<Vec<Finding>, NotEvaluated> {
    let root = shell_word(&tree.root);
    let mut clauses = Vec::new();
    let mut fixes = Vec::new();
    if condition.change_count > 0 {
        let mut paths = Vec::new();
        for change in &condition.changes {
            match change.what.as_str() {
                Change::WHAT_MODIFIED | Change::WHAT_DELETED | Change::WHAT_STAGED => {
                    paths.push(change.path.as_str())
                }
                other => return Err(NotEvaluated::because(format!("{} is {other}", change.path))),
            }
        }
        clauses.push(match condition.change_count {
            1 => format!("{} differs from the commit", some_of(&paths)),
            count => format!(
                "{count} files differ from the commit, such as {}",
                paths.first().copied().unwrap_or_default()
            ),
        });
        fixes.push(format!(
            "look at `git -C {root} diff HEAD`, and commit the changes where the project is developed or drop them \
             with `git -C {root} stash`"
        ));
    }
    match condition.published.as_str() {
        Condition::PUBLISHED_KNOWN | Condition::PUBLISHED_NO_REMOTE => {}
        Condition::PUBLISHED_UNPUSHED => {
            clauses.push("no branch of a remote has the commit that is checked out".to_owned());
            fixes.push(format!(
                "push it with `git -C {root} push`, or check out one that was reviewed"
            ));
        }
        Condition::PUBLISHED_UNKNOWN if clauses.is_empty() => {
            let reason = "Not all of the history is here, so it is not known whether a remote has the commit.";
            return Ok(vec![
                Finding::error(&tree.root, reason).at(tree.source.clone(), "the repository"),
            ]);
        }
        Condition::PUBLISHED_UNKNOWN => {}
        other => return Err(NotEvaluated::because(format!("the commit is {other}"))),
    }
    let branch = tree.branch.as_deref().filter(|_| condition.tags.is_empty());
    if let Some(branch) = branch
        && !parameters.branches.is_empty()
        && !parameters.branches.iter().any(|allowed| allowed == branch)
    {
        let wanted = parameters.branches.join(" or ");
        clauses.push(format!(
            "the branch {branch} is checked out in place of {wanted}"
        ));
        let first = parameters.branches.first().map_or("main", String::as_str);
        fixes.push(format!(
            "run `git -C {root} checkout {}`",
            shell_word(first)
        ));
    }
    if clauses.is_empty() {
        return Ok(Vec::new());
    }
    let message = format!("In {}, {}.", tree.root, clauses.join(", and "));
    Ok(vec![
        Finding::fail(&tree.root, message)
            .observed(format!(
                "{} changed files, {}",
                condition.change_count, condition.published
            ))
            .required("no changes, and a commit that a remote has")
            .fix(in_capitals(&fixes.join("; then ")))
            .at(tree.source.clone(), "the work tree")
            .of_file(&tree.root),
    ])
}

/// The text as a sentence begins.
fn in_capitals(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
