//! `log/container-directory`

use muster_sdk::compose::{self, Mount};
use muster_sdk::paths::{self, Entry};
use muster_sdk::{Finding, NotEvaluated, Outcome, mode_and_owner, service_account, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Directories of logs in containers; what is below one counts as well.
        directories: Vec<String> = ["/var/log"],
        /// Numbers of the accounts that services run as where the Compose file does not say, by service.
        #[form(Words(&["root"]))]
        #[form(Pattern("#"))]
        #[form(Pattern("#:#"))]
        accounts: Vec<(String, String)> = [],
    }
}

muster_sdk::rule! {
    id: "log/container-directory",
    severity: Medium,
    precision: High,
    tags: ["logs", "compose", "files", "checklist", "manual"],
    explained_by: [Place("compose/file-valid")],
    documentation: "container_directory.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "compose";

/// Of a directory: to write into it, it has to be entered.
const WRITE_AND_ENTER: u32 = 0o3;

fn check(parameters: Parameters) -> Outcome {
    let Some(project) = compose::project()? else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "There is no Compose project.",
        )]);
    };
    let mut findings = Vec::new();
    for gap in compose::gaps()? {
        if !matches!(gap.part.as_str(), "volumes" | "include" | "extends") {
            continue;
        }
        let subject = match &gap.service {
            Some(service) => format!("compose/{service}/{}", gap.part),
            None => format!("compose/{}", gap.part),
        };
        let is_told = |known: &(String, Finding)| known.0 == subject;
        if !findings.iter().any(is_told) {
            let finding = Finding::error(&subject, gap.reason).at(gap.source, "is not known");
            findings.push((subject, finding));
        }
    }
    for mount in compose::mounts()? {
        let is_for_logs = parameters
            .directories
            .iter()
            .any(|directory| is_below(&mount.target, directory));
        if mount.kind != Mount::KIND_BIND || mount.read_only || !is_for_logs {
            continue;
        }
        let subject = format!("compose/{}/volumes{}", mount.service, mount.target);
        let finding = judge_mount(&mount, &subject, &parameters)?;
        findings.push((subject, finding.at(mount.source, "mounts it")));
    }
    if findings.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No service has a directory of the host for its logs.",
        )]);
    }
    let file = project.file.as_str();
    let findings = findings.into_iter();
    Ok(findings.map(|(_, finding)| finding.of_file(file)).collect())
}

fn is_below(path: &str, directory: &str) -> bool {
    let directory = directory.trim_end_matches('/');
    path.strip_prefix(directory)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn judge_mount(
    mount: &Mount,
    subject: &str,
    parameters: &Parameters,
) -> Result<Finding, NotEvaluated> {
    let service = &mount.service;
    let Some(origin) = mount.origin.as_deref() else {
        return Ok(Finding::error(
            subject,
            format!("It is not known which directory '{service}' writes its logs to."),
        ));
    };
    let Some(entry) = paths::find_entry(origin)? else {
        return Ok(Finding::error(
            subject,
            format!("{origin} could not be looked at."),
        ));
    };
    let argument = shell_word(origin);
    let failed = |message: String, fix: String| {
        Finding::fail(subject, message)
            .required("a directory that the container can write to")
            .fix(fix)
    };
    match entry.kind.as_str() {
        Entry::KIND_DIRECTORY => {}
        Entry::KIND_MISSING => {
            return Ok(failed(
                format!("'{service}' writes its logs to {origin}, which does not exist."),
                format!("Run `mkdir -p {argument}`"),
            )
            .observed("missing"));
        }
        Entry::KIND_FILE => {
            return Ok(Finding::not_applicable(
                subject,
                format!("{origin} is a file, not a directory."),
            ));
        }
        Entry::KIND_SPECIAL | Entry::KIND_DANGLING_SYMLINK => {
            return Ok(failed(
                format!("'{service}' writes its logs to {origin}, which is not a directory."),
                format!("Replace {argument} with a directory"),
            )
            .observed(&entry.kind));
        }
        other => {
            return Err(NotEvaluated::because(format!(
                "{origin} is a {other}, which this rule does not know"
            )));
        }
    }
    let (Some(mode), Some(owner), Some(group)) = (entry.mode, entry.uid, entry.gid) else {
        return Ok(Finding::error(
            subject,
            format!("Mode and owner of {origin} are not known."),
        ));
    };
    let shown = mode_and_owner(mode, &owner, &group);
    let open = mode & WRITE_AND_ENTER == WRITE_AND_ENTER;
    let Some((uid, gid)) = service_account(service, &parameters.accounts)? else {
        if open {
            return Ok(
                Finding::pass(subject, format!("Every account can write to {origin}."))
                    .observed(shown),
            );
        }
        return Ok(Finding::manual(
            subject,
            format!(
                "Check that '{service}' can write to {origin} ({shown}): it is not known which account its image \
                 runs as."
            ),
        )
        .observed(shown));
    };
    let bits = if uid == owner {
        mode >> 6
    } else if gid == Some(group) {
        mode >> 3
    } else {
        mode
    };
    // A list may let in one that the mode does not.
    let may_be_listed = entry.acl_extended == Some(true);
    if uid == 0 || bits & WRITE_AND_ENTER == WRITE_AND_ENTER {
        Ok(Finding::pass(subject, format!("'{service}' can write to {origin}.")).observed(shown))
    } else if may_be_listed {
        Ok(Finding::manual(
            subject,
            format!("Check with `getfacl {argument}` that account {uid} can write to it."),
        )
        .observed(shown))
    } else {
        Ok(failed(
            format!("'{service}' runs as account {uid}, which cannot write to {origin}."),
            format!("Run `chown {uid} {argument}`"),
        )
        .observed(shown))
    }
}
