//! `env/file-present`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{defect, findings_per_file, unreadable};

muster_sdk::rule! {
    id: "env/file-present",
    severity: High,
    precision: VeryHigh,
    tags: ["env", "files", "checklist"],
    documentation: "file_present.md",
    check: check,
}

fn check() -> Outcome {
    findings_per_file(|file| Ok(vec![judge_presence(&file)]))
}

fn judge_presence(file: &env::EnvFile) -> Finding {
    let path = &file.path;
    if let Some(defect) = defect(&file.state) {
        return Finding::fail(path, format!("The environment file {path} {defect}."))
            .observed(&file.state)
            .required("a file with content")
            .fix(format!(
                "Put the file that the application is to read at {path}, and not a directory or an empty file"
            ))
            .at(file.source.clone(), "is bound here");
    }
    match env::keys(path) {
        Ok(_) => Finding::pass(path, format!("The environment file {path} is in place."))
            .at(file.source.clone(), "the file"),
        Err(error) => unreadable(file, &error),
    }
}
