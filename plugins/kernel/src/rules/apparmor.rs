//! `kernel/apparmor`

use muster_sdk::access_control::{self, Enforcement, Profile};
use muster_sdk::{Distribution, FactError, Finding, NotEvaluated, Outcome, applicable, units};

use crate::applies::own_kernel;

muster_sdk::parameters! {
    struct Parameters {
        /// The modes that a profile may be in: `enforce`, `kill` and `prompt` confine a program, `complain` only logs.
        #[form(Words(&["enforce", "kill", "prompt", "complain", "mixed"]))]
        modes: Vec<String> = ["enforce", "kill", "prompt", "complain"],
    }
}

muster_sdk::rule! {
    id: "kernel/apparmor",
    severity: Medium,
    precision: High,
    tags: ["kernel", "access-control"],
    documentation: "apparmor.md",
    parameters: Parameters,
    check: check,
}

/// The subject where the host is not one with AppArmor.
const SUBJECT: &str = "apparmor";
const PERSISTED: &str = "apparmor/persisted";
const RUNNING: &str = "apparmor/running";

/// What loads the profiles.
const UNIT: &str = "apparmor";

/// Profiles that a message names.
const MOST_NAMED: usize = 5;

fn check(parameters: Parameters) -> Outcome {
    own_kernel(SUBJECT)?;
    if uses_selinux()? {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "SELinux is in use here.",
        )]);
    }
    applicable(SUBJECT, units::overview())?;
    let Some(unit) = units::find_unit(UNIT)? else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "AppArmor is not installed, so nothing has profiles to load.",
        )]);
    };
    let mut findings = vec![judge_unit(unit)?];
    findings.extend(judge_complaining(&parameters.modes)?);
    findings.push(
        judge_running(&parameters.modes)
            .unwrap_or_else(|error| Finding::error(RUNNING, error.reason())),
    );
    Ok(findings)
}

/// Whether SELinux is what confines programs; of a target that is not running, only what boot loads counts.
fn uses_selinux() -> Result<bool, NotEvaluated> {
    let running = match access_control::selinux() {
        Ok(running) => running,
        Err(FactError::Unsupported(_)) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    match running.mode.as_str() {
        Enforcement::MODE_ENFORCING | Enforcement::MODE_PERMISSIVE => Ok(true),
        Enforcement::MODE_DISABLED => Ok(false),
        other => Err(NotEvaluated::because(format!(
            "SELinux is {other}, which this rule does not know"
        ))),
    }
}

/// Whether boot loads the profiles.
fn judge_unit(unit: units::Unit) -> Result<Finding, NotEvaluated> {
    let is_masked = unit.load == units::Unit::LOAD_MASKED;
    match unit.at_boot {
        _ if is_masked => {}
        Some(true) => {
            return Ok(
                Finding::pass(PERSISTED, "Boot loads the AppArmor profiles.")
                    .at(unit.source, "loads them"),
            );
        }
        Some(false) => {}
        None => {
            return Err(NotEvaluated::because(format!(
                "it is not known whether {} comes up at boot",
                unit.name
            )));
        }
    }
    let command = Distribution::of_host().enable_now(UNIT);
    let fix = if is_masked {
        format!("Run `systemctl unmask {UNIT}` and `{command}`")
    } else {
        format!("Run `{command}`")
    };
    Ok(
        Finding::fail(PERSISTED, "Nothing loads the AppArmor profiles at boot.")
            .observed("not started at boot")
            .required("started at boot")
            .fix(fix)
            .at(unit.source, "is not started"),
    )
}

/// Profiles that are to be loaded in a mode that only logs.
fn judge_complaining(modes: &[String]) -> Result<Option<Finding>, NotEvaluated> {
    if modes.iter().any(|mode| mode == Profile::MODE_COMPLAIN) {
        return Ok(None);
    }
    let files = access_control::apparmor_complaining()?;
    let Some(first) = files.first() else {
        return Ok(None);
    };
    let name = first.name.rsplit('/').next().unwrap_or_default();
    let finding = Finding::fail(
        "apparmor/force-complain",
        format!("Boot loads AppArmor profiles that only log, such as {name}."),
    )
    .observed("complain")
    .required(modes.join(", "))
    .fix(format!("Run `aa-enforce /etc/apparmor.d/{name}`"));
    Ok(Some(files.into_iter().fold(finding, |finding, file| {
        finding.at(file, "makes it so")
    })))
}

/// What the running kernel has loaded.
fn judge_running(modes: &[String]) -> Result<Finding, NotEvaluated> {
    match access_control::apparmor() {
        Ok(true) => {}
        Ok(false) => {
            return Ok(
                Finding::fail(RUNNING, "The kernel runs without AppArmor.")
                    .observed("off")
                    .required("on")
                    .fix("Remove `apparmor=0` and `security=…` from the kernel's arguments, and restart the host"),
            );
        }
        Err(FactError::Unsupported(reason)) => {
            return Ok(Finding::not_applicable(RUNNING, reason));
        }
        Err(error) => return Err(error.into()),
    }
    let profiles = access_control::apparmor_profiles()?;
    // Distributions have some that only give a program a name, for what other rules of the kernel allow it.
    let confining: Vec<&Profile> = profiles
        .iter()
        .filter(|profile| profile.mode != Profile::MODE_UNCONFINED)
        .collect();
    if confining.is_empty() {
        return Ok(
            Finding::fail(RUNNING, "The kernel has no AppArmor profile loaded.")
                .observed("no profile")
                .required("profiles")
                .fix(format!("Run `{}`", Distribution::of_host().restart(UNIT))),
        );
    }
    let others: Vec<&Profile> = confining
        .iter()
        .filter(|profile| !modes.contains(&profile.mode))
        .copied()
        .collect();
    let Some(first) = others.first() else {
        return Ok(Finding::pass(
            RUNNING,
            format!(
                "AppArmor has {} profiles loaded, all in the mode {}.",
                confining.len(),
                modes.join(", ")
            ),
        ));
    };
    let named: Vec<String> = others
        .iter()
        .take(MOST_NAMED)
        .map(|profile| format!("{} ({})", profile.name, profile.mode))
        .collect();
    let more = match others.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Ok(Finding::fail(
        RUNNING,
        format!(
            "Some AppArmor profiles are not in the mode {}: {}{more}.",
            modes.join(", "),
            named.join(", ")
        ),
    )
    .observed(named.join(", "))
    .required(modes.join(", "))
    .fix(format!("Run `aa-enforce {}`", first.name)))
}
