//! `docker/insecure-registries`

use std::net::IpAddr;

use muster_sdk::daemon::Setting;
use muster_sdk::{Distribution, Finding, Outcome, parse_network, pass_unless};

use crate::daemon::{Daemon, judge_each};

muster_sdk::parameters! {
    struct Parameters {
        /// Registries that may be asked without a valid certificate, as dockerd has them.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "docker/insecure-registries",
    severity: Medium,
    tags: ["docker", "supply-chain"],
    explained_by: [Place("docker/daemon-file-valid")],
    documentation: "insecure_registries.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_each(Setting::KEY_INSECURE_REGISTRIES, |daemon| {
        judge(daemon, &parameters.allowed)
    })
}

fn judge(daemon: &Daemon, allowed: &[String]) -> Vec<Finding> {
    let key = Setting::KEY_INSECURE_REGISTRIES;
    let mut seen: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for setting in daemon.all(key) {
        let registry = setting.value.as_str();
        if is_of_host(registry)
            || allowed.iter().any(|one| one == registry)
            || seen.contains(&registry)
        {
            continue;
        }
        seen.push(registry);
        findings.push(
            Finding::fail(
                daemon.subject(&format!("{key}/{registry}")),
                format!(
                    "Docker accepts images from {registry} without checking who it is: anyone on the path can \
                     replace them, and read the password."
                ),
            )
            .observed(registry)
            .required("a certificate that Docker can check")
            .fix(format!(
                "Give the registry a certificate, put its authority into /etc/docker/certs.d/{registry}/ca.crt if \
                 it is one of your own, remove {registry} from `{key}`, and run `{}`",
                Distribution::of_host().restart("docker")
            ))
            .at(setting.source.clone(), "trusts it"),
        );
    }
    pass_unless(findings, || {
        Finding::pass(
            daemon.subject(key),
            "Docker checks the certificate of every registry of another machine.",
        )
    })
}

/// Whether a registry is on the host itself, for which Docker asks no certificate anyway.
fn is_of_host(registry: &str) -> bool {
    if let Some(network) = registry
        .contains('/')
        .then(|| parse_network(registry))
        .flatten()
    {
        return network.addr().is_loopback() && network.prefix_len() >= 8;
    }
    let host = match registry.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => registry.split([':', '/']).next().unwrap_or_default(),
    };
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_of_the_host_is_known() {
        for registry in [
            "localhost:5000",
            "127.0.0.1:5000",
            "127.0.0.0/8",
            "[::1]:5000",
        ] {
            assert!(is_of_host(registry), "{registry}");
        }
        for registry in [
            "registry:5000",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "localhost.shop.test",
        ] {
            assert!(!is_of_host(registry), "{registry}");
        }
    }
}
