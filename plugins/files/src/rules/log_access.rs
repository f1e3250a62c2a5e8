//! `files/log-access`

use std::collections::BTreeMap;

use muster_sdk::tree::{self, LogFile};
use muster_sdk::{Finding, Outcome, fits_pattern, shell_word};

use crate::places::{find_command, with_rights};

muster_sdk::parameters! {
    struct Parameters {
        /// Names of files that every account may read, `*` standing for any part of a name. They say who was logged
        /// in and how the host was set up, and programs of every account read some of them.
        readable: Vec<String> = [
            "README", "cloud-init*.log*", "lastlog", "lastlog.*", "localmessages*", "waagent.log*", "wtmp", "wtmp.*",
            "wtmp-*", "wtmp.db",
        ],
        /// Names of files that their group may write to: those of utmp, as packages bring them.
        group_writable: Vec<String> = [
            "btmp", "btmp.*", "btmp-*", "lastlog", "lastlog.*", "wtmp", "wtmp.*", "wtmp-*", "wtmp.db",
        ],
        /// Paths that are not judged, with all below them; `*` stands for any part of a name.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "files/log-access",
    severity: Low,
    precision: VeryHigh,
    tags: ["files", "log"],
    documentation: "log_access.md",
    parameters: Parameters,
    check: check,
}

const LOGS: &str = "/var/log";

/// The first number of a person's account.
const FIRST_PERSON: u32 = 1000;

/// What others than the owner must not do: the group may read.
const FORBIDDEN: u32 = 0o137;
const READ_BY_ALL: u32 = 0o004;
const WRITTEN_BY_GROUP: u32 = 0o020;

/// Files that a finding names.
const MOST_NAMED: usize = 10;

/// A file with what is wrong with it.
struct Fault {
    file: LogFile,
    /// Bits too many.
    excess: u32,
    /// Whether it belongs to a person.
    is_persons: bool,
}

fn check(parameters: Parameters) -> Outcome {
    let files = tree::log_files()?;
    if files.is_empty() {
        return Ok(vec![Finding::not_applicable(
            LOGS,
            "There is no file in /var/log.",
        )]);
    }
    let scope = crate::places::Scope {
        below: &[],
        allowed: &parameters.allowed,
    };
    let mut faults: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    for file in files {
        if scope.is_allowed(&file.path) {
            continue;
        }
        let (directory, fault) = judge(file, &parameters);
        if fault.excess != 0 || fault.is_persons {
            faults.entry(directory).or_default().push(fault);
        }
    }
    if faults.is_empty() {
        return Ok(vec![Finding::pass(
            LOGS,
            "The files in /var/log are open only to their services and groups.",
        )]);
    }
    let faults = faults.into_iter();
    Ok(faults
        .map(|(directory, faults)| finding(&directory, &faults, &parameters.readable))
        .collect())
}

/// The directory of a file, and what is wrong with it.
fn judge(file: LogFile, parameters: &Parameters) -> (String, Fault) {
    let (directory, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let fits = |patterns: &[String]| patterns.iter().any(|pattern| fits_pattern(pattern, name));
    let mut forbidden = FORBIDDEN;
    if fits(&parameters.readable) {
        forbidden &= !READ_BY_ALL;
    }
    if fits(&parameters.group_writable) {
        forbidden &= !WRITTEN_BY_GROUP;
    }
    let directory = directory.to_owned();
    let fault = Fault {
        excess: file.mode & forbidden,
        is_persons: file.uid >= FIRST_PERSON || file.gid >= FIRST_PERSON,
        file,
    };
    (directory, fault)
}

fn finding(directory: &str, faults: &[Fault], readable: &[String]) -> Finding {
    let shown = |fault: &Fault| {
        let file = &fault.file;
        let (owner, group) = (file.owner.as_deref(), file.group.as_deref());
        with_rights(&file.path, file.mode, (owner, file.uid), (group, file.gid))
    };
    let mut observed: Vec<String> = faults.iter().take(MOST_NAMED).map(shown).collect();
    if faults.len() > MOST_NAMED {
        observed.push(format!("and {} more", faults.len() - MOST_NAMED));
    }
    let of = |wanted: &dyn Fn(&Fault) -> bool| faults.iter().filter(|one| wanted(one)).count();
    let clauses = [
        (
            of(&|fault| fault.excess != 0),
            "open to more than their service and its group",
        ),
        (of(&|fault| fault.is_persons), "of a person's account"),
    ];
    let clauses: Vec<String> = clauses
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| {
            let files = if *count == 1 { "file is" } else { "files are" };
            format!("{count} {files} {what}")
        })
        .collect();
    let mut result = Finding::fail(
        directory,
        format!("In {directory}, {}.", clauses.join(", and ")),
    )
    .observed(observed.join("\n"))
    .required("at most 0640, owned by system accounts and groups")
    .fix(fix(directory, faults, readable))
    .of_file(directory);
    for fault in faults.iter().take(MOST_NAMED) {
        result = result.at(fault.file.source.clone(), "has this owner and mode");
    }
    result
}

fn fix(directory: &str, faults: &[Fault], readable: &[String]) -> String {
    let mut commands = Vec::new();
    if faults.len() > MOST_NAMED {
        let left_out: Vec<String> = readable
            .iter()
            .map(|name| format!("! -name '{name}'"))
            .collect();
        commands.push(format!(
            "{} -type f {} -exec chmod u-x,g-wx,o-rwx {{}} +",
            find_command(directory, false),
            left_out.join(" ")
        ));
        if faults.iter().any(|fault| fault.is_persons) {
            let people = "-uid +999 -o -gid +999";
            commands.push(format!(
                "{} -type f \\( {people} \\) -exec chown root:root {{}} +",
                find_command(directory, false)
            ));
        }
    } else {
        for fault in faults {
            let path = shell_word(&fault.file.path);
            if fault.is_persons {
                commands.push(format!("chown root:root {path}"));
            }
            if fault.excess != 0 {
                let mode = fault.file.mode & !fault.excess;
                commands.push(format!("chmod {mode:04o} {path}"));
            }
        }
    }
    format!(
        "Run `{}`, and set the same mode where the file is recreated: `create` for logrotate, or the settings of the program",
        commands.join(" && ")
    )
}
