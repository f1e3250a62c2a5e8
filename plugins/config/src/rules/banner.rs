//! `config/banner`

use muster_sdk::banners::{self, Banner};
use muster_sdk::{Finding, NotEvaluated, Outcome, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Texts that are judged: `motd` (after a login), `issue` (before a login at the console) and `issue-net` (before
        /// a login from elsewhere).
        #[needed(kinds)]
        #[form(Words(&["motd", "issue", "issue-net"]))]
        kinds: Vec<String> = ["motd", "issue", "issue-net"],
        /// What must not stand in them for something of the system, as agetty(8) replaces it.
        forbidden_escapes: Vec<String> = ["\\m", "\\r", "\\s", "\\S", "\\v"],
        /// Whether the name of the distribution may be in them.
        may_name_system: bool = false,
        /// Digests (SHA-256) of which a text has to have one, as `sha256sum` prints it; without any, the text may be
        /// any, or missing.
        digests: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "config/banner",
    severity: Low,
    precision: High,
    tags: ["configuration", "login"],
    documentation: "banner.md",
    parameters: Parameters,
    check: check,
}

/// The kinds, with the file that an administrator writes, and when its text is shown.
const KINDS: [(&str, &str, &str); 3] = [
    (Banner::KIND_MOTD, "/etc/motd", "after a login"),
    (
        Banner::KIND_ISSUE,
        "/etc/issue",
        "before a login at the console",
    ),
    (
        Banner::KIND_ISSUE_NET,
        "/etc/issue.net",
        "before a login from elsewhere",
    ),
];

/// A text that tells nothing; sshd may be asked to show one, so that an empty one is no way out.
const TEXT: &str = "Authorised use only. Activity may be monitored.";

fn check(parameters: Parameters) -> Outcome {
    let texts = banners::banners()?;
    let unread = banners::unread_banners()?;
    let mut findings = Vec::new();
    for kind in &parameters.kinds {
        let Some((_, file, when)) = KINDS.iter().find(|(known, _, _)| known == kind) else {
            return Err(NotEvaluated::because(format!(
                "`kinds` has `{kind}`, which is none of `motd`, `issue` and `issue-net`"
            )));
        };
        let before = findings.len();
        for one in unread.iter().filter(|one| one.kind == *kind) {
            findings.push(
                Finding::error(
                    &one.path,
                    format!("It is not known what it says: {}", one.reason),
                )
                .of_file(&one.path),
            );
        }
        for text in texts.iter().filter(|text| text.kind == *kind) {
            findings.push(judge(text, when, &parameters));
        }
        if findings.len() == before {
            findings.push(missing(file, when, &parameters));
        }
    }
    Ok(findings)
}

fn missing(file: &str, when: &str, parameters: &Parameters) -> Finding {
    let finding = if parameters.digests.is_empty() {
        Finding::pass(file, format!("No text is shown {when}."))
    } else {
        Finding::fail(file, format!("No text is shown {when}."))
            .required("the text of the policy")
            .fix(format!("Write the text to {file}"))
    };
    finding.observed("no text").of_file(file)
}

fn judge(text: &Banner, when: &str, parameters: &Parameters) -> Finding {
    let path = &text.path;
    let forbidden = &parameters.forbidden_escapes;
    let escapes: Vec<&str> = text
        .escapes
        .iter()
        .filter(|escape| forbidden.contains(escape))
        .map(String::as_str)
        .collect();
    let mut faults = Vec::new();
    if text.names_system && !parameters.may_name_system {
        faults.push("names the operating system".to_owned());
    }
    if !escapes.is_empty() {
        faults.push(format!("has `{}`", escapes.join("`, `")));
    }
    let is_other = |digest: &String| !digest.eq_ignore_ascii_case(&text.digest);
    if !parameters.digests.is_empty() && parameters.digests.iter().all(is_other) {
        faults.push("is not the text of the policy".to_owned());
    }
    let finding = if faults.is_empty() {
        let what = if text.empty {
            "is empty"
        } else {
            "does not tell what the host runs"
        };
        Finding::pass(path, format!("What {path} shows {when} {what}."))
    } else {
        let faults = faults.join(" and ");
        Finding::fail(path, format!("What {path} shows {when} {faults}."))
            .observed(faults)
            .required(if parameters.digests.is_empty() {
                "nothing of the system"
            } else {
                "the text of the policy"
            })
            .fix(format!(
                "Take that out of {path}, or write a text in its place: `echo '{TEXT}' > {}`",
                shell_word(path)
            ))
    };
    finding.of_file(path).at(text.source.clone(), "is shown")
}
