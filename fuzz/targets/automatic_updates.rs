//! The settings of what installs updates by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [apt, dnf] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/apt/apt.conf.d/50local", apt)
        .file("/etc/dnf/automatic.conf", dnf);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::AutomaticUpdates);
});
