//! What `timedatectl` and `chronyc` say of the clock, and the files that name servers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::{Command, Recorded};

fuzz_target!(|input: &[u8]| {
    let [timedatectl, chronyc, chrony, timesyncd, ntp] = muster_fuzz::files(input);
    let show = ["show", "--property=NTPSynchronized", "--value"];
    let host = Recorded::new()
        .command(Command::new("timedatectl", show), timedatectl)
        .command(Command::new("chronyc", ["-c", "tracking"]), chronyc)
        .file("/etc/chrony/chrony.conf", chrony)
        .file("/etc/systemd/timesyncd.conf", timesyncd)
        .file("/etc/ntpsec/ntp.conf", ntp);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Clock);
});
