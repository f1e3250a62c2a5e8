//! `repo/remote-credentials`

use muster_sdk::git::{self, Gap, Remote};
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::work_tree::in_each;

muster_sdk::rule! {
    id: "repo/remote-credentials",
    severity: High,
    precision: VeryHigh,
    tags: ["repository", "secrets"],
    documentation: "remote_credentials.md",
    check: check,
}

fn check() -> Outcome {
    let remotes = git::remotes()?;
    in_each(
        &[Gap::PART_REMOTES],
        |tree| {
            let mut findings = Vec::new();
            for remote in remotes.iter().filter(|remote| remote.root == tree.root) {
                let what = match remote.credentials.as_str() {
                    Remote::CREDENTIALS_NONE | Remote::CREDENTIALS_USER => continue,
                    Remote::CREDENTIALS_PASSWORD => "a password",
                    Remote::CREDENTIALS_TOKEN => "a token",
                    Remote::CREDENTIALS_HEADER => "a header that logs in",
                    other => {
                        let reason = format!("'{other}' is not a known kind of credentials");
                        return Err(NotEvaluated::because(reason));
                    }
                };
                let subject = format!("{}#{}", remote.root, remote.key);
                // Two addresses can have the same key once what is secret of it is left out.
                let is_known = findings.iter().any(|(known, _)| *known == subject);
                if !is_known {
                    let finding = finding(&subject, remote, what);
                    findings.push((subject, finding));
                }
            }
            Ok(findings.into_iter().map(|(_, finding)| finding).collect())
        },
        |tree| {
            format!(
                "No address in the git configuration of {} has a password or token.",
                tree.root
            )
        },
    )
}

fn finding(subject: &str, remote: &Remote, what: &str) -> Finding {
    let host = remote.host.as_deref().unwrap_or("a server");
    Finding::fail(
        subject,
        format!(
            "`{}` in git's configuration of {} has {what} for {host}, which everyone who can read that file can use.",
            remote.key, remote.root
        ),
    )
    .observed(format!("{what} for {host}"))
    .required("no credentials")
    .fix(format!(
        "Revoke it; let the host fetch with a deploy key that may only read (`git@{host}:…`), and remove the line {} \
         of {} or what logs in from it",
        remote.source.line.unwrap_or_default(),
        remote.source.name
    ))
    .at(remote.source.clone(), "has credentials")
    .of_file(&remote.source.name)
}
