//! `config/root-path`

use muster_sdk::login::{self, PathDirectory};
use muster_sdk::{Finding, Outcome, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Whether a directory that does not exist is fine: whoever can make it decides what root runs.
        may_be_missing: bool = true,
    }
}

muster_sdk::rule! {
    id: "config/root-path",
    severity: Medium,
    precision: High,
    tags: ["configuration", "login"],
    documentation: "root_path.md",
    parameters: Parameters,
    check: check,
}

/// Bits that let others than the owner write.
const WRITABLE: u32 = 0o022;

fn check(parameters: Parameters) -> Outcome {
    let directories = login::root_path()?;
    let mut findings: Vec<Finding> = Vec::new();
    for source in login::unknown_path()? {
        let subject = format!("PATH/{}", source.name);
        if !findings.iter().any(|known| known.subject() == subject) {
            findings.push(
                Finding::error(
                    subject,
                    "Some directories of root's PATH are known only when root logs in.",
                )
                .at(source, "sets it"),
            );
        }
    }
    if directories.is_empty() && findings.is_empty() {
        return Ok(vec![Finding::pass(
            "PATH",
            "Nothing sets root's PATH, so it is the one that programs are built with.",
        )]);
    }
    findings.extend(directories.iter().filter_map(|one| judge(one, &parameters)));
    if findings.is_empty() {
        let written: Vec<&str> = directories.iter().map(|one| one.written.as_str()).collect();
        return Ok(vec![
            Finding::pass(
                "PATH",
                "Only root can change what is in the directories of its PATH.",
            )
            .observed(written.join(":")),
        ]);
    }
    Ok(findings)
}

fn judge(one: &PathDirectory, parameters: &Parameters) -> Option<Finding> {
    let path = one.written.as_str();
    let word = shell_word(path);
    let (subject, message, fix) = match one.state.as_str() {
        PathDirectory::STATE_RELATIVE => (
            match path {
                "" => "PATH/(empty)".to_owned(),
                path => format!("PATH/{path}"),
            },
            "Root's PATH has a directory that depends on root's current directory.".to_owned(),
            format!("Take it out of PATH in {}", one.source.location()),
        ),
        PathDirectory::STATE_MISSING if parameters.may_be_missing => return None,
        PathDirectory::STATE_MISSING => (
            path.to_owned(),
            format!("{path} is in root's PATH but does not exist."),
            format!(
                "Take it out of PATH in {}, or run `mkdir {word}`",
                one.source.location()
            ),
        ),
        PathDirectory::STATE_NOT_A_DIRECTORY => (
            path.to_owned(),
            format!("{path} is in root's PATH but is not a directory."),
            format!("Take it out of PATH in {}", one.source.location()),
        ),
        _ if one.uid != 0 => (
            path.to_owned(),
            format!(
                "{path} is in root's PATH but belongs to the account with UID {}.",
                one.uid
            ),
            format!("Run `chown root {word}`"),
        ),
        _ if one.mode & WRITABLE != 0 => (
            path.to_owned(),
            format!(
                "Accounts other than root can put programs into {path}, which is in root's PATH."
            ),
            format!("Run `chmod go-w {word}`"),
        ),
        _ => return None,
    };
    let observed = match one.state.as_str() {
        PathDirectory::STATE_DIRECTORY => format!("{:04o}, owner {}", one.mode, one.uid),
        state => state.to_owned(),
    };
    Some(
        Finding::fail(subject, message)
            .observed(observed)
            .required("a directory that only root writes to")
            .at(one.source.clone(), "has it in PATH")
            .fix(fix),
    )
}
