//! `repo/deploy-scripts`

use muster_sdk::paths::{self, Entry};
use muster_sdk::scripts::{self, Command, Script};
use muster_sdk::{Finding, NotEvaluated, Outcome, account_name, is_account, shell_word};

muster_sdk::parameters! {
    struct Parameters {
        /// Accounts that may own the scripts and the directories on the way, by name or number.
        owners: Vec<String> = ["root"],
    }
}

muster_sdk::rule! {
    id: "repo/deploy-scripts",
    severity: Medium,
    precision: High,
    tags: ["repository", "files", "checklist"],
    documentation: "deploy_scripts.md",
    parameters: Parameters,
    check: check,
}

/// The setting that names the scripts.
const SETTING: &str = "deploy";

const EXECUTE: u32 = 0o100;
/// An access control list gives nobody more than the bits of the group.
const WRITE_OF_OTHERS: u32 = 0o022;
/// In a directory with this bit nobody but its owner replaces what belongs to somebody else.
const STICKY: u32 = 0o1000;

fn check(parameters: Parameters) -> Outcome {
    let scripts = scripts::scripts()?;
    let commands = scripts::commands()?;
    // Also of a host whose project names none: without facts there is nothing to say.
    paths::gaps()?;
    if scripts.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SETTING,
            "The project does not name its scripts (`scripts` under [targets.deploy]).",
        )]);
    }
    let mut findings = Vec::new();
    for script in &scripts {
        let judged = judge_script(script, &parameters.owners);
        findings
            .push(judged.unwrap_or_else(|unknown| Finding::error(&script.path, unknown.reason())));
    }
    findings.extend(
        commands
            .iter()
            .map(|command| judge_command(command, &scripts)),
    );
    Ok(findings)
}

fn judge_script(script: &Script, owners: &[String]) -> Result<Finding, NotEvaluated> {
    let path = &script.path;
    let argument = shell_word(path);
    let required = format!(
        "an executable file of {} that nobody else can change",
        owners.join(" or ")
    );
    let missing = |clause: &str| {
        Finding::fail(path, format!("{path} {clause}."))
            .observed(script.state.clone())
            .required(required.clone())
            .fix(format!(
                "Restore {path} from the repository, or correct `scripts` under [targets.deploy]"
            ))
            .at(script.source.clone(), "the script")
            .of_file(path)
    };
    match script.state.as_str() {
        Script::STATE_PRESENT => {}
        Script::STATE_MISSING => return Ok(missing("is not there")),
        Script::STATE_EMPTY => return Ok(missing("is empty")),
        Script::STATE_NOT_A_FILE => return Ok(missing("is not a file")),
        other => return Err(NotEvaluated::because(format!("{path} is {other}"))),
    }
    let entry = paths::find_entry(path)?
        .ok_or_else(|| NotEvaluated::because(format!("nobody looked at {path}")))?;
    let (Some(mode), Some(uid)) = (entry.mode, entry.uid) else {
        return Err(NotEvaluated::because(format!(
            "mode and owner of {path} are not known"
        )));
    };
    let mut clauses = Vec::new();
    let mut commands = Vec::new();
    if script.interpreter.is_none() {
        clauses.push("does not say which program runs it".to_owned());
        commands.push(format!("sed -i '1i #!/bin/bash' {argument}"));
    }
    let owned = is_owner(owners, entry.owner.as_deref(), uid);
    if !owned {
        let first = owners.first().map_or("root", String::as_str);
        clauses.push(format!(
            "belongs to {}",
            account_name(entry.owner.as_deref(), uid)
        ));
        commands.push(format!("chown {} {argument}", shell_word(first)));
    }
    let wanted = (mode | EXECUTE) & !WRITE_OF_OTHERS;
    if mode & EXECUTE == 0 {
        clauses.push("is not executable".to_owned());
    }
    if mode & WRITE_OF_OTHERS != 0 {
        clauses.push("can be changed by accounts other than its owner".to_owned());
    }
    if mode != wanted {
        commands.push(format!("chmod {wanted:04o} {argument}"));
    }
    for above in unsafe_directories(&entry, owners, uid) {
        clauses.push(format!("is below {}, which others can change", above.0));
        commands.push(above.1);
    }
    let observed = format!(
        "{mode:04o}, owner {}",
        account_name(entry.owner.as_deref(), uid)
    );
    let finding = if clauses.is_empty() {
        Finding::pass(
            path,
            format!("{path} can be run, and only its owner can change it."),
        )
    } else {
        Finding::fail(path, format!("{path} {}.", clauses.join(", and ")))
            .fix(format!("Run `{}`", commands.join(" && ")))
    };
    Ok(finding
        .observed(observed)
        .required(required)
        .at(script.source.clone(), "the script")
        .of_file(path))
}

/// Directories on the way in which somebody else can put another file, with what fixes that.
fn unsafe_directories(entry: &Entry, owners: &[String], uid: u32) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for above in &entry.ancestors {
        let place = shell_word(&above.path);
        let is_allowed = above.uid == 0 || above.uid == uid || is_owner(owners, None, above.uid);
        if !is_allowed {
            found.push((above.path.clone(), format!("chown root {place}")));
        } else if above.mode & WRITE_OF_OTHERS != 0 && above.mode & STICKY == 0 {
            let mode = above.mode & !WRITE_OF_OTHERS;
            found.push((above.path.clone(), format!("chmod {mode:04o} {place}")));
        }
    }
    found
}

/// Whether an account or a group is one of these.
fn is_owner(owners: &[String], name: Option<&str>, uid: u32) -> bool {
    owners.iter().any(|owner| is_account(owner, name, uid))
}

fn judge_command(command: &Command, scripts: &[Script]) -> Finding {
    let subject = format!("{SETTING}#{}", command.text);
    let finding = match command.places.first() {
        Some(place) => Finding::pass(
            &subject,
            format!("`{}` is run by {}.", command.text, place.location()),
        )
        .observed("is run")
        .at(place.clone(), "runs it"),
        None => {
            let first = scripts
                .first()
                .map_or("the script", |script| script.path.as_str());
            let mut finding = Finding::fail(
                &subject,
                format!("No script that deploys the project runs `{}`.", command.text),
            )
            .observed("is not run")
            .fix(format!("Add `{}` to {first}, or name the script that runs it in `scripts` under [targets.deploy]", command.text));
            for script in scripts {
                finding = finding.at(script.source.clone(), "does not run it");
            }
            finding
        }
    };
    finding.required("is run").of_setting(SETTING)
}
