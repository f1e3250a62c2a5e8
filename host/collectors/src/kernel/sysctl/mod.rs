//! Parameters of the kernel, those that the selected rules name: the running value of each from
//! `/proc/sys`, and what boot makes of it, from the files of sysctl.d(5), `/etc/sysctl.conf` and ufw.
//!
//! What cannot be read makes only those parameters unknown that it may decide.

mod built_in;
mod files;
mod forwarding;
mod lines;
mod names;
mod numbers;
#[cfg(test)]
mod oracle;
mod procedure;
mod running;
mod stages;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use muster_facts::sysctl::{BootValue, Key};
use muster_facts::{Fact, FactError, SysctlFacts};
use muster_target::Collection;

use self::built_in::BuiltIn;
use self::names::{Interfaces, path_of};
use self::procedure::Procedure;
use self::stages::Boot;

/// An interface that no line has the name of: what it gets is what the pattern of a line says.
const ANY_INTERFACE: &str = "muster-any-interface";

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> SysctlFacts {
    let names = &collection.context.targets.requests.sysctl;
    let names = names.iter().map(String::as_str);
    collect_keys(collection, names)
}

/// Collects what is to be known of some parameters.
fn collect_keys<'a>(
    collection: &Collection<'_>,
    names: impl Iterator<Item = &'a str>,
) -> SysctlFacts {
    let system = collection.context.system;
    let procedure = Procedure::of(collection);
    let boot = procedure
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|procedure| Boot::read(system, procedure));
    let mut facts = SysctlFacts {
        overview: procedure.map(Procedure::into_fact),
        keys: Ok(Vec::new()),
        running: BTreeMap::new(),
        at_boot: BTreeMap::new(),
        network_interfaces: running::network_interfaces(system),
    };
    let mut keys = Vec::new();
    let mut built_in = BuiltIn::of(system);
    for name in names {
        let path = path_of(name).ok_or_else(|| {
            FactError::Failed(format!("`{name}` is not the name of a kernel parameter"))
        });
        let running = path.clone().and_then(|path| running::value(system, &path));
        let at_boot = path.and_then(|path| {
            let mut value = at_boot(&boot, &path)?;
            value.built_in = built_in.value(&path);
            Ok(value)
        });
        facts.running.insert(name.to_owned(), running);
        facts.at_boot.insert(name.to_owned(), at_boot);
        keys.push(Key {
            name: name.to_owned(),
        });
    }
    facts.keys = Ok(keys);
    facts
}

fn at_boot(boot: &Fact<Boot>, path: &str) -> Fact<BootValue> {
    let boot = boot.as_ref().map_err(Clone::clone)?;
    let mut value = boot.value(path)?;
    if let Some(interfaces) = Interfaces::of(path) {
        let any = boot.value(&interfaces.of_one(ANY_INTERFACE))?;
        let default = boot.value(&interfaces.of_one("default"))?;
        value.of_interfaces = any.effective.or(default.effective);
    }
    Ok(value)
}
