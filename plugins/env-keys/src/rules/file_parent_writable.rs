//! `env/file-parent-writable`

use muster_sdk::paths::{self, Ancestor, Entry};
use muster_sdk::{Finding, Outcome, Source, account_name, env, mode_and_owner, shell_word};

use crate::bound_file::{absent, findings_per_file};

muster_sdk::rule! {
    id: "env/file-parent-writable",
    severity: Medium,
    precision: High,
    tags: ["env", "files"],
    documentation: "file_parent_writable.md",
    check: check,
}

/// The permission bits that let a group, and everybody, put something into a directory.
const GROUP: u32 = 0o020;
const OTHER: u32 = 0o002;
/// With it, nobody replaces what another account has put there.
const STICKY: u32 = 0o1000;

fn check() -> Outcome {
    findings_per_file(|file| {
        if let Some(absent) = absent(&file) {
            return Ok(vec![absent]);
        }
        let path = &file.path;
        let Some(entry) = paths::find_entry(path)? else {
            let reason = format!("It is not known who can write to the directories above {path}.");
            return Ok(vec![Finding::error(path, reason)]);
        };
        Ok(vec![judge(&file, &entry)])
    })
}

fn judge(file: &env::EnvFile, entry: &Entry) -> Finding {
    let path = &file.path;
    let open = entry.ancestors.iter().find_map(|directory| {
        let (who, fix) = who_replaces(file, directory)?;
        Some((directory, who, fix))
    });
    let Some((directory, who, fix)) = open else {
        let message = format!("Nobody but root and its owner can replace {path}.");
        return Finding::pass(path, message);
    };
    Finding::fail(
        path,
        format!("{who} can replace {path}, because of {}.", directory.path),
    )
    .observed(described(directory))
    .required("a directory that only root or the owner of the file can write to")
    .fix(fix)
    .at(Source::file(directory.path.clone()), "is open")
}

/// Who can replace the file because of a directory, and what keeps them from it.
fn who_replaces(file: &env::EnvFile, directory: &Ancestor) -> Option<(String, String)> {
    let Ancestor {
        path, mode, uid, ..
    } = directory;
    let argument = shell_word(path);
    let is_sticky = mode & STICKY != 0;
    if mode & OTHER != 0 && !is_sticky {
        return Some((
            "Every account".to_owned(),
            format!("Run `chmod o-w {argument}`"),
        ));
    }
    if mode & GROUP != 0 && !is_sticky && !is_private_group(directory) {
        let group = account_name(directory.group.as_deref(), directory.gid);
        return Some((
            format!("The group {group}"),
            format!("Run `chmod g-w {argument}`"),
        ));
    }
    if *uid != 0 && file.uid != Some(*uid) {
        let owner = account_name(directory.owner.as_deref(), *uid);
        return Some((
            format!("The account {owner}"),
            format!(
                "Run `chown root {argument}`, or move the file to a directory that belongs to root, such as /etc"
            ),
        ));
    }
    None
}

/// Whether nobody but the owner is meant to be in the group: many distributions give each account a group
/// of the same name. Root's own is as good as root.
fn is_private_group(directory: &Ancestor) -> bool {
    directory.gid == 0
        || (directory.uid != 0 && directory.owner.is_some() && directory.owner == directory.group)
}

fn described(directory: &Ancestor) -> String {
    mode_and_owner(
        directory.mode,
        &account_name(directory.owner.as_deref(), directory.uid),
        &account_name(directory.group.as_deref(), directory.gid),
    )
}
