//! Who can change or read what is at a path, as the rules on files ask it. Knows no rule.

use muster_sdk::{
    Finding, NotEvaluated, account_name, fits_pattern, is_account, mode_and_owner, paths,
    shell_word,
};

/// Those who are not the owner: their bits for writing.
pub(crate) const WRITE_OF_OTHERS: u32 = 0o022;
/// In a directory with this bit nobody but its owner replaces what belongs to somebody else.
const STICKY: u32 = 0o1000;
const GROUP: u32 = 0o070;
const OTHER: u32 = 0o007;

/// Whose a path may be, and what nobody else may do with it.
pub(crate) struct Wanted<'a> {
    /// Names or numbers of accounts.
    pub(crate) owners: &'a [String],
    /// Names or numbers of groups; any where there is none.
    pub(crate) groups: &'a [String],
    /// Bits that the mode must not have.
    pub(crate) forbidden: u32,
}

/// What is wrong with a path.
#[derive(Default)]
pub(crate) struct Faults {
    /// Clauses for a sentence that begins with the path.
    pub(crate) clauses: Vec<String>,
    /// The commands that fix them, in this order.
    pub(crate) commands: Vec<String>,
    /// What a person has to check where it is not known.
    pub(crate) unknown: Option<String>,
}

impl Faults {
    fn add(&mut self, clause: String, command: String) {
        self.clauses.push(clause);
        self.commands.push(command);
    }

    /// The commands as a fix shows them.
    fn fix(&self) -> String {
        format!("Run `{}`", self.commands.join(" && "))
    }

    /// What they come to for a path of which this was `observed`.
    pub(crate) fn finding(self, path: &str, observed: String) -> Finding {
        let finding = if !self.clauses.is_empty() {
            Finding::fail(path, format!("{path} {}.", self.clauses.join(", and "))).fix(self.fix())
        } else if let Some(task) = self.unknown {
            Finding::manual(path, task)
        } else {
            Finding::pass(path, format!("{path} is '{observed}'."))
        };
        finding.observed(observed)
    }
}

/// `0755 root:root`.
pub(crate) fn shown(entry: &paths::Entry) -> Result<String, NotEvaluated> {
    let (mode, uid, gid) = known(entry)?;
    let owner = account_name(entry.owner.as_deref(), uid);
    let group = account_name(entry.group.as_deref(), gid);
    Ok(mode_and_owner(mode, &owner, &group))
}

/// What is wrong with the owner and the mode of what is there, and with the directories on the way.
pub(crate) fn faults(entry: &paths::Entry, wanted: &Wanted<'_>) -> Result<Faults, NotEvaluated> {
    let (mode, uid, gid) = known(entry)?;
    let argument = shell_word(&entry.path);
    let mut faults = Faults::default();
    let owned = is_owner(wanted.owners, entry.owner.as_deref(), uid);
    if !owned {
        let owner = account_name(entry.owner.as_deref(), uid);
        let first = wanted.owners.first().map_or("root", String::as_str);
        faults.add(
            format!("belongs to {owner}"),
            format!("chown {first} {argument}"),
        );
    }
    if let Some(first) = wanted.groups.first()
        && !is_owner(wanted.groups, entry.group.as_deref(), gid)
    {
        let group = account_name(entry.group.as_deref(), gid);
        faults.add(
            format!("is of the group {group}"),
            format!("chgrp {} {argument}", shell_word(first)),
        );
    }
    let excess = mode & wanted.forbidden;
    if excess != 0 {
        faults.add(
            format!("lets {} it", who_does_what(excess)),
            format!("chmod {:04o} {argument}", mode & !excess),
        );
    }
    // The bits of the group are the mask of a list: it gives nobody more than these.
    let through_list = mode & !excess & GROUP & ((wanted.forbidden & OTHER) << 3);
    if through_list != 0 {
        match entry.acl_extended {
            Some(true) => faults.add(
                "is opened by an access control list".to_owned(),
                format!("setfacl --remove-all {argument}"),
            ),
            Some(false) => {}
            None => {
                faults.unknown = Some(format!(
                    "Check with `getfacl {argument}` that no access control list opens it."
                ));
            }
        }
    }
    for above in &entry.ancestors {
        let place = shell_word(&above.path);
        if above.uid != 0 && !(owned && above.uid == uid) {
            faults.add(
                format!(
                    "is below {}, which belongs to account {}",
                    above.path, above.uid
                ),
                format!("chown root {place}"),
            );
        }
        let open = above.mode & WRITE_OF_OTHERS;
        if open != 0 && above.mode & STICKY == 0 {
            faults.add(
                format!(
                    "is below {}, which lets {} it",
                    above.path,
                    who_does_what(open)
                ),
                format!("chmod {:04o} {place}", above.mode & !open),
            );
        }
    }
    Ok(faults)
}

/// Mode, owner and group of what is there.
pub(crate) fn known(entry: &paths::Entry) -> Result<(u32, u32, u32), NotEvaluated> {
    entry
        .mode
        .zip(entry.uid)
        .zip(entry.gid)
        .map(|((mode, uid), gid)| (mode, uid, gid))
        .ok_or_else(|| {
            NotEvaluated::because(format!("mode and owner of {} are not known", entry.path))
        })
}

/// Whether an account or a group is one of these.
pub(crate) fn is_owner(owners: &[String], name: Option<&str>, uid: u32) -> bool {
    owners.iter().any(|owner| is_account(owner, name, uid))
}

/// `every account write`, `its group read and write`.
fn who_does_what(bits: u32) -> String {
    let who = match (bits & GROUP != 0, bits & OTHER != 0) {
        (_, true) => "every account",
        (true, false) => "its group",
        (false, false) => "its owner",
    };
    let any = |one: u32| bits & (one | one << 3 | one << 6) != 0;
    let does: Vec<&str> = [(4, "read"), (2, "write"), (1, "run")]
        .into_iter()
        .filter_map(|(bit, verb)| any(bit).then_some(verb))
        .collect();
    format!("{who} {}", does.join(" and "))
}

/// The mode that a parameter says in octal digits.
pub(crate) fn octal(parameter: &str, digits: &str) -> Result<u32, NotEvaluated> {
    u32::from_str_radix(digits, 8)
        .ok()
        .filter(|mode| *mode <= 0o777)
        .ok_or_else(|| {
            NotEvaluated::because(format!(
                "parameter `{parameter}`: '{digits}' is not a mode such as `0022`"
            ))
        })
}

/// Whether a path matches a pattern, in which `*` stands for a part of one name.
pub(crate) fn fits_path(pattern: &str, path: &str) -> bool {
    let names = |text: &str| -> Vec<String> {
        text.split('/')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (patterns, names) = (names(pattern), names(path));
    patterns.len() == names.len()
        && patterns
            .iter()
            .zip(&names)
            .all(|(pattern, name)| fits_pattern(pattern, name))
}
