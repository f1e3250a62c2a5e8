//! `env/dialect-divergence`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::line_fix::{ends_with_carriage_return, line_fix, without_carriage_returns};
use crate::names;

muster_sdk::rule! {
    id: "env/dialect-divergence",
    severity: High,
    tags: ["env", "availability", "checklist"],
    explained_by: [
        Place("env/unquoted-special"),
        Place("env/json-quoting-broken"),
        Place("env/interpolation-truncates"),
        Place("env/file-parse-error"),
    ],
    documentation: "dialect_divergence.md",
    check: check,
}

fn check() -> Outcome {
    findings_per_keyed_file(|file| Ok(judge_divergence(file)))
}

fn judge_divergence(file: &BoundFile) -> Vec<Finding> {
    let path = file.path();
    if file.facts.dialects.len() < 2 {
        return file.not_applicable(format!("Fewer than two programs read {path}."));
    }
    let (windows, others): (Vec<&env::Key>, Vec<&env::Key>) = file
        .keys
        .iter()
        .partition(|key| ends_with_carriage_return(key));
    let windows: Vec<(&env::Key, Finding)> = windows
        .into_iter()
        .filter_map(|key| Some((key, divergence(file, key)?)))
        .collect();
    let mut diverging: Vec<Finding> = others
        .into_iter()
        .filter_map(|key| divergence(file, key))
        .collect();
    let count = windows.len();
    diverging.extend(windows.into_iter().next().map(|(first, finding)| {
        if count > 1 {
            line_ends(file, first, count)
        } else {
            finding
        }
    }));
    let readers = names::sentence(&file.facts.dialects);
    file.pass_unless(
        diverging,
        format!("{readers} read the same values in {path}."),
    )
}

/// One finding for a file that was saved with Windows line endings, however many keys it has.
fn line_ends(file: &BoundFile, first: &env::Key, count: usize) -> Finding {
    let path = file.path();
    Finding::fail(
        path,
        format!(
            "{count} keys of {path} are not the same for all that read it: the lines end as on Windows, and some \
             readers take the carriage return for a part of the value."
        ),
    )
    .observed("carriage returns")
    .required("one value for every reader")
    .at(first.source.clone(), "is the first")
    .fix(without_carriage_returns(file))
}

fn divergence(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let groups = readers_by_value(&key.readings);
    if groups.len() < 2 {
        return is_uncertain(key).then(|| {
            let reason = format!("What {name} becomes depends on the machine that reads it.");
            Finding::error(file.subject(name), reason).at(key.source.clone(), "sets it")
        });
    }
    let readers: Vec<String> = groups.iter().map(|group| names::sentence(group)).collect();
    let message = format!("{name} is not the same for {}.", readers.join(" as for "));
    let finding = Finding::fail(file.subject(name), message)
        .required("one value for every reader")
        .at(key.source.clone(), "sets it")
        .fix(line_fix(file, key));
    let remarks: Vec<String> = key
        .readings
        .iter()
        .filter(|reading| !reading.remarks.is_empty())
        .map(|reading| format!("{}: {}", reading.dialect, reading.remarks.join(", ")))
        .collect();
    Some(finding.observed(if remarks.is_empty() {
        "several values".to_owned()
    } else {
        remarks.join("; ")
    }))
}

/// Whether a reader gets a value that the facts cannot compare, other than a placeholder.
fn is_uncertain(key: &env::Key) -> bool {
    let has_no_class = |reading: &env::Reading| {
        reading.status == env::Reading::STATUS_SET && reading.equality.is_none()
    };
    key.status != env::Key::STATUS_PLACEHOLDER && key.readings.iter().any(has_no_class)
}

/// The dialects that read the same, together.
fn readers_by_value(readings: &[env::Reading]) -> Vec<Vec<&str>> {
    let mut groups: Vec<(&env::Reading, Vec<&str>)> = Vec::new();
    // A line at which a reader stops is the finding of `env/file-parse-error`, with the keys it costs.
    for reading in readings
        .iter()
        .filter(|reading| reading.status != env::Reading::STATUS_LOST)
    {
        let same = groups.iter_mut().find(|(first, _)| {
            first.status == reading.status && first.equality == reading.equality
        });
        match same {
            Some((_, dialects)) => dialects.push(&reading.dialect),
            None => groups.push((reading, vec![&reading.dialect])),
        }
    }
    groups.into_iter().map(|(_, dialects)| dialects).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, lines, message};
    use muster_sdk::testing::sample;

    fn reading(dialect: &str, status: &str, equality: Option<u32>) -> env::Reading {
        env::Reading {
            dialect: dialect.to_owned(),
            status: status.to_owned(),
            equality,
            ..sample()
        }
    }

    fn judged(readings: [env::Reading; 3]) -> Vec<Finding> {
        let mut key = key("A");
        key.readings = readings.to_vec();
        judge_divergence(&file([key]))
    }

    #[test]
    fn says_who_agrees_with_whom() {
        let findings = judged([
            reading("compose", "set", Some(7)),
            reading("shell", "set", Some(9)),
            reading("python-dotenv", "set", Some(7)),
        ]);
        assert_eq!(
            message(findings),
            "A is not the same for compose and python-dotenv as for shell."
        );
    }

    #[test]
    fn a_key_that_one_reader_does_not_define_diverges() {
        let findings = judged([
            reading("compose", "empty", None),
            reading("shell", "unset", None),
            reading("python-dotenv", "empty", None),
        ]);
        assert_eq!(lines(findings), ["fail /etc/app.env#A"]);
    }

    #[test]
    fn keys_behind_a_broken_line_are_told_with_the_line() {
        let findings = judged([
            reading("compose", "set", Some(7)),
            reading("shell", "lost", None),
            reading("python-dotenv", "set", Some(7)),
        ]);
        assert_eq!(lines(findings), ["pass /etc/app.env"]);
    }

    #[test]
    fn two_values_that_nobody_knows_are_not_taken_for_equal() {
        let unknown = |dialect| reading(dialect, "set", None);
        let findings = judged(["compose", "shell", "python-dotenv"].map(unknown));
        assert_eq!(lines(findings), ["error /etc/app.env#A"]);
    }

    #[test]
    fn a_file_with_one_reader_cannot_diverge() {
        let mut file = file([]);
        file.facts.dialects.truncate(1);
        assert_eq!(
            lines(judge_divergence(&file)),
            ["not-applicable /etc/app.env"]
        );
    }
}
