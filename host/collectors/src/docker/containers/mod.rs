//! The containers that there are, running or not, as Docker's own client says, or that of Podman.
//!
//! What a container gets as its environment, its command and its labels is full of secrets. Of variables
//! only those leave that a file of the project gives to the service as well, and of them only whether they
//! are the same; of labels only those in which Compose keeps its own books.

mod ask;
mod describe;
mod inspected;
#[cfg(test)]
mod tests;
mod variables;

use std::sync::Arc;

use muster_facts::{ContainersFacts, Fact};
use muster_target::{Collection, Shared};

use self::inspected::Inspected;
use crate::compose::Loaded;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ContainersFacts {
    ContainersFacts {
        containers: containers(collection),
        variables: variables::variables(collection),
    }
}

fn containers(collection: &Collection<'_>) -> Fact<Vec<muster_facts::containers::Container>> {
    let found = collection.shared::<Found>()?;
    let loaded = collection.shared::<Loaded>()?;
    let all = found.0.as_deref().map_err(Clone::clone)?;
    all.iter()
        .map(|one| describe::container(collection.context, one, service(collection, &loaded, one)))
        .collect()
}

/// What the client says, asked once for both facts.
struct Found(Fact<Vec<Inspected>>);

impl Shared for Found {
    fn read(collection: &Collection<'_>) -> Self {
        Self(ask::inspect_all(collection.context))
    }
}

/// The service that a container is of.
fn service(collection: &Collection<'_>, loaded: &Arc<Loaded>, one: &Inspected) -> Option<String> {
    let label = one.label(inspected::SERVICE)?;
    loaded.service_of(collection.context.system, &one.compose_files(), label)
}
