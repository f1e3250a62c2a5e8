//! `env/placeholder-value`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::names;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys whose values are allowed to look like placeholders, by name or by family
        /// (`DEMO_*`).
        exempt: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/placeholder-value",
    severity: High,
    precision: Medium,
    tags: ["env", "secrets", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "placeholder_value.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let exempt = &parameters.exempt;
    let files = findings_per_keyed_file(|file| Ok(judge_placeholders(file, exempt)));
    let in_service = |service: &BoundFile, key: &env::Key| {
        let counts = !names::contains(exempt, &key.name);
        counts.then(|| placeholder(service, key)).flatten()
    };
    with_environments(files, in_service, holds_placeholder)
}

fn judge_placeholders(file: &BoundFile, exempt: &[String]) -> Vec<Finding> {
    if file.keys.is_empty() {
        return file.not_applicable(format!("{} sets no key.", file.path()));
    }
    let placeholders = file
        .keys
        .iter()
        .filter(|key| !names::contains(exempt, &key.name))
        .filter_map(|key| placeholder(file, key))
        .collect();
    let message = format!("No key in {} holds a placeholder.", file.path());
    file.pass_unless(placeholders, message)
}

/// A value that attackers know is `env/weak-secret`'s finding, and one that is made of another
/// placeholder follows from that.
fn placeholder(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let is_known = key.secret && key.weakness.as_deref() == Some("known-default");
    let part = key.components.iter().find(|part| {
        part.status == env::Component::STATUS_PLACEHOLDER
            && !(is_known && part.name == env::Component::NAME_PASSWORD)
    });
    let message = match part {
        _ if key.status == env::Key::STATUS_PLACEHOLDER && !is_known => {
            format!("{name} holds a placeholder.")
        }
        Some(part) => format!("The {} in {name} is a placeholder.", part.name),
        None => return None,
    };
    let follows = key
        .derived_from
        .iter()
        .any(|origin| file.key(origin).is_some_and(holds_placeholder));
    if follows {
        return None;
    }
    Some(
        Finding::fail(file.subject(name), message)
            .observed("placeholder")
            .required("a value of your own")
            .at(key.source.clone(), "sets it")
            .fix(format!("Replace the value of {name} in {}.", file.path())),
    )
}

fn holds_placeholder(key: &env::Key) -> bool {
    key.status == env::Key::STATUS_PLACEHOLDER
        || key
            .components
            .iter()
            .any(|c| c.status == env::Component::STATUS_PLACEHOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{component, file, key, lines, message, secret};

    #[test]
    fn a_placeholder_inside_a_url_is_found() {
        let mut url = key("DATABASE_URL");
        url.components = vec![env::Component {
            status: "placeholder".to_owned(),
            ..component("password", 1)
        }];
        assert_eq!(
            message(judge_placeholders(&file([url]), &[])),
            "The password in DATABASE_URL is a placeholder."
        );
    }

    #[test]
    fn what_is_made_of_a_placeholder_follows_from_it() {
        let placeholder = |name: &str, origins: &[&str]| env::Key {
            status: "placeholder".to_owned(),
            derived_from: origins.iter().map(|origin| (*origin).to_owned()).collect(),
            ..key(name)
        };
        let file = file([
            placeholder("DOMAIN", &[]),
            placeholder("URL", &["DOMAIN"]),
            placeholder("ALL", &["DOMAIN", "URL"]),
            placeholder("OTHER", &["SET"]),
            key("SET"),
        ]);
        assert_eq!(
            lines(judge_placeholders(&file, &[])),
            ["fail /etc/app.env#DOMAIN", "fail /etc/app.env#OTHER"]
        );
    }

    #[test]
    fn a_default_that_everybody_knows_is_told_as_a_weak_secret() {
        let known = env::Key {
            status: "placeholder".to_owned(),
            weakness: Some("known-default".to_owned()),
            ..secret("DB_PASSWORD", 1)
        };
        let url = env::Key {
            status: "set".to_owned(),
            components: vec![env::Component {
                status: "placeholder".to_owned(),
                ..component("password", 1)
            }],
            ..known.clone()
        };
        assert_eq!(
            lines(judge_placeholders(&file([known, url]), &[])),
            ["pass /etc/app.env"]
        );
    }

    #[test]
    fn an_exempt_family_passes() {
        let mut demo = key("DEMO_USER");
        demo.status = "placeholder".to_owned();
        let file = file([demo]);
        assert_eq!(
            lines(judge_placeholders(&file, &[])),
            ["fail /etc/app.env#DEMO_USER"]
        );
        let exempt = ["DEMO_*".to_owned()];
        assert_eq!(
            lines(judge_placeholders(&file, &exempt)),
            ["pass /etc/app.env"]
        );
    }
}
