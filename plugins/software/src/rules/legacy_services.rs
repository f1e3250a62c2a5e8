//! `software/legacy-services`

use muster_sdk::units::Unit;
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, pass_unless, units};

use crate::installed::Listed;
use crate::known::{self, Known, LEGACY};
use crate::programs::{self, Start};
use muster_sdk::sentence::list;

muster_sdk::parameters! {
    struct Parameters {
        /// Those that the host is for, such as `tftp` where it has other machines boot from it: `inetd`, `nis`, `rexec`,
        /// `rsh`, `talk`, `telnet` or `tftp`.
        #[form(Words(&known::LEGACY_NAMES))]
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "software/legacy-services",
    severity: High,
    precision: High,
    tags: ["software", "services", "network"],
    documentation: "legacy_services.md",
    parameters: Parameters,
    check: check,
}

/// The subject where there are none.
const SUBJECT: &str = "services";

fn check(parameters: Parameters) -> Outcome {
    known::check_names("allowed", &parameters.allowed, &known::LEGACY_NAMES)?;
    applicable(SUBJECT, units::overview())?;
    let units = units::units()?;
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    for known in &LEGACY {
        if !parameters.allowed.iter().any(|name| name == known.name) {
            findings.extend(judge_service(known, &units, &distribution)?);
        }
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            SUBJECT,
            format!("Nothing starts {}.", known::LEGACY_NAMES.join(", ")),
        )
    }))
}

fn judge_service(
    known: &Known,
    units: &[Unit],
    distribution: &Distribution,
) -> Result<Option<Finding>, NotEvaluated> {
    let subject = format!("service/{}", known.name);
    let (mut started, mut clauses, mut unknown) = (Vec::new(), Vec::new(), None);
    for program in programs::named(units, known.units) {
        let start = program.start()?;
        if start == Start::Nothing || program.is_left_over(known.packages)? {
            continue;
        }
        match start {
            Start::Nothing => {}
            Start::Something(clause) => {
                clauses.push(clause);
                started.push(program);
            }
            Start::Unknown(unit) => unknown = Some(unit),
        }
    }
    if clauses.is_empty() {
        return Ok(unknown.map(|unit| {
            Finding::error(
                subject,
                format!("It is not known whether {unit} comes up at boot."),
            )
        }));
    }
    let clause = list(&clauses, "and");
    let mut commands: Vec<String> = started
        .iter()
        .map(|program| program.switch_off(distribution))
        .collect();
    // It only words the fix: what is not known to be installed is not removed.
    if let Ok(Ok(listed)) = Listed::find(known.packages) {
        let packages: Vec<&str> = listed
            .installed
            .iter()
            .map(|package| package.name.as_str())
            // It has other programs too.
            .filter(|name| *name != "busybox-extras")
            .collect();
        if !packages.is_empty() {
            commands.push(distribution.remove(&packages.join(" ")));
        }
    }
    let finding = Finding::fail(subject, format!("{} is started: {clause}.", known.called))
        .observed(clause)
        .required("not started");
    let finding = started
        .iter()
        .fold(finding, |finding, program| program.shown_in(finding));
    Ok(Some(
        finding.fix(format!("Run `{}`", commands.join(" && "))),
    ))
}
