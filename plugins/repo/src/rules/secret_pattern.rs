//! `repo/secret-pattern`

use muster_sdk::git::{self, Gap, SecretMatch};
use muster_sdk::{ByName, Finding, Outcome};

use crate::names::{is_in_directory, is_listed, is_text_or_test};
use crate::work_tree::in_each;

muster_sdk::parameters! {
    struct Parameters {
        /// Files that may hold such lines, by name or by their path from the top.
        allowed: Vec<String> = [],
        /// Directories in which tokens and passwords that anybody can make are taken for made up; the
        /// tokens of a vendor never are.
        test_directories: Vec<String> = [
            "__tests__", "doc", "docs", "e2e", "example", "examples", "fixtures", "spec", "test", "testdata", "tests",
        ],
    }
}

muster_sdk::rule! {
    id: "repo/secret-pattern",
    severity: High,
    precision: High,
    tags: ["repository", "secrets", "checklist"],
    documentation: "secret_pattern.md",
    parameters: Parameters,
    check: check,
}

/// Kinds that another rule is about.
const KEYS: [&str; 2] = [
    SecretMatch::KIND_PRIVATE_KEY,
    SecretMatch::KIND_ENCRYPTED_PRIVATE_KEY,
];

/// Kinds that need no vendor, and so are easily made up.
const EASILY_MADE_UP: [&str; 2] = [SecretMatch::KIND_JWT, SecretMatch::KIND_URL_PASSWORD];

/// Lines of one file that are shown.
const MOST_PLACES: usize = 5;

fn check(parameters: Parameters) -> Outcome {
    let matches = git::secret_matches()?;
    in_each(
        &[Gap::PART_CONTENTS],
        |tree| {
            let mut files: ByName<Vec<&SecretMatch>> = ByName::default();
            for found in matches.iter().filter(|found| found.root == tree.root) {
                let kind = found.kind.as_str();
                let made_up = EASILY_MADE_UP.contains(&kind)
                    && (is_text_or_test(&found.path)
                        || is_in_directory(&found.path, &parameters.test_directories));
                if !KEYS.contains(&kind) && !made_up && !is_listed(&found.path, &parameters.allowed)
                {
                    files
                        .get_or_insert_with(found.path.clone(), Vec::new)
                        .push(found);
                }
            }
            Ok(files
                .into_iter()
                .map(|(path, found)| finding(&tree.root, &path, &found))
                .collect())
        },
        |tree| {
            format!(
                "No line that git tracks in {} looks like a secret.",
                tree.root
            )
        },
    )
}

fn finding(root: &str, path: &str, found: &[&SecretMatch]) -> Finding {
    let subject = format!("{root}/{path}");
    let mut kinds: Vec<&str> = found.iter().map(|found| called(&found.kind)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let lines = match found.len() {
        1 => "a line".to_owned(),
        lines => format!("{lines} lines"),
    };
    let mut finding = Finding::fail(
        &subject,
        format!("Git tracks {subject}, in which {lines} {} {}.", if found.len() == 1 { "holds" } else { "hold" }, kinds.join(" and ")),
    )
    .observed(kinds.join(", "))
    .required("no secret")
    .fix(
        "Revoke it where it was made, since it stays in the history of every clone; let the program read the new one \
         from its environment file, and commit that",
    );
    for one in found.iter().take(MOST_PLACES) {
        finding = finding.at(one.source.clone(), "looks like a secret");
    }
    finding.of_file(&subject)
}

fn called(kind: &str) -> &str {
    match kind {
        SecretMatch::KIND_AGE_KEY => "a key of age",
        SecretMatch::KIND_ANTHROPIC => "a key of Anthropic",
        SecretMatch::KIND_AWS => "an access key of AWS",
        SecretMatch::KIND_CLOUDFLARE => "a token of Cloudflare",
        SecretMatch::KIND_DIGITALOCEAN => "a token of DigitalOcean",
        SecretMatch::KIND_DOCKER_HUB => "a token of Docker Hub",
        SecretMatch::KIND_GITHUB => "a token of GitHub",
        SecretMatch::KIND_GITLAB => "a token of GitLab",
        SecretMatch::KIND_JWT => "a signed token (JWT)",
        SecretMatch::KIND_NPM => "a token of npm",
        SecretMatch::KIND_OPENAI => "a key of OpenAI",
        SecretMatch::KIND_PYPI => "a token of PyPI",
        SecretMatch::KIND_SENDGRID => "a key of SendGrid",
        SecretMatch::KIND_SLACK => "a token of Slack",
        SecretMatch::KIND_STRIPE => "a key of Stripe",
        SecretMatch::KIND_URL_PASSWORD => "an address with a password",
        other => other,
    }
}
