//! `host/wireless-interface`

use muster_sdk::{Finding, Outcome, applicable, host, pass_unless};

muster_sdk::rule! {
    id: "host/wireless-interface",
    severity: Low,
    precision: High,
    tags: ["host", "network"],
    documentation: "wireless_interface.md",
    check: check,
}

/// The subject where there is none.
const SUBJECT: &str = "interfaces";

fn check() -> Outcome {
    let interfaces = applicable(SUBJECT, host::wireless_interfaces())?;
    let findings = interfaces
        .into_iter()
        .map(|one| {
            let fix = match &one.driver {
                Some(driver) => format!(
                    "Write `install {driver} /bin/false` to /etc/modprobe.d/60-hardening.conf, and run `modprobe -r {driver}`"
                ),
                None => format!("Run `ip link set {} down`, and keep its driver from being loaded", one.name),
            };
            Finding::fail(
                one.name.clone(),
                format!("The host has the wireless interface {}.", one.name),
            )
            .observed(one.name)
            .required("none")
            .fix(fix)
            .at(one.source, "is wireless")
        })
        .collect();
    Ok(pass_unless(findings, || {
        Finding::pass(SUBJECT, "The host has no wireless interface.")
    }))
}
