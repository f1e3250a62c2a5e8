//! `software/one-of`

use muster_sdk::units::Unit;
use muster_sdk::{Distribution, FactError, Finding, NotEvaluated, Outcome, units};

use crate::installed::Listed;
use crate::programs::{self, Program, Start, short};
use muster_sdk::sentence::list;

muster_sdk::parameters! {
    struct Parameters {
        /// What there must be one of, such as `time daemon`.
        role: String = "program for it",
        /// The packages of each candidate, by the names that any distribution has for them.
        #[needed(candidates)]
        packages: Vec<(String, Vec<String>)> = [],
        /// The units of each candidate, with or without the suffix of their kind. One that has units is chosen where
        /// something starts it; one that has none, where it is installed.
        #[needed(candidates)]
        units: Vec<(String, Vec<String>)> = [],
        /// Whether a host may have none of them, so that only several are a failure.
        may_be_none: bool = false,
    }
}

muster_sdk::rule! {
    id: "software/one-of",
    severity: Medium,
    precision: High,
    tags: ["software", "packages", "services"],
    documentation: "one_of.md",
    parameters: Parameters,
    check: check,
}

/// One of those of which there must be one.
struct Candidate<'a> {
    name: &'a str,
    packages: &'a [String],
    /// None where it is chosen by being installed.
    units: Option<&'a [String]>,
}

/// What became of a candidate.
enum Choice {
    Chosen(Vec<Program>, String),
    /// It is there, and nothing starts it.
    Idle(Vec<Program>),
    Missing,
    /// What is not known, as a clause.
    Unknown(String),
}

fn check(parameters: Parameters) -> Outcome {
    let role = parameters.role.as_str();
    let subject = format!("role/{}", role.replace(' ', "-"));
    let candidates = candidates(&parameters);
    if candidates.is_empty() {
        return Ok(vec![Finding::not_applicable(
            subject,
            "The policy names no candidates.",
        )]);
    }
    let all = match units::overview() {
        Ok(_) => units::units()?,
        Err(FactError::Unsupported(reason)) if candidates.iter().any(|one| one.units.is_some()) => {
            return Ok(vec![Finding::not_applicable(subject, reason)]);
        }
        Err(FactError::Unsupported(_)) => Vec::new(),
        Err(error @ (FactError::Denied(_) | FactError::Failed(_))) => return Err(error.into()),
    };
    let (mut chosen, mut idle, mut unknown) = (Vec::new(), Vec::new(), None);
    for candidate in &candidates {
        match choice(candidate, &all)? {
            Choice::Chosen(programs, clause) => chosen.push((candidate.name, programs, clause)),
            Choice::Idle(programs) => idle.push((candidate.name, programs)),
            Choice::Missing => {}
            Choice::Unknown(why) => unknown = Some(why),
        }
    }
    let distribution = Distribution::of_host();
    let required = if parameters.may_be_none {
        format!("one {role} at most")
    } else {
        format!("one {role}")
    };
    let finding = match (chosen.as_slice(), unknown) {
        ([_, second, ..], _) => together(&subject, role, &chosen, second, &distribution),
        (_, Some(why)) => Finding::error(&subject, format!("It is not known whether {why}.")),
        ([], None) if parameters.may_be_none => {
            Finding::pass(&subject, format!("Nothing is the {role} here.")).observed("none")
        }
        ([], None) => none_chosen(&subject, role, &candidates, &idle, &distribution),
        ([(name, programs, clause)], None) => {
            let finding = Finding::pass(&subject, format!("{name} is the {role} here: {clause}."))
                .observed(*name);
            programs
                .iter()
                .fold(finding, |finding, program| program.shown_in(finding))
        }
    };
    Ok(vec![finding.required(required)])
}

/// Each name in either table once, in their order.
fn candidates(parameters: &Parameters) -> Vec<Candidate<'_>> {
    let mut found: Vec<Candidate<'_>> = Vec::new();
    for (name, units) in &parameters.units {
        found.push(Candidate {
            name,
            packages: &[],
            units: Some(units),
        });
    }
    for (name, packages) in &parameters.packages {
        match found.iter_mut().find(|one| one.name == name) {
            Some(candidate) => candidate.packages = packages,
            None => found.push(Candidate {
                name,
                packages,
                units: None,
            }),
        }
    }
    found
}

fn choice(candidate: &Candidate<'_>, all: &[Unit]) -> Result<Choice, NotEvaluated> {
    let Some(units) = candidate.units else {
        let listed = Listed::find(candidate.packages)?.map_err(NotEvaluated::because)?;
        return Ok(match listed.installed.first() {
            Some(package) => Choice::Chosen(Vec::new(), format!("{} is installed", package.name)),
            None if !listed.database.complete => {
                Choice::Unknown(format!("{} is installed", candidate.name))
            }
            None => Choice::Missing,
        });
    };
    let (mut started, mut idle, mut clauses, mut unknown) =
        (Vec::new(), Vec::new(), Vec::new(), None);
    for program in programs::named(all, units) {
        match program.start()? {
            Start::Nothing if program.is_there() => idle.push(program),
            Start::Nothing => {}
            Start::Something(_) | Start::Unknown(_)
                if program.is_left_over(candidate.packages)? => {}
            Start::Something(clause) => {
                clauses.push(clause);
                started.push(program);
            }
            Start::Unknown(unit) => unknown = Some(unit),
        }
    }
    Ok(if !started.is_empty() {
        Choice::Chosen(started, list(&clauses, "and"))
    } else if let Some(unit) = unknown {
        Choice::Unknown(format!("{unit} comes up at boot"))
    } else if !idle.is_empty() {
        Choice::Idle(idle)
    } else {
        Choice::Missing
    })
}

fn none_chosen(
    subject: &str,
    role: &str,
    candidates: &[Candidate<'_>],
    idle: &[(&str, Vec<Program>)],
    distribution: &Distribution,
) -> Finding {
    let names: Vec<&str> = candidates.iter().map(|one| one.name).collect();
    let names = list(&names, "or");
    let Some((first, programs)) = idle.first() else {
        return Finding::fail(
            subject,
            format!("There is no {role}: {names} would be one."),
        )
        .observed("none")
        .fix(format!(
            "Install one of them, and have it started at boot: {names}"
        ));
    };
    let there: Vec<&str> = idle.iter().map(|(name, _)| *name).collect();
    let finding = Finding::fail(
        subject,
        format!("There is no {role}: nothing starts {}.", list(&there, "or")),
    )
    .observed("not started");
    match programs.iter().find_map(Program::main_unit) {
        Some(unit) => finding
            .at(unit.source.clone(), "is not started")
            .fix(format!(
                "Run `{}`",
                distribution.enable_now(short(&unit.name))
            )),
        None => finding.fix(format!("Have {first} started at boot")),
    }
}

fn together(
    subject: &str,
    role: &str,
    chosen: &[(&str, Vec<Program>, String)],
    second: &(&str, Vec<Program>, String),
    distribution: &Distribution,
) -> Finding {
    let names: Vec<&str> = chosen.iter().map(|(name, ..)| *name).collect();
    let names = list(&names, "and");
    let clauses: Vec<&str> = chosen
        .iter()
        .map(|(_, _, clause)| clause.as_str())
        .collect();
    let finding = Finding::fail(
        subject,
        format!("There is more than one {role}: {}.", list(&clauses, "and")),
    )
    .observed(&names);
    let finding = chosen
        .iter()
        .flat_map(|(_, programs, _)| programs)
        .fold(finding, |finding, program| program.shown_in(finding));
    let commands: Vec<String> = second
        .1
        .iter()
        .map(|program| program.switch_off(distribution))
        .collect();
    let (first, second) = (chosen.first().map_or("one", |(name, ..)| name), second.0);
    if commands.is_empty() {
        finding.fix(format!("Keep one of {names}, and remove the others"))
    } else {
        finding.fix(format!(
            "To keep {first}, run `{}` for {second}",
            commands.join(" && ")
        ))
    }
}
