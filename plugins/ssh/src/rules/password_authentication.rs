//! `ssh/password-authentication`

use muster_sdk::sshd::{self, Setting};
use muster_sdk::{Finding, Outcome};

use crate::authentication::{Door, Scope};
use crate::setting::{self, Requirement};

muster_sdk::rule! {
    id: "ssh/password-authentication",
    severity: High,
    precision: VeryHigh,
    tags: ["ssh", "access", "checklist"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "password_authentication.md",
    check: check,
}

const REQUIREMENT: Requirement<'static> = Requirement {
    name: "PasswordAuthentication",
    allowed: &["no"],
    consequence: |_| "so a guessed password is enough to log in",
    before: "Make sure that you can log in with a key. ",
};

fn check() -> Outcome {
    let subject = REQUIREMENT.subject();
    if let Some(finding) = setting::no_server(&subject)? {
        return Ok(vec![finding]);
    }
    let settings = sshd::settings()?;
    match Scope::global(&settings).shuts(Door::Password) {
        Some(methods) => Ok(vec![shut(methods)]),
        None => REQUIREMENT.judged(&settings),
    }
}

/// Passwords are asked for, and are not enough.
fn shut(methods: &Setting) -> Finding {
    Finding::pass(
        REQUIREMENT.subject(),
        format!(
            "PasswordAuthentication is 'yes', but no password is enough: AuthenticationMethods is '{}'.",
            methods.values.join(" ")
        ),
    )
    .observed(methods.values.join(" "))
    .required("no, or a key in every list of AuthenticationMethods")
    .at_if(methods.source.clone(), "asks for more than a password")
}
