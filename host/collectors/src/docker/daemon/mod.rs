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

use muster_facts::{DaemonFacts, DomainFacts as _, Fact};
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
        sockets: Ok(Vec::new()),
        members: Ok(Vec::new()),
    };
    for one in &found {
        let settings = settings_of(collection, one);
        if one.whose == Whose::Root {
            (facts.sockets, facts.members) = access(collection, &settings);
        }
        facts.settings.insert(one.facts.name.clone(), settings);
    }
    facts
}

fn settings_of(
    collection: &Collection<'_>,
    one: &Found,
) -> Fact<Vec<muster_facts::daemon::Setting>> {
    let rootful;
    let own;
    let configuration: &Configuration = match &one.whose {
        Whose::Root => {
            rootful = collection.shared::<Rootful>()?;
            rootful.configuration()?
        }
        Whose::User { .. } => {
            own = configuration(collection.context, &one.whose)?;
            &own
        }
    };
    let mut settings = settings::settings(configuration)?;
    if one.whose == Whose::Root {
        settings.extend(socket::addresses(collection)?);
    }
    Ok(settings)
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
        socket::members(collection.context.system, sockets, settings, &accounts)
    });
    (sockets, members)
}
