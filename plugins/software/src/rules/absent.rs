//! `software/absent`

use muster_sdk::packages::KnownPackage;
use muster_sdk::units::Unit;
use muster_sdk::{Distribution, FactError, Finding, NotEvaluated, Outcome, pass_unless, units};

use crate::installed::{self, Listed};
use crate::programs::{self, Program, Start};
use muster_sdk::sentence::list;

muster_sdk::parameters! {
    struct Parameters {
        /// Packages that must not be installed, by the names that any distribution has for them; `*` stands for any
        /// text.
        #[needed(software)]
        packages: Vec<String> = [],
        /// Units that must not be there or start, with or without the suffix of their kind: `rpcbind` is the service
        /// and its socket; `*` stands for any text.
        #[needed(software)]
        units: Vec<String> = [],
        /// What is tolerated: `none`, or `disabled` for what is installed while nothing starts it.
        #[requires(units)]
        #[form(Words(&["none", "disabled"]))]
        tolerate: String = "none",
    }
}

muster_sdk::rule! {
    id: "software/absent",
    severity: Medium,
    precision: VeryHigh,
    tags: ["software", "packages", "services"],
    documentation: "absent.md",
    parameters: Parameters,
    check: check,
}

/// The subject where there is nothing of it.
const SUBJECT: &str = "software";

fn check(parameters: Parameters) -> Outcome {
    if parameters.packages.is_empty() && parameters.units.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy names no software that must be absent.",
        )]);
    }
    match parameters.tolerate.as_str() {
        "none" => judge_installed(&parameters),
        "disabled" if parameters.units.is_empty() => Err(NotEvaluated::because(
            "with `tolerate = \"disabled\"`, `units` says what must not start, and is empty",
        )),
        "disabled" => judge_started(&parameters),
        other => Err(NotEvaluated::because(format!(
            "`tolerate` is `{other}`, and can be `none` or `disabled`"
        ))),
    }
}

/// Neither a package nor a unit may be there.
fn judge_installed(parameters: &Parameters) -> Outcome {
    let (mut listed, mut there) = (None, Vec::new());
    let mut reasons = Vec::new();
    let mut asked = 0;
    if !parameters.packages.is_empty() {
        asked += 1;
        match Listed::find(&parameters.packages)? {
            Ok(found) => listed = Some(found),
            Err(reason) => reasons.push(reason),
        }
    }
    if !parameters.units.is_empty() {
        asked += 1;
        match found_units()? {
            Ok(units) => there = programs::named(&units, &parameters.units),
            Err(reason) => reasons.push(reason),
        }
    }
    if let Some(reason) = reasons.first()
        && reasons.len() == asked
    {
        return Ok(vec![Finding::not_applicable(SUBJECT, reason)]);
    }
    let mut programs = Vec::new();
    for program in there {
        let start = program.start()?;
        let is_there = program.is_there() || matches!(start, Start::Something(_));
        if is_there && !program.is_left_over(&parameters.packages)? {
            programs.push((program, start));
        }
    }
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    let packages = listed.as_ref().map_or(&[][..], |listed| &listed.installed);
    for (index, package) in packages.iter().enumerate() {
        // A unit that is called like none of the packages is told with the first.
        let own: Vec<&(Program, Start)> = programs
            .iter()
            .filter(|(program, _)| {
                match packages.iter().position(|one| is_called_like(program, one)) {
                    Some(place) => place == index,
                    None => index == 0,
                }
            })
            .collect();
        findings.push(is_installed(package, &own, listed.as_ref(), &distribution));
    }
    if packages.is_empty() {
        for (program, start) in &programs {
            findings.push(has_unit(program, start, &distribution));
        }
        if let Some(listed) = &listed
            && !listed.database.complete
            && findings.is_empty()
        {
            let names = list(&parameters.packages, "or");
            return Ok(vec![
                Finding::error(
                    SUBJECT,
                    format!("It is not known whether {names} is installed: the database is not fully understood."),
                )
                .at(listed.database.source.clone(), "is not fully understood"),
            ]);
        }
    }
    Ok(pass_unless(findings, || {
        let names = if parameters.packages.is_empty() {
            &parameters.units
        } else {
            &parameters.packages
        };
        let finding = Finding::pass(SUBJECT, format!("{} is not installed.", list(names, "or")));
        match &listed {
            Some(listed) => finding.at(listed.database.source.clone(), "lists what is installed"),
            None => finding,
        }
    }))
}

/// Whether a unit is of a package, as far as names tell.
fn is_called_like(program: &Program, package: &KnownPackage) -> bool {
    package.name.starts_with(&program.name) || program.name.starts_with(&package.name)
}

fn is_installed(
    package: &KnownPackage,
    programs: &[&(Program, Start)],
    listed: Option<&Listed>,
    distribution: &Distribution,
) -> Finding {
    let mut message = if installed::is_broken(package) {
        format!(
            "{} is there, though only partly installed",
            installed::with_version(package)
        )
    } else {
        format!("{} is installed", installed::with_version(package))
    };
    let mut commands = Vec::new();
    for (program, start) in programs {
        if let Start::Something(clause) = start {
            message = format!("{message}, and {clause}");
            commands.push(program.switch_off(distribution));
        }
    }
    commands.push(distribution.remove(&package.name));
    let finding = Finding::fail(format!("package/{}", package.name), format!("{message}."))
        .observed(installed::with_version(package))
        .required("not installed");
    let finding = match listed {
        Some(listed) => finding.at(listed.database.source.clone(), "lists it"),
        None => finding,
    };
    let finding = programs
        .iter()
        .fold(finding, |finding, (program, _)| program.shown_in(finding));
    finding.fix(format!("Run `{}`", commands.join(" && ")))
}

/// What is there without a package that is known.
fn has_unit(program: &Program, start: &Start, distribution: &Distribution) -> Finding {
    let names: Vec<&str> = program
        .units
        .iter()
        .map(|unit| unit.name.as_str())
        .collect();
    let names = list(&names, "and");
    let subject = format!("unit/{}", program.name);
    let finding = match start {
        Start::Something(clause) => {
            Finding::fail(subject, format!("{} is there: {clause}.", program.name))
                .observed(clause)
                .fix(format!(
                    "Run `{}`, and remove it",
                    program.switch_off(distribution)
                ))
        }
        Start::Nothing | Start::Unknown(_) => Finding::fail(
            subject,
            format!("{} is there: it has {names}.", program.name),
        )
        .observed("installed")
        .fix(format!("Remove it, with {names}")),
    };
    let finding = finding.required("not installed");
    let shown = program.shown_in(finding.clone());
    if shown != finding {
        return shown;
    }
    let mut units = program.units.iter();
    let there = units.find(|unit| unit.load == Unit::LOAD_PRESENT);
    finding.at_if(there.map(|unit| unit.source.clone()), "is its unit")
}

/// Nothing may start it.
fn judge_started(parameters: &Parameters) -> Outcome {
    let all = match found_units()? {
        Ok(units) => units,
        Err(reason) => return Ok(vec![Finding::not_applicable(SUBJECT, reason)]),
    };
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    for program in programs::named(&all, &parameters.units) {
        findings.extend(started(&program, &parameters.packages, &distribution)?);
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            format!("Nothing starts {}.", list(&parameters.units, "or")),
        )
    }))
}

/// What is wrong where something starts a program.
fn started(
    program: &Program,
    packages: &[String],
    distribution: &Distribution,
) -> Result<Option<Finding>, NotEvaluated> {
    let subject = format!("unit/{}", program.name);
    Ok(match program.start()? {
        Start::Nothing => None,
        Start::Something(_) | Start::Unknown(_) if program.is_left_over(packages)? => None,
        Start::Unknown(unit) => Some(Finding::error(
            subject,
            format!("It is not known whether {unit} comes up at boot."),
        )),
        Start::Something(clause) => {
            let finding = Finding::fail(subject, format!("{clause}; nothing should start it."))
                .observed(clause)
                .required("not started")
                .fix(format!("Run `{}`", program.switch_off(distribution)));
            Some(program.shown_in(finding))
        }
    })
}

/// All units; none, with the reason, where no init starts any.
fn found_units() -> Result<Result<Vec<Unit>, String>, NotEvaluated> {
    match units::overview() {
        Ok(_) => Ok(Ok(units::units()?)),
        Err(FactError::Unsupported(reason)) => Ok(Err(reason)),
        Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => Err(error.into()),
    }
}
