//! `config/shell-timeout`

use muster_sdk::login::{self, LoginValue, PossibleValue};
use muster_sdk::{Finding, Outcome};

muster_sdk::parameters! {
    struct Parameters {
        /// The most seconds that a shell waits for a command.
        at_most: i64 = 900,
        /// Whether nobody may change that (`readonly`).
        read_only: bool = true,
        /// Whether shells that are started in a shell have it as well (`export`).
        exported: bool = false,
    }
}

muster_sdk::rule! {
    id: "config/shell-timeout",
    severity: Low,
    precision: High,
    tags: ["configuration", "login"],
    documentation: "shell_timeout.md",
    parameters: Parameters,
    check: check,
}

/// Where it can be set for everybody.
const FILE: &str = "/etc/profile.d/tmout.sh";

fn check(parameters: Parameters) -> Outcome {
    let values = login::values()?;
    let values = values
        .iter()
        .filter(|value| value.name == LoginValue::NAME_TMOUT);
    Ok(values.map(|value| judge(value, &parameters)).collect())
}

fn judge(value: &LoginValue, parameters: &Parameters) -> Finding {
    let subject = format!("TMOUT/{}", value.who);
    let whose = match value.who.as_str() {
        LoginValue::WHO_ROOT => "Root's shell",
        _ => "A shell",
    };
    let required = required(parameters);
    let faulty = value
        .values
        .iter()
        .find_map(|one| Some((one, fault(one, parameters)?)));
    let unknown = value.values.iter().find(|one| one.value.is_none());
    let finding = match (faulty, unknown) {
        (Some((one, fault)), _) => Finding::fail(&subject, format!("{whose} {fault}."))
            .observed(observed(one))
            .at(one.source.clone(), "sets it"),
        (None, Some(one)) => {
            return Finding::error(
                subject,
                "How long a shell waits for a command is known only when somebody logs in.",
            )
            .at(one.source.clone(), "may set it");
        }
        (None, None) if value.may_be_unset => {
            let finding = Finding::fail(&subject, format!("{whose} waits for a command forever."));
            match value.values.first() {
                Some(one) => finding
                    .observed("not set on every path")
                    .at(one.source.clone(), "sets it, if at all"),
                None => finding.observed("not set"),
            }
        }
        (None, None) => {
            let Some(one) = value.values.first() else {
                return Finding::error(subject, "nothing is known of it");
            };
            let seconds = one.value.as_deref().unwrap_or_default();
            return Finding::pass(
                subject,
                format!("{whose} ends when no command comes for {seconds} seconds."),
            )
            .observed(observed(one))
            .required(required)
            .at(one.source.clone(), "sets it");
        }
    };
    let mut finding = finding.required(required).fix(advice(value, parameters));
    for one in &value.shadowed {
        finding = finding.at(one.source.clone(), "does not count");
    }
    finding
}

/// What is wrong with a value, as the end of a sentence.
fn fault(one: &PossibleValue, parameters: &Parameters) -> Option<String> {
    let seconds: i64 = one.value.as_deref()?.parse().unwrap_or_default();
    if seconds == 0 {
        return Some("waits for a command forever".to_owned());
    }
    if seconds > parameters.at_most {
        return Some(format!("waits {seconds} seconds for a command"));
    }
    if parameters.read_only && !one.read_only {
        return Some("ends automatically, but its user can change that".to_owned());
    }
    (parameters.exported && !one.exported)
        .then(|| "ends automatically, but not one that is started in it".to_owned())
}

fn observed(one: &PossibleValue) -> String {
    let mut words = vec![one.value.clone().unwrap_or_default()];
    words.extend(one.read_only.then(|| "readonly".to_owned()));
    words.extend(one.exported.then(|| "exported".to_owned()));
    words.join(", ")
}

fn required(parameters: &Parameters) -> String {
    let mut words = vec![format!("at most {} and not 0", parameters.at_most)];
    words.extend(parameters.read_only.then(|| "readonly".to_owned()));
    words.extend(parameters.exported.then(|| "exported".to_owned()));
    words.join(", ")
}

fn advice(value: &LoginValue, parameters: &Parameters) -> String {
    let options = match (parameters.read_only, parameters.exported) {
        (true, true) => "declare -xr TMOUT=",
        (true, false) => "readonly TMOUT=",
        (false, true) => "export TMOUT=",
        (false, false) => "TMOUT=",
    };
    let line = format!("{options}{}", parameters.at_most);
    match value.values.first() {
        Some(one) if one.source.line.is_some() => {
            format!("In {} write `{line}`", one.source.location())
        }
        // Every account reads it, whatever the umask of root is.
        _ => format!("Run `echo '{line}' > {FILE} && chmod 0644 {FILE}`"),
    }
}
