//! Keys that a file should set and does not.

use muster_sdk::{Finding, Outcome, Source, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::environment::with_environments;
use crate::names;

/// Fails each of the keys that a file does not set. `adjective` says what kind of keys they are.
pub(crate) fn judge_keys(keys: &[String], adjective: &str) -> Outcome {
    let files = findings_per_keyed_file(|file| {
        if keys.is_empty() {
            return Ok(file.not_applicable(format!("The policy names no {adjective} key.")));
        }
        let absences = keys
            .iter()
            .filter_map(|key| absence(file, key, ""))
            .collect();
        let message = format!("Every {adjective} key has a value in {}.", file.path());
        Ok(file.pass_unless(absences, message))
    });
    if keys.is_empty() {
        return files;
    }
    let is_named = |key: &env::Key| names::contains(keys, &key.name);
    with_environments(
        files,
        |service, key| is_named(key).then(|| blank(service, key)).flatten(),
        is_named,
    )
}

/// That Compose gives the key to a service without a value, if it does: what a file says does not count then.
pub(crate) fn blank(service: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    (key.status == env::Key::STATUS_EMPTY).then(|| {
        let path = service.path();
        Finding::fail(
            service.subject(name),
            format!("{path} gives {name} to a service without a value, whatever the environment file says."),
        )
        .observed(EMPTY)
        .required("a value")
        .at(key.source.clone(), "sets no value")
        .fix(format!("Remove {name} from `environment` in {path}."))
    })
}

/// That the key is missing or empty, if it is. `continued` ends the sentence: nothing, or
/// ` although …`.
pub(crate) fn absence(file: &BoundFile, name: &str, continued: &str) -> Option<Finding> {
    let (observed, source) = lack(file, name)?;
    let path = file.path();
    Some(
        Finding::fail(
            file.subject(name),
            format!("{name} is {observed} in {path}{continued}."),
        )
        .observed(observed)
        .required("a value")
        .at(source.clone(), "sets no value")
        .fix(format!("Set {name} in {path}.")),
    )
}

/// Whether a key is `missing` or `empty`, and where one sees that; none where it has a value.
pub(crate) fn lack<'a>(file: &'a BoundFile, name: &str) -> Option<(&'static str, &'a Source)> {
    match file.key(name) {
        None => Some((MISSING, &file.facts.source)),
        Some(key) if key.status == env::Key::STATUS_EMPTY || is_empty_list(key) => {
            Some((EMPTY, &key.source))
        }
        Some(_) => None,
    }
}

/// Whether the value is shown, and is a list or an object of JSON without anything in it.
fn is_empty_list(key: &env::Key) -> bool {
    let Some(value) = &key.value else {
        return false;
    };
    let text: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    ["[]", "[\"\"]", "{}"].contains(&text.as_str())
}

/// What a key without a value is.
pub(crate) const MISSING: &str = "missing";
pub(crate) const EMPTY: &str = "empty";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{empty, file, key, message, shown};

    #[test]
    fn missing_and_empty_keys_are_told_apart() {
        let list = |name, value| shown(name, value);
        let file = file([
            empty("A"),
            key("B"),
            list("C", "[ ]"),
            list("D", "[\"owner\"]"),
        ]);
        let text = |name| absence(&file, name, " although C is on").map(|f| message(vec![f]));
        assert_eq!(
            text("A").unwrap(),
            "A is empty in /etc/app.env although C is on."
        );
        assert_eq!(text("B"), None);
        assert!(text("C").unwrap().contains("empty"));
        assert_eq!(text("D"), None);
        assert!(text("Z").unwrap().contains("missing"));
    }
}
