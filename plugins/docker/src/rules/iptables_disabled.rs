//! `docker/iptables-disabled`

use muster_sdk::daemon::Setting;
use muster_sdk::{Distribution, Finding, Outcome};

use crate::daemon::{Daemon, judge_each};

muster_sdk::rule! {
    id: "docker/iptables-disabled",
    severity: High,
    tags: ["docker", "firewall"],
    explained_by: [Place("docker/daemon-file-valid")],
    documentation: "iptables_disabled.md",
    check: check,
}

fn check() -> Outcome {
    judge_each(Setting::KEY_IPTABLES, |daemon| vec![judge(daemon)])
}

fn judge(daemon: &Daemon) -> Finding {
    let subject = daemon.subject(Setting::KEY_IPTABLES);
    if !daemon.is_rootful() {
        return Finding::not_applicable(
            subject,
            "A user runs this daemon, in a network of its own.",
        );
    }
    match daemon.find(Setting::KEY_IPTABLES) {
        Some(setting) if setting.value != "true" => Finding::fail(
            subject,
            "Docker makes no packet filter rules, so nothing separates the networks of containers, and their \
             packets leave with their own addresses.",
        )
        .observed(&setting.value)
        .required("true")
        .fix(format!(
            "Remove `iptables` where it is set, and run `{}`; to keep published ports off the network, publish \
             them on 127.0.0.1",
            Distribution::of_host().restart("docker")
        ))
        .at(setting.source.clone(), "switches it off"),
        Some(_) | None => {
            Finding::pass(subject, "Docker makes the packet filter rules that its networks need.")
        }
    }
}
