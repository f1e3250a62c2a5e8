//! What the init says of its units, and files of units that pull in others.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::{Command, Recorded};

fuzz_target!(|input: &[u8]| {
    let [shown, service, timer] = muster_fuzz::files(input);
    let show = Command::new(
        "systemctl",
        [
            "show",
            "--all",
            "--property=Id,Names,LoadState,ActiveState,Result",
            "*.service",
            "*.socket",
            "*.timer",
        ],
    );
    let host = Recorded::new()
        .directory("/run/systemd/system")
        .command(show, shown)
        .file("/etc/systemd/system/one.service", service)
        .file("/etc/systemd/system/one.timer", timer)
        .link(
            "/etc/systemd/system/timers.target.wants/one.timer",
            "../one.timer",
        )
        .link(
            "/etc/systemd/system/multi-user.target.wants/one.service",
            "../one.service",
        );
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Units);
});
