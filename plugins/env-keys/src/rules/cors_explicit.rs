//! `env/cors-explicit`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::condition::{Condition, State};
use crate::environment::with_environments;
use crate::presence::absence;

muster_sdk::parameters! {
    struct Parameters {
        /// The key that lists the allowed origins; its name ends in ORIGINS.
        key: String = "CORS_ORIGINS",
        /// The key that turns the list on.
        #[form(Condition)]
        switch: String = "STRICT_CORS",
    }
}

muster_sdk::rule! {
    id: "env/cors-explicit",
    severity: High,
    tags: ["env", "checklist"],
    documentation: "cors_explicit.md",
    parameters: Parameters,
    check: check,
}

/// What makes an entry no explicit origin, in the words of a finding.
const DEFECTS: [(&str, &str); 6] = [
    ("wildcard", "has a wildcard"),
    ("null", "is 'null'"),
    ("userinfo", "has a user name"),
    ("path", "has a path"),
    ("trailing-slash", "ends in a slash"),
    ("not-an-origin", "is not an origin"),
];

fn check(parameters: Parameters) -> Outcome {
    let Parameters { key, switch } = parameters;
    let is_strict = Condition::parse(&switch)?;
    let files = findings_per_keyed_file(|file| {
        Ok(match is_strict.state(file, &[]) {
            State::On => vec![judge_cors(file, &key, &switch)],
            State::Off => file.not_applicable(format!("{switch} is not on.")),
            State::Undecided => vec![Finding::error(
                file.subject(&key),
                is_strict.why_undecided(file),
            )],
        })
    });
    // A service may get another list, and the switch from a file.
    with_environments(
        files,
        |service, origins| {
            let is_list = origins.name == key && !is_off(service, &is_strict);
            let finding = is_list.then(|| judge_cors(service, &key, &switch))?;
            finding.is_failure().then_some(finding)
        },
        |origins| origins.name == key,
    )
}

/// Whether a service itself is told that the list does not count.
fn is_off(service: &BoundFile, is_strict: &Condition<'_>) -> bool {
    service.key(is_strict.switch).is_some() && is_strict.state(service, &[]) == State::Off
}

fn judge_cors(file: &BoundFile, name: &str, switch: &str) -> Finding {
    if let Some(absence) = absence(file, name, &format!(" although {switch} is on")) {
        return absence;
    }
    let Some(key) = file.key(name) else {
        return Finding::error(file.subject(name), format!("{name} could not be read."));
    };
    let entries: Vec<&env::Component> = key
        .components
        .iter()
        .filter(|component| component.name.starts_with("origin["))
        .collect();
    let defect = entries.iter().enumerate().find_map(|(index, entry)| {
        let defect = defect(entry)?;
        Some(format!("entry {} {defect}", index + 1))
    });
    let defect = if entries.is_empty() || key.shape == env::Key::SHAPE_INVALID_JSON {
        Some("no origin can be read".to_owned())
    } else {
        defect
    };
    let finding = match defect {
        None => Finding::pass(
            file.subject(name),
            format!("{name} lists explicit origins only."),
        ),
        Some(defect) => Finding::fail(
            file.subject(name),
            format!("{name} is not explicit: {defect}."),
        )
        .observed(defect)
        .fix(format!(
            "List each origin as scheme://host[:port]: {name}='[\"https://app.example.org\"]'"
        )),
    };
    finding
        .required("scheme://host[:port] in every entry")
        .at(key.source.clone(), "lists the origins")
}

fn defect(entry: &env::Component) -> Option<&'static str> {
    let (_, defect) = DEFECTS
        .into_iter()
        .find(|(property, _)| entry.properties.iter().any(|p| p == property))?;
    Some(defect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{component, file, key, message};

    fn judged(entries: &[&[&str]], shape: &str) -> String {
        let mut origins = key("CORS_ORIGINS");
        origins.shape = shape.to_owned();
        origins.components = entries
            .iter()
            .enumerate()
            .map(|(index, properties)| env::Component {
                properties: properties.iter().map(|p| (*p).to_owned()).collect(),
                ..component(&format!("origin[{}]", index + 1), 1)
            })
            .collect();
        message(vec![judge_cors(
            &file([origins]),
            "CORS_ORIGINS",
            "STRICT_CORS",
        )])
    }

    #[test]
    fn names_the_entry_and_what_is_wrong_with_it() {
        assert_eq!(
            judged(&[&["https"], &["https", "wildcard"]], "json-array"),
            "CORS_ORIGINS is not explicit: entry 2 has a wildcard."
        );
        assert_eq!(
            judged(&[&["https", "public"]], "list"),
            "CORS_ORIGINS lists explicit origins only."
        );
    }

    #[test]
    fn a_list_that_cannot_be_read_is_not_explicit() {
        let unreadable = "CORS_ORIGINS is not explicit: no origin can be read.";
        assert_eq!(judged(&[], "opaque"), unreadable);
        assert_eq!(judged(&[&["https"]], "invalid-json"), unreadable);
    }
}
