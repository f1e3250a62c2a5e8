//! `env/unquoted-special`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};

muster_sdk::rule! {
    id: "env/unquoted-special",
    severity: Medium,
    tags: ["env", "availability", "checklist"],
    documentation: "unquoted_special.md",
    check: check,
}

/// What the facts remark on a value that needs quotes, in the words of a finding.
const REMARKS: [(&str, &str); 3] = [
    ("json-unquoted", "is JSON"),
    ("unquoted-space", "has a space"),
    ("unquoted-special", "has a character that the shell acts on"),
];

fn check() -> Outcome {
    findings_per_keyed_file(|file| Ok(judge_unquoted(file)))
}

fn judge_unquoted(file: &BoundFile) -> Vec<Finding> {
    if file.keys.is_empty() {
        return file.not_applicable(format!("{} sets no key.", file.path()));
    }
    let has_shell = file.facts.dialects.iter().any(|dialect| dialect == "shell");
    if !has_shell {
        return file.not_applicable(format!("No shell reads {}.", file.path()));
    }
    // A line that a reader refuses is told once, by `env/file-parse-error`.
    let refused: Vec<u32> = file
        .facts
        .problems
        .iter()
        .filter(|problem| problem.code != env::Problem::CODE_NOT_AN_ASSIGNMENT)
        .filter_map(|problem| problem.source.line)
        .collect();
    let unquoted = file
        .keys
        .iter()
        .filter(|key| key.source.line.is_none_or(|line| !refused.contains(&line)))
        .filter_map(|key| {
            let (_, what) = REMARKS
                .into_iter()
                .find(|(remark, _)| key.remarks.iter().any(|r| r == remark))?;
            let name = &key.name;
            Some(
                Finding::fail(
                    file.subject(name),
                    format!("The value of {name} {what} and is not in quotes."),
                )
                .observed("no quotes")
                .required("single quotes")
                .at(key.source.clone(), "sets it")
                .fix(format!("Put single quotes around the value: `{name}='…'`")),
            )
        })
        .collect();
    let message = format!("Every value in {} that needs quotes has them.", file.path());
    file.pass_unless(unquoted, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, lines};

    #[test]
    fn a_key_with_several_remarks_is_reported_once() {
        let mut origins = key("CORS_ORIGINS");
        origins.remarks = ["exported", "json-unquoted", "unquoted-special"]
            .map(str::to_owned)
            .to_vec();
        let file = file([origins, key("A")]);
        assert_eq!(
            lines(judge_unquoted(&file)),
            ["fail /etc/app.env#CORS_ORIGINS"]
        );
    }
}
