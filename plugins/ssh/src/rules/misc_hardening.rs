//! `ssh/misc-hardening`

use muster_sdk::{Outcome, sshd};

use crate::setting::{Requirement, no_server};

muster_sdk::rule! {
    id: "ssh/misc-hardening",
    severity: Medium,
    precision: VeryHigh,
    tags: ["ssh", "access"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "misc_hardening.md",
    check: check,
}

const REQUIREMENTS: [Requirement<'static>; 4] = [
    Requirement {
        name: "HostbasedAuthentication",
        allowed: &["no"],
        consequence: |_| "so anyone with the key of another host can log in as any of its accounts",
        before: "",
    },
    Requirement {
        name: "IgnoreRhosts",
        allowed: &["yes", "shosts-only"],
        consequence: |_| "so accounts decide by .rhosts which hosts are trusted",
        before: "",
    },
    Requirement {
        name: "PermitUserEnvironment",
        allowed: &["no"],
        consequence: |_| "so accounts can set variables such as LD_PRELOAD, and get around what they are limited to",
        before: "",
    },
    Requirement {
        name: "StrictModes",
        allowed: &["yes"],
        consequence: |_| "so sshd takes keys from files that other accounts can write to",
        before: "",
    },
];

fn check() -> Outcome {
    if let Some(finding) = no_server("sshd/trust")? {
        return Ok(vec![finding]);
    }
    let settings = sshd::settings()?;
    let mut findings = Vec::new();
    for requirement in &REQUIREMENTS {
        findings.extend(requirement.judged(&settings)?);
    }
    Ok(findings)
}
