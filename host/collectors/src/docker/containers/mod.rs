//! All containers, running or not, as Docker's own client reports them, or that of Podman.
//!
//! What a container gets as its environment, its command and its labels is full of secrets. Of variables
//! only those leave that a file of the project gives to the service as well, and of them only whether they
//! are the same; of labels only those in which Compose keeps its own books.

mod ask;
mod describe;
mod inspected;
mod logs;
#[cfg(test)]
mod tests;
mod variables;

use muster_facts::{ContainersFacts, Fact};
use muster_target::{Collection, Shared};

use self::inspected::Inspected;
pub(crate) use self::logs::{ContainerLog, logs};
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
    let all = found.0.as_deref().map_err(Clone::clone)?;
    all.iter()
        .map(|(one, service)| describe::container(collection.context, one, service.clone()))
        .collect()
}

/// What the client says, asked once for both facts, with the service that each container is of.
struct Found(Fact<Vec<(Inspected, Option<String>)>>);

impl Shared for Found {
    fn read(collection: &Collection<'_>) -> Self {
        Self(found(collection))
    }
}

fn found(collection: &Collection<'_>) -> Fact<Vec<(Inspected, Option<String>)>> {
    let all = ask::inspect_all(collection.context)?;
    let loaded = collection.shared::<Loaded>()?;
    let with_service = |one: Inspected| {
        let service = service(collection, &loaded, &one);
        (one, service)
    };
    Ok(all.into_iter().map(with_service).collect())
}

/// The service that a container is of.
fn service(collection: &Collection<'_>, loaded: &Loaded, one: &Inspected) -> Option<String> {
    let label = one.label(inspected::SERVICE)?;
    loaded.service_of(collection.context.system, &one.compose_files(), label)
}
