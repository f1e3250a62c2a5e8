//! How Docker's daemon is set up: what of it is installed, who runs it, with which settings, and who may
//! give it orders.
//!
//! A settings file holds the addresses and credentials of proxies and log services: of the settings only
//! those leave that are listed here, and only where the value has the form that it is to have.

mod components;
mod instances;
mod settings;
mod socket;
#[cfg(test)]
mod tests;

use muster_facts::{DaemonFacts, DomainFacts as _, Fact, FactError};
use muster_target::Collection;

use self::instances::Found;
use crate::docker::dockerd::{Configuration, Rootful, Whose, configuration};
use crate::readers::accounts::Accounts;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> DaemonFacts {
    let components = components::components(collection);
    let found = match instances::instances(collection, &components) {
        Ok(found) => found,
        Err(error) => {
            return DaemonFacts {
                components,
                ..DaemonFacts::missing(&error)
            };
        }
    };
    let mut facts = DaemonFacts {
        components,
        instances: Ok(found.iter().map(|one| one.facts.clone()).collect()),
        settings: std::collections::BTreeMap::new(),
        refusals: std::collections::BTreeMap::new(),
        sockets: Ok(Vec::new()),
        members: Ok(Vec::new()),
    };
    for one in &found {
        let settings = with_configuration(collection, one, |configuration| {
            let mut settings = settings::settings(configuration)?;
            if one.whose == Whose::Root {
                settings.extend(socket::addresses(collection)?);
            }
            Ok(settings)
        });
        let refusals = with_configuration(collection, one, refusals);
        facts.refusals.insert(one.facts.name.clone(), refusals);
        if one.whose == Whose::Root {
            (facts.sockets, facts.members) = access(collection, &settings);
        }
        facts.settings.insert(one.facts.name.clone(), settings);
    }
    facts
}

/// Asks how a daemon is set up.
fn with_configuration<T>(
    collection: &Collection<'_>,
    one: &Found,
    ask: impl FnOnce(&Configuration) -> Fact<T>,
) -> Fact<T> {
    match &one.whose {
        Whose::Root => ask(collection.shared::<Rootful>()?.configuration()?),
        Whose::User { .. } => ask(&configuration(collection.context, &one.whose)?),
    }
}

/// What a daemon does not start with. Where nothing is wrong with the file and it cannot be told what the options are,
/// they may contradict it.
fn refusals(configuration: &Configuration) -> Fact<Vec<muster_facts::daemon::Refusal>> {
    if configuration.refusals.is_empty() {
        if let Err(error) = &configuration.settings {
            return Err(error.clone());
        }
        if let Some(why) = &configuration.unclear {
            return Err(FactError::Failed(why.clone()));
        }
    }
    let refusals = configuration.refusals.iter();
    Ok(refusals
        .map(|one| muster_facts::daemon::Refusal {
            reason: one.reason.clone(),
            source: one.source.clone(),
            also: one.also.clone(),
        })
        .collect())
}

/// The sockets of root's daemon, and who may write to them.
fn access(
    collection: &Collection<'_>,
    settings: &Fact<Vec<muster_facts::daemon::Setting>>,
) -> (
    Fact<Vec<muster_facts::daemon::Socket>>,
    Fact<Vec<muster_facts::daemon::Member>>,
) {
    let accounts = collection.shared::<Accounts>();
    let sockets = accounts
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|accounts| {
            let settings = settings.as_deref().map_err(Clone::clone)?;
            socket::sockets(collection, settings, accounts)
        });
    let members = accounts.and_then(|accounts| {
        let sockets = sockets.as_deref().map_err(Clone::clone)?;
        let settings = settings.as_deref().map_err(Clone::clone)?;
        socket::members(sockets, settings, &accounts)
    });
    (sockets, members)
}
