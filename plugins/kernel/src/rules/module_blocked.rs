//! `kernel/module-blocked`

use muster_sdk::modules::{self, Availability, Configuration, Install, Usage};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, units};

use crate::applies::own_kernel;
use crate::half::{self, Half, Told};

muster_sdk::parameters! {
    struct Parameters {
        /// Modules that nothing is to load.
        #[requests(KernelModule)]
        #[needed(modules)]
        modules: Vec<String> = ["cramfs", "freevxfs", "hfs", "hfsplus", "jffs2", "dccp", "rds", "sctp", "tipc"],
        /// What excuses a module: `in-use` (something uses it now) or `snapd` (which needs `squashfs`).
        #[form(Words(&["in-use", "snapd"]))]
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
    Ok(parameters.modules.iter().map(judge).collect())
}

/// What boot allows, and what the kernel has loaded.
fn judge_module(name: &str, unless: &[String]) -> Finding {
    let available = match modules::available(name) {
        Ok(available) => available,
        Err(FactError::Unsupported(reason)) => return Finding::not_applicable(name, reason),
        Err(error) => return Finding::error(name, error.reason()),
    };
    if available.state == Availability::STATE_BUILT_IN {
        let reason = format!("{name} is part of the kernel and cannot be kept out of it.");
        return Finding::not_applicable(name, reason);
    }
    let boot = Half::of(judge_boot(name, &available, unless));
    if let Half::NotConcerned(excuse) = boot {
        return Finding::not_applicable(name, excuse);
    }
    let running = Half::of(judge_running(name, unless));
    half::finding(name, [boot, running], "blocked, and not loaded", "")
}

fn judge_boot(
    name: &str,
    available: &Availability,
    unless: &[String],
) -> Result<Half, NotEvaluated> {
    if available.state == Availability::STATE_ABSENT {
        return Ok(Half::Holds(Told {
            says: format!("No kernel that is installed has {name}"),
            observed: "not there".to_owned(),
            places: Vec::new(),
            fix: None,
        }));
    }
    let configuration = modules::configured(name)?;
    if let Some(line) = &configuration.install
        && line.runs == Install::RUNS_NOTHING
    {
        return Ok(Half::Holds(Told {
            says: format!("{name} cannot be loaded"),
            observed: "blocked".to_owned(),
            places: vec![(line.source.clone(), "blocks it")],
            fix: None,
        }));
    }
    if let Some(excuse) = excuse(name, unless)? {
        return Ok(Half::NotConcerned(excuse));
    }
    Ok(Half::Fails(open(name, &configuration)))
}

/// What is said of a module that can be loaded.
fn open(name: &str, configuration: &Configuration) -> Told {
    let (why, place) = match (&configuration.install, &configuration.blacklisted) {
        (Some(line), _) => (
            "what is run in place of loading it may load it",
            Some((line.source.clone(), "runs a command")),
        ),
        (None, Some(line)) => (
            "`blacklist` does not keep it from being loaded by its own name",
            Some((line.clone(), "is not enough")),
        ),
        (None, None) => ("nothing keeps it from being loaded", None),
    };
    Told {
        says: format!("The module {name} can be loaded: {why}"),
        observed: "can be loaded".to_owned(),
        places: place.into_iter().collect(),
        fix: Some(format!("Write `install {name} /bin/false` to {FILE}")),
    }
}

fn judge_running(name: &str, unless: &[String]) -> Result<Half, NotEvaluated> {
    let usage = match modules::used(name) {
        Ok(usage) => usage,
        Err(FactError::Unsupported(reason)) => return Ok(Half::NotConcerned(reason)),
        Err(error) => return Err(error.into()),
    };
    if !usage.loaded {
        return Ok(Half::Holds(Told {
            says: format!("{name} is not loaded"),
            observed: "not loaded".to_owned(),
            places: Vec::new(),
            fix: None,
        }));
    }
    if let Some(excuse) = excuse(name, unless)? {
        return Ok(Half::NotConcerned(excuse));
    }
    let fix = if usage.needed_by.is_empty() {
        format!("Run `modprobe -r {name}`")
    } else {
        format!(
            "Stop what uses {}, and run `modprobe -r {name}`",
            usage.needed_by.join(", ")
        )
    };
    Ok(Half::Fails(Told {
        says: format!("The module {name} is loaded"),
        observed: "loaded".to_owned(),
        places: vec![(usage.source, "shows it")],
        fix: Some(fix),
    }))
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
