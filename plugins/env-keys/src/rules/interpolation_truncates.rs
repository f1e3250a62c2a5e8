//! `env/interpolation-truncates`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{BoundFile, findings_per_keyed_file};

muster_sdk::rule! {
    id: "env/interpolation-truncates",
    severity: High,
    precision: Medium,
    tags: ["env", "secrets", "availability"],
    documentation: "interpolation_truncates.md",
    check: check,
}

fn check() -> Outcome {
    findings_per_keyed_file(|file| {
        Ok(file.judge_keys(
            truncated,
            format!("No secret in {} loses what follows a `$`.", file.path()),
        ))
    })
}

fn truncated(file: &BoundFile, key: &env::Key) -> Option<Finding> {
    let name = &key.name;
    let is_cut = key.remarks.iter().any(|remark| remark == "unset-reference");
    (key.secret && is_cut).then(|| {
        let readers: Vec<&str> = key
            .readings
            .iter()
            .filter(|reading| {
                reading
                    .remarks
                    .iter()
                    .any(|remark| remark == "interpolation")
            })
            .map(|reading| reading.dialect.as_str())
            .collect();
        Finding::fail(
            file.subject(name),
            format!(
                "A `$` in {name} begins the name of a variable that nothing sets, so {} cut it.",
                crate::names::sentence(&readers)
            ),
        )
        .observed("a `$` outside of single quotes")
        .required("single quotes")
        .fix(format!("Put single quotes around the value: `{name}='…'`"))
        .at(key.source.clone(), "sets it")
    })
}
