//! `kernel/selinux`

use muster_sdk::access_control::{self, Configuration, Enforcement};
use muster_sdk::{FactError, Finding, NotEvaluated, Outcome, host};

use crate::applies::own_kernel;

muster_sdk::parameters! {
    struct Parameters {
        /// The modes that SELinux may be in: `enforcing`, `permissive` or `disabled`. When empty, that in which the
        /// distribution has it: `enforcing`, or also `permissive` on Amazon Linux.
        #[form(Words(&["enforcing", "permissive", "disabled"]))]
        modes: Vec<String> = [],
        /// The policies that may be loaded, such as `targeted`; any when empty.
        policies: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "kernel/selinux",
    severity: Medium,
    precision: High,
    tags: ["kernel", "access-control"],
    documentation: "selinux.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "selinux";
const PERSISTED: &str = "selinux/persisted";
const RUNNING: &str = "selinux/running";
const POLICY: &str = "selinux/policy";

/// Amazon has it log what it would forbid.
const PERMISSIVE_AS_IT_COMES: &str = "amzn";

fn check(parameters: Parameters) -> Outcome {
    own_kernel(SUBJECT)?;
    let Some(configuration) = access_control::selinux_configuration()? else {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "SELinux is not set up on this host.",
        )]);
    };
    let running = access_control::selinux();
    let is_off = !matches!(&running, Ok(running) if running.mode != Enforcement::MODE_DISABLED);
    if is_off && matches!(access_control::apparmor(), Ok(true)) {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "AppArmor is in use here.",
        )]);
    }
    let modes = if parameters.modes.is_empty() {
        as_it_comes()?
    } else {
        parameters.modes
    };
    let mut findings = vec![judge_configuration(&configuration, &modes)?];
    if !parameters.policies.is_empty() {
        findings.push(judge_policy(&configuration, &parameters.policies));
    }
    findings.push(
        judge_running(running, &modes)
            .unwrap_or_else(|error| Finding::error(RUNNING, error.reason())),
    );
    Ok(findings)
}

fn as_it_comes() -> Result<Vec<String>, NotEvaluated> {
    let mut modes = vec![Configuration::MODE_ENFORCING.to_owned()];
    if host::identity()?.os_id == PERMISSIVE_AS_IT_COMES {
        modes.push(Configuration::MODE_PERMISSIVE.to_owned());
    }
    Ok(modes)
}

/// The mode that a fix sets.
fn wanted(modes: &[String]) -> &str {
    modes
        .first()
        .map_or(Configuration::MODE_ENFORCING, String::as_str)
}

fn judge_configuration(
    configuration: &Configuration,
    modes: &[String],
) -> Result<Finding, NotEvaluated> {
    let mode = configuration.mode.as_str();
    let message = match mode {
        Configuration::MODE_ENFORCING => "Boot has SELinux enforce its policy.",
        Configuration::MODE_PERMISSIVE => "Boot has SELinux log what it would forbid.",
        Configuration::MODE_DISABLED => "Boot does not load a policy of SELinux.",
        Configuration::MODE_OTHER => "Boot sets a mode that SELinux does not know.",
        other => {
            return Err(NotEvaluated::because(format!(
                "SELinux is set to {other}, which this rule does not know"
            )));
        }
    };
    let finding = if modes.iter().any(|one| one == mode) {
        Finding::pass(PERSISTED, message)
    } else {
        Finding::fail(PERSISTED, message).fix(format!(
            "Write `SELINUX={}` to /etc/selinux/config; where it was disabled, also run `touch /.autorelabel` and restart the host",
            wanted(modes)
        ))
    };
    Ok(finding
        .observed(mode)
        .required(modes.join(" or "))
        .at(configuration.source.clone(), "decides it"))
}

fn judge_policy(configuration: &Configuration, policies: &[String]) -> Finding {
    let source = configuration.source.clone();
    let finding = match &configuration.policy {
        Some(policy) if policies.contains(policy) => {
            Finding::pass(POLICY, format!("SELinux loads the policy {policy}."))
        }
        Some(policy) => Finding::fail(POLICY, format!("SELinux loads the policy {policy}."))
            .observed(policy.clone()),
        None => {
            Finding::fail(POLICY, "Nothing names the policy that SELinux loads.").observed("none")
        }
    };
    let first = policies.first().map(String::as_str).unwrap_or_default();
    finding
        .required(policies.join(" or "))
        .fix(format!(
            "Install the policy, write `SELINUXTYPE={first}` to /etc/selinux/config, and restart the host"
        ))
        .at(source, "is read")
}

fn judge_running(
    running: Result<Enforcement, FactError>,
    modes: &[String],
) -> Result<Finding, NotEvaluated> {
    let running = match running {
        Ok(running) => running,
        Err(FactError::Unsupported(reason)) => {
            return Ok(Finding::not_applicable(RUNNING, reason));
        }
        Err(error) => return Err(error.into()),
    };
    let (message, fix) = match running.mode.as_str() {
        Enforcement::MODE_ENFORCING => ("SELinux enforces its policy.", "setenforce 1"),
        Enforcement::MODE_PERMISSIVE => ("SELinux only logs what it would forbid.", "setenforce 1"),
        Enforcement::MODE_DISABLED => ("The kernel runs without SELinux.", ""),
        other => {
            return Err(NotEvaluated::because(format!(
                "SELinux is {other}, which this rule does not know"
            )));
        }
    };
    let finding = if modes.contains(&running.mode) {
        Finding::pass(RUNNING, message)
    } else if fix.is_empty() {
        Finding::fail(RUNNING, message).fix(
            "Remove `selinux=0` from the kernel's arguments, run `touch /.autorelabel`, and restart the host",
        )
    } else {
        Finding::fail(RUNNING, message).fix(format!("Run `{fix}`"))
    };
    Ok(finding
        .observed(running.mode.clone())
        .required(modes.join(" or "))
        .at(running.source, "shows it"))
}
