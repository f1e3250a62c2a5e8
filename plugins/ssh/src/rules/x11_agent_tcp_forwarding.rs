//! `ssh/x11-agent-tcp-forwarding`

use muster_sdk::{Finding, NotEvaluated, Outcome, sshd};

use crate::setting::{Requirement, effective, no_server};

muster_sdk::parameters! {
    struct Parameters {
        /// Keywords that must be off: of AllowAgentForwarding, AllowStreamLocalForwarding,
        /// AllowTcpForwarding, GatewayPorts, PermitTunnel and X11Forwarding.
        #[needed(keywords)]
        #[form(Names(&[
            "AllowAgentForwarding", "AllowStreamLocalForwarding", "AllowTcpForwarding", "GatewayPorts",
            "PermitTunnel", "X11Forwarding",
        ]))]
        keywords: Vec<String> = ["GatewayPorts", "PermitTunnel", "X11Forwarding"],
    }
}

muster_sdk::rule! {
    id: "ssh/x11-agent-tcp-forwarding",
    severity: Low,
    precision: VeryHigh,
    tags: ["ssh"],
    explained_by: [Place("ssh/config-valid")],
    documentation: "x11_agent_tcp_forwarding.md",
    parameters: Parameters,
    check: check,
}

/// What one asks for, and what it means that it is on.
type Meaning = (&'static str, fn(&str) -> &'static str);

const KEYWORDS: [Meaning; 6] = [
    (
        "AllowAgentForwarding",
        |_| "so root of this host can use the keys of those who log in",
    ),
    (
        "AllowStreamLocalForwarding",
        |_| "so those who log in reach the sockets of this host from elsewhere",
    ),
    (
        "AllowTcpForwarding",
        |_| "so those who log in reach other hosts through this one",
    ),
    (
        "GatewayPorts",
        |_| "so those who log in can open ports of this host to everybody",
    ),
    (
        "PermitTunnel",
        |_| "so those who log in can join their network to that of this host",
    ),
    (
        "X11Forwarding",
        |_| "so programs of this host can read the screen and keyboard of those who log in",
    ),
];

fn check(parameters: Parameters) -> Outcome {
    if let Some(finding) = no_server("sshd/forwarding")? {
        return Ok(vec![finding]);
    }
    let settings = sshd::settings()?;
    let mut findings = Vec::new();
    let all_off = effective("DisableForwarding", &settings)?
        .iter()
        .all(|setting| setting.values == ["yes"]);
    for keyword in &parameters.keywords {
        let (name, consequence) = KEYWORDS
            .into_iter()
            .find(|(name, _)| name == keyword)
            .ok_or_else(|| {
                NotEvaluated::because(format!(
                    "'{keyword}' in parameter `keywords` is not one of those that forward something"
                ))
            })?;
        // It turns off all but these two.
        let is_overruled = all_off && !matches!(name, "GatewayPorts" | "PermitTunnel");
        if is_overruled {
            findings.push(Finding::pass(
                format!("sshd/{name}"),
                "DisableForwarding is 'yes'.",
            ));
            continue;
        }
        let requirement = Requirement {
            name,
            allowed: &["no"],
            consequence,
            before: "",
        };
        findings.extend(requirement.judged(&settings)?);
    }
    if findings.is_empty() {
        findings.push(Finding::not_applicable(
            "sshd/forwarding",
            "The policy names no keyword.",
        ));
    }
    Ok(findings)
}
