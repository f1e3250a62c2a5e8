//! `kernel/module-blocked`

use muster_sdk::modules::{self, Availability, Configuration, Install, Usage};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, units};

use crate::applies::own_kernel;

muster_sdk::parameters! {
    struct Parameters {
        /// Modules that nothing is to load.
        #[requests(KernelModule)]
        modules: Vec<String> = ["cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "dccp", "rds", "sctp", "tipc"],
        /// What excuses a module: `in-use` (something uses it now) or `snapd` (which needs `squashfs`).
        unless: Vec<String> = ["in-use", "snapd"],
    }
}

muster_sdk::rule! {
    id: "kernel/module-blocked",
    severity: Low,
    tags: ["kernel"],
    documentation: "module_blocked.md",
    parameters: Parameters,
    check: check,
}

/// Where what is written to block modules goes.
const FILE: &str = "/etc/modprobe.d/60-hardening.conf";
const IN_USE: &str = "in-use";
const SNAPD: &str = "snapd";

fn check(parameters: Parameters) -> Outcome {
    let known = [IN_USE, SNAPD];
    if let Some(word) = parameters
        .unless
        .iter()
        .find(|word| !known.contains(&word.as_str()))
    {
        return Err(NotEvaluated::because(format!(
            "`unless` has `{word}`, which is neither `{IN_USE}` nor `{SNAPD}`"
        )));
    }
    if parameters.modules.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "modules",
            "The policy names no module.",
        )]);
    }
    own_kernel("modules")?;
    let judge = |name: &String| judge_module(name, &parameters.unless);
    Ok(parameters.modules.iter().flat_map(judge).collect())
}

/// What boot allows, and what the kernel has loaded.
fn judge_module(name: &str, unless: &[String]) -> [Finding; 2] {
    let subjects = ["persisted", "running"].map(|half| format!("{name}/{half}"));
    let available = match modules::available(name) {
        Ok(available) => available,
        Err(FactError::Unsupported(reason)) => {
            return subjects.map(|subject| Finding::not_applicable(subject, &reason));
        }
        Err(error) => return subjects.map(|subject| Finding::error(subject, error.reason())),
    };
    if available.state == Availability::STATE_BUILT_IN {
        let reason = format!("{name} is part of the kernel and cannot be kept out of it.");
        return subjects.map(|subject| Finding::not_applicable(subject, &reason));
    }
    let [persisted, running] = subjects;
    let or_error = |subject: &str, judged: Result<Finding, NotEvaluated>| {
        judged.unwrap_or_else(|error| Finding::error(subject, error.reason()))
    };
    [
        or_error(&persisted, judge_boot(&persisted, name, &available, unless)),
        or_error(&running, judge_running(&running, name, unless)),
    ]
}

fn judge_boot(
    subject: &str,
    name: &str,
    available: &Availability,
    unless: &[String],
) -> Result<Finding, NotEvaluated> {
    if available.state == Availability::STATE_ABSENT {
        return Ok(Finding::pass(
            subject,
            format!("No kernel that is installed has {name}."),
        ));
    }
    let configuration = modules::configured(name)?;
    if let Some(line) = &configuration.install
        && line.runs == Install::RUNS_NOTHING
    {
        let pass = Finding::pass(subject, format!("{name} cannot be loaded."));
        return Ok(pass.at(line.source.clone(), "blocks it"));
    }
    if let Some(excuse) = excuse(name, unless)? {
        return Ok(Finding::not_applicable(subject, excuse));
    }
    Ok(open(subject, name, &configuration))
}

/// The failure of a module that can be loaded.
fn open(subject: &str, name: &str, configuration: &Configuration) -> Finding {
    let (why, place) = match (&configuration.install, &configuration.blacklisted) {
        (Some(line), _) => (
            "what is run in place of loading it may load it",
            Some((&line.source, "runs a command")),
        ),
        (None, Some(line)) => (
            "`blacklist` does not keep it from being loaded by its own name",
            Some((line, "is not enough")),
        ),
        (None, None) => ("nothing keeps it from being loaded", None),
    };
    let finding = Finding::fail(subject, format!("The module {name} can be loaded: {why}."))
        .observed("can be loaded")
        .required("blocked")
        .fix(format!("Write `install {name} /bin/false` to {FILE}"));
    match place {
        Some((source, label)) => finding.at(source.clone(), label),
        None => finding,
    }
}

fn judge_running(subject: &str, name: &str, unless: &[String]) -> Result<Finding, NotEvaluated> {
    let usage = match modules::used(name) {
        Ok(usage) => usage,
        Err(FactError::Unsupported(reason)) => {
            return Ok(Finding::not_applicable(subject, reason));
        }
        Err(error) => return Err(error.into()),
    };
    if !usage.loaded {
        return Ok(Finding::pass(subject, format!("{name} is not loaded.")));
    }
    if let Some(excuse) = excuse(name, unless)? {
        return Ok(Finding::not_applicable(subject, excuse));
    }
    let fix = if usage.needed_by.is_empty() {
        format!("Run `modprobe -r {name}`")
    } else {
        format!(
            "Stop what uses {}, and run `modprobe -r {name}`",
            usage.needed_by.join(", ")
        )
    };
    Ok(
        Finding::fail(subject, format!("The module {name} is loaded."))
            .observed("loaded")
            .required("not loaded")
            .at(usage.source, "shows it")
            .fix(fix),
    )
}

/// Why a module may be there; none where nothing excuses it.
fn excuse(name: &str, unless: &[String]) -> Result<Option<String>, NotEvaluated> {
    let has = |word: &str| unless.iter().any(|one| one == word);
    if has(IN_USE) {
        match modules::used(name) {
            Ok(usage) => {
                if let Some(by) = user(&usage) {
                    return Ok(Some(format!("{name} is in use, by {by}.")));
                }
            }
            // Nothing runs in an image.
            Err(FactError::Unsupported(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if has(SNAPD) && name == "squashfs" {
        let unit = match units::find_unit("snapd") {
            Ok(unit) => unit,
            Err(FactError::Unsupported(_)) => None,
            Err(error) => return Err(error.into()),
        };
        if unit.is_some_and(|unit| unit.load != units::Unit::LOAD_MASKED) {
            return Ok(Some("snapd needs squashfs.".to_owned()));
        }
    }
    Ok(None)
}

/// Who uses a module.
fn user(usage: &Usage) -> Option<String> {
    if !usage.loaded || usage.users == 0 {
        return None;
    }
    Some(if usage.needed_by.is_empty() {
        "a file system or a program".to_owned()
    } else {
        usage.needed_by.join(", ")
    })
}
