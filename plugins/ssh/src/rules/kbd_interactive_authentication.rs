//! `ssh/kbd-interactive-authentication`

use muster_sdk::sshd::{self, Setting};
use muster_sdk::{Finding, Outcome};

use crate::authentication::{Door, Scope};
use crate::setting::{self, Requirement};

muster_sdk::rule! {
    id: "ssh/kbd-interactive-authentication",
    severity: High,
    tags: ["ssh", "access", "checklist"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "kbd_interactive_authentication.md",
    check: check,
}

const REQUIREMENT: Requirement<'static> = Requirement {
    name: "KbdInteractiveAuthentication",
    allowed: &["no"],
    consequence: |_| "so PAM may ask for a password alone",
    before: "Make sure that you can log in with a key. ",
};

fn check() -> Outcome {
    let subject = REQUIREMENT.subject();
    if let Some(finding) = setting::no_server(&subject)? {
        return Ok(vec![finding]);
    }
    let settings = sshd::settings()?;
    let keyboard = setting::effective(REQUIREMENT.name, &settings)?;
    let scope = Scope::global(&settings);
    let on = keyboard.into_iter().find(|one| one.values != ["no"]);
    let Some(on) = on.filter(|_| !scope.opens(Door::Keyboard)) else {
        let pam = settings.iter().find(|one| one.keyword == "usepam");
        let lets_ask = pam.and_then(|pam| pam.source.clone());
        let judged = REQUIREMENT.judged(&settings)?.into_iter();
        let opens = scope.opens(Door::Keyboard);
        return Ok(judged
            .map(|finding| finding.at_if(lets_ask.clone().filter(|_| opens), "lets PAM ask"))
            .collect());
    };
    Ok(vec![match scope.shuts(Door::Keyboard) {
        Some(methods) => key_as_well(on, methods),
        None => without_pam(on, &settings),
    }])
}

/// Every alternative of `AuthenticationMethods` asks for more.
fn key_as_well(keyboard: Setting, methods: &Setting) -> Finding {
    let observed = keyboard.values.join(" ");
    Finding::pass(
        REQUIREMENT.subject(),
        format!("KbdInteractiveAuthentication is '{observed}', but every login needs a key too."),
    )
    .observed(observed)
    .required("no")
    .at_if(methods.source.clone(), "asks for a key too")
    .at_if(keyboard.source, "sets it")
}

/// Nothing else than PAM asks by this method.
fn without_pam(keyboard: Setting, settings: &[Setting]) -> Finding {
    let observed = keyboard.values.join(" ");
    // A build without PAM has no such keyword.
    let pam = settings.iter().find(|one| one.keyword == "usepam");
    Finding::pass(
        REQUIREMENT.subject(),
        format!("KbdInteractiveAuthentication is '{observed}', but without PAM nothing can ask."),
    )
    .observed(observed)
    .required("no")
    .at_if(pam.and_then(|pam| pam.source.clone()), "leaves PAM out")
    .at_if(keyboard.source, "sets it")
}
