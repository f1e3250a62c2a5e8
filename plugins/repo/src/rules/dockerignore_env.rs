//! `repo/dockerignore-env`

use muster_sdk::builds::{self, BuildContext, ContextFile};
use muster_sdk::compose::{self, Gap};
use muster_sdk::{Finding, NotEvaluated, Outcome, pass_unless};

use crate::names::is_listed;

muster_sdk::parameters! {
    struct Parameters {
        /// Files that may be in an image, by name or by their path from the top of the context: those whose values
        /// are made up, or for everybody.
        allowed: Vec<String> = [".env.ci", ".env.dev", ".env.development", ".env.test", ".env.testing"],
    }
}

muster_sdk::rule! {
    id: "repo/dockerignore-env",
    severity: Medium,
    precision: High,
    tags: ["repository", "docker", "secrets"],
    explained_by: [Place("compose/file-valid")],
    documentation: "dockerignore_env.md",
    parameters: Parameters,
    check: check,
}

/// What the rule is about where nothing is built.
const SUBJECT: &str = "compose/build";

fn check(parameters: Parameters) -> Outcome {
    let contexts = builds::contexts()?;
    let files = builds::files()?;
    let mut findings = unknown_services(&compose::gaps()?);
    for context in &contexts {
        let own = files.iter().filter(|file| file.service == context.service);
        let own = own.filter(|file| !is_listed(&file.path, &parameters.allowed));
        let mut found = Vec::new();
        for file in own.filter(|file| !file.ignored) {
            found.extend(judge(context, file)?);
        }
        let state = judge_context(context)?;
        let is_right = found.is_empty() && state.is_none();
        findings.extend(found);
        findings.extend(state);
        findings.extend(is_right.then(|| pass(context)));
    }
    Ok(pass_unless(findings, || {
        Finding::not_applicable(SUBJECT, "No service of the Compose project is built here.")
    }))
}

fn subject(context: &BuildContext) -> String {
    format!("compose/{}/build", context.service)
}

fn pass(context: &BuildContext) -> Finding {
    let message = format!(
        "The image of '{}' contains no environment file or private key from its build context.",
        context.service
    );
    Finding::pass(subject(context), message).at(context.source.clone(), "builds it")
}

/// What is to be said of a context in which nothing is wrong; nothing where all of it is known.
fn judge_context(context: &BuildContext) -> Result<Option<Finding>, NotEvaluated> {
    let reason = context.reason.as_deref().unwrap_or_default();
    let finding = match context.state.as_str() {
        BuildContext::STATE_READ => return Ok(None),
        BuildContext::STATE_MISSING | BuildContext::STATE_REMOTE => Finding::not_applicable(
            subject(context),
            format!("'{}' is built elsewhere: {reason}.", context.service),
        ),
        BuildContext::STATE_UNKNOWN => Finding::error(
            subject(context),
            format!(
                "It is not known what the image of '{}' contains: {reason}.",
                context.service
            ),
        ),
        other => {
            return Err(NotEvaluated::because(format!(
                "'{other}' is not a known state of a build context"
            )));
        }
    };
    Ok(Some(finding.at(context.source.clone(), "builds it")))
}

/// What is wrong with a file that is in the context.
fn judge(context: &BuildContext, file: &ContextFile) -> Result<Option<Finding>, NotEvaluated> {
    let service = &context.service;
    let path = &file.path;
    let subject = format!("{}/{path}", subject(context));
    let what = match file.kind.as_str() {
        ContextFile::KIND_ENVIRONMENT => "an environment file",
        ContextFile::KIND_PRIVATE_KEY => "a private key",
        other => {
            return Err(NotEvaluated::because(format!(
                "'{other}' is not a known kind of file"
            )));
        }
    };
    let finding = match file.copied.as_str() {
        ContextFile::COPIED_NO => return Ok(None),
        ContextFile::COPIED_UNKNOWN => Finding::error(
            subject,
            format!(
                "It is not known whether the image of '{service}' contains {path}, {what}: a variable says what is copied."
            ),
        ),
        ContextFile::COPIED_YES => {
            let ignore = context.ignore_file.clone().unwrap_or_else(|| {
                format!(
                    "{}/.dockerignore",
                    context.directory.as_deref().unwrap_or_default()
                )
            });
            Finding::fail(
                subject,
                format!(
                    "The image of '{service}' contains {path}, {what}: anyone who has the image can read it, even if a \
                     later step deletes it."
                ),
            )
            .observed("copied")
            .required("left out")
            .fix(format!(
                "Write `{path}` on a line of {ignore}, rebuild the image, and change the secrets if anybody else \
                 has an older build"
            ))
        }
        other => {
            return Err(NotEvaluated::because(format!(
                "'{other}' does not say whether a file is copied"
            )));
        }
    };
    let finding = match &file.copied_by {
        Some(line) => finding.at(line.clone(), "copies it"),
        None => finding.at(context.source.clone(), "builds it"),
    };
    Ok(Some(finding.at(file.source.clone(), "is copied")))
}

/// An error where it is not known which services there are.
fn unknown_services(gaps: &[Gap]) -> Vec<Finding> {
    let whole = gaps
        .iter()
        .find(|gap| matches!(gap.part.as_str(), "include" | "extends"));
    let finding = whole.map(|gap| {
        let reason = format!(
            "It is not known what else the Compose project builds: {}.",
            gap.reason
        );
        Finding::error(SUBJECT, reason).at(gap.source.clone(), "is not known")
    });
    finding.into_iter().collect()
}
