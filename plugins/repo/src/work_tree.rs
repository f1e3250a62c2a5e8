//! The work trees that all rules are about, and what of them is not known.

use muster_sdk::git::{self, Gap, WorkTree};
use muster_sdk::{Finding, NotEvaluated, Outcome};

/// What a rule is about where there is no repository.
const REPOSITORY: &str = "repository";

/// What a rule finds in each work tree. A work tree in which nothing is wrong passes with the sentence that
/// `pass` makes, unless one of the parts that the rule looks at is not known: that is an error beside
/// what is wrong with the rest.
pub(crate) fn in_each(
    parts: &[&str],
    wrong: impl Fn(&WorkTree) -> Result<Vec<Finding>, NotEvaluated>,
    pass: impl Fn(&WorkTree) -> String,
) -> Outcome {
    let trees = git::work_trees()?;
    let gaps = git::gaps()?;
    if trees.is_empty() {
        return Ok(vec![Finding::not_applicable(
            REPOSITORY,
            "No Compose project on this host is in a git work tree, and the policy names none \
             (`repositories` under [targets]).",
        )]);
    }
    let mut findings = Vec::new();
    for tree in &trees {
        let root = &tree.root;
        let found = wrong(tree)?;
        let is_pass = found.is_empty();
        findings.extend(found);
        let mut unknown = gaps.iter().filter(|gap| {
            gap.root == *root
                && (gap.part == Gap::PART_REPOSITORY || parts.contains(&gap.part.as_str()))
        });
        if let Some(gap) = unknown.next() {
            let more = match unknown.count() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            findings.push(
                Finding::error(root, format!("{}{more}", gap.reason))
                    .at(gap.source.clone(), "the repository"),
            );
        } else if is_pass {
            findings
                .push(Finding::pass(root, pass(tree)).at(tree.source.clone(), "the repository"));
        }
    }
    Ok(findings)
}
