//! Which machine this is: `/etc/hostname`, os-release(5), from procfs the kernel's release and the
//! addresses of the interfaces, and whether it is a container.

mod container;
pub mod crypto_policy;
pub mod kernels;
mod machine;
mod parse;
mod wireless;

use std::path::Path;

use muster_facts::host::{Address, HostIdentity};
use muster_facts::{Fact, FactError, HostFacts};
use muster_target::{Collection, Kind, System, present};

pub(crate) use self::container::refuse_container;
pub use self::machine::machine;
pub(crate) use self::parse::OsRelease;

/// The second is for systems whose `/etc` is made at boot, see os-release(5).
const OS_RELEASE: [&str; 2] = ["/etc/os-release", "/usr/lib/os-release"];

/// Where a service manager can be seen, the one that runs first: sd_booted(3) asks for the first
/// path, OpenRC's scripts for the second.
const INIT_SYSTEMS: [(&str, &str); 6] = [
    ("/run/systemd/system", "systemd"),
    ("/run/openrc/softlevel", "openrc"),
    ("/usr/lib/systemd/systemd", "systemd"),
    ("/lib/systemd/systemd", "systemd"),
    ("/sbin/openrc", "openrc"),
    ("/etc/runlevels", "openrc"),
];

/// A host without a name is `localhost`, see hostname(5).
const NAMELESS: &str = "localhost";

/// `fib_trie` of a router that holds every route of the internet is some ten times this; on a
/// server it is kilobytes.
const LARGEST_TABLE: u64 = 16 << 20;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> HostFacts {
    let context = collection.context;
    HostFacts {
        identity: identity(context.system),
        surrounding_container: container::surrounding(context.system),
        addresses: addresses(context.system),
        wireless_interfaces: wireless::interfaces(context.system),
    }
}

fn identity(system: &dyn System) -> Fact<HostIdentity> {
    let os = os_release(system)?;
    let name = hostname(system)?;
    let kernel = match system.kind() {
        // What a mounted image has below /proc is not that image's kernel.
        Kind::Root => None,
        Kind::Live | Kind::Recording => {
            present(system.read_text(Path::new("/proc/sys/kernel/osrelease")))?
        }
    };
    Ok(HostIdentity {
        name: name.unwrap_or_else(|| NAMELESS.to_owned()),
        os_id: os.id,
        os_like: os.like,
        os_version: os.version,
        os_name: os.name,
        init_system: init_system(system)
            .filter(|name| system.kind() != Kind::Live || is_booted(system, name))
            .map(str::to_owned),
        kernel: kernel.map(|release| release.trim_end().to_owned()),
        privileged: system.privileged(),
    })
}

/// What reports call the host where no policy names it: as hostname(5) does, else as the recording does. It needs nothing
/// else of the host, so that one whose operating system is not known has its name.
#[must_use]
pub fn name(system: &dyn System) -> String {
    let own = hostname(system).ok().flatten();
    own.or_else(|| system.given_name().map(str::to_owned))
        .unwrap_or_else(|| NAMELESS.to_owned())
}

fn hostname(system: &dyn System) -> Fact<Option<String>> {
    match present(system.read_text(Path::new("/etc/hostname")))? {
        Some(text) => parse::hostname(&text).map_err(FactError::Failed),
        None => Ok(None),
    }
}

/// Only for words: where it cannot be told, nothing is judged otherwise.
pub(crate) fn init_system(system: &dyn System) -> Option<&'static str> {
    INIT_SYSTEMS
        .into_iter()
        .find(|(path, _)| system.metadata(Path::new(path)).is_ok())
        .map(|(_, name)| name)
}

/// Whether the init runs: by what it leaves once it does, see sd_booted(3). One that is only installed starts
/// nothing. System V leaves nothing, and so is taken to run.
pub(crate) fn is_booted(system: &dyn System, manager: &str) -> bool {
    let left = match manager {
        "systemd" => "/run/systemd/system",
        "openrc" => "/run/openrc",
        "runit" => "/run/runit",
        _ => return true,
    };
    system.metadata(Path::new(left)).is_ok()
}

/// What os-release(5) says, which other domains ask too.
pub(crate) fn os_release(system: &dyn System) -> Fact<OsRelease> {
    for path in OS_RELEASE {
        if let Some(text) = present(system.read_text(Path::new(path)))? {
            return parse::os_release(&text)
                .map_err(|error| FactError::Failed(format!("{path} {error}")));
        }
    }
    Err(FactError::Failed(format!(
        "neither {} exists, so the operating system is not known",
        OS_RELEASE.join(" nor ")
    )))
}

fn addresses(system: &dyn System) -> Fact<Vec<Address>> {
    let unsupported = |why: &str| Err(FactError::Unsupported(why.to_owned()));
    if system.kind() == Kind::Root {
        return unsupported("an image at rest has no addresses");
    }
    let read = |name: &str| -> Fact<Option<String>> {
        let path = Path::new("/proc/net").join(name);
        match present(system.read(&path, LARGEST_TABLE))? {
            Some(bytes) => String::from_utf8(bytes)
                .map(Some)
                .map_err(|_| FactError::Failed(format!("{} is not UTF-8", path.display()))),
            None => Ok(None),
        }
    };
    let Some(fib_trie) = read("fib_trie")? else {
        return unsupported("/proc/net/fib_trie does not exist: the target has no procfs");
    };
    let routes = parse::routes(&read("route")?.unwrap_or_default());
    let mut addresses = parse::fib_trie(&fib_trie, &routes)
        .map_err(|error| FactError::Failed(format!("/proc/net/fib_trie {error}")))?;
    // Absent where the kernel runs without IPv6.
    if let Some(if_inet6) = read("if_inet6")? {
        addresses.extend(
            parse::if_inet6(&if_inet6)
                .map_err(|error| FactError::Failed(format!("/proc/net/if_inet6 {error}")))?,
        );
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests;
