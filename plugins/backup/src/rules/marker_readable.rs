//! `backup/marker-readable`

use muster_sdk::backups::{Place, SuccessMarker};
use muster_sdk::compose::{self, Mount};
use muster_sdk::{Finding, NotEvaluated, Outcome, Source, service_account, shell_word};

use crate::place::{is_present, with_marker, with_place};

muster_sdk::parameters! {
    struct Parameters {
        /// Numbers of the accounts that services run as if the Compose file does not say, by service.
        #[form(Words(&["root"]))]
        #[form(Pattern("#"))]
        #[form(Pattern("#:#"))]
        accounts: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "backup/marker-readable",
    severity: Medium,
    precision: High,
    tags: ["backup", "compose", "files", "checklist", "manual"],
    explained_by: [Place("compose/file-valid")],
    documentation: "marker_readable.md",
    parameters: Parameters,
    check: check,
}

const READ: u32 = 0o4;
const ENTER: u32 = 0o1;

fn check(parameters: Parameters) -> Outcome {
    with_place(|place| {
        with_marker(|marker| {
            let path = &marker.path;
            if compose::project()?.is_none() {
                let reason = "There is no Compose project.";
                return Ok(vec![Finding::not_applicable(path, reason)]);
            }
            if !is_present(marker)? {
                let reason = format!("{path} says nothing of a backup.");
                return Ok(vec![Finding::not_applicable(path, reason)]);
            }
            let mut findings: Vec<Finding> = Vec::new();
            for gap in compose::gaps()? {
                let is_new = findings.is_empty();
                if is_new && matches!(gap.part.as_str(), "volumes" | "include" | "extends") {
                    let reason =
                        format!("It is not known which services read {path}: {}", gap.reason);
                    findings.push(Finding::error(path, reason).at(gap.source, "is not known"));
                }
            }
            for mount in compose::mounts()? {
                if reads(&mount, place, marker) {
                    let finding = judge_reader(&mount, place, marker, &parameters)?;
                    findings.push(finding.at(mount.source, "mounts it"));
                }
            }
            if findings.is_empty() {
                let reason = format!("No service mounts {} to read it.", place.directory);
                findings.push(Finding::not_applicable(path, reason));
            }
            Ok(findings)
        })
    })
}

/// Whether a service gets the marker only to read it: one that may write it makes backups itself.
fn reads(mount: &Mount, place: &Place, marker: &SuccessMarker) -> bool {
    let origin = mount.origin.as_deref();
    mount.kind == Mount::KIND_BIND
        && mount.read_only
        && (origin == Some(place.directory.as_str()) || origin == Some(marker.path.as_str()))
}

fn judge_reader(
    mount: &Mount,
    place: &Place,
    marker: &SuccessMarker,
    parameters: &Parameters,
) -> Result<Finding, NotEvaluated> {
    let (service, path) = (&mount.service, &marker.path);
    let subject = format!("compose/{service}/volumes{}", mount.target);
    let (Some(mode), Some(owner)) = (marker.mode, marker.uid) else {
        let reason = format!("Mode and owner of {path} are not known.");
        return Ok(Finding::error(subject, reason));
    };
    let mut observed = format!("{path} has the mode {mode:04o}, owner {owner}");
    // A file that is mounted by itself is reached without its directory.
    let of_directory = mount.origin.as_deref() == Some(place.directory.as_str());
    let directory = match (place.mode, place.uid) {
        _ if !of_directory => None,
        (Some(mode), Some(owner)) => {
            let path = &place.directory;
            observed = format!("{observed}; {path} has {mode:04o}, owner {owner}");
            Some((mode, owner))
        }
        _ => {
            let reason = format!("Mode and owner of {} are not known.", place.directory);
            return Ok(Finding::error(subject, reason));
        }
    };
    let account = service_account(service, &parameters.accounts)?;
    let uid = account.map(|(uid, _)| uid);
    let access = [
        directory.map(|(mode, owner)| allows(mode, owner, ENTER, uid)),
        Some(allows(mode, owner, READ, uid)),
    ];
    let mut accesses = access.into_iter().flatten();
    let worst = accesses.clone().find(|access| *access == Access::No);
    let worst = worst.or_else(|| accesses.find(|access| *access == Access::Unknown));
    let finding = match (worst, uid) {
        (None, _) => Finding::pass(subject, format!("'{service}' can read {path}.")),
        (Some(Access::No), Some(uid)) => {
            let mut commands = vec![format!("chmod o+r {}", shell_word(path))];
            if directory
                .is_some_and(|(mode, owner)| allows(mode, owner, ENTER, Some(uid)) == Access::No)
            {
                commands.push(format!("chmod o+x {}", shell_word(&place.directory)));
            }
            Finding::fail(
                subject,
                format!("'{service}' runs as account {uid}, which cannot read {path}."),
            )
            .fix(format!(
                "Run `{}`, and let the backup job write it so (`umask 077` is for the dumps)",
                commands.join(" && ")
            ))
        }
        (Some(_), _) => Finding::manual(
            subject,
            format!(
                "Check that '{service}' can read {path}: which account its image runs as, or which groups that \
                 account is in, is not known."
            ),
        ),
    };
    Ok(finding
        .observed(observed)
        .required("a record that the service can read")
        .at(Source::file(path.clone()), "the record"))
}

/// Whether an account may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Yes,
    No,
    /// It depends on what the account is, or on its groups.
    Unknown,
}

fn allows(mode: u32, owner: u32, bit: u32, uid: Option<u32>) -> Access {
    let all = mode & bit != 0 && mode >> 3 & bit != 0 && mode >> 6 & bit != 0;
    match uid {
        Some(0) => Access::Yes,
        _ if all => Access::Yes,
        None => Access::Unknown,
        Some(uid) if uid == owner && mode >> 6 & bit != 0 => Access::Yes,
        Some(uid) if uid == owner => Access::No,
        // Who is of the group is judged by its bits alone.
        Some(_) if (mode >> 3 & bit != 0) != (mode & bit != 0) => Access::Unknown,
        Some(_) if mode & bit != 0 => Access::Yes,
        Some(_) => Access::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_may_do_needs_no_account() {
        assert_eq!(allows(0o644, 0, READ, None), Access::Yes);
        assert_eq!(allows(0o640, 0, READ, None), Access::Unknown);
        assert_eq!(allows(0o755, 0, ENTER, Some(10_001)), Access::Yes);
    }

    #[test]
    fn an_account_is_judged_by_the_bits_that_are_for_it() {
        assert_eq!(allows(0o600, 0, READ, Some(0)), Access::Yes);
        assert_eq!(allows(0o600, 1000, READ, Some(1000)), Access::Yes);
        assert_eq!(allows(0o044, 1000, READ, Some(1000)), Access::No);
        assert_eq!(allows(0o600, 0, READ, Some(1000)), Access::No);
        assert_eq!(allows(0o640, 0, READ, Some(1000)), Access::Unknown);
        assert_eq!(allows(0o604, 0, READ, Some(1000)), Access::Unknown);
    }
}
