//! The variables that Caddy has, as far as the project shows them.

use muster_facts::env::Key;
use muster_facts::{EnvFacts, FactError, ServicesFacts};
use muster_target::Collection;

use super::place::Located;
use super::variables::Variables;

/// What Caddy's image and Docker set.
const OF_IMAGE: [&str; 6] = [
    "CADDY_VERSION",
    "HOME",
    "HOSTNAME",
    "PATH",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
];

/// The variables of whoever reads the Caddyfile. Where it is not known what sets them, none of them is known.
pub(super) fn variables(collection: &Collection<'_>, located: &Located) -> Variables {
    let mut variables = Variables::default();
    let Ok(env) = collection.env() else {
        return variables;
    };
    match &located.service {
        Some(service) => {
            let services = collection.services();
            if services
                .and_then(|services| of_service(env, services, service, &mut variables))
                .is_ok()
            {
                variables.end();
            }
        }
        // What else a unit sets is not known, so that no other name has its default.
        None => {
            for keys in env.keys.values().flatten() {
                add(keys, &mut variables);
            }
        }
    }
    variables
}

/// Whatever is not known of a service is an error, and what is known stays known.
fn of_service(
    env: &EnvFacts,
    services: &ServicesFacts,
    service: &str,
    variables: &mut Variables,
) -> Result<(), FactError> {
    for unknown in services.unknowns.as_ref().map_err(Clone::clone)? {
        if unknown
            .service
            .as_deref()
            .is_none_or(|name| name == service)
            && let Some(name) = unknown.key.strip_prefix("environment.")
        {
            variables.set(name, None);
        }
    }
    let environments = env.environments.as_ref().map_err(Clone::clone)?;
    for environment in environments.iter().filter(|one| one.service == service) {
        add(&environment.keys, variables);
    }
    let entries = services.env_file_entries.as_ref().map_err(Clone::clone)?;
    // Of several files the last one counts.
    for entry in entries
        .iter()
        .rev()
        .filter(|entry| entry.service == service)
    {
        let paths = entry.same_file_as.iter().chain(&entry.path);
        let keys = paths.filter_map(|path| env.keys.get(path)).flatten().next();
        let Some(keys) = keys else {
            let reason = "a file of variables is not known";
            return Err(FactError::Failed(reason.to_owned()));
        };
        add(keys, variables);
    }
    for name in OF_IMAGE {
        variables.set(name, None);
    }
    Ok(())
}

fn add(keys: &[Key], variables: &mut Variables) {
    for key in keys {
        let value = if key.status == Key::STATUS_EMPTY {
            Some(String::new())
        } else {
            key.value.clone()
        };
        variables.set(&key.name, value);
    }
}
