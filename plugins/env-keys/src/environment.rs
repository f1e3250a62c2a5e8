//! What the bound Compose file itself gives to its services, as files of their own: the secrets in it
//! are judged like those of an environment file.

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::BoundFile;

/// Adds what a rule finds in the environment of each service to what it found in the files. Only what
/// fails is said: a pass is one about the files.
pub(crate) fn with_environments(
    outcome: Outcome,
    judge: impl Fn(&BoundFile, &env::Key) -> Option<Finding>,
) -> Outcome {
    let mut findings = outcome?;
    let environments = match env::environments() {
        Ok(environments) => environments,
        Err(error) => {
            findings.push(Finding::error("compose/environment", error.reason()));
            return Ok(findings);
        }
    };
    let bound: Vec<String> = env::files()?.into_iter().map(|file| file.path).collect();
    for environment in environments {
        let service = BoundFile::of_service(environment);
        let found: Vec<Finding> = service
            .keys
            .iter()
            .filter(|key| !is_judged_in_file(key, &bound))
            .filter_map(|key| judge(&service, key))
            .collect();
        findings.extend(found);
    }
    Ok(findings)
}

/// Whether all of the value comes from a `.env` that the project binds, where it is judged.
fn is_judged_in_file(key: &env::Key, bound: &[String]) -> bool {
    let beside = key.source.name.rsplit_once('/').map_or_else(
        || ".env".to_owned(),
        |(directory, _)| format!("{directory}/.env"),
    );
    key.remarks.iter().any(|remark| remark == "filled") && bound.contains(&beside)
}
