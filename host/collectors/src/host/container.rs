//! Whether the target is a container, by what those leave inside that make one: the kernel of a container
//! is that of the machine that runs it. Much as systemd-detect-virt(1) finds out.

use std::path::Path;

use muster_facts::host::Container;
use muster_facts::{Fact, FactError, Source};
use muster_target::{Kind, System, present};

/// Files in which the manager of a container says who it is, see systemd's CONTAINER_INTERFACE.
const MANAGERS: [&str; 2] = ["/run/host/container-manager", "/run/systemd/container"];

/// What engines leave in each of their containers.
const MARKS: [(&str, &str); 4] = [
    ("/run/.containerenv", "podman"),
    ("/.dockerenv", "docker"),
    ("/run/secrets/kubernetes.io", "kubernetes"),
    ("/var/run/secrets/kubernetes.io", "kubernetes"),
];

/// The kernel's release, which names the one of a Windows machine.
const RELEASE: &str = "/proc/sys/kernel/osrelease";

/// The environment that the first process was started with: it may hold secrets, of which nothing is kept.
const ENVIRONMENT: &str = "/proc/1/environ";
/// Linux takes at most a quarter of 8 MiB of stack for it.
const LARGEST_ENVIRONMENT: u64 = 2 << 20;

/// Where a kernel's modules are installed, and where the kernel itself is.
const KERNELS: [&str; 3] = ["/lib/modules", "/usr/lib/modules", "/boot"];

/// The container that the target is. An image is not one yet, but where it has no kernel, nothing that
/// boots can be made of it.
pub(super) fn surrounding(system: &dyn System) -> Fact<Option<Container>> {
    if system.kind() == Kind::Root && !has_kernel(system)? {
        return Err(FactError::Unsupported(
            "the image has no kernel, like a container image".to_owned(),
        ));
    }
    Ok(container(system))
}

/// The container that the running target is.
fn container(system: &dyn System) -> Option<Container> {
    if system.kind() == Kind::Root {
        return None;
    }
    let is = |path: &str| system.metadata(Path::new(path)).is_ok();
    // The machine that runs the containers has the second too.
    if is("/proc/vz") && !is("/proc/bc") {
        return Some(made("openvz", "/proc/vz"));
    }
    let release = system.read_text(Path::new(RELEASE)).unwrap_or_default();
    if ["Microsoft", "WSL"]
        .iter()
        .any(|word| release.contains(word))
    {
        return Some(made("wsl", RELEASE));
    }
    for path in MANAGERS {
        if let Ok(name) = system.read_text(Path::new(path)) {
            return Some(made(kind(name.trim()), path));
        }
    }
    let mark = MARKS.iter().find(|(path, _)| is(path));
    if let Some((path, kind)) = mark {
        return Some(made(kind, path));
    }
    // Nobody but root may read it; elsewhere the others have to do.
    let environment = system.read_start(Path::new(ENVIRONMENT), LARGEST_ENVIRONMENT);
    let environment = environment.ok()?;
    let mut variables = environment.split(|byte| *byte == 0);
    let name = variables.find_map(|variable| variable.strip_prefix(b"container="))?;
    let name = String::from_utf8_lossy(name);
    let name = name.trim();
    (!name.is_empty()).then(|| made(kind(name), ENVIRONMENT))
}

/// Refuses a container, for a reason.
///
/// # Errors
/// Where the target is one, and runs: an image may have been made of one.
pub(crate) fn refuse_container(system: &dyn System, reason: &str) -> Fact<()> {
    match container(system) {
        Some(_) => Err(FactError::Unsupported(reason.to_owned())),
        None => Ok(()),
    }
}

fn made(kind: &str, path: &str) -> Container {
    Container {
        kind: kind.to_owned(),
        source: Source::file(path),
    }
}

/// The word for what a container's manager calls itself.
fn kind(name: &str) -> &'static str {
    match name {
        "docker" => "docker",
        "podman" => "podman",
        "lxc" | "lxc-libvirt" => "lxc",
        "systemd-nspawn" => "systemd-nspawn",
        "openvz" => "openvz",
        "wsl" => "wsl",
        _ => "other",
    }
}

fn has_kernel(system: &dyn System) -> Fact<bool> {
    for directory in KERNELS {
        let names = present(system.list(Path::new(directory)))?.unwrap_or_default();
        let is_kernel = |name: &String| {
            directory != "/boot"
                || ["vmlinu", "Image", "bzImage", "kernel"]
                    .iter()
                    .any(|beginning| name.starts_with(beginning))
        };
        if names.iter().any(is_kernel) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use muster_target::Recorded;

    use super::*;

    fn found(system: &Recorded) -> Option<String> {
        container(system).map(|container| container.kind)
    }

    #[test]
    fn each_manager_leaves_something() {
        let machine = Recorded::new().file("/proc/sys/kernel/osrelease", "6.12.48+deb13-amd64\n");
        assert_eq!(found(&machine), None);
        for (system, kind) in [
            (machine.clone().file("/.dockerenv", ""), "docker"),
            (machine.clone().file("/run/.containerenv", ""), "podman"),
            (
                machine.clone().file("/run/systemd/container", "lxc\n"),
                "lxc",
            ),
            (
                machine.clone().file("/run/systemd/container", "rkt"),
                "other",
            ),
            (machine.clone().directory("/proc/vz"), "openvz"),
            (
                machine
                    .clone()
                    .directory("/run/secrets/kubernetes.io/serviceaccount"),
                "kubernetes",
            ),
            (
                machine
                    .clone()
                    .file("/proc/1/environ", "TERM=linux\0container=lxc\0PASSWORD=x\0"),
                "lxc",
            ),
            (
                Recorded::new().file(
                    "/proc/sys/kernel/osrelease",
                    "5.15.167.4-microsoft-standard-WSL2\n",
                ),
                "wsl",
            ),
        ] {
            assert_eq!(found(&system).as_deref(), Some(kind));
        }
        let runs_containers = machine.directory("/proc/vz").directory("/proc/bc");
        assert_eq!(found(&runs_containers), None);
    }

    #[test]
    fn an_environment_without_the_variable_says_nothing() {
        for environment in ["", "container=\0", "containers=lxc\0", "A=container=lxc\0"] {
            let system = Recorded::new().file(ENVIRONMENT, environment);
            assert_eq!(found(&system), None, "{environment}");
        }
        let denied = Recorded::new()
            .file(ENVIRONMENT, "container=lxc")
            .denied(ENVIRONMENT);
        assert_eq!(found(&denied), None);
    }

    #[test]
    fn a_kernel_is_an_image_or_its_modules() {
        let has = |system: Recorded| has_kernel(&system).unwrap();
        assert!(has(
            Recorded::new().directory("/usr/lib/modules/6.1.0-42-amd64")
        ));
        assert!(has(Recorded::new().file("/boot/vmlinuz-virt", "")));
        assert!(!has(Recorded::new().file("/boot/grub/grub.cfg", "")));
        assert!(!has(Recorded::new().directory("/lib/modules")));
    }
}
