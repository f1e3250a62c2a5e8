//! `kernel/network`

use muster_sdk::Outcome;

use crate::demands::Demands;
use crate::halves::judge_parameters;

muster_sdk::parameters! {
    struct Parameters {
        /// Kernel parameters, each with its value: `=1`, `>=1`, `<=2`, or one of several, as in `0|2`.
        #[requests(Sysctl)]
        #[needed(values)]
        #[form(Comparison)]
        values: Vec<(String, String)> = [
            ("net.ipv4.tcp_syncookies", ">=1"),
            ("net.ipv4.conf.all.accept_source_route", "=0"),
            ("net.ipv6.conf.all.accept_source_route", "<=0"),
            ("net.ipv4.conf.all.accept_redirects", "=0"),
            ("net.ipv6.conf.all.accept_redirects", "=0"),
            ("net.ipv4.conf.all.send_redirects", "=0"),
        ],
    }
}

muster_sdk::rule! {
    id: "kernel/network",
    severity: Low,
    tags: ["kernel", "network"],
    documentation: "network.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    judge_parameters(&parameters.values, &Demands::default())
}
