//! What the rules on one effective setting share: the server has to be there, and the setting has
//! to have one of a few values.

use muster_sdk::{Finding, NotEvaluated, Outcome, sshd};

/// What makes an edit of the configuration take effect.
pub(crate) const RELOAD: &str = "sshd -t && systemctl reload ssh";

/// The finding for a host that has no OpenSSH server; none where there is one.
pub(crate) fn no_server(subject: &str) -> Result<Option<Finding>, NotEvaluated> {
    Ok((!sshd::server()?.installed)
        .then(|| Finding::not_applicable(subject, "No OpenSSH server is installed.")))
}

/// The effective setting of the global scope, by the keyword's name in sshd_config(5).
pub(crate) fn effective(name: &str) -> Result<sshd::Setting, NotEvaluated> {
    sshd::find_setting(&name.to_ascii_lowercase())?
        .ok_or_else(|| NotEvaluated::because(format!("this sshd has no {name}")))
}

/// Judges the effective value of a keyword. `consequence` says what any other value means, as the
/// end of a sentence.
pub(crate) fn require(name: &str, allowed: &[&str], consequence: &str) -> Outcome {
    let subject = format!("sshd/{name}");
    if let Some(finding) = no_server(&subject)? {
        return Ok(vec![finding]);
    }
    let setting = effective(name)?;
    let observed = setting.values.join(" ");
    let finding = if allowed.contains(&observed.as_str()) {
        Finding::pass(subject, format!("{name} is '{observed}'."))
    } else {
        let finding = Finding::fail(subject, format!("{name} is '{observed}', {consequence}."));
        match (&setting.source, allowed.first()) {
            (Some(source), Some(value)) => finding.fix(format!(
                "In {} write `{name} {value}`, then run `{RELOAD}`",
                source.location()
            )),
            _ => finding,
        }
    };
    Ok(vec![
        finding
            .observed(observed)
            .required(allowed.join(" or "))
            .at_if(setting.source, "sets it"),
    ])
}
