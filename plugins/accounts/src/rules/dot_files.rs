//! `accounts/dot-files`

use std::collections::BTreeMap;

use muster_sdk::accounts::{self, Account, DotFile};
use muster_sdk::{Finding, Outcome, mode_and_owner, pass_unless, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Files that no home may have.
        forbidden: Vec<String> = [".forward", ".rhosts", ".shosts"],
        /// Files that only their owner may read.
        private: Vec<String> = [".bash_history", ".netrc"],
    }
}

muster_sdk::rule! {
    id: "accounts/dot-files",
    severity: Low,
    precision: High,
    tags: ["accounts", "files"],
    documentation: "dot_files.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "home";

/// The most open mode of a file, and of one that only its owner may read.
const OPEN: u32 = 0o644;
const PRIVATE: u32 = 0o600;

/// What is wrong with a file.
#[derive(Default)]
struct Faults {
    /// Clauses for a sentence that begins with the file.
    clauses: Vec<String>,
    /// Commands without the file that they are about.
    commands: Vec<String>,
}

fn check(parameters: Parameters) -> Outcome {
    let accounts = accounts::accounts()?;
    let files = accounts::dot_files()?;
    let unread = accounts::unread_dot_files()?;
    let mut findings = Vec::new();
    // The names of these are not told: one finding for each home.
    let mut others: BTreeMap<&str, Vec<(&DotFile, Faults)>> = BTreeMap::new();
    for file in &files {
        let is_listed =
            |names: &[String]| names.iter().any(|name| Some(name) == file.name.as_ref());
        if is_listed(&parameters.forbidden) {
            findings.push(unwanted(file));
            continue;
        }
        let most = if is_listed(&parameters.private) {
            PRIVATE
        } else {
            OPEN
        };
        let faults = faults(file, &accounts, most);
        if faults.clauses.is_empty() {
            continue;
        }
        if file.name.is_some() {
            findings.push(failure(file, &faults));
        } else {
            others.entry(&file.home).or_default().push((file, faults));
        }
    }
    findings.extend(
        others
            .into_iter()
            .filter_map(|(home, files)| unnamed(home, &files)),
    );
    for path in unread {
        findings.push(Finding::error(
            format!("{SUBJECT}/{}", path.account),
            format!(
                "Not all files of {} whose names begin with a dot are known: {}",
                path.path, path.reason
            ),
        ));
    }
    if files.is_empty() && findings.is_empty() {
        let reason = "No home of an account with a shell has a file whose name begins with a dot.";
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            format!(
                "The files in homes whose names begin with a dot ({}) are their owners' own.",
                files.len()
            ),
        )
    }))
}

/// A file that no home may have.
fn unwanted(file: &DotFile) -> Finding {
    let path = &file.source.name;
    let does = match file.name.as_deref() {
        Some(".forward") => "sends mail of the account elsewhere, or runs a program for it",
        Some(".rhosts" | ".shosts") => {
            "lets in whoever comes from another host, without a password"
        }
        _ => "is not to be in a home",
    };
    Finding::fail(path, format!("{path} is there, which {does}."))
        .observed("there")
        .required("not there")
        .fix(format!("Run `rm {}` if nobody needs it", shell_word(path)))
        .of_file(path.clone())
        .at(file.source.clone(), "is there")
}

fn faults(file: &DotFile, accounts: &[Account], most: u32) -> Faults {
    let mut faults = Faults::default();
    let own = || accounts.iter().filter(|account| account.home == file.home);
    let owner = accounts.iter().find(|account| account.name == file.account);
    if file.uid != 0
        && !own().any(|account| account.uid == file.uid)
        && let Some(owner) = owner
    {
        faults
            .clauses
            .push(format!("belongs to {}", name(file.uid, accounts)));
        faults
            .commands
            .push(format!("chown {}", shell_word(&owner.name)));
    }
    if file.gid != 0
        && !own().any(|account| account.gid == file.gid)
        && let Some(owner) = owner
    {
        faults.clauses.push(format!("is of the group {}", file.gid));
        faults.commands.push(format!("chgrp {}", owner.gid));
    }
    let excess = file.mode & !most & 0o777;
    if excess != 0 {
        faults.clauses.push(format!(
            "has the mode {:04o}, which is more than {most:04o}",
            file.mode
        ));
        faults
            .commands
            .push(format!("chmod {:04o}", file.mode & !excess));
    }
    faults
}

fn name(uid: u32, accounts: &[Account]) -> String {
    let account = accounts.iter().find(|account| account.uid == uid);
    account.map_or_else(|| uid.to_string(), |account| account.name.clone())
}

fn failure(file: &DotFile, faults: &Faults) -> Finding {
    let path = &file.source.name;
    let argument = shell_word(path);
    let commands = faults.commands.iter();
    let commands: Vec<String> = commands
        .map(|command| format!("{command} {argument}"))
        .collect();
    Finding::fail(path, format!("{path} {}.", faults.clauses.join(" and ")))
        .observed(mode_and_owner(file.mode, &file.uid, &file.gid))
        .required("its owner's own, and written by nobody else")
        .fix(format!("Run `{}`", commands.join(" && ")))
        .of_file(path.clone())
        .at(file.source.clone(), "can be read or changed")
}

/// The files of a home whose names are not reported.
fn unnamed(home: &str, files: &[(&DotFile, Faults)]) -> Option<Finding> {
    let (first, faults) = files.first()?;
    let message = match files {
        [_] => format!(
            "A file in {home} whose name begins with a dot {}.",
            faults.clauses.join(" and ")
        ),
        several => format!(
            "{} files in {home} whose names begin with a dot are not their owner's own; one {}.",
            several.len(),
            faults.clauses.join(" and ")
        ),
    };
    let home_word = shell_word(home);
    let owner = shell_word(&first.account);
    Some(
        Finding::fail(home, message)
            .observed(files.len().to_string())
            .required("their owner's own, and written by nobody else")
            .fix(format!(
                "Look at them with `ls -lA {home_word}`, then run `find {home_word} -maxdepth 1 -type f -name '.*' \
                 -exec chown {owner}: {{}} + -exec chmod u-x,go-wx {{}} +`"
            ))
            .of_file(home)
            .at(first.source.clone(), "has them"),
    )
}
