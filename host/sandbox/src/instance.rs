//! From a component to an instance of it, and what that says about itself.

use std::sync::Arc;

use muster_facts::{Domain, Facts};
use wasmtime::Store;
use wasmtime::component::{Component, Linker};

use crate::bindings::exports::muster::policy::policy as wit;
use crate::bindings::{Judge as Bindings, JudgePre};
use crate::call::guarded;
use crate::engine::Runtime;
use crate::imports::{self, State};
use crate::limits::{HOSTCALL_FUEL, MOST_HANDLES};
use crate::{Fault, LoadError, Manifest};

/// A plugin's instance, with what it holds.
pub(crate) type Instance = (Store<State>, Bindings);

/// Links the plugin's own domains and nothing else.
pub(crate) fn link(
    component: &Component,
    domains: &[Domain],
) -> Result<JudgePre<State>, LoadError> {
    let mut linker = Linker::new(component.engine());
    for domain in domains {
        imports::link(&mut linker, *domain)
            .map_err(|error| LoadError::OtherContract(error.root_cause().to_string()))?;
    }
    linker
        .instantiate_pre(component)
        .and_then(JudgePre::new)
        .map_err(|error| LoadError::OtherContract(error.root_cause().to_string()))
}

/// A fresh instance. It has used up its budget unless a call renews it.
pub(crate) fn instance(
    runtime: &Runtime,
    pre: &JudgePre<State>,
    facts: &Arc<Facts>,
) -> Result<Instance, Fault> {
    runtime
        .start_clock()
        .map_err(|error| Fault::Host(error.to_string()))?;
    let mut store = Store::new(&runtime.engine, State::new(Arc::clone(facts)));
    store.limiter(|state| &mut state.usage);
    store.set_hostcall_fuel(HOSTCALL_FUEL);
    store.set_max_component_handles(MOST_HANDLES);
    // Instantiating runs the guest's start functions.
    let bindings = guarded(&mut store, |store| pre.instantiate(store))?;
    Ok((store, bindings))
}

/// What the guest says about itself.
pub(crate) fn described(instance: &mut Instance) -> Result<Manifest, LoadError> {
    Manifest::from_guest(described_as_it_is(instance)?).map_err(LoadError::BadManifest)
}

/// What each plugin of a bundle says about itself, up to a number of them and one more. Each call returns the next,
/// and the one after the last a manifest without a name.
pub(crate) fn each_described(
    instance: &mut Instance,
    expected: usize,
) -> Result<Vec<Manifest>, LoadError> {
    let mut manifests = Vec::new();
    while manifests.len() <= expected {
        let described = described_as_it_is(instance)?;
        if described.name.is_empty() {
            break;
        }
        manifests.push(Manifest::from_guest(described).map_err(LoadError::BadManifest)?);
    }
    Ok(manifests)
}

fn described_as_it_is((store, bindings): &mut Instance) -> Result<wit::Manifest, Fault> {
    guarded(store, |store| {
        bindings.muster_policy_policy().call_describe(store)
    })
}
