//! `host/unneeded-services`

use muster_sdk::{Distribution, Finding, NotEvaluated, Outcome, pass_unless, units};

use crate::services::{self, matches_any};

muster_sdk::parameters! {
    struct Parameters {
        /// Services that nothing is to start, without `.service`; `*` stands for any text.
        #[needed(services)]
        services: Vec<String> = [
            "telnet", "telnetd", "inetutils-telnetd", "rsh", "rlogin", "rexec", "inetd", "openbsd-inetd",
            "xinetd", "tftp", "tftpd", "tftpd-hpa", "vsftpd", "rpcbind", "avahi-daemon", "cups", "nfs-server",
            "smbd", "snmpd",
        ],
    }
}

muster_sdk::rule! {
    id: "host/unneeded-services",
    severity: Medium,
    precision: High,
    tags: ["host", "services"],
    documentation: "unneeded_services.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    services::manager("units")?;
    let distribution = Distribution::of_host();
    let mut findings = Vec::new();
    for unit in units::units()? {
        let name = services::without_suffix(&unit.name);
        let is_unneeded = matches_any(&parameters.services, name)
            || (unit.aliases.iter())
                .any(|alias| matches_any(&parameters.services, services::without_suffix(alias)));
        if !is_unneeded {
            continue;
        }
        let subject = format!("unit/{}", services::short(&unit.name));
        let runs = match unit.state.as_str() {
            units::Unit::STATE_ACTIVE | units::Unit::STATE_CHANGING => true,
            units::Unit::STATE_INACTIVE
            | units::Unit::STATE_FAILED
            | units::Unit::STATE_UNKNOWN => false,
            other => {
                return Err(NotEvaluated::because(format!(
                    "{} is {other}, which this rule does not know",
                    unit.name
                )));
            }
        };
        let starts = unit.at_boot == Some(true) || !unit.activated_by.is_empty();
        let why = match (starts, runs) {
            (true, _) => "comes up at boot",
            (false, true) => "runs",
            (false, false) if unit.at_boot.is_none() => {
                findings.push(Finding::error(
                    subject,
                    format!("It is not known whether {} comes up at boot.", unit.name),
                ));
                continue;
            }
            (false, false) => continue,
        };
        findings.push(
            Finding::fail(
                subject,
                format!(
                    "{} {why}, which the policy does not want on a server.",
                    unit.name
                ),
            )
            .observed(why)
            .required("not started")
            .at(unit.source, "starts it")
            .fix(format!(
                "Run `{}`",
                distribution.disable_now(services::short(&unit.name))
            )),
        );
    }
    Ok(pass_unless(findings, || {
        Finding::pass(
            "units",
            "Nothing starts a service that a server does not need.",
        )
    }))
}
