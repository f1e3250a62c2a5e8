//! The configuration of rsyslog.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muster_facts::Domain;
use muster_facts::targets::Targets;
use muster_target::Recorded;

fuzz_target!(|input: &[u8]| {
    let [main, included] = muster_fuzz::files(input);
    let host = Recorded::new()
        .file("/etc/rsyslog.conf", main)
        .file("/etc/rsyslog.d/50.conf", included);
    let (facts, _) = muster_fuzz::collect_domain(&host, &Targets::default(), Domain::Rsyslog);
    let facts = facts.rsyslog.as_ref().expect("it was collected");
    for file in facts.files.iter().flatten() {
        assert!(
            file.mode
                .as_deref()
                .is_none_or(|mode| u32::from_str_radix(mode, 8).is_ok())
        );
    }
});
