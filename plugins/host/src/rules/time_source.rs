//! `host/time-source`

use muster_sdk::clock::{self, Daemon, TimeSource};
use muster_sdk::{Distribution, Finding, Outcome, applicable, fits_pattern};

use crate::services::short;

muster_sdk::parameters! {
    struct Parameters {
        /// The servers that may be asked, as patterns; any when empty.
        servers: Vec<String> = [],
        /// Whether a file has to name them, so that neither the network nor the program itself chooses.
        named: bool = false,
    }
}

muster_sdk::rule! {
    id: "host/time-source",
    severity: Low,
    precision: High,
    tags: ["host", "clock"],
    documentation: "time_source.md",
    parameters: Parameters,
    check: check,
}

/// The subject where nothing keeps the clock.
const SUBJECT: &str = "clock";

fn check(parameters: Parameters) -> Outcome {
    let daemons = applicable(SUBJECT, clock::daemons())?;
    let sources = applicable(SUBJECT, clock::sources())?;
    let is_idle = |daemon: &Daemon| {
        daemon.at_boot == Some(false)
            && [Daemon::STATE_INACTIVE, Daemon::STATE_FAILED].contains(&daemon.state.as_str())
    };
    let started: Vec<&Daemon> = daemons.iter().filter(|one| !is_idle(one)).collect();
    if started.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No time daemon is started.",
        )]);
    }
    let distribution = Distribution::of_host();
    Ok(started
        .into_iter()
        .map(|daemon| {
            let own: Vec<&TimeSource> = sources
                .iter()
                .filter(|source| source.daemon == daemon.name)
                .collect();
            judge_daemon(daemon, &own, &parameters, &distribution)
        })
        .collect())
}

fn judge_daemon(
    daemon: &Daemon,
    sources: &[&TimeSource],
    parameters: &Parameters,
    distribution: &Distribution,
) -> Finding {
    let name = daemon.name.as_str();
    let fix = format!(
        "Name servers {}, and run `{}`",
        where_to(name),
        distribution.restart(short(&daemon.unit))
    );
    let required = match parameters.servers.as_slice() {
        [] if parameters.named => "servers that a file names".to_owned(),
        [] => "servers".to_owned(),
        servers => servers.join(", "),
    };
    let chosen = |source: &&&TimeSource| {
        let by_others = [TimeSource::KIND_FALLBACK, TimeSource::KIND_NETWORK];
        !by_others.contains(&source.kind.as_str())
    };
    let named: Vec<&TimeSource> = sources.iter().filter(chosen).copied().collect();
    let finding = if let Some(foreign) = named.iter().find(|source| {
        let servers = &parameters.servers;
        source.kind != TimeSource::KIND_DEVICE
            && !servers.is_empty()
            && !servers
                .iter()
                .any(|pattern| fits_pattern(pattern, &source.name))
    }) {
        Finding::fail(
            name,
            format!(
                "{name} asks {}, which the policy does not allow.",
                foreign.name
            ),
        )
        .observed(foreign.name.clone())
        .fix(fix)
        .at(foreign.source.clone(), "names it")
    } else if let Some(source) = named.first() {
        let count = named.len();
        let what = if count == 1 { "source" } else { "sources" };
        Finding::pass(name, format!("{name} has {count} {what} for the time."))
            .at(source.source.clone(), "names one")
    } else if let Some(source) = sources.first()
        && !parameters.named
        && parameters.servers.is_empty()
    {
        let whose = if source.kind == TimeSource::KIND_NETWORK {
            "that the network names"
        } else {
            "that it came with"
        };
        Finding::pass(name, format!("{name} asks servers {whose}."))
            .at(source.source.clone(), "names no other")
    } else {
        let finding = Finding::fail(name, format!("No file names a server for {name} to ask."))
            .observed("none")
            .fix(fix);
        match sources.first() {
            Some(source) => finding.at(source.source.clone(), "leaves it to others"),
            None => finding.at(daemon.source.clone(), "starts it"),
        }
    };
    finding.required(required)
}

/// Where servers of a program are named.
fn where_to(name: &str) -> &'static str {
    match name {
        Daemon::NAME_SYSTEMD_TIMESYNCD => {
            "with `NTP=` below `[Time]` in /etc/systemd/timesyncd.conf.d/60-servers.conf"
        }
        Daemon::NAME_CHRONY => "with `server` or `pool` in chrony.conf",
        Daemon::NAME_OPENNTPD => "with `servers` in ntpd.conf",
        Daemon::NAME_BUSYBOX => "with `-p` in `NTPD_OPTS` of /etc/conf.d/ntpd",
        _ => "with `server` or `pool` in ntp.conf",
    }
}
