//! `host/file-access`

use muster_sdk::{Finding, NotEvaluated, Outcome, not_collected, paths, shell_word};

use crate::access::{self, Wanted};

muster_sdk::parameters! {
    struct Parameters {
        /// Absolute paths of files and directories; `*` stands for any part of a name.
        #[requests(Path)]
        #[needed(paths)]
        paths: Vec<String> = [],
        /// Accounts that may own them, by name or number.
        owners: Vec<String> = ["root"],
        /// Groups that they may be of, by name or number; any where none is named.
        groups: Vec<String> = [],
        /// Permissions that none of them may give, in octal digits: `0022` is writing by anybody but the
        /// owner, `0077` is everything.
        #[form(Octal)]
        forbidden_mode: String = "0022",
        /// `any`: each may be there or not. `required`: each must be there. `forbidden`: none may be there,
        /// and owner and mode do not matter.
        #[form(Words(&["any", "required", "forbidden"]))]
        presence: String = "any",
    }
}

muster_sdk::rule! {
    id: "host/file-access",
    severity: Medium,
    precision: VeryHigh,
    tags: ["host", "files", "manual"],
    documentation: "file_access.md",
    parameters: Parameters,
    check: check,
}

/// Whether what is named has to be there.
#[derive(Clone, Copy, PartialEq)]
enum Presence {
    Any,
    Required,
    Forbidden,
}

fn check(parameters: Parameters) -> Outcome {
    let forbidden = access::octal("forbidden-mode", &parameters.forbidden_mode)?;
    let presence = match parameters.presence.as_str() {
        "any" => Presence::Any,
        "required" => Presence::Required,
        "forbidden" => Presence::Forbidden,
        other => {
            return Err(NotEvaluated::because(format!(
                "parameter `presence`: '{other}' is not `any`, `required` or `forbidden`"
            )));
        }
    };
    let entries = paths::entries()?;
    let gaps = paths::gaps()?;
    if parameters.paths.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "paths",
            "The policy names no paths for this rule.",
        )]);
    }
    let wanted = Wanted {
        owners: &parameters.owners,
        groups: &parameters.groups,
        forbidden,
    };
    let mut findings: Vec<Finding> = Vec::new();
    for pattern in &parameters.paths {
        let known = findings.len();
        if !pattern.contains('*') {
            let judged = judge_path(pattern, presence, &wanted);
            findings
                .push(judged.unwrap_or_else(|unknown| Finding::error(pattern, unknown.reason())));
            continue;
        }
        let fitting = entries
            .iter()
            .filter(|entry| entry.kind != paths::Entry::KIND_MISSING)
            .filter(|entry| access::fits_path(pattern, &entry.path));
        for entry in fitting {
            let judged = judge_entry(entry, presence, &wanted);
            findings.push(
                judged.unwrap_or_else(|unknown| Finding::error(&entry.path, unknown.reason())),
            );
        }
        if let Some(gap) = gaps.iter().find(|gap| gap.pattern == *pattern) {
            findings.push(Finding::error(pattern, gap.reason.clone()));
        } else if findings.len() == known {
            findings.push(absent(pattern, presence, &wanted));
        }
    }
    // Two patterns can stand for one path.
    findings.sort_by(|a, b| a.subject().cmp(b.subject()));
    findings.dedup_by(|a, b| a.subject() == b.subject());
    Ok(findings)
}

fn judge_path(
    path: &str,
    presence: Presence,
    wanted: &Wanted<'_>,
) -> Result<Finding, NotEvaluated> {
    let entry = paths::find_entry(path)?.ok_or_else(|| {
        NotEvaluated::because(match path.starts_with('/') {
            true => not_collected(path),
            false => format!("nobody looked at {path}: it is not an absolute path"),
        })
    })?;
    if entry.kind == paths::Entry::KIND_MISSING {
        return Ok(absent(path, presence, wanted).at(entry.source, "is not there"));
    }
    judge_entry(&entry, presence, wanted)
}

fn absent(path: &str, presence: Presence, wanted: &Wanted<'_>) -> Finding {
    let finding = match presence {
        Presence::Any => Finding::not_applicable(path, format!("Nothing is at {path}.")),
        Presence::Forbidden => Finding::pass(path, format!("Nothing is at {path}.")),
        Presence::Required => Finding::fail(path, format!("{path} is not there."))
            .observed(paths::Entry::KIND_MISSING)
            .required(format!("there, {}", required(wanted)))
            .fix(creation(path, wanted)),
    };
    if path.contains('*') {
        finding
    } else {
        finding.of_file(path)
    }
}

fn judge_entry(
    entry: &paths::Entry,
    presence: Presence,
    wanted: &Wanted<'_>,
) -> Result<Finding, NotEvaluated> {
    let path = entry.path.as_str();
    let argument = shell_word(path);
    if presence == Presence::Forbidden {
        return Ok(Finding::fail(path, format!("{path} is there."))
            .observed(entry.kind.clone())
            .required("nothing")
            .at(entry.source.clone(), "must not be there")
            .fix(format!(
                "Look at what {path} is for, then run `rm -r {argument}`"
            ))
            .of_file(path));
    }
    match entry.kind.as_str() {
        paths::Entry::KIND_FILE | paths::Entry::KIND_DIRECTORY | paths::Entry::KIND_SPECIAL => {}
        paths::Entry::KIND_DANGLING_SYMLINK => {
            return Ok(Finding::fail(path, format!("{path} is a dangling link."))
                .observed(entry.kind.clone())
                .required("what it stands for, or nothing")
                .at(entry.source.clone(), "the link")
                .fix(format!("Run `rm {argument}`"))
                .of_file(path));
        }
        other => return Err(NotEvaluated::because(format!("{path} is {other}"))),
    }
    let observed = access::shown(entry)?;
    Ok(access::faults(entry, wanted)?
        .finding(path, observed)
        .required(required(wanted))
        .at(entry.source.clone(), "has this owner and mode")
        .of_file(path))
}

/// How to make what has to be there.
fn creation(path: &str, wanted: &Wanted<'_>) -> String {
    let mut options = Vec::new();
    options.push(format!("-m {:04o}", 0o644 & !wanted.forbidden));
    for (option, names) in [("-o", wanted.owners), ("-g", wanted.groups)] {
        if let Some(first) = names.first() {
            options.push(format!("{option} {}", shell_word(first)));
        }
    }
    let options = options.join(" ");
    if path.contains('*') {
        return format!(
            "Put a file that {path} stands for there: `install {options} SOURCE TARGET`"
        );
    }
    format!(
        "Create it, empty at first, with `install {options} /dev/null {}`, and write into it what belongs there",
        shell_word(path)
    )
}

/// Whose it has to be, and what others may not do with it.
fn required(wanted: &Wanted<'_>) -> String {
    let mut required = format!("owned by {}", wanted.owners.join(" or "));
    if !wanted.groups.is_empty() {
        required.push_str(&format!(", of the group {}", wanted.groups.join(" or ")));
    }
    required.push_str(&format!(
        ", with none of the permissions {:04o}",
        wanted.forbidden
    ));
    required
}
