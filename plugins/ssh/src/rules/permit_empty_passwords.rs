//! `ssh/permit-empty-passwords`

use muster_sdk::sshd::{self, Setting};
use muster_sdk::{Finding, Outcome};

use crate::authentication::{Door, Scope};
use crate::setting::{self, Requirement};

muster_sdk::rule! {
    id: "ssh/permit-empty-passwords",
    severity: Critical,
    precision: VeryHigh,
    tags: ["ssh", "access"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "permit_empty_passwords.md",
    check: check,
}

const REQUIREMENT: Requirement<'static> = Requirement {
    name: "PermitEmptyPasswords",
    allowed: &["no"],
    consequence: |_| "so an account with an empty password is open to anyone",
    before: "",
};

fn check() -> Outcome {
    let subject = REQUIREMENT.subject();
    if let Some(finding) = setting::no_server(&subject)? {
        return Ok(vec![finding]);
    }
    let settings = sshd::settings()?;
    let permitted = setting::effective(REQUIREMENT.name, &settings)?;
    let scope = Scope::global(&settings);
    let opens = Door::ALL.iter().any(|door| scope.opens(*door));
    match permitted.iter().find(|one| one.values != ["no"]) {
        Some(one) if !opens && !accepts_nothing(&settings) => Ok(vec![without_effect(one)]),
        Some(_) | None => REQUIREMENT.judged(&settings),
    }
}

/// Whether `AuthenticationMethods` is content with no proof at all, which an empty password is.
fn accepts_nothing(settings: &[Setting]) -> bool {
    settings
        .iter()
        .filter(|one| one.keyword == "authenticationmethods")
        .flat_map(|one| &one.values)
        .any(|list| list.split(',').any(|method| method == "none"))
}

fn without_effect(permitted: &Setting) -> Finding {
    let value = permitted.values.join(" ");
    Finding::pass(
        REQUIREMENT.subject(),
        format!("PermitEmptyPasswords is '{value}', but no password alone lets anyone in."),
    )
    .observed(value)
    .required("no")
    .at_if(permitted.source.clone(), "has no effect")
}
