//! `host/failed-units`

use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, host, pass_unless, units};

use crate::services::{self, matches_any};

muster_sdk::parameters! {
    struct Parameters {
        /// Units that may fail, such as `apt-daily.service`; `*` stands for any text.
        ignored: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "host/failed-units",
    severity: Medium,
    precision: VeryHigh,
    tags: ["host", "services", "checklist"],
    // Each of them shows the unit that it keeps from starting.
    explained_by: [
        Place("docker/daemon-file-valid"),
        Place("ssh/config-valid"),
        Place("caddy/config-valid"),
        Place("log/double-rotation"),
    ],
    documentation: "failed_units.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let manager = services::manager("units")?;
    if !manager.running {
        if host::identity()?.kernel.is_none() {
            return Ok(vec![Finding::not_applicable(
                "units",
                "The target is not running, so no service has failed.",
            )]);
        }
        return Err(NotEvaluated::because(format!(
            "{} could not be asked which services have failed",
            manager.name
        )));
    }
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    for unit in units::units()? {
        if matches_any(&parameters.ignored, &unit.name) {
            continue;
        }
        let subject = format!("unit/{}", services::short(&unit.name));
        match unit.state.as_str() {
            units::Unit::STATE_FAILED => {
                let how = match unit.result.as_deref() {
                    Some(result) if result != "success" => format!(" ({result})"),
                    _ => String::new(),
                };
                findings.push(
                    Finding::fail(subject, format!("{} has failed{how}.", unit.name))
                        .observed("failed")
                        .required("active or inactive")
                        .at(unit.source, "is its unit")
                        .fix(format!(
                            "Run `{}` and fix what it shows",
                            distribution.status_of(&unit.name)
                        )),
                );
            }
            units::Unit::STATE_ACTIVE
            | units::Unit::STATE_INACTIVE
            | units::Unit::STATE_CHANGING
            | units::Unit::STATE_UNKNOWN => {}
            other => findings.push(Finding::error(
                subject,
                format!("{} is {other}, which this rule does not know", unit.name),
            )),
        }
    }
    Ok(pass_unless(findings, || {
        Finding::pass("units", "No service, socket or timer has failed.")
    }))
}
