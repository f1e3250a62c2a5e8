//! What the rules on one effective setting share: the server has to be there, and the setting has
//! to have one of a few values.

use muster_sdk::{Finding, NotEvaluated, Outcome, Source, sshd};

/// What makes an edit of the configuration take effect.
pub(crate) const RELOAD: &str = "sshd -t && systemctl reload ssh";

/// The finding for a host that has no OpenSSH server; none where there is one.
pub(crate) fn no_server(subject: &str) -> Result<Option<Finding>, NotEvaluated> {
    Ok((!sshd::server()?.installed)
        .then(|| Finding::not_applicable(subject, "No OpenSSH server is installed.")))
}

/// The effective settings of the global scope, by the keyword's name in sshd_config(5): the one that
/// applies first, then those that differ because sshd is, or will be, started in another way too. At
/// least one.
fn effective(name: &str) -> Result<Vec<sshd::Setting>, NotEvaluated> {
    let keyword = name.to_ascii_lowercase();
    let mut settings = sshd::settings()?;
    settings.retain(|setting| setting.keyword == keyword);
    if settings.is_empty() {
        return Err(NotEvaluated::because(format!("this sshd has no {name}")));
    }
    Ok(settings)
}

/// The first effective setting of a keyword that is not `strict`, else the first; none for a keyword
/// that this sshd does not have.
pub(crate) fn weakest(
    name: &str,
    strict: impl Fn(&sshd::Setting) -> bool,
) -> Result<Option<sshd::Setting>, NotEvaluated> {
    let keyword = name.to_ascii_lowercase();
    let mut settings = sshd::settings()?;
    settings.retain(|setting| setting.keyword == keyword);
    let weak = settings.iter().position(|setting| !strict(setting));
    Ok(settings.into_iter().nth(weak.unwrap_or(0)))
}

/// Judges the effective value of a keyword. `consequence` says what any other value means, as the
/// end of a sentence.
pub(crate) fn require(name: &str, allowed: &[&str], consequence: &str) -> Outcome {
    let subject = format!("sshd/{name}");
    if let Some(finding) = no_server(&subject)? {
        return Ok(vec![finding]);
    }
    Ok(vec![judge(
        subject,
        name,
        &effective(name)?,
        allowed,
        consequence,
    )])
}

/// Passes when every setting is allowed, whichever way sshd is started.
fn judge(
    subject: String,
    name: &str,
    settings: &[sshd::Setting],
    allowed: &[&str],
    consequence: &str,
) -> Finding {
    let values: Vec<String> = settings
        .iter()
        .map(|setting| setting.values.join(" "))
        .collect();
    let is_allowed = |value: &String| allowed.contains(&value.as_str());
    let observed = values.join(", ");
    let first = values.first().map_or("", String::as_str);
    let wrong = values
        .iter()
        .zip(settings)
        .find(|(value, _)| !is_allowed(value));
    let finding = match wrong {
        None if values.len() > 1 => Finding::pass(
            subject,
            format!(
                "{name} is '{}', by the way sshd is started.",
                values.join("' or '")
            ),
        ),
        None => Finding::pass(subject, format!("{name} is '{first}'.")),
        Some((value, setting)) => {
            let message = if is_allowed(&values.first().cloned().unwrap_or_default()) {
                format!(
                    "{name} is '{first}' for now, and '{value}' when sshd is started another way, {consequence}."
                )
            } else {
                format!("{name} is '{value}', {consequence}.")
            };
            let finding = Finding::fail(subject, message);
            match (&setting.source, allowed.first()) {
                (Some(source), Some(allowed)) => finding.fix(fix(name, source, allowed)),
                _ => finding,
            }
        }
    };
    let finding = finding.observed(observed).required(allowed.join(" or "));
    // The place of what is wrong comes first: it is where a report points at.
    let (right, wrong): (Vec<_>, Vec<_>) = settings
        .iter()
        .partition(|setting| is_allowed(&setting.values.join(" ")));
    wrong
        .into_iter()
        .chain(right)
        .fold(finding, |finding, setting| {
            finding.at_if(setting.source.clone(), "sets it")
        })
}

/// How to set a keyword to an allowed value where a line or an option decides it.
pub(crate) fn fix(name: &str, source: &Source, allowed: &str) -> String {
    let place = source.location();
    match source.text.as_deref().filter(|text| text.starts_with('-')) {
        Some(option) if place.starts_with("/proc/") => format!(
            "Start sshd without the option `{option}`, and write `{name} {allowed}` in its configuration"
        ),
        Some(option) => format!(
            "Take the option `{option}` out of {place}, then restart sshd: `systemctl restart ssh`"
        ),
        None => format!("In {place} write `{name} {allowed}`, then run `{RELOAD}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_sdk::{FindingRecord, Status};

    fn setting(value: &str, text: &str) -> sshd::Setting {
        sshd::Setting {
            keyword: "permitrootlogin".to_owned(),
            values: vec![value.to_owned()],
            source: Some(Source {
                kind: "file".to_owned(),
                name: "/etc/default/ssh".to_owned(),
                line: Some(1),
                column: None,
                end_column: None,
                text: Some(text.to_owned()),
            }),
        }
    }

    fn judged(settings: &[sshd::Setting]) -> FindingRecord {
        judge(
            "s".to_owned(),
            "PermitRootLogin",
            settings,
            &["no"],
            "so what",
        )
        .into()
    }

    #[test]
    fn every_way_of_starting_has_to_be_allowed() {
        let good = setting("no", "PermitRootLogin no");
        let bad = setting("yes", "-o PermitRootLogin=yes");
        assert_eq!(judged(std::slice::from_ref(&good)).status, Status::Pass);
        assert_eq!(judged(&[bad.clone(), good.clone()]).status, Status::Fail);
        let later = judged(&[good, bad]);
        assert_eq!(later.status, Status::Fail);
        assert!(later.message.contains("'no' for now, and 'yes'"));
        assert!(later.fix.unwrap().contains("Take the option"));
    }
}
