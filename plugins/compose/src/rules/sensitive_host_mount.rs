//! `compose/sensitive-host-mount`

use muster_sdk::compose::Mount;
use muster_sdk::{Finding, Outcome, pass_unless};

use crate::mounts::{HOST_PARTS, at, bound, covers, host_mounts, subject};
use crate::project::{Project, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths of the host that no container changes. What lies above one holds it too.
        paths: Vec<String> = [
            "/bin",
            "/boot",
            "/dev",
            "/etc",
            "/etc/cron.d",
            "/etc/docker",
            "/etc/pam.d",
            "/etc/passwd",
            "/etc/shadow",
            "/etc/ssh",
            "/etc/sudoers",
            "/etc/sudoers.d",
            "/etc/systemd",
            "/etc/systemd/system",
            "/lib",
            "/proc",
            "/root",
            "/root/.ssh",
            "/sbin",
            "/sys",
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/local/bin",
            "/usr/sbin",
            "/var/lib/containerd",
            "/var/lib/containers",
            "/var/lib/docker",
            "/var/spool/cron",
        ],
        /// Paths of the host that no container reads as a whole: they hold the secrets of others.
        unread: Vec<String> = ["/", "/etc/shadow", "/root", "/root/.ssh", "/var/lib/docker"],
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
}

fn danger(path: &str, read_only: bool, parameters: &Parameters) -> Option<Danger> {
    if read_only {
        let is_read = parameters.unread.iter().any(|unread| unread == path);
        return is_read.then_some(Danger::Reads);
    }
    let holds_one = |sensitive: &String| covers(path, sensitive);
    (parameters.paths.iter().any(holds_one)).then_some(Danger::Changes)
}

fn failure(project: &Project, mount: &Mount, path: &str, danger: Danger) -> Finding {
    let service = &mount.service;
    let waiting = project.waiting(service);
    let (does, so, required, way) = match danger {
        Danger::Changes => (
            "can change",
            "which decides what runs there as root",
            "read-only, or a part of it that is the service's own",
            format!(
                "Mount only what '{service}' needs of it, and read-only: `{path}:{}:ro`",
                mount.target
            ),
        ),
        Danger::Reads => (
            "reads all of",
            "with the secrets of all that runs there",
            "a part of it that is the service's own",
            format!("Mount only what '{service}' needs of it"),
        ),
    };
    let finding = Finding::fail(
        subject(mount),
        format!("'{service}' {does} {path} of the host{waiting}, {so}."),
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
        ] {
            assert_eq!(danger(path, false), Some(Danger::Changes), "{path}");
        }
        for path in [
            "/srv/shop",
            "/etc/localtime",
            "/etc/shop",
            "/dev/dri",
            "/var/lib/docker/volumes/shop_data/_data",
            "/lib/modules",
            "/etcetera",
        ] {
            assert_eq!(danger(path, false), None, "{path}");
        }
        assert_eq!(danger("/", true), Some(Danger::Reads));
        assert_eq!(danger("/etc", true), None);
    }
}
