//! `compose/override-active`

use muster_sdk::services::{self, ProjectFile};
use muster_sdk::{Finding, Outcome, Source, pass_unless};

use crate::project::{Project, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Override files that are meant to be merged, by their paths.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/override-active",
    severity: Medium,
    precision: Medium,
    tags: ["compose", "docker"],
    explained_by: [Place("compose/file-valid")],
    documentation: "override_active.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|_| {
        let mut findings: Vec<Finding> = services::project_files()?
            .iter()
            .filter(|file| file.role == ProjectFile::ROLE_OVERRIDE)
            .filter(|file| !parameters.allowed.contains(&file.path))
            .map(failure)
            .collect();
        findings.extend(unknown(&[])?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/override",
                "Compose merges only files that somebody names.",
            )
        }))
    })
}

fn failure(file: &ProjectFile) -> Finding {
    let ProjectFile { path, project, .. } = file;
    Finding::fail(
        format!("compose/override{path}"),
        format!("Compose merges {path} into {project}, though nobody names it."),
    )
    .observed("merged")
    .required("no override, or one that is named")
    .fix(format!(
        "Remove {path} from the server and run `docker compose up -d`; or name the files to load in \
         `.env`, such as `COMPOSE_FILE=compose.yaml:compose.production.yaml`"
    ))
    .at(Source::file(path.clone()), "is merged")
}
