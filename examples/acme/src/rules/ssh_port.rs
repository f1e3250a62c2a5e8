//! `acme/ssh-port`

use muster_sdk::{Finding, Outcome, sshd};

muster_sdk::parameters! {
    struct Parameters {
        /// Ports that sshd may listen on.
        allowed: Vec<i64> = [2222],
    }
}

muster_sdk::rule! {
    id: "acme/ssh-port",
    severity: Medium,
    tags: ["ssh"],
    documentation: "ssh_port.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let server = sshd::server()?;
    if !server.installed {
        let reason = "No OpenSSH server is installed.";
        return Ok(vec![Finding::not_applicable("sshd/Port", reason)]);
    }
    let place = sshd::find_setting("port")?.and_then(|setting| setting.source);
    Ok(server
        .ports
        .iter()
        .map(|port| {
            let subject = format!("sshd/Port/{port}");
            let finding = if parameters.allowed.contains(&i64::from(*port)) {
                Finding::pass(subject, format!("sshd listens on port {port}."))
            } else {
                Finding::fail(subject, format!("sshd listens on port {port}, which Acme does not use."))
            };
            finding
                .observed(port.to_string())
                .required(format!("one of {:?}", parameters.allowed))
                .at_if(place.clone(), "sets it")
        })
        .collect())
}
