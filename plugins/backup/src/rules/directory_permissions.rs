//! `backup/directory-permissions`

use muster_sdk::backups::{self, Artefact, Place};
use muster_sdk::{Finding, NotEvaluated, Outcome, shell_word};

use crate::place::with_place;

muster_sdk::parameters! {
    struct Parameters {
        /// Numbers of the accounts that backups and their directory may belong to; 0 is root.
        owners: Vec<i64> = [0],
        /// Permission bits that the directory must not have.
        #[form(Octal)]
        directory_mask: String = "0022",
        /// Permission bits that backups must not have.
        #[form(Octal)]
        file_mask: String = "0007",
    }
}

muster_sdk::rule! {
    id: "backup/directory-permissions",
    severity: High,
    precision: VeryHigh,
    tags: ["backup", "files", "checklist", "manual"],
    documentation: "directory_permissions.md",
    parameters: Parameters,
    check: check,
}

/// The permission bits of the group. Where there is an access control list, they are its mask.
const GROUP: u32 = 0o070;

/// What the parameters allow.
struct Allowed {
    owners: Vec<i64>,
    directory: u32,
    file: u32,
}

fn check(parameters: Parameters) -> Outcome {
    let allowed = Allowed {
        directory: mask("directory-mask", &parameters.directory_mask)?,
        file: mask("file-mask", &parameters.file_mask)?,
        owners: parameters.owners,
    };
    with_place(|place| {
        let mut findings = vec![judge_directory(place, &allowed)?];
        findings.extend(judge_files(place, &backups::artefacts()?, &allowed));
        Ok(findings)
    })
}

fn mask(parameter: &str, text: &str) -> Result<u32, NotEvaluated> {
    u32::from_str_radix(text, 8)
        .ok()
        .filter(|mask| *mask <= 0o777)
        .ok_or_else(|| {
            NotEvaluated::because(format!(
                "parameter `{parameter}`: '{text}' is not of the form `0022`"
            ))
        })
}

impl Allowed {
    fn owner(&self, uid: u32) -> bool {
        self.owners.contains(&i64::from(uid))
    }

    /// The account to which a file is to be given.
    fn first_owner(&self) -> i64 {
        self.owners.first().copied().unwrap_or_default()
    }
}

fn judge_directory(place: &Place, allowed: &Allowed) -> Result<Finding, NotEvaluated> {
    let path = &place.directory;
    match place.state.as_str() {
        Place::STATE_PRESENT => {}
        Place::STATE_MISSING | Place::STATE_NOT_A_DIRECTORY => {
            let reason = format!("{path} is not a directory that exists.");
            return Ok(Finding::not_applicable(path, reason));
        }
        other => {
            let reason = format!("'{other}' is not a known state of {path}");
            return Err(NotEvaluated::because(reason));
        }
    }
    let (Some(mode), Some(uid)) = (place.mode, place.uid) else {
        let reason = format!("mode and owner of {path} are not known");
        return Err(NotEvaluated::because(reason));
    };
    let argument = shell_word(path);
    let finding = if !allowed.owner(uid) {
        let owner = allowed.first_owner();
        Finding::fail(
            path,
            format!("{path} belongs to account {uid}, which can remove and replace every backup."),
        )
        .fix(format!("Run `chown {owner} {argument}`"))
    } else if mode & allowed.directory != 0 {
        let wanted = mode & !allowed.directory;
        Finding::fail(
            path,
            format!(
                "{path} has the mode {mode:04o}, which lets other accounts change what is in it."
            ),
        )
        .fix(format!("Run `chmod {wanted:04o} {argument}`"))
    } else if place.acl_extended == Some(true) {
        Finding::fail(
            path,
            format!("An access control list opens {path} to more accounts than its mode."),
        )
        .fix(format!("Run `setfacl --remove-all {argument}`"))
    } else if place.acl_extended.is_none() && mode & GROUP != 0 {
        let task = format!("Check with `getfacl {argument}` that no access control list opens it.");
        Finding::manual(path, task)
    } else {
        Finding::pass(
            path,
            format!("Only its owner can change what is in {path}."),
        )
    };
    Ok(finding
        .observed(format!("mode {mode:04o}, owner {uid}"))
        .required(format!(
            "no bit of {:04o}, owner {}",
            allowed.directory,
            owners(allowed)
        ))
        .at(place.source.clone(), "the directory"))
}

fn owners(allowed: &Allowed) -> String {
    let owners = allowed.owners.iter().map(ToString::to_string);
    owners.collect::<Vec<_>>().join(" or ")
}

/// What is wrong with the backups, all together: the files are others every day.
fn judge_files(place: &Place, artefacts: &[Artefact], allowed: &Allowed) -> Option<Finding> {
    let subject = format!("{}/*", place.directory);
    let is_open = |artefact: &&Artefact| {
        !allowed.owner(artefact.uid)
            || artefact.mode & allowed.file != 0
            || artefact.acl_extended == Some(true)
    };
    let open: Vec<&Artefact> = artefacts.iter().filter(is_open).collect();
    let unclear =
        |artefact: &&Artefact| artefact.acl_extended.is_none() && artefact.mode & GROUP != 0;
    let all = artefacts.len();
    let first = artefacts.first()?;
    let finding = if let Some(newest) = open.first() {
        let path = &newest.path;
        Finding::fail(
            &subject,
            format!(
                "{} of {all} backups can be read by other accounts, such as {path}.",
                open.len()
            ),
        )
        .observed(format!("mode {:04o}, owner {}", newest.mode, newest.uid))
        .fix(fix(newest, allowed))
        .at(newest.source.clone(), "is open")
    } else if let Some(unclear) = artefacts.iter().find(unclear) {
        let argument = shell_word(&unclear.path);
        let task = format!(
            "Check with `getfacl {argument}` that no access control list opens the backups."
        );
        Finding::manual(&subject, task).at(unclear.source.clone(), "may have a list")
    } else {
        let backups = match all {
            1 => "the backup".to_owned(),
            _ => format!("any of the {all} backups"),
        };
        Finding::pass(&subject, format!("No other account can read {backups}."))
            .at(first.source.clone(), "the newest")
    };
    Some(finding.required(format!(
        "no bit of {:04o}, owner {}",
        allowed.file,
        owners(allowed)
    )))
}

fn fix(newest: &Artefact, allowed: &Allowed) -> String {
    let argument = shell_word(&newest.path);
    let command = if !allowed.owner(newest.uid) {
        format!("chown {} {argument}", allowed.first_owner())
    } else if newest.mode & allowed.file != 0 {
        format!("chmod {:04o} {argument}", newest.mode & !allowed.file)
    } else {
        format!("setfacl --remove-all {argument}")
    };
    format!("Run `{command}`, likewise for the others, and set `umask 077` in the backup job")
}
