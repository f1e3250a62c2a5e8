//! `host/reboot-required`

use muster_sdk::{Finding, Outcome, applicable, kernels};

muster_sdk::rule! {
    id: "host/reboot-required",
    severity: Medium,
    precision: High,
    tags: ["host", "updates"],
    documentation: "reboot_required.md",
    check: check,
}

/// The subject: a host is restarted once, whatever waits for it.
const SUBJECT: &str = "restart";

fn check() -> Outcome {
    let running = applicable(SUBJECT, kernels::running())?;
    let request = kernels::restart_request()?;
    let installed = kernels::installed_kernels()?;
    let later = installed.iter().rfind(|kernel| kernel.later);
    let mut reasons = Vec::new();
    if let Some(later) = later {
        reasons.push(if later.release == running {
            format!("a later build of the running kernel {running} is installed")
        } else {
            format!(
                "the kernel {} is installed, and {running} is running",
                later.release
            )
        });
    }
    if let Some(request) = &request {
        reasons.push(match request.packages.as_slice() {
            [] => "an update needs a restart".to_owned(),
            [one] => format!("{one} needs a restart"),
            [first, rest @ ..] => {
                format!("{first} and {} more packages need a restart", rest.len())
            }
        });
    }
    if !reasons.is_empty() {
        let mut finding = Finding::fail(
            SUBJECT,
            format!("The host needs a restart: {}.", reasons.join("; ")),
        )
        .observed(running)
        .required("what is installed is in use")
        .fix("Run `reboot` when the host can be down for a minute");
        if let Some(later) = later {
            finding = finding.at(later.source.clone(), "is installed");
        }
        if let Some(request) = request {
            finding = finding.at(request.source, "asks for it");
        }
        return Ok(vec![finding]);
    }
    if !installed.iter().any(|kernel| kernel.release == running) {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            format!("The running kernel {running} is not installed here: it comes from outside."),
        )]);
    }
    Ok(vec![
        Finding::pass(
            SUBJECT,
            format!("The host runs {running}, the last kernel that is installed."),
        )
        .observed(running),
    ])
}
