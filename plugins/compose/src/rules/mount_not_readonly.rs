//! `compose/mount-not-readonly`

use muster_sdk::{Finding, Outcome, pass_unless};

use crate::mounts::{HOST_PARTS, at, bound, host_mounts, subject};
use crate::project::{Project, unknown};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths of the host, or of containers, that containers only read.
        #[needed(targets)]
        targets: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "compose/mount-not-readonly",
    severity: Medium,
    tags: ["compose", "docker", "files", "checklist"],
    explained_by: [Place("compose/file-valid")],
    documentation: "mount_not_readonly.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.targets.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "compose/volumes",
            "The policy names nothing that containers only read.",
        )]);
    }
    Project::judge(|project| {
        let mounts = host_mounts()?;
        let theirs = mounts.iter().filter(|mount| {
            let is = |path: &str| parameters.targets.iter().any(|target| target == path);
            is(&mount.target) || bound(mount).is_some_and(is)
        });
        let mut findings: Vec<Finding> = theirs
            .map(|mount| {
                let (service, target) = (&mount.service, &mount.target);
                let origin = mount.origin.as_deref().unwrap_or(target);
                let finding = if mount.read_only {
                    let message = format!("'{service}' can only read {target}.");
                    Finding::pass(subject(mount), message)
                } else {
                    let waiting = project.waiting(service);
                    Finding::fail(
                        subject(mount),
                        format!("'{service}' can change what is in {target}{waiting}, but needs only to read it."),
                    )
                    .observed("writable")
                    .required("read-only")
                    .fix(format!("Write `{origin}:{target}:ro`, or `read_only: true` in the long form"))
                };
                at(finding, mount)
            })
            .collect();
        findings.extend(unknown(&HOST_PARTS)?);
        Ok(pass_unless(findings, || {
            Finding::not_applicable(
                "compose/volumes",
                "No service mounts what containers only read.",
            )
        }))
    })
}
