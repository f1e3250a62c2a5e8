//! `docker/service-enabled`

use muster_sdk::units::{self, Unit};
use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, applicable};

use crate::daemon::unless_rootful;

muster_sdk::rule! {
    id: "docker/service-enabled",
    severity: High,
    precision: VeryHigh,
    tags: ["docker", "services", "availability", "checklist"],
    explained_by: [Place("host/failed-units")],
    documentation: "service_enabled.md",
    check: check,
}

const SUBJECT: &str = "docker/service";

/// The unit, as Docker and distributions have it, and as the snap does.
const UNITS: [&str; 2] = ["docker", "snap.docker.dockerd"];

fn check() -> Outcome {
    let only_users =
        "Here, users run their own Docker daemons, which are not services of the host.";
    if let Some(findings) = unless_rootful(SUBJECT, only_users)? {
        return Ok(findings);
    }
    applicable(SUBJECT, units::overview())?;
    let mut found = None;
    for name in UNITS {
        if let Some(unit) = units::find_unit(name)? {
            found = Some(unit);
            break;
        }
    }
    let finding = match &found {
        Some(unit) => judge(unit)?,
        None => Finding::fail(SUBJECT, "No unit of the init starts Docker.")
            .observed("no unit")
            .fix(format!(
                "Install the unit that Docker's package has, and run `{}`",
                Distribution::of_host().enable_now("docker")
            )),
    };
    Ok(vec![finding.required("started at boot, and active")])
}

fn judge(unit: &Unit) -> Result<Finding, NotEvaluated> {
    let name = unit.name.as_str();
    let short = name.strip_suffix(".service").unwrap_or(name);
    let distribution = Distribution::of_host();
    let runs = match unit.state.as_str() {
        Unit::STATE_ACTIVE | Unit::STATE_CHANGING => Some(true),
        Unit::STATE_INACTIVE | Unit::STATE_FAILED => Some(false),
        Unit::STATE_UNKNOWN => None,
        other => {
            return Err(NotEvaluated::because(format!(
                "{name} is {other}, which this rule does not know"
            )));
        }
    };
    let Some(at_boot) = unit.at_boot else {
        return Err(NotEvaluated::because(format!(
            "it is not known whether {name} comes up at boot"
        )));
    };
    let socket = unit.activated_by.iter().any(|one| one.ends_with(".socket"));
    let finding = match (at_boot, runs) {
        (true, Some(true) | None) => {
            Finding::pass(SUBJECT, format!("{name} comes up at boot."))
        }
        (true, Some(false)) => Finding::fail(
            SUBJECT,
            format!("{name} comes up at boot, but is not running."),
        )
        .observed(&unit.state)
        .fix(format!(
            "Run `{}` to see why, fix it, and run `{}`",
            distribution.status_of(name),
            distribution.restart(short)
        )),
        (false, _) if socket => Finding::fail(
            SUBJECT,
            format!(
                "{name} does not come up at boot, but only once a program asks its socket: until then no container \
                 is started."
            ),
        )
        .observed("started by its socket")
        .fix(format!("Run `{}`", distribution.enable_now(short))),
        (false, _) => Finding::fail(SUBJECT, format!("{name} does not come up at boot."))
            .observed("not started at boot")
            .fix(format!("Run `{}`", distribution.enable_now(short))),
    };
    Ok(finding.at(unit.source.clone(), "decides it"))
}
