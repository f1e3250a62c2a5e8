//! `host/time-sync`

use muster_sdk::{Distribution, FactError, Finding, NotEvaluated, Outcome, applicable, clock};

use crate::services::short;

muster_sdk::rule! {
    id: "host/time-sync",
    severity: Medium,
    precision: High,
    tags: ["host", "clock", "checklist"],
    explained_by: [Place("host/failed-units")],
    documentation: "time_sync.md",
    check: check,
}

/// The subject: there is one clock.
const CLOCK: &str = "clock";

fn check() -> Outcome {
    let daemons = applicable(CLOCK, clock::daemons())?;
    Ok(vec![judge_clock(&daemons)?])
}

fn judge_clock(daemons: &[clock::Daemon]) -> Result<Finding, NotEvaluated> {
    let distribution = Distribution::of_host();
    if daemons.is_empty() {
        return Ok(
            Finding::fail(CLOCK, "No program keeps the host's clock synchronised.")
                .observed("none")
                .required("one program")
                .fix(format!("Run `{}`", distribution.install("chrony"))),
        );
    }
    let mut started = Vec::new();
    let mut unknown = None;
    for daemon in daemons {
        let runs = match daemon.state.as_str() {
            clock::Daemon::STATE_ACTIVE | clock::Daemon::STATE_CHANGING => true,
            clock::Daemon::STATE_INACTIVE
            | clock::Daemon::STATE_FAILED
            | clock::Daemon::STATE_UNKNOWN => false,
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} is {other}, which this rule does not know",
                    daemon.unit
                )));
            }
        };
        match daemon.at_boot {
            _ if runs => started.push(daemon),
            Some(true) => started.push(daemon),
            Some(false) => {}
            None => unknown = Some(daemon),
        }
    }
    match (started.as_slice(), unknown) {
        ([], None) => Ok(not_started(daemons, &distribution)),
        ([_, second, ..], _) => Ok(together(&started, second, &distribution)),
        (_, Some(daemon)) => Err(NotEvaluated::because(format!(
            "it is not known whether {} comes up at boot",
            daemon.unit
        ))),
        ([daemon], None) => judge_daemon(daemon, &distribution),
    }
}

fn not_started(daemons: &[clock::Daemon], distribution: &Distribution) -> Finding {
    let names: Vec<&str> = daemons.iter().map(|daemon| daemon.name.as_str()).collect();
    let mut finding = Finding::fail(
        CLOCK,
        format!(
            "Nothing starts {}, so the clock drifts.",
            names.join(" or ")
        ),
    )
    .observed("not started")
    .required("started at boot");
    if let Some(daemon) = daemons.first() {
        let command = distribution.enable_now(short(&daemon.unit));
        finding = finding.fix(format!("Run `{command}`"));
    }
    for daemon in daemons {
        finding = finding.at(daemon.source.clone(), "is not started");
    }
    finding
}

fn together(
    started: &[&clock::Daemon],
    second: &clock::Daemon,
    distribution: &Distribution,
) -> Finding {
    let names: Vec<&str> = started.iter().map(|daemon| daemon.name.as_str()).collect();
    let names = names.join(" and ");
    let mut finding = Finding::fail(CLOCK, format!("{names} set the clock against each other."))
        .observed(names)
        .required("one program")
        .fix(format!(
            "Run `{}`",
            distribution.disable_now(short(&second.unit))
        ));
    for daemon in started {
        finding = finding.at(daemon.source.clone(), "sets the clock");
    }
    finding
}

fn judge_daemon(
    daemon: &clock::Daemon,
    distribution: &Distribution,
) -> Result<Finding, NotEvaluated> {
    let name = &daemon.name;
    let service = short(&daemon.unit);
    let finding = if daemon.state == clock::Daemon::STATE_FAILED {
        Finding::fail(CLOCK, format!("{name} has failed, so the clock drifts."))
            .observed("failed")
            .fix(format!(
                "Run `{}` and fix what it shows",
                distribution.status_of(&daemon.unit)
            ))
    } else if daemon.at_boot == Some(false) {
        Finding::fail(
            CLOCK,
            format!("{name} is running, but will not start again after a restart of the host."),
        )
        .observed("not started at boot")
        .fix(format!("Run `{}`", distribution.enable(service)))
    } else {
        match clock::synchronised() {
            Ok(true) => Finding::pass(CLOCK, format!("{name} keeps the clock synchronised.")),
            Ok(false) => Finding::fail(
                CLOCK,
                format!("{name} should keep the clock, but has not synchronised it."),
            )
            .observed("not synchronised")
            .fix(format!(
                "See what {name} says about its servers, allow outgoing UDP port 123, and run `{}`",
                distribution.restart(service)
            )),
            // An image, or a host that nobody can ask: what starts is all there is to judge.
            Err(FactError::Unsupported(_)) => {
                Finding::pass(CLOCK, format!("{name} keeps the clock."))
            }
            Err(error) => return Err(error.into()),
        }
    };
    Ok(finding
        .required("one program, and a synchronised clock")
        .at(daemon.source.clone(), "starts it"))
}
