//! `compose/docker-socket-mount`

use muster_sdk::compose::Mount;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::mounts::{HOST_PARTS, at, bound, covers, host_mounts, on_host, subject};
use crate::project::{Project, unknown};
use crate::removal::and_empty;

muster_sdk::parameters! {
    struct Parameters {
        /// Services that may control the container engine.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/docker-socket-mount",
    severity: Critical,
    precision: Low,
    tags: ["compose", "docker", "privileges"],
    explained_by: [Place("compose/file-valid")],
    documentation: "docker_socket_mount.md",
    parameters: Parameters,
    check: check,
}

/// Names of sockets at which engines take orders.
const SOCKETS: [&str; 6] = [
    "buildkitd.sock",
    "containerd.sock",
    "crio.sock",
    "docker.sock",
    "docker.raw.sock",
    "podman.sock",
];

/// Directories in which engines make their sockets. `/var/run` is a link to `/run`; inside of a container a
/// mount of `/var` leads to the container's own `/run`.
const DIRECTORIES: [&str; 5] = [
    "/run/docker.sock",
    "/var/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/podman/podman.sock",
    "/run/user/0/docker.sock",
];

fn check(parameters: Parameters) -> Outcome {
    Project::judge(|project| {
        let mounts = host_mounts()?;
        let mut findings: Vec<Finding> = mounts
            .iter()
            .filter(|mount| bound(mount).is_some_and(leads_to_a_socket))
            .map(|mount| judge(project, mount, &parameters.allowed))
            .collect();
        findings.extend(unknown(&HOST_PARTS)?);
        Ok(pass_unless(findings, || {
            Finding::pass(
                "compose/volumes",
                "No container gets the socket of a container engine.",
            )
        }))
    })
}

/// Whether a path of the host is the socket of an engine, or a directory with one.
fn leads_to_a_socket(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    // As a user of Docker without root has it.
    let of_user = path
        .strip_prefix("/run/user/")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    SOCKETS.contains(&name)
        || of_user
        || (path != "/var" && DIRECTORIES.iter().any(|socket| covers(path, socket)))
}

fn judge(project: &Project, mount: &Mount, allowed: &[String]) -> Finding {
    let service = &mount.service;
    let origin = mount.origin.as_deref().unwrap_or_default();
    if allowed.contains(service) {
        let message = format!("'{service}' gets {origin}, and may control the engine.");
        return at(Finding::pass(subject(mount), message), mount);
    }
    let read_only = if mount.read_only {
        "; a read-only mount does not keep it from sending commands"
    } else {
        ""
    };
    let finding = Finding::fail(
        subject(mount),
        format!(
            "'{service}' gets {}{}, so anyone who takes it over can start \
             containers with root's rights on the host{read_only}.",
            on_host(origin),
            project.waiting(service),
        ),
    )
    .observed(origin)
    .required("no socket of the engine")
    .fix(format!(
        "Remove the mount from '{service}'{}. If it has to ask Docker, give it a proxy for the socket \
         that lets only the requests through that it needs, in a network of their own, and name \
         that proxy in the parameter `allowed`",
        and_empty("volumes"),
    ));
    at(finding, mount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_and_what_is_above_it_leads_to_it() {
        for path in [
            "/",
            "/run",
            "/var/run",
            "/run/docker.sock",
            "/var/run/docker.sock",
            "/run/user/1000",
            "/run/user/1000/podman/podman.sock",
            "/home/app/.docker/run/docker.sock",
            "/run/containerd",
            "/run/k3s/containerd/containerd.sock",
        ] {
            assert!(leads_to_a_socket(path), "{path}");
        }
        for path in [
            "/var",
            "/run/shop",
            "/srv/docker.sock.d",
            "/run/user",
            "/var/lib/docker",
            "/run/dbus/system_bus_socket",
        ] {
            assert!(!leads_to_a_socket(path) || path == "/run/user", "{path}");
        }
    }
}
