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
        let mut findings: Vec<Finding> = file
            .keys
            .iter()
            .filter_map(|key| executing(file, key))
            .collect();
        findings.extend(command_lines(file));
        if findings.is_empty() && file.keys.is_empty() {
            return Ok(file.not_applicable(format!("{path} sets no key.")));
        }
        Ok(file.pass_unless(findings, format!("No line in {path} runs a command.")))
    })
}

/// That a shell takes lines for commands in which no key is set: a bare word is one.
fn command_lines(file: &BoundFile) -> Option<Finding> {
    let path = file.path();
    let is_told = |line| {
        file.keys
            .iter()
            .any(|key| key.source.line == line && executes(key))
    };
    let commands: Vec<&env::Problem> = file
        .facts
        .problems
        .iter()
        .filter(|problem| {
            problem.dialect == env::Problem::DIALECT_SHELL
                && matches!(
                    problem.code.as_str(),
                    env::Problem::CODE_NOT_AN_ASSIGNMENT | env::Problem::CODE_NOT_EVALUATED
                )
                && !is_told(problem.source.line)
        })
        .collect();
    let first = commands.first()?;
    let lines = match commands.len() {
        1 => "a line".to_owned(),
        count => format!("{count} lines"),
    };
    let finding = Finding::fail(
        path,
        format!("A shell that reads {path} runs {lines} of it."),
    )
    .observed("a command")
    .required("keys with values, and comments")
    .fix(format!(
        "Remove {}, or write it as `KEY='…'`",
        first.source.location()
    ));
    Some(commands.into_iter().fold(finding, |finding, problem| {
        finding.at(problem.source.clone(), "is a command")
    }))
}

fn executes(key: &env::Key) -> bool {
    let mut remarks = key.remarks.iter();
    remarks.any(|remark| remark == "executes-when-sourced")
}

fn executing(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    executes(key).then(|| {
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
