//! The message of the day.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let host = Recorded::new().file("/etc/motd", input);
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Motd);
});
