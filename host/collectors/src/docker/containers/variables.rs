//! The variables that files of a project give to its services, as their containers have them: which
//! status and class each would have in that file. No other variable is looked at.

use std::collections::BTreeSet;

use muster_facts::containers::Variable;
use muster_facts::{Fact, FactError, env};
use muster_target::Collection;

use super::{Found, Inspected};
use crate::env::value_in_file;

/// Variables of all containers together.
const MOST_VARIABLES: usize = 50_000;

/// The variables of every container that runs.
pub(super) fn variables(collection: &Collection<'_>) -> Fact<Vec<Variable>> {
    let found = collection.shared::<Found>()?;
    let all = found.0.as_deref().map_err(Clone::clone)?;
    let mut variables = Vec::new();
    for (one, service) in all {
        let Some(service) = service.as_deref().filter(|_| one.state.status == "running") else {
            continue;
        };
        of_container(collection, one, service, &mut variables)?;
        if variables.len() > MOST_VARIABLES {
            return Err(FactError::Failed(
                "the containers have more variables than Muster lists".to_owned(),
            ));
        }
    }
    Ok(variables)
}

fn of_container(
    collection: &Collection<'_>,
    one: &Inspected,
    service: &str,
    found: &mut Vec<Variable>,
) -> Fact<()> {
    let facts = collection.env()?;
    let services = collection.services()?;
    let name = one.name.trim_start_matches('/');
    let values = one.environment();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut add = |file: &str, key: &env::Key| -> Fact<()> {
        // What has no name of its own has no value here either.
        if key.name.starts_with('<') || !seen.insert((file.to_owned(), key.name.clone())) {
            return Ok(());
        }
        let (status, equality) = match values.get(key.name.as_str()) {
            Some(value) => value_in_file(collection.context, file, &key.name, value)?,
            None => (Variable::STATUS_MISSING, None),
        };
        found.push(Variable {
            container: name.to_owned(),
            service: service.to_owned(),
            file: file.to_owned(),
            name: key.name.clone(),
            status: status.to_owned(),
            equality,
        });
        Ok(())
    };
    let environments = facts.environments.as_ref().map_err(Clone::clone)?;
    for key in environments
        .iter()
        .filter(|one| one.service == service)
        .flat_map(|one| &one.keys)
    {
        add(&key.source.name, key)?;
    }
    let entries = services.env_file_entries.as_ref().map_err(Clone::clone)?;
    if entries.iter().any(|entry| entry.service == service) {
        // Which of them the service gets may depend on a variable of the shell. What cannot be read is said
        // of the file.
        for (file, keys) in &facts.keys {
            for key in keys.iter().flatten() {
                add(file, key)?;
            }
        }
    }
    Ok(())
}
