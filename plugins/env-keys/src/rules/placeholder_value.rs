//! `env/placeholder-value`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, judge_each_by_keys};
use crate::names;

muster_sdk::parameters! {
    struct Parameters {
        /// Keys that may hold what looks like a placeholder, by name or by family (`DEMO_*`).
        exempt: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "env/placeholder-value",
    severity: High,
    tags: ["env", "secrets", "checklist"],
    documentation: "placeholder_value.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_each_by_keys(|file| Ok(judge(file, &parameters.exempt)))
}

fn judge(file: &BoundFile, exempt: &[String]) -> Vec<Finding> {
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

fn placeholder(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let part = key.components.iter().find(|c| c.status == "placeholder");
    let message = match part {
        _ if key.status == "placeholder" => format!("{name} holds a placeholder."),
        Some(part) => format!("The {} in {name} is a placeholder.", part.name),
        None => return None,
    };
    Some(
        Finding::fail(file.subject(name), message)
            .observed("placeholder")
            .required("a value of your own")
            .at(key.source.clone(), "sets it")
            .fix(format!("Replace the value of {name} in {}.", file.path())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{component, file, key, lines, message};

    #[test]
    fn a_placeholder_inside_a_url_is_found() {
        let mut url = key("DATABASE_URL");
        url.components = vec![env::Component {
            status: "placeholder".to_owned(),
            ..component("password", 1)
        }];
        assert_eq!(
            message(judge(&file([url]), &[])),
            "The password in DATABASE_URL is a placeholder."
        );
    }

    #[test]
    fn an_exempt_family_passes() {
        let mut demo = key("DEMO_USER");
        demo.status = "placeholder".to_owned();
        let file = file([demo]);
        assert_eq!(lines(judge(&file, &[])), ["fail env/DEMO_USER"]);
        let exempt = ["DEMO_*".to_owned()];
        assert_eq!(lines(judge(&file, &exempt)), ["pass /etc/app.env"]);
    }
}
