//! `kernel/ip-forward`

use muster_sdk::Outcome;

use crate::demands::Demands;
use crate::halves::judge_parameters;

muster_sdk::parameters! {
    struct Parameters {
        /// Kernel parameters, each with its value on a host that does not forward.
        #[requests(Sysctl)]
        #[needed(values)]
        #[form(Comparison)]
        values: Vec<(String, String)> = [
            ("net.ipv4.ip_forward", "=0"),
            ("net.ipv6.conf.all.forwarding", "=0"),
        ],
        /// What explains that the host forwards, where it comes up at boot or runs: `docker`, `containers`
        /// (Podman, LXC, Incus), `kubernetes`, `virtual-machines` (libvirt), `vpn` or `router`.
        #[form(Words(&["docker", "containers", "kubernetes", "virtual-machines", "vpn", "router"]))]
        unless: Vec<String> = ["docker", "containers", "kubernetes", "virtual-machines", "vpn", "router"],
    }
}

muster_sdk::rule! {
    id: "kernel/ip-forward",
    severity: Medium,
    precision: Medium,
    tags: ["kernel", "network"],
    documentation: "ip_forward.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let demands = Demands {
        unless: parameters.unless,
        ..Demands::default()
    };
    judge_parameters(&parameters.values, &demands)
}
