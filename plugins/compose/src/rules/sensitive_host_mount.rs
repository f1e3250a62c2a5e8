//! `compose/sensitive-host-mount`

use muster_sdk::compose::Mount;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::mounts::{HOST_PARTS, at, bound, covers, host_mounts, on_host, subject};
use crate::project::{Project, unknown};
use crate::removal::and_empty;

muster_sdk::parameters! {
    struct Parameters {
        /// Paths of the host that no container changes. What lies above one holds it too.
        paths: Vec<String> = [
            "/bin",
            "/boot",
            "/dev",
            "/etc",
            "/etc/cron.d",
            "/etc/cron.daily",
            "/etc/cron.hourly",
            "/etc/crontab",
            "/etc/docker",
            "/etc/group",
            "/etc/init.d",
            "/etc/ld.so.preload",
            "/etc/pam.d",
            "/etc/passwd",
            "/etc/profile.d",
            "/etc/shadow",
            "/etc/ssh",
            "/etc/sudoers",
            "/etc/sudoers.d",
            "/etc/systemd",
            "/etc/systemd/system",
            "/home",
            "/lib",
            "/lib/modules",
            "/lib64",
            "/proc",
            "/root",
            "/root/.ssh",
            "/sbin",
            "/sys",
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/lib/modules",
            "/usr/local/bin",
            "/usr/local/sbin",
            "/usr/sbin",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker",
            "/var/spool/cron",
        ],
        /// Paths of the host that no container reads as a whole: they hold the secrets of others.
        unread: Vec<String> = [
            "/",
            "/etc",
            "/etc/shadow",
            "/etc/ssh",
            "/home",
            "/root",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker",
        ],
        /// Sockets at which services of the host accept orders from root, even through a read-only mount.
        sockets: Vec<String> = [
            "/run/dbus/system_bus_socket",
            "/run/libvirt/libvirt-sock",
            "/run/systemd/private",
        ],
        /// What a service may have of them all the same: paths for each service.
        allowed: Vec<(String, Vec<String>)> = [],
    }
}

muster_sdk::rule! {
    id: "compose/sensitive-host-mount",
    severity: High,
    precision: Medium,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/docker-socket-mount"), Place("compose/file-valid")],
    documentation: "sensitive_host_mount.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let mounts = host_mounts()?;
        let mut findings: Vec<Finding> = mounts
            .iter()
            .filter_map(|mount| {
                let path = bound(mount)?;
                let danger = danger(path, mount.read_only, &parameters)?;
                let is_allowed = parameters.allowed.iter().any(|(service, paths)| {
                    *service == mount.service && paths.iter().any(|allowed| allowed == path)
                });
                (!is_allowed).then(|| failure(project, mount, path, danger))
            })
            .collect();
        findings.extend(unknown(&HOST_PARTS)?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/volumes",
                "No container gets a directory of the system that it could change.",
            )
        }))
    })
}

/// What a container can do with a path of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Danger {
    Reads,
    Changes,
    Orders,
}

/// The directories in a home that hold the account's keys.
const OF_KEYS: [&str; 5] = [".aws", ".docker", ".gnupg", ".kube", ".ssh"];

fn danger(path: &str, read_only: bool, parameters: &Parameters) -> Option<Danger> {
    if takes_orders(path, &parameters.sockets) {
        return Some(Danger::Orders);
    }
    if read_only {
        let is_read = parameters.unread.iter().any(|unread| unread == path);
        return (is_read || has_keys(path)).then_some(Danger::Reads);
    }
    let holds_one = |sensitive: &String| covers(path, sensitive);
    (parameters.paths.iter().any(holds_one) || has_keys(path)).then_some(Danger::Changes)
}

/// Whether a path is a socket, or its directory. All of `/run` includes the engine's socket, too.
fn takes_orders(path: &str, sockets: &[String]) -> bool {
    let path = path.strip_prefix("/var").unwrap_or(path);
    path.starts_with("/run/") && sockets.iter().any(|socket| covers(path, socket))
}

/// Whether a path is the home of an account, or a directory with its keys there. Anything else in a home may be a
/// project's.
fn has_keys(path: &str) -> bool {
    let names = match path.strip_prefix("/root/") {
        Some(rest) => Some(rest),
        None => path
            .strip_prefix("/home/")
            .map(|rest| rest.split_once('/').map_or("", |(_, rest)| rest)),
    };
    names.is_some_and(|names| {
        names.is_empty()
            || OF_KEYS
                .iter()
                .any(|folder| covers(folder, names) && !names.ends_with(".pub"))
    })
}

fn failure(project: &Project, mount: &Mount, path: &str, danger: Danger) -> Finding {
    let service = &mount.service;
    let waiting = project.waiting(service);
    let (does, so, required, way) = match danger {
        Danger::Changes => (
            "can change",
            if is_of_accounts(path) {
                "which decides who logs in there"
            } else {
                "which decides what runs there as root"
            },
            "read-only, or a part of it that is the service's own",
            format!(
                "Mount only what '{service}' needs of it, and read-only: `{path}:{}:ro`",
                mount.target
            ),
        ),
        Danger::Reads => (
            "reads",
            if is_of_accounts(path) {
                "with the keys of its accounts"
            } else {
                "with the secrets of all that runs there"
            },
            "a part of it that is the service's own",
            format!("Mount only what '{service}' needs of it"),
        ),
        Danger::Orders => (
            "gets",
            "where services of the host take orders from root",
            "no socket of the host's services",
            format!("Remove the mount from '{service}'{}", and_empty("volumes")),
        ),
    };
    let finding = Finding::fail(
        subject(mount),
        format!("'{service}' {does} {}{waiting}, {so}.", on_host(path)),
    )
    .observed(if mount.read_only {
        "read-only"
    } else {
        "writable"
    })
    .required(required)
    .fix(format!(
        "{way}. If the service needs it, list it in the parameter `allowed`"
    ));
    at(finding, mount)
}

/// Whether what is there belongs to the accounts of people.
fn is_of_accounts(path: &str) -> bool {
    covers("/home", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_about_the_host_is_a_danger() {
        let parameters = <Parameters as muster_sdk::Parameters>::decode(&[]).unwrap();
        let danger = |path, read_only| danger(path, read_only, &parameters);
        for path in [
            "/",
            "/etc",
            "/etc/ssh",
            "/boot",
            "/var/lib/docker",
            "/var",
            "/var/lib",
            "/usr/bin",
            "/lib/modules",
            "/home",
            "/home/shop",
            "/home/shop/.ssh",
            "/root/.ssh/authorized_keys",
        ] {
            assert_eq!(danger(path, false), Some(Danger::Changes), "{path}");
        }
        for path in [
            "/srv/shop",
            "/etc/localtime",
            "/etc/shop",
            "/dev/dri",
            "/var/lib/docker/volumes/shop_data/_data",
            "/etcetera",
            "/home/shop/data",
            "/home/shop/.config",
            "/home/shop/.ssh/id_ed25519.pub",
            "/run/shop",
            "/run/systemd/resolve",
        ] {
            assert_eq!(danger(path, false), None, "{path}");
        }
        for path in [
            "/",
            "/etc",
            "/home",
            "/home/shop",
            "/home/shop/.aws",
            "/root",
        ] {
            assert_eq!(danger(path, true), Some(Danger::Reads), "{path}");
        }
        for path in ["/lib/modules", "/etc/passwd", "/proc", "/sys", "/var"] {
            assert_eq!(danger(path, true), None, "{path}");
        }
        for path in [
            "/run/dbus",
            "/var/run/dbus/system_bus_socket",
            "/run/systemd",
        ] {
            assert_eq!(danger(path, true), Some(Danger::Orders), "{path}");
        }
    }
}
