//! `env/dotenv-beside-compose`

use muster_sdk::paths::{self, Entry};
use muster_sdk::variables::{self, Reference};
use muster_sdk::{Finding, Outcome, Source, env, services, shell_word};

use crate::names;

muster_sdk::rule! {
    id: "env/dotenv-beside-compose",
    severity: Medium,
    precision: High,
    tags: ["env", "compose", "docker", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "dotenv_beside_compose.md",
    check: check,
}

fn check() -> Outcome {
    let files = env::files()?;
    let projects = services::acceptances()?;
    if files.is_empty() || projects.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose",
            "There is no Compose project that gets an environment file.",
        )]);
    }
    let mut bound: Vec<String> = Vec::new();
    for file in &files {
        let resolved = paths::find_entry(&file.path)?.and_then(|entry| entry.resolved);
        bound.extend(resolved);
        bound.push(file.path.clone());
    }
    let references = variables::references()?;
    let mut findings = Vec::new();
    for project in &projects {
        let directory = project
            .file
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        let path = format!("{directory}/.env");
        let finding = match paths::find_entry(&path)? {
            Some(entry) => judge(&path, &entry, &bound, &files, &references),
            None => Finding::error(&path, format!("It is not known what {path} is.")),
        };
        findings.push(finding.of_file(&project.file));
    }
    Ok(findings)
}

/// Where a file only says which environment file is meant, as by `ENV_FILE=/etc/shop/shop.env`.
const NAMES_FILES: &str = "env_file";

fn judge(
    path: &str,
    entry: &Entry,
    bound: &[String],
    files: &[env::EnvFile],
    references: &[Reference],
) -> Finding {
    let is_bound = |path: &String| bound.contains(path);
    match entry.kind.as_str() {
        Entry::KIND_MISSING | Entry::KIND_DANGLING_SYMLINK => {
            return Finding::pass(path, format!("There is no {path}."));
        }
        Entry::KIND_DIRECTORY => {
            return Finding::pass(
                path,
                format!("{path} is a directory, which Compose leaves alone."),
            );
        }
        _ => {}
    }
    if is_bound(&entry.path) || entry.resolved.as_ref().is_some_and(is_bound) {
        return Finding::pass(path, format!("{path} is the intended environment file."));
    }
    let mut taken: Vec<&str> = Vec::new();
    for reference in references {
        let is_from_it = reference.file.as_deref() == Some(path) && reference.key != NAMES_FILES;
        if is_from_it && !taken.contains(&reference.name.as_str()) {
            taken.push(&reference.name);
        }
    }
    if taken.is_empty() {
        return Finding::pass(
            path,
            format!("Compose takes nothing from {path} but, at most, the names of files."),
        );
    }
    let meant = files.first().map_or("", |file| file.path.as_str());
    let observed = match &entry.link_target {
        Some(target) => format!("a link to {target}"),
        None => "a file of its own".to_owned(),
    };
    let finding = Finding::fail(
        path,
        format!(
            "Compose fills in {} from {path}, which is {observed} and not {meant}.",
            names::sentence(&taken)
        ),
    )
    .observed(observed)
    .required(format!("no file, or a link to {meant}"))
    .fix(format!(
        "Move what is only in it to {meant}, and run `ln -sf {} {}`",
        shell_word(meant),
        shell_word(path)
    ))
    .at(Source::file(path), "is the other file");
    let from_it = references
        .iter()
        .find(|reference| reference.file.as_deref() == Some(path));
    finding.at_if(
        from_it.map(|one| one.source.clone()),
        "is filled in from it",
    )
}
