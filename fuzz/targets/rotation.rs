//! The configuration of logrotate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [main, drop_in] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/logrotate.conf", main)
        .file("/etc/logrotate.d/shop", drop_in)
        .file("/var/log/shop.log", "");
    muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Rotation);
});
