//! `software/present`

use muster_sdk::packages::KnownPackage;
use muster_sdk::units::Unit;
use muster_sdk::{
    Distribution, FactError, Finding, NotEvaluated, Outcome, applicable, host, units,
};

use crate::installed::{self, Listed};
use crate::programs::{self, Program, is_active, is_masked, short};
use crate::versions;
use muster_sdk::sentence::list;

muster_sdk::parameters! {
    struct Parameters {
        /// Packages of which one must be installed: those of the host's own distribution first, because the fix names
        /// the first; `*` stands for any text.
        #[needed(software)]
        packages: Vec<String> = [],
        /// Units of which one must be there, with or without the suffix of their kind; `*` stands for any text.
        #[needed(software)]
        units: Vec<String> = [],
        /// Whether one of the units must run now, or a socket that starts it must listen.
        #[requires(units)]
        running: bool = false,
        /// Whether one of the units must come up at boot, or a socket or timer that starts it.
        #[requires(units)]
        at_boot: bool = false,
        /// The lowest version of the package, such as `9.6`; epoch and release only count where it has them.
        #[requires(packages)]
        minimum_version: String = "",
    }
}

muster_sdk::rule! {
    id: "software/present",
    severity: Medium,
    precision: VeryHigh,
    tags: ["software", "packages", "services"],
    documentation: "present.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    if parameters.packages.is_empty() && parameters.units.is_empty() {
        return Ok(vec![Finding::not_applicable(
            "software",
            "The policy names no software that must be present.",
        )]);
    }
    if (parameters.running || parameters.at_boot) && parameters.units.is_empty() {
        return Err(NotEvaluated::because(
            "`running` and `at-boot` are about `units`, which is empty",
        ));
    }
    if !parameters.minimum_version.is_empty() && parameters.packages.is_empty() {
        return Err(NotEvaluated::because(
            "`minimum-version` is about `packages`, which is empty",
        ));
    }
    let subject = match parameters.packages.as_slice() {
        [] => format!("unit/{}", parameters.units.join("|")),
        packages => format!("package/{}", packages.join("|")),
    };
    // A host without an init, such as a container, is not one that this is about, whatever is installed.
    if !parameters.units.is_empty() {
        applicable(&subject, units::overview())?;
    }
    let distribution = Distribution::of_host();
    let mut found = Vec::new();
    if !parameters.packages.is_empty() {
        match Listed::find(&parameters.packages)? {
            Ok(listed) => match judge_packages(&parameters, &subject, &listed, &distribution)? {
                Judged::Holds(what) => found.push(what),
                Judged::Not(finding) => {
                    return Ok(vec![
                        finding.at(listed.database.source, "lists what is installed"),
                    ]);
                }
            },
            // The units tell, unless it is the package that matters.
            Err(reason)
                if parameters.units.is_empty() || !parameters.minimum_version.is_empty() =>
            {
                return Ok(vec![Finding::not_applicable(subject, reason)]);
            }
            Err(_) => {}
        }
    }
    if !parameters.units.is_empty() {
        match judge_units(&parameters, &subject, &distribution)? {
            Judged::Holds(what) => found.push(what),
            Judged::Not(finding) => return Ok(vec![finding]),
        }
    }
    let what = found.join(", and ");
    Ok(vec![
        Finding::pass(subject, format!("{what}.")).observed(what),
    ])
}

/// What there is, or what is wrong.
enum Judged {
    /// As a clause.
    Holds(String),
    Not(Finding),
}

fn judge_packages(
    parameters: &Parameters,
    subject: &str,
    listed: &Listed,
    distribution: &Distribution,
) -> Result<Judged, NotEvaluated> {
    let names = list(&parameters.packages, "or");
    let least = parameters.minimum_version.as_str();
    let required = if least.is_empty() {
        "installed".to_owned()
    } else {
        format!("installed, {least} or newer")
    };
    let mut old = None;
    for package in &listed.installed {
        if installed::is_broken(package) {
            continue;
        }
        if least.is_empty() || is_new_enough(package, listed, least)? {
            return Ok(Judged::Holds(format!(
                "{} is installed",
                installed::with_version(package)
            )));
        }
        old = Some(package);
    }
    let finding = if let Some(package) = old {
        Finding::fail(
            subject,
            format!(
                "{} is installed, which is older than {least}.",
                installed::with_version(package)
            ),
        )
        .observed(&package.version)
        .fix(format!("Run `{}`", distribution.install(&package.name)))
    } else if let Some(package) = listed.installed.first() {
        Finding::fail(
            subject,
            format!("{} is only partly installed.", package.name),
        )
        .observed("broken")
        .fix(format!("Run `{}`", distribution.install(&package.name)))
    } else if !listed.database.complete {
        return Ok(Judged::Not(Finding::error(
            subject,
            format!(
                "It is not known whether {names} is installed: the database is not fully understood."
            ),
        )));
    } else if let Some(package) = listed.removed.first() {
        Finding::fail(
            subject,
            format!(
                "{} was removed, and only its configuration is left.",
                package.name
            ),
        )
        .observed("removed")
        .fix(format!("Run `{}`", distribution.install(&package.name)))
    } else {
        let finding =
            Finding::fail(subject, format!("{names} is not installed.")).observed("not installed");
        match parameters
            .packages
            .first()
            .filter(|name| !name.contains('*'))
        {
            Some(name) => finding.fix(format!("Run `{}`", distribution.install(name))),
            None => finding.fix(format!("Install {names}")),
        }
    };
    Ok(Judged::Not(finding.required(required)))
}

fn is_new_enough(
    package: &KnownPackage,
    listed: &Listed,
    least: &str,
) -> Result<bool, NotEvaluated> {
    let manager = &listed.database.manager;
    versions::is_at_least(manager, &package.version, least).ok_or_else(|| {
        NotEvaluated::because(format!(
            "this rule does not know how {manager} compares versions"
        ))
    })
}

/// Why a unit is not as it must be, the less there is of it, the later; so the first is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    Failed,
    NotRunning,
    NotAtBoot,
    Masked,
}

fn judge_units(
    parameters: &Parameters,
    subject: &str,
    distribution: &Distribution,
) -> Result<Judged, NotEvaluated> {
    let all = units::units()?;
    let mut lacking: Option<(Lack, Unit)> = None;
    let mut unknown = None;
    for program in programs::named(&all, &parameters.units) {
        let Some(unit) = program.main_unit() else {
            continue;
        };
        match state(parameters, &program, unit)? {
            State::Fine(clause) => return Ok(Judged::Holds(clause)),
            State::Unknown(why) => unknown = Some(why),
            State::Lacks(lack) if lacking.as_ref().is_none_or(|(other, _)| lack < *other) => {
                lacking = Some((lack, unit.clone()));
            }
            State::Lacks(_) => {}
        }
    }
    if let Some(why) = unknown {
        return Ok(Judged::Not(Finding::error(
            subject,
            format!("It is not known whether {why}."),
        )));
    }
    let Some((lack, unit)) = lacking else {
        let names = list(&parameters.units, "or");
        let fix = match parameters
            .packages
            .first()
            .filter(|name| !name.contains('*'))
        {
            Some(name) => format!("Run `{}`", distribution.install(name)),
            None => format!("Install what brings {names}"),
        };
        return Ok(Judged::Not(
            Finding::fail(subject, format!("No unit is called {names}."))
                .observed("no unit")
                .required(required(parameters))
                .fix(fix),
        ));
    };
    let name = &unit.name;
    let service = short(name);
    let (message, fix) = match lack {
        Lack::Failed => (
            format!("{name} has failed."),
            format!(
                "Run `{}` and fix what it shows",
                distribution.status_of(name)
            ),
        ),
        Lack::NotRunning => (
            format!("{name} does not run."),
            format!("Run `{}`", distribution.restart(service)),
        ),
        Lack::NotAtBoot => (
            format!("{name} does not come up at boot."),
            format!("Run `{}`", distribution.enable_now(service)),
        ),
        Lack::Masked => (
            format!("{name} is masked, so nothing can start it."),
            format!(
                "Run `systemctl unmask {service} && {}`",
                distribution.enable_now(service)
            ),
        ),
    };
    Ok(Judged::Not(
        Finding::fail(subject, message.clone())
            .observed(
                message
                    .trim_start_matches(name.as_str())
                    .trim()
                    .trim_end_matches('.'),
            )
            .required(required(parameters))
            .at(unit.source, "decides it")
            .fix(fix),
    ))
}

fn required(parameters: &Parameters) -> &'static str {
    match (parameters.at_boot, parameters.running) {
        (true, true) => "started at boot, and running",
        (true, false) => "started at boot",
        (false, true) => "running",
        (false, false) => "not masked",
    }
}

enum State {
    /// As a clause.
    Fine(String),
    Lacks(Lack),
    /// What is not known, as a clause.
    Unknown(String),
}

fn state(parameters: &Parameters, program: &Program, unit: &Unit) -> Result<State, NotEvaluated> {
    let name = &unit.name;
    if is_masked(unit)? {
        return Ok(State::Lacks(Lack::Masked));
    }
    let mut clauses = Vec::new();
    if parameters.at_boot {
        let starter = program.units.iter().find(|one| one.at_boot == Some(true));
        match (unit.at_boot, starter) {
            (Some(true), _) => clauses.push(format!("{name} comes up at boot")),
            (_, Some(starter)) => {
                clauses.push(format!(
                    "{} comes up at boot and starts {name}",
                    starter.name
                ));
            }
            (None, None) => return Ok(State::Unknown(format!("{name} comes up at boot"))),
            (Some(false), None) => return Ok(State::Lacks(Lack::NotAtBoot)),
        }
    }
    if parameters.running {
        let mut waiting = None;
        for one in &program.units {
            if one.kind != Unit::KIND_SERVICE && is_active(one)? == Some(true) {
                waiting = Some(one);
            }
        }
        match is_active(unit)? {
            Some(true) if unit.at_boot == Some(true) && !clauses.is_empty() => {
                clauses = vec![format!("{name} comes up at boot and runs")];
            }
            Some(true) => clauses.push(format!("{name} runs")),
            Some(false) if unit.state == Unit::STATE_FAILED => {
                return Ok(State::Lacks(Lack::Failed));
            }
            Some(false) => match waiting {
                Some(waiting) => clauses.push(format!("{} waits to start {name}", waiting.name)),
                None => return Ok(State::Lacks(Lack::NotRunning)),
            },
            // What does not run has nothing that runs.
            None if is_at_rest()? => {}
            None => return Ok(State::Unknown(format!("{name} runs"))),
        }
    }
    if clauses.is_empty() {
        clauses.push(format!("{name} is there"));
    }
    Ok(State::Fine(list(&clauses, "and")))
}

/// Whether the target is not a running host.
fn is_at_rest() -> Result<bool, FactError> {
    Ok(host::identity()?.kernel.is_none())
}
