//! What the bound Compose file itself gives to its services, as files of their own: the secrets in it
//! are judged like those of an environment file.

use std::cell::LazyCell;
use std::collections::HashSet;

use muster_sdk::{Finding, Outcome, compose, env};

use crate::bound_file::{BoundFile, is_bound_key};

/// Adds what a rule finds in the environment of each service to what it found in the files. Only what
/// fails is said: a pass is one about the files. A line is told once, whichever services share it by an
/// anchor or `extends`; and a value that is made of a key of a bound file is not told where `is_cause`
/// says that the rule judges that key.
pub(crate) fn with_environments(
    outcome: Outcome,
    judge: impl Fn(&BoundFile, &env::Key) -> Option<Finding>,
    is_cause: impl Fn(&env::Key) -> bool,
) -> Outcome {
    let mut findings = outcome?;
    let environments = match env::environments() {
        Ok(environments) => environments,
        Err(error) => {
            findings.push(Finding::error("compose", error.reason()));
            return Ok(findings);
        }
    };
    // Whichever of the project's files a key is in.
    let project = LazyCell::new(|| compose::project().ok().flatten());
    let mut told = HashSet::new();
    for environment in environments {
        let service = BoundFile::of_service(environment);
        for key in &service.keys {
            if key
                .derived_from
                .iter()
                .any(|origin| is_bound_key(origin, &is_cause))
            {
                continue;
            }
            let Some(finding) = judge(&service, key) else {
                continue;
            };
            let source = &key.source;
            if told.insert((source.name.clone(), source.line, key.name.clone())) {
                let file = project.as_ref().map(|project| project.file.as_str());
                findings.push(finding.of_file(file.unwrap_or(service.path())));
            }
        }
    }
    Ok(findings)
}
