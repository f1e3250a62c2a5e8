//! `docker/api-tcp`

use std::net::IpAddr;

use muster_sdk::daemon::Setting;
use muster_sdk::{Distribution, Finding, Outcome, pass_unless};

use crate::daemon::{Daemon, judge_each};

muster_sdk::parameters! {
    struct Parameters {
        /// Addresses at which the API may be without client certificates, such as `tcp://127.0.0.1:2375`.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "docker/api-tcp",
    severity: Critical,
    tags: ["docker", "network", "privileges"],
    explained_by: [Place("docker/daemon-file-valid")],
    documentation: "api_tcp.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_each("hosts", |daemon| judge(daemon, &parameters.allowed))
}

fn judge(daemon: &Daemon, allowed: &[String]) -> Vec<Finding> {
    let asks_for_certificates = daemon.switch(Setting::KEY_TLSVERIFY) == Some(true);
    let mut seen: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for setting in daemon.all(Setting::KEY_HOSTS) {
        let Some(address) = setting.value.strip_prefix("tcp://") else {
            continue;
        };
        if seen.contains(&address) || asks_for_certificates || allowed.contains(&setting.value) {
            continue;
        }
        seen.push(address);
        findings.push(failure(daemon, setting, address));
    }
    pass_unless(findings, || {
        Finding::pass(
            daemon.subject("hosts"),
            "Docker's API is not on a network, or asks for client certificates.",
        )
    })
}

fn failure(daemon: &Daemon, setting: &Setting, address: &str) -> Finding {
    let encrypts = daemon.switch(Setting::KEY_TLS) == Some(true);
    let who = if is_loopback(address) {
        "every program on the host"
    } else {
        "everybody who reaches it"
    };
    let how = if encrypts {
        "encrypted, but without asking for a client certificate"
    } else {
        "without TLS"
    };
    let rights = if daemon.is_rootful() {
        "root's rights"
    } else {
        "the rights of the user who runs it"
    };
    let restart = Distribution::of_host().restart("docker");
    Finding::fail(
        daemon.subject(&format!("hosts/{address}")),
        format!(
            "Docker accepts commands at {address} {how}, so {who} can start containers with {rights} on the host."
        ),
    )
    .observed(&setting.value)
    .required("no TCP address, or `tlsverify`")
    .fix(format!(
        "Remove {} where it is set, and run `{restart}`. To reach Docker from elsewhere, use SSH: `docker \
         --host ssh://USER@HOST ps`",
        setting.value
    ))
    .at(setting.source.clone(), "offers it")
}

/// Whether only programs of the host reach an address.
fn is_loopback(address: &str) -> bool {
    let address = address.trim_end_matches('/');
    let host = match address.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => host,
        _ => address,
    };
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_host_alone_is_known() {
        for address in [
            "127.0.0.1:2375",
            "127.9.0.1",
            "[::1]:2375",
            "[::1]",
            "[::ffff:127.0.0.1]:2375",
            "localhost:2375",
            "Localhost:2375/",
        ] {
            assert!(is_loopback(address), "{address}");
        }
        for address in [
            "0.0.0.0:2375",
            ":2375",
            "[::]:2375",
            "10.0.0.1:2375",
            "127.example.com:2375",
            "127.0.0.1.nip.io:2375",
            "localhost.example.com:2375",
            "[::ffff:10.0.0.1]:2375",
        ] {
            assert!(!is_loopback(address), "{address}");
        }
    }
}
