//! `env/executes-when-sourced`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};
use crate::line_fix::line_fix;

muster_sdk::rule! {
    id: "env/executes-when-sourced",
    severity: High,
    tags: ["env"],
    explained_by: [
        Place("env/unquoted-special"),
        Place("env/dialect-divergence"),
        Place("env/file-parse-error"),
    ],
    documentation: "executes_when_sourced.md",
    check: check,
}

fn check() -> Outcome {
    findings_per_keyed_file(|file| {
        let path = file.path();
        if !file.facts.dialects.iter().any(|dialect| dialect == "shell") {
            return Ok(file.not_applicable(format!("No shell reads {path}.")));
        }
        Ok(file.judge_keys(executing, format!("No value in {path} runs a command.")))
    })
}

fn executing(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    key.remarks
        .iter()
        .any(|remark| remark == "executes-when-sourced")
        .then(|| {
            Finding::fail(
                file.subject(name),
                format!(
                    "A shell that reads {} runs part of the value of {name}.",
                    file.path()
                ),
            )
            .observed("a command")
            .required("a value")
            .fix(line_fix(file, key))
            .at(key.source.clone(), "runs it")
        })
}
