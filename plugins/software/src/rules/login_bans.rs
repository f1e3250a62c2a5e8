//! `software/login-bans`

use muster_sdk::units::Unit;
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable, units};

use crate::known::{BANS, Known};
use crate::programs::{self, Program, Start, is_active};

muster_sdk::rule! {
    id: "software/login-bans",
    severity: Low,
    precision: High,
    tags: ["software", "services", "login"],
    explained_by: [Place("host/failed-units")],
    documentation: "login_bans.md",
    check: check,
}

/// The subject where there are none.
const SUBJECT: &str = "services/login-bans";

fn check() -> Outcome {
    let is_running = applicable(SUBJECT, units::overview())?.running;
    let units = units::units()?;
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    for known in &BANS {
        for program in programs::named(&units, known.units) {
            if program.is_there() && !program.is_left_over(known.packages)? {
                findings.push(judge_program(known, &program, is_running, &distribution)?);
            }
        }
    }
    if findings.is_empty() {
        let names: Vec<&str> = BANS.iter().map(|known| known.called).collect();
        let names = muster_sdk::sentence::list(&names, "or");
        findings.push(Finding::not_applicable(
            SUBJECT,
            format!("There is no {names}."),
        ));
    }
    Ok(findings)
}

fn judge_program(
    known: &Known,
    program: &Program,
    is_running: bool,
    distribution: &Distribution,
) -> Result<Finding, NotEvaluated> {
    let called = known.called;
    let subject = format!("service/{}", program.name);
    let mut units = program.units.iter();
    let at_boot = units.any(|unit| unit.at_boot == Some(true));
    let unknown = program.units.iter().find(|unit| unit.at_boot.is_none());
    let finding = match (at_boot, unknown, program.start()?) {
        (false, Some(unit), _) => {
            let reason = format!("It is not known whether {} comes up at boot.", unit.name);
            return Ok(Finding::error(subject, reason));
        }
        (false, None, Start::Nothing | Start::Unknown(_)) => Finding::fail(
            subject,
            format!("{called} is installed, and nothing starts it: it bans nobody."),
        )
        .observed("not started")
        .fix(format!("Run `{}`", distribution.enable_now(&program.name))),
        (false, None, Start::Something(clause)) => Finding::fail(
            subject,
            format!("{clause}, and does not come up at boot: after a restart it bans nobody."),
        )
        .observed("not started at boot")
        .fix(format!("Run `{}`", distribution.enable(&program.name))),
        (true, _, _) => match stopped(program)?.filter(|_| is_running) {
            Some(unit) => Finding::fail(
                subject,
                format!("{called} comes up at boot, and does not run now: it bans nobody."),
            )
            .observed(&unit.state)
            .fix(format!(
                "Run `{}`, mend what it shows, then run `{}`",
                distribution.status_of(&unit.name),
                distribution.restart(&program.name)
            )),
            None => {
                Finding::pass(subject, format!("{called} comes up at boot.")).observed("started")
            }
        },
    };
    let finding = finding.required("started at boot, and running");
    Ok(match program.main_unit() {
        Some(unit) => finding.at(unit.source.clone(), "is its unit"),
        None => finding,
    })
}

/// A program's service, if it is known not to run.
fn stopped(program: &Program) -> Result<Option<&Unit>, NotEvaluated> {
    let Some(unit) = program.main_unit() else {
        return Ok(None);
    };
    Ok((is_active(unit)? == Some(false)).then_some(unit))
}
