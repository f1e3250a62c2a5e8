//! Modules of the kernel, those that the selected rules name: which installed kernels have them, from
//! modules.dep(5) and `modules.builtin`; which run, from `/proc/modules`; and what modprobe.d(5) says.

mod configuration;
mod installed;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
mod used;

use std::collections::BTreeMap;

use muster_facts::modules::KernelModule;
use muster_facts::{Fact, FactError, ModulesFacts};
use muster_target::Collection;

use self::configuration::Configuration;
use self::installed::Installed;
use self::used::Used;

/// Longer than the name of any module, `MODULE_NAME_LEN`.
const LONGEST_NAME: usize = 64;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> ModulesFacts {
    let names = &collection.context.targets.requests.kernel_modules;
    collect_modules(collection, names.iter().map(String::as_str))
}

/// Collects what is to be known of some modules.
fn collect_modules<'a>(
    collection: &Collection<'_>,
    names: impl Iterator<Item = &'a str>,
) -> ModulesFacts {
    let system = collection.context.system;
    let mut facts = ModulesFacts {
        modules: Ok(Vec::new()),
        available: BTreeMap::new(),
        used: BTreeMap::new(),
        configured: BTreeMap::new(),
    };
    let names: Vec<&str> = names.collect();
    // A megabyte for each kernel is not read for nothing.
    if names.is_empty() {
        return facts;
    }
    let installed = Installed::read(system);
    let used = Used::read(system);
    let configuration = Configuration::read(system);
    let mut modules = Vec::new();
    for name in names {
        let own = own_name(name);
        let own = own.as_deref();
        facts
            .available
            .insert(name.to_owned(), find(own, &installed, Installed::find));
        facts
            .used
            .insert(name.to_owned(), find(own, &used, Used::find));
        facts.configured.insert(
            name.to_owned(),
            find(own, &configuration, Configuration::find),
        );
        modules.push(KernelModule {
            name: name.to_owned(),
        });
    }
    facts.modules = Ok(modules);
    facts
}

/// What was read of one module, or why neither is known.
fn find<T, U>(
    name: Result<&str, &FactError>,
    read: &Fact<T>,
    find: impl FnOnce(&T, &str) -> Fact<U>,
) -> Fact<U> {
    let read = read.as_ref().map_err(Clone::clone)?;
    find(read, name.map_err(Clone::clone)?)
}

/// The name that the kernel has for a module.
fn own_name(name: &str) -> Fact<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_plain) {
        return Err(FactError::Failed(format!(
            "`{name}` is not the name of a kernel module"
        )));
    }
    Ok(underscored(name))
}

/// `-` and `_` are the same in the name of a module.
fn underscored(name: &str) -> String {
    name.replace('-', "_")
}
