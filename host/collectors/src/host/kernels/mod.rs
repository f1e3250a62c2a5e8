//! Which kernel runs, which are installed, and whether something waits for a restart of the host.

mod flavour;

use std::path::Path;

use muster_facts::kernels::{Kernel, Request};
use muster_facts::{DomainFacts as _, Fact, FactError, KernelsFacts, Source};
use muster_target::{Collection, Kind, System, present};

use self::flavour::flavour;
use super::container::refuse_container;
use crate::readers::packages::{Manager, Packages};
use muster_versions::{dpkg, rpm};

const RUNNING: &str = "/proc/sys/kernel/osrelease";
/// When the running kernel was built, where Debian also writes the version of its package.
const BUILD: &str = "/proc/sys/kernel/version";

/// Kernels are here, each with its release behind `vmlinuz-`, and their modules below there. Some distributions keep
/// the kernel beside its modules.
const BOOT: &str = "/boot";
const IMAGE: &str = "vmlinuz-";
const MODULES: [&str; 2] = ["/lib/modules", "/usr/lib/modules"];

/// What scripts of packages leave on Debian and Ubuntu, with the names of the packages beside it.
const REQUESTS: [&str; 2] = ["/run/reboot-required", "/var/run/reboot-required"];

/// Names of packages that are shown.
const MOST_PACKAGES: usize = 50;

/// Collects the domain.
#[must_use]
pub fn collect(collection: &Collection<'_>) -> KernelsFacts {
    let system = collection.context.system;
    let running = match running(system) {
        Ok(running) => running,
        Err(error) => return KernelsFacts::missing(&error),
    };
    KernelsFacts {
        installed_kernels: installed(collection, &running),
        restart_request: request(system),
        running: Ok(running),
    }
}

fn running(system: &dyn System) -> Fact<String> {
    if system.kind() == Kind::Root {
        return Err(FactError::Unsupported(
            "an image at rest runs no kernel".to_owned(),
        ));
    }
    refuse_container(
        system,
        "a container uses the kernel of the machine that runs it",
    )?;
    match present(system.read_text(Path::new(RUNNING)))? {
        Some(release) => Ok(release.trim().to_owned()),
        None => Err(FactError::Unsupported(format!(
            "{RUNNING} does not exist: the target has no procfs"
        ))),
    }
}

fn installed(collection: &Collection<'_>, running: &str) -> Fact<Vec<Kernel>> {
    let system = collection.context.system;
    let mut releases: Vec<(String, String)> = Vec::new();
    for name in present(system.list(Path::new(BOOT)))?.unwrap_or_default() {
        if let Some(release) = name.strip_prefix(IMAGE)
            // Alpine and Arch have one of each flavour, whose release is that of its modules.
            && release.starts_with(|c: char| c.is_ascii_digit())
            && !release.contains("rescue")
        {
            releases.push((release.to_owned(), format!("{BOOT}/{name}")));
        }
    }
    let is_named = !releases.is_empty();
    for directory in MODULES {
        for name in present(system.list(Path::new(directory)))?.unwrap_or_default() {
            let path = format!("{directory}/{name}");
            let is_known = releases.iter().any(|(release, _)| *release == name);
            // What is left of a removed kernel has neither.
            let parts: &[&str] = if is_named {
                &["vmlinuz"]
            } else {
                &["vmlinuz", "kernel"]
            };
            let is_there = parts
                .iter()
                .any(|part| system.metadata(&Path::new(&path).join(part)).is_ok());
            if !is_known && is_there {
                releases.push((name, path));
            }
        }
    }
    let rebuilt = is_rebuilt(collection, running)?;
    let mut kernels: Vec<Kernel> = releases
        .into_iter()
        .map(|(release, path)| Kernel {
            later: is_later(&release, running) || release == running && rebuilt,
            release,
            source: Source::file(path),
        })
        .collect();
    kernels.sort_by(|one, other| rpm::compare_parts(&one.release, &other.release));
    Ok(kernels)
}

fn is_later(release: &str, running: &str) -> bool {
    flavour(release) == flavour(running) && rpm::compare_parts(release, running).is_gt()
}

/// Whether the package of the running kernel was updated without another release: Debian's builds have a version of
/// their own.
fn is_rebuilt(collection: &Collection<'_>, running: &str) -> Fact<bool> {
    let packages = collection.shared::<Packages>()?;
    if packages.manager() != Some(Manager::Dpkg) {
        return Ok(false);
    }
    let build = present(collection.context.system.read_text(Path::new(BUILD)))?;
    let mut words = build.as_deref().unwrap_or_default().split_whitespace();
    // `#1 SMP PREEMPT_DYNAMIC Debian 6.12.57-1 (2025-11-05)`
    let version = words
        .find(|word| *word == "Debian")
        .and_then(|_| words.next());
    let package = format!("linux-image-{running}");
    Ok(version
        .zip(packages.version(&[package.as_str()]))
        .is_some_and(|(version, installed)| dpkg::compare(installed, version).is_gt()))
}

fn request(system: &dyn System) -> Fact<Option<Request>> {
    for path in REQUESTS {
        if present(system.metadata(Path::new(path)))?.is_none() {
            continue;
        }
        let names = present(system.read_text(Path::new(&format!("{path}.pkgs"))))?;
        let mut packages: Vec<String> = names
            .unwrap_or_default()
            .lines()
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        packages.sort();
        packages.dedup();
        packages.truncate(MOST_PACKAGES);
        return Ok(Some(Request {
            packages,
            source: Source::file(path),
        }));
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
