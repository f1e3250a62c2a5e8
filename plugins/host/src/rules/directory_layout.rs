//! `host/directory-layout`

use muster_sdk::{Finding, NotEvaluated, Outcome, not_collected, paths, shell_word};

use crate::access::{self, Wanted};

muster_sdk::parameters! {
    struct Parameters {
        /// Directories that must be there.
        #[requests(Path)]
        #[needed(directories)]
        #[form(Path)]
        directories: Vec<String> = [],
        /// Accounts that may own them, by name or number.
        owners: Vec<String> = ["root"],
        /// Accounts that may own one of them, in place of `owners`.
        owners_of: Vec<(String, Vec<String>)> = [],
        /// Permissions that none of them may give, in octal digits: `0022` is writing by anybody but the
        /// owner, `0077` is everything.
        #[form(Octal)]
        forbidden_mode: String = "0022",
    }
}

muster_sdk::rule! {
    id: "host/directory-layout",
    severity: Medium,
    precision: VeryHigh,
    tags: ["host", "files", "checklist", "manual"],
    explained_by: [Place("backup/directory-permissions")],
    documentation: "directory_layout.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let forbidden = access::octal("forbidden-mode", &parameters.forbidden_mode)?;
    // Also of a host whose policy names none: without facts there is nothing to say.
    paths::gaps()?;
    if parameters.directories.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "directories",
            "The policy names no directories that must be there.",
        )]);
    }
    parameters
        .directories
        .iter()
        .map(|path| {
            let own = parameters.owners_of.iter().find(|(known, _)| known == path);
            let wanted = Wanted {
                owners: own.map_or(&parameters.owners, |(_, owners)| owners),
                groups: &[],
                forbidden,
            };
            let judged = judge_directory(path, &wanted);
            Ok(judged.unwrap_or_else(|unknown| Finding::error(path, unknown.reason())))
        })
        .collect()
}

fn judge_directory(path: &str, wanted: &Wanted<'_>) -> Result<Finding, NotEvaluated> {
    let entry = paths::find_entry(path)?.ok_or_else(|| {
        NotEvaluated::because(match path.contains('*') {
            true => {
                format!("nobody looked at {path}: write each directory by its name, without `*`")
            }
            false => not_collected(path),
        })
    })?;
    let required = format!(
        "a directory of {} without {:04o}",
        wanted.owners.join(" or "),
        wanted.forbidden
    );
    let argument = shell_word(path);
    let owner = wanted.owners.first().map_or("root", String::as_str);
    let make = format!(
        "install -d -o {owner} -m {:04o} {argument}",
        0o755 & !wanted.forbidden
    );
    let wrong = match entry.kind.as_str() {
        paths::Entry::KIND_DIRECTORY => None,
        paths::Entry::KIND_MISSING => Some(("is not there", format!("Run `{make}`"))),
        paths::Entry::KIND_DANGLING_SYMLINK => Some((
            "is a dangling link",
            format!("Run `rm {argument} && {make}`"),
        )),
        paths::Entry::KIND_FILE | paths::Entry::KIND_SPECIAL => Some((
            "is not a directory",
            format!("Move {path} away and run `{make}`"),
        )),
        other => return Err(NotEvaluated::because(format!("{path} is {other}"))),
    };
    if let Some((clause, fix)) = wrong {
        return Ok(Finding::fail(path, format!("{path} {clause}."))
            .observed(entry.kind)
            .required(required)
            .at(entry.source, "the directory")
            .fix(fix));
    }
    let observed = access::shown(&entry)?;
    let faults = access::faults(&entry, wanted)?;
    Ok(faults
        .finding(path, observed)
        .required(required)
        .at(entry.source, "the directory"))
}
