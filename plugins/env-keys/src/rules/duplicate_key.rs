//! `env/duplicate-key`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};

muster_sdk::rule! {
    id: "env/duplicate-key",
    severity: Medium,
    precision: VeryHigh,
    tags: ["env", "availability"],
    documentation: "duplicate_key.md",
    check: check,
}

fn check() -> Outcome {
    findings_per_keyed_file(|file| {
        Ok(file.judge_keys(
            duplicate,
            format!("Every key is set once in {}.", file.path()),
        ))
    })
}

fn duplicate(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let times = key.duplicates.len() + 1;
    let first = key.duplicates.first()?;
    let fix = match first.line {
        Some(line) => {
            format!("Remove the earlier line of {name} (line {line}), or give it its own name.")
        }
        None => format!("Remove the earlier lines of {name}."),
    };
    let finding = Finding::fail(
        file.subject(name),
        format!(
            "{name} is set {times} times in {}, and the last one counts.",
            file.path()
        ),
    )
    .observed(format!("{times} times"))
    .required("once")
    .fix(fix)
    .at(key.source.clone(), "counts");
    let earlier = key.duplicates.iter().cloned();
    Some(earlier.fold(finding, |finding, source| finding.at(source, "is replaced")))
}
