//! `ssh/kbd-interactive-authentication`

use muster_sdk::sshd::Setting;
use muster_sdk::{Finding, NotEvaluated, Outcome};

use crate::setting;

muster_sdk::rule! {
    id: "ssh/kbd-interactive-authentication",
    severity: High,
    tags: ["ssh", "access", "checklist"],
    documentation: "kbd_interactive_authentication.md",
    check: check,
}

const SUBJECT: &str = "sshd/KbdInteractiveAuthentication";

fn check() -> Outcome {
    if let Some(finding) = setting::no_server(SUBJECT)? {
        return Ok(vec![finding]);
    }
    // Where sshd is started in several ways, the weakest value of each keyword counts.
    let is_off = |setting: &Setting| setting.values == ["no"];
    let has = |name: &str, found: Option<Setting>| {
        found.ok_or_else(|| NotEvaluated::because(format!("this sshd has no {name}")))
    };
    let keyboard = "KbdInteractiveAuthentication";
    let keyboard = has(keyboard, setting::weakest(keyboard, is_off)?)?;
    // A build without PAM has no such keyword.
    let pam = setting::weakest("UsePAM", is_off)?;
    let methods = "AuthenticationMethods";
    let methods = has(methods, setting::weakest(methods, key_first)?)?;
    Ok(vec![judge(keyboard, pam, methods)])
}

fn judge(keyboard: Setting, pam: Option<Setting>, methods: Setting) -> Finding {
    let observed = keyboard.values.join(" ");
    let finding = if observed == "no" {
        Finding::pass(SUBJECT, "KbdInteractiveAuthentication is 'no'.")
            .at_if(keyboard.source, "sets it")
    } else if pam.as_ref().is_none_or(|pam| pam.values == ["no"]) {
        Finding::pass(
            SUBJECT,
            format!(
                "KbdInteractiveAuthentication is '{observed}', but without PAM nothing can ask."
            ),
        )
        .at_if(pam.and_then(|pam| pam.source), "leaves PAM out")
        .at_if(keyboard.source, "sets it")
    } else if key_first(&methods) {
        Finding::pass(
            SUBJECT,
            format!(
                "KbdInteractiveAuthentication is '{observed}', but every login needs a key first."
            ),
        )
        .at_if(methods.source, "asks for a key first")
        .at_if(keyboard.source, "sets it")
    } else {
        Finding::fail(
            SUBJECT,
            format!(
                "KbdInteractiveAuthentication is '{observed}', so PAM may ask for a password alone."
            ),
        )
        .at_if(keyboard.source, "sets it")
        .at_if(pam.and_then(|pam| pam.source), "lets PAM ask")
    };
    finding.observed(observed).required("no")
}

/// Whether each of the alternative lists of methods begins with a key.
fn key_first(methods: &Setting) -> bool {
    !methods.values.is_empty()
        && methods
            .values
            .iter()
            .all(|list| list.split(',').next() == Some("publickey"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_to_begin_with_a_key() {
        let methods = |lists: &[&str]| Setting {
            keyword: "authenticationmethods".to_owned(),
            values: lists.iter().map(|list| (*list).to_owned()).collect(),
            source: None,
        };
        assert!(key_first(&methods(&["publickey,keyboard-interactive"])));
        assert!(key_first(&methods(&["publickey"])));
        assert!(!key_first(&methods(&["publickey", "keyboard-interactive"])));
        assert!(!key_first(&methods(&["keyboard-interactive,publickey"])));
        assert!(!key_first(&methods(&["any"])));
        assert!(!key_first(&methods(&[])));
    }
}
