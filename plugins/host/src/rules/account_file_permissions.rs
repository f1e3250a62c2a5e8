//! `host/account-file-permissions`

use muster_sdk::{Finding, NotEvaluated, Outcome, not_collected, paths};

use crate::access::{self, Wanted};

muster_sdk::parameters! {
    struct Parameters {
        /// Groups that may read the files of passwords, by name.
        shadow_groups: Vec<String> = ["root", "shadow"],
    }
}

muster_sdk::rule! {
    id: "host/account-file-permissions",
    severity: High,
    precision: VeryHigh,
    tags: ["host", "files", "accounts", "manual"],
    documentation: "account_file_permissions.md",
    parameters: Parameters,
    check: check,
}

/// The files with what nobody but root may do with them, as shadow's own tools and the distributions
/// install them.
const FILES: [(&str, u32); 8] = [
    ("/etc/passwd", 0o033),
    ("/etc/passwd-", 0o033),
    ("/etc/group", 0o033),
    ("/etc/group-", 0o033),
    ("/etc/shadow", SECRET),
    ("/etc/shadow-", SECRET),
    ("/etc/gshadow", SECRET),
    ("/etc/gshadow-", SECRET),
];

/// Of a file with hashes of passwords: a group may read it.
const SECRET: u32 = 0o037;
/// That the group reads.
const GROUP_READS: u32 = 0o040;

fn check(parameters: Parameters) -> Outcome {
    let mut findings = Vec::new();
    for (path, forbidden) in FILES {
        match judge_file(path, forbidden, &parameters.shadow_groups) {
            Ok(Some(finding)) => findings.push(finding.of_file(path)),
            Ok(None) => {}
            Err(unknown) => findings.push(Finding::error(path, unknown.reason()).of_file(path)),
        }
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            "/etc/passwd",
            "The target has no account files.",
        ));
    }
    Ok(findings)
}

/// None for a file that is not there.
fn judge_file(
    path: &str,
    forbidden: u32,
    groups: &[String],
) -> Result<Option<Finding>, NotEvaluated> {
    let Some(entry) = paths::find_entry(path)? else {
        return Err(NotEvaluated::because(not_collected(path)));
    };
    if entry.kind == paths::Entry::KIND_MISSING {
        return Ok(None);
    }
    let observed = access::shown(&entry)?;
    let (_, _, gid) = access::known(&entry)?;
    let may_read = forbidden != SECRET || access::is_owner(groups, entry.group.as_deref(), gid);
    let forbidden = if may_read {
        forbidden
    } else {
        forbidden | GROUP_READS
    };
    let wanted = Wanted {
        owners: &["root".to_owned()],
        groups: &[],
        forbidden,
    };
    let faults = access::faults(&entry, &wanted)?;
    Ok(Some(
        faults
            .finding(path, observed)
            .required(format!("of root, {:04o} or less", 0o666 & !forbidden))
            .at(entry.source, "the file"),
    ))
}
